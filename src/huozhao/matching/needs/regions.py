"""M11: from a rhythm of a region to a need: what is bought there together, and what to propose on the day before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.needs.need import Need, need_id
from huozhao.matching.needs.rhythm import Rhythm
from huozhao.matching.needs.slots import BY_CODE, begins_next
from huozhao.matching.needs.themes import Themes
from huozhao.terms.text import Text

Ints = NDArray[np.int64]
MOST_OWN, MOST_WITH = 8, 6
# Goods of other categories go with it where they were bought with it twice as often as chance has it.
LEAST_LIFT = 2.0
# No fewer shoppers may stand behind anything that is told of a region.
LEAST_CROWD = 10


@dataclass(frozen=True, slots=True)
class Bought:
    """Lines of orders of one region, one row each: shopper, local day, SKU as places of `skus`."""

    shopper: Ints
    day: Ints
    sku: Ints
    skus: Sequence[str]


def separate(found: Sequence[Rhythm], themes: Themes) -> list[Rhythm]:
    """Return the rhythms without those that say the same again: categories inside of one another in one region, a day
    of a weekend beside the weekend, a province beside its city; the surest stays."""
    kept: list[Rhythm] = []
    named = {**themes.by_root, **themes.by_leaf}
    paths = {name: frozenset(goods[0].category) for name, goods in named.items() if goods}
    # Where a category has all that its parent has, they are equally sure: the narrower name says more.
    narrow = {(one.region, one.slot, one.bought, name): one for one in reversed(found) if one.category in themes.by_leaf
              for name in paths[one.category]}  # fmt: skip
    for one in (narrow.get((each.region, each.slot, each.bought, each.category), each) for each in found):
        if not any(_says_same(one, other, paths) for other in kept):
            kept.append(one)
    return kept


def _says_same(one: Rhythm, other: Rhythm, paths: Mapping[str, frozenset[str]]) -> bool:
    def inside(a: str, b: str) -> bool:
        return a == b or b in paths.get(a, ())

    return one.region == other.region and (inside(one.category, other.category) or inside(other.category, one.category))


def crowd(bought: Bought, rhythm: Rhythm, is_of: NDArray[np.bool_]) -> int:
    """Return how many shoppers bought of the category on the slot's days; `is_of` tells it for each row."""
    return len(np.unique(bought.shopper[is_of & _on(bought.day, rhythm.slot)]))


def goods_of(bought: Bought, rhythm: Rhythm, is_of: NDArray[np.bool_], themes: Themes) -> tuple[tuple[str, float], ...]:
    """Return what the region buys on such days: goods of the category by shoppers, then goods bought together with it.

    A basket is what one shopper bought on one day. Only goods that at least ten shoppers bought in baskets with the
    category are told.
    """
    on = _on(bought.day, rhythm.slot)
    basket = bought.shopper * 100_000 + bought.day % 100_000
    own = _shoppers_of(bought, on & is_of)
    with_it = on & ~is_of & np.isin(basket, np.unique(basket[on & is_of]))
    together, anyway = _shoppers_of(bought, with_it), _shoppers_of(bought, ~is_of)
    share = len(np.unique(basket[on & is_of])) / max(1, len(np.unique(basket)))
    beside = {sku: n for sku, n in together.items()
              if n >= LEAST_CROWD and n >= LEAST_LIFT * share * anyway[sku]}  # fmt: skip
    first, then = _best(own, themes, MOST_OWN), _best(beside, themes, MOST_WITH)
    top = max((n for _, n in first), default=1)
    with_top = max((n for _, n in then), default=1)
    return (*((sku, n / top) for sku, n in first), *((sku, 0.5 * n / with_top) for sku, n in then))


def _best(counts: Mapping[str, int], themes: Themes, most: int) -> list[tuple[str, int]]:
    listed = [(sku, n) for sku, n in counts.items() if sku in themes.goods and themes.goods[sku].listed]
    return sorted(listed, key=lambda item: (-item[1], item[0]))[:most]


def _shoppers_of(bought: Bought, rows: NDArray[np.bool_]) -> dict[str, int]:
    """Return how many shoppers bought each SKU in some rows."""
    pairs = np.unique(np.stack((bought.sku[rows], bought.shopper[rows])), axis=1)
    places, counts = np.unique(pairs[0], return_counts=True)
    return {bought.skus[int(place)]: int(n) for place, n in zip(places, counts, strict=True)}


def _on(days: Ints, slot: str) -> NDArray[np.bool_]:
    holds = BY_CODE[slot].holds
    known, turn = np.unique(days, return_inverse=True)
    return np.array([holds(int(day)) for day in known], np.bool_)[turn] if len(known) else np.zeros(0, np.bool_)


def region_need(
    rhythm: Rhythm, people: int, goods: tuple[tuple[str, float], ...], leaves: tuple[str, ...], at: int, expires_at: int
) -> Need:
    """Return the need of a region; it ends unless the next look at the data finds the rhythm again."""
    name, slot = region_name(rhythm.region), BY_CODE[rhythm.slot]
    told = (
        Text(f"{name}{slot.label.zh}买“{rhythm.category}”的是其他日子的 {rhythm.rise:.1f} 倍（已扣除当地整体起伏）",
             f"{name} buys {rhythm.category} {rhythm.rise:.1f} times as much {slot.label.en} as on other days, "
             "the rise of all other trade taken off"),
        Text(f"{people} 位顾客、{rhythm.bought} 次购买，{rhythm.steady:.0%} 的周期高于平时",
             f"{people} shoppers, {rhythm.bought} purchases; above the usual in {rhythm.steady:.0%} of the periods"),
        Text(f"全部地区 × 类目 × 时段一起检验后，误报可能{_chance(rhythm.chance, '不到')}",
             "adjusted for every region, category and slot looked at: chance of a false alarm "
             f"{_chance(rhythm.chance, 'below')}"),
    )
    return Need(
        need_id("region", rhythm.region, f"{rhythm.category}|{rhythm.slot}"), "region", "", rhythm.region,
        rhythm.category, leaves, told, min(1.0, rhythm.steady), at, expires_at, goods,
        title=Text(f"{name}{slot.label.zh}：{rhythm.category}", f"{name} {slot.label.en}: {rhythm.category}"),
        slot=rhythm.slot, crowd=people,
    )  # fmt: skip


def _chance(chance: float, below: str) -> str:
    """Return a chance in words; a very small one only as below a hundredth of a percent."""
    return f"{below} 0.01%" if chance < 0.0001 else f"{chance:.2%}"


def region_name(region: str) -> str:
    """Return the name of a region written as level:name."""
    return region.partition(":")[2]


def is_due(need: Need, day: int) -> bool:
    """Tell whether a region's goods belong on the page of a day: on the slot's days and on the day before."""
    slot = BY_CODE[need.slot]
    return slot.holds(day) or slot.holds(day + 1)


def push_day(need: Need, today: int, within: int = 7) -> int | None:
    """Return the day before the slot begins next, from today on: Friday for the weekend; None when further away."""
    begins = begins_next(BY_CODE[need.slot], today, within)
    return None if begins is None else begins - 1


def push_words(need: Need, titles: Callable[[str], str]) -> tuple[Text, Text]:
    """Return title and body of a push to the region."""
    name = region_name(need.region)
    goods = [titles(sku) for sku, _ in need.goods[:3]]
    when = Text("周末", "the weekend") if need.slot == "weekend" else BY_CODE[need.slot].label
    return (
        Text(f"{name}的{when.zh}，{need.theme}走起", f"{need.theme} for {when.en} in {name}"),
        Text(f"附近的人常一起买：{'、'.join(goods)}", f"bought together near you: {', '.join(goods)}"),
    )


def weekdays_of(need: Need) -> tuple[int, ...]:
    """Return the weekdays (Monday = 0) on which a weekly slot lies, none for a part of the month."""
    slot = BY_CODE[need.slot]
    return tuple(number for number in range(7) if slot.block == "week" and slot.holds(4 + number))


def label_of(need: Need) -> Text:
    """Return when the rhythm beats, in words."""
    return BY_CODE[need.slot].label if need.slot else Text("", "")

