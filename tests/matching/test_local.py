"""Popular here and now: more than in the whole mall, with enough orders, and never where no city is known."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.events.catalogue import Line, OrderPaid
from huozhao.events.event import Recorded, event
from huozhao.matching.context import Context
from huozhao.matching.local_heat import (
    LocalHeat,
    Sold,
    area_of,
    from_arrays,
    gather,
    local_heat_fold,
    no_local_heat,
    part_of_week,
    to_arrays,
)
from huozhao.matching.recall import local

WUHAN_MORNING = Context(0, 0, 1, 7, city="武汉市")


def mall() -> LocalHeat:
    """Noodles are Wuhan's breakfast; tea is drunk everywhere, always."""
    told = [Sold("武汉", part_of_week(1, 7), "noodles", 40, 0), Sold("武汉", part_of_week(1, 19), "fish", 30, 0)]
    told += [Sold(city, part_of_week(1, hour), "tea", 50, 0) for city in ("武汉", "北京") for hour in (7, 19)]
    return gather([*told, Sold("北京", part_of_week(1, 7), "bun", 60, 0), Sold("武汉", 0, "rare", 2, 0)])


def test_breakfast_of_the_city_comes_first_in_the_morning_and_its_dinner_in_the_evening() -> None:
    assert local.recall(mall(), WUHAN_MORNING)[0].sku == "noodles"
    assert local.recall(mall(), Context(0, 0, 1, 19, city="武汉"))[0].sku == "fish"
    assert local.recall(mall(), Context(0, 0, 1, 7, city="北京"))[0].sku == "bun"


def test_it_is_silent_without_a_city_where_nothing_is_known_and_on_two_orders() -> None:
    assert local.recall(mall(), Context(0, 0, 1, 7)) == []
    assert local.recall(mall(), Context(0, 0, 1, 7, city="广州")) == []
    assert local.recall(no_local_heat(), WUHAN_MORNING) == []
    assert "rare" not in {c.sku for c in local.recall(mall(), WUHAN_MORNING)}


def test_what_sells_alike_everywhere_is_not_local() -> None:
    same = gather([Sold(city, part, "tea", 50, 0) for city in ("武汉", "北京") for part in range(14)])
    assert local.recall(same, WUHAN_MORNING) == []


def test_a_little_more_than_elsewhere_is_chance_and_not_local() -> None:
    sold = {7: 11, 12: 9, 19: 10}
    told = [Sold("武汉", part_of_week(1, hour), f"tea-{n}", sold[hour], 0) for hour in sold for n in range(9)]
    told.append(Sold("武汉", part_of_week(1, 7), "tea-0", 5, 0))
    assert local.recall(gather(told), WUHAN_MORNING) == []
    told.append(Sold("武汉", part_of_week(1, 7), "tea-0", 15, 0))
    assert [c.sku for c in local.recall(gather(told), WUHAN_MORNING)] == ["tea-0"]


def test_old_weeks_count_less_and_very_old_ones_not() -> None:
    heat = gather([Sold("武汉", 1, "tea", 8, 0), Sold("武汉", 1, "tea", 8, 4), Sold("武汉", 1, "tea", 8, 90)])
    assert heat.mall.tolist() == [12.0]


def test_the_fold_names_nobody_and_takes_the_shop_where_no_city_is_told() -> None:
    fold = local_heat_fold("Asia/Shanghai")
    at = 20_000 * 86_400_000 - 3_600_000  # 07:00 in Shanghai
    paid = OrderPaid("o1", [Line("tea", 2, 100), Line("tea", 1, 100)], 300, city="武汉市")
    keys = [w.key for w in fold.fold(Recorded(1, event("e", at, "someone", paid)))]
    assert keys == [((20_000 + 3) // 7, "武汉", part_of_week((20_000 + 3) % 7, 7), "tea")]
    shop = OrderPaid("o2", [Line("tea", 1, 100)], 100, shop="s1")
    assert next(iter(fold.fold(Recorded(2, event("f", at, "", shop))))).key[1] == "@s1"
    assert list(fold.fold(Recorded(3, event("g", at, "x", OrderPaid("o3", [Line("tea", 1, 1)], 1))))) == []


def test_parts_of_the_week() -> None:
    assert [part_of_week(0, hour) for hour in (0, 5, 6, 9, 11, 14, 17, 21, 23)] == [0, 0, 1, 2, 3, 4, 5, 6, 6]
    assert part_of_week(5, 0) == 7 and area_of("武汉市 ".strip()) == "武汉"


sold = st.lists(st.builds(Sold, st.sampled_from(["武汉", "北京"]), st.integers(0, 13), st.sampled_from("abc"),
                          st.integers(1, 90), st.integers(0, 12)), min_size=1, max_size=30)


@given(sold, st.integers(0, 6), st.integers(0, 23))
def test_sums_agree_and_arrays_come_back(told: list[Sold], weekday: int, hour: int) -> None:
    heat = gather(told)
    total = float(heat.mall.sum())
    for table in (heat.by_area, heat.by_part, heat.by_both):
        assert abs(float(table.values.sum()) - total) < 1e-3 * total
    context = Context(0, 0, weekday, hour, city="武汉")
    assert local.recall(from_arrays(to_arrays(heat)), context) == local.recall(heat, context)
    assert all(c.score > 0 for c in local.recall(heat, context))
