"""Available stock and how long it lasts."""

from huozhao.supply.availability import Policy, available, days_of_cover
from huozhao.supply.ledger import Level


def test_reserved_units_are_on_hand_but_not_available_and_uncounted_goods_are_unknown() -> None:
    levels = [Level("tea", "north", free=3, reserved=2, tracked=True), Level("cup", "north", in_transit=5)]
    assert available(levels) == {("tea", "north"): 3}
    assert levels[0].on_hand == 5


def test_days_of_cover_need_a_forecast() -> None:
    level = Level("tea", "north", free=5, tracked=True)
    assert days_of_cover(level, Policy(1, 1, 1, 2.0)) == 2.5
    assert days_of_cover(level, None) is None
