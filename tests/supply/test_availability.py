"""Available stock and alerts."""

from huozhao.supply.availability import Policy, alerts, available, days_of_cover
from huozhao.supply.ledger import Level


def test_reserved_units_are_on_hand_but_not_available_and_uncounted_goods_are_unknown() -> None:
    levels = [Level("tea", "north", free=3, reserved=2, tracked=True), Level("cup", "north", in_transit=5)]
    assert available(levels) == {("tea", "north"): 3}
    assert levels[0].on_hand == 5


def test_stock_under_its_safety_level_is_alerted_with_the_quantity_in_whole_packs() -> None:
    level = Level("tea", "north", free=3, in_transit=4, tracked=True)
    found = alerts([level], {("tea", "north"): Policy(5, 10, 20, 2.0, pack_size=6)})
    assert [(alert.available, alert.safety_stock, alert.order_quantity) for alert in found] == [(3, 5, 18)]
    assert "安全库存 5" in found[0].why.zh and "in transit" in found[0].why.en


def test_stock_at_its_safety_level_and_goods_without_a_plan_are_quiet() -> None:
    levels = [Level("tea", "north", free=5, tracked=True), Level("cup", "north", tracked=True)]
    assert alerts(levels, {("tea", "north"): Policy(5, 10, 20, 2.0)}) == []


def test_days_of_cover_need_a_forecast() -> None:
    level = Level("tea", "north", free=5, tracked=True)
    assert days_of_cover(level, Policy(1, 1, 1, 2.0)) == 2.5
    assert days_of_cover(level, None) is None
