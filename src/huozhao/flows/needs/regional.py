"""Look through the orders of all regions for rhythms: who bought what where, as counts of at least ten shoppers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.columns import Codes, rows
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.insight.facts import FACTS
from huozhao.insight.folds import ACTIVITY, BOUGHT, ORDERS
from huozhao.matching.needs.heat import by_weekday
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.regions import LEAST_CROWD, Bought, crowd, goods_of, region_need, separate
from huozhao.matching.needs.rhythm import Counts, Rhythm, rhythms
from huozhao.matching.needs.themes import Themes
from huozhao.terms.regions import plain_name
from huozhao.terms.time import DAY_MS

Ints = NDArray[np.int64]
# A region's need is told until the next looks at the data have failed to find it again.
KEPT_DAYS = 3
# A province with at most so many times a city's shoppers is hardly more than the city.
AROUND = 1.25


@dataclass(frozen=True, slots=True)
class Found:
    """A need of a region, its rhythm, its picture by weekday (Monday first, 1 = as usual), and the
    region's share of the shoppers."""

    need: Need
    rhythm: Rhythm
    heat: tuple[float, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Regional:
    """Reads order lines by person and day, and where each person lives: city by the facts, else by their shop."""

    state: StateStore
    goods: Goods
    known: Known
    policy: Policy
    themes: Callable[[], Themes]

    def find(self, today: int, now: int) -> list[Found]:
        """Return the needs of all regions as of a local day; full days before it count."""
        lines = self._lines(today)
        if not len(lines.day):
            return []
        themes, days = self.themes(), list(range(int(lines.day.min()), today))
        categories = _categories(lines.skus, themes)
        regions = {name: part for name, part in self._regions(lines) if len(np.unique(part.shopper)) >= self._crowd}
        counts = {name: _counts(name, part, categories, days) for name, part in regions.items()}
        risen = separate(rhythms(list(counts.values()), days, self.policy.false_alarms), themes)
        found = [self._found(one, regions[one.region], counts[one.region], categories, days, now, len(lines.people))
                 for one in risen]
        return _without_echoes([each for each in found if each is not None], themes)

    @property
    def _crowd(self) -> int:
        return max(LEAST_CROWD, self.policy.crowd)

    def _found(
        self, one: Rhythm, bought: Bought, counts: Counts, categories: "Categories", days: Sequence[int], now: int,
        everybody: int,
    ) -> Found | None:
        is_of = categories.rows(one.category, bought.sku)
        people = crowd(bought, one, is_of)
        goods = goods_of(bought, one, is_of, self.themes())
        if people < self._crowd or not goods:
            return None
        leaves = categories.leaves(one.category, self.themes())
        need = region_need(one, people, goods, leaves, now, now + KEPT_DAYS * DAY_MS)
        share = len(np.unique(bought.shopper)) / max(1, everybody)
        return Found(need, one, tuple(by_weekday(counts, one.category, np.array(days))), share)

    def _lines(self, today: int) -> "_Lines":
        people, skus = Codes(), Codes()
        since = today - self.policy.rhythm_days
        told = [
            (people.code(self.known.person(str(row["shopper"]))), day, skus.code(str(row["subject"])))
            for row in rows(self.state, ACTIVITY)
            if row["name"] == BOUGHT and row["shopper"] and since <= (day := int(row["day"] or 0)) < today
        ]
        columns = np.array(told, np.int64).reshape(len(told), 3).T
        return _Lines(columns[0], columns[1], columns[2], skus.names(), people.names())

    def _regions(self, lines: "_Lines") -> Iterator[tuple[str, Bought]]:
        homes = self._homes()
        for level in ("city", "province"):
            codes = Codes()
            home = np.array([codes.code(homes[level].get(person, "")) for person in lines.people], np.int64)
            of = home[lines.shopper]
            for number, name in enumerate(codes.names()):
                if name:
                    rows_of = of == number
                    yield f"{level}:{name}", Bought(
                        lines.shopper[rows_of], lines.day[rows_of], lines.sku[rows_of], lines.skus)

    def _homes(self) -> Mapping[str, Mapping[str, str]]:
        homes: dict[str, dict[str, str]] = {"city": {}, "province": {}}
        for row in rows(self.state, FACTS):
            person, field = self.known.person(str(row["shopper"])), str(row["field"])
            if field in homes and row["value"]:
                homes[field].setdefault(person, plain_name(str(row["value"])))
        cities = {shop.shop: plain_name(shop.city) for shop in self.goods.shops() if shop.city}
        for row in rows(self.state, ORDERS) if cities else ():
            if city := cities.get(str(row["shop"] or "")):
                homes["city"].setdefault(self.known.person(str(row["shopper"])), city)
        return homes


@dataclass(frozen=True, slots=True)
class _Lines(Bought):
    """Lines of everybody, with the names behind the numbers of persons; they never leave this module."""

    people: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Categories:
    """Category names of every level, and for each which SKUs are of it (categories, SKUs)."""

    names: Sequence[str]
    member: NDArray[np.bool_]

    def rows(self, name: str, sku: Ints) -> NDArray[np.bool_]:
        """Return which rows are of a category."""
        found: NDArray[np.bool_] = self.member[self.names.index(name)][sku]
        return found

    def leaves(self, name: str, themes: Themes) -> tuple[str, ...]:
        """Return the leaf categories under a category."""
        return tuple(leaf for leaf, goods in themes.by_leaf.items() if name in goods[0].category)


def _categories(skus: Sequence[str], themes: Themes) -> Categories:
    paths = [themes.goods[sku].category if sku in themes.goods else () for sku in skus]
    names = sorted({name for path in paths for name in path})
    place = {name: number for number, name in enumerate(names)}
    member = np.zeros((len(names), len(skus)), np.bool_)
    for number, path in enumerate(paths):
        member[[place[name] for name in path], number] = True
    return Categories(names, member)


def _without_echoes(found: Sequence[Found], themes: Themes) -> list[Found]:
    """Return what was found without what only repeats another.

    Tents and the rental of tents rise on the same days in the same baskets: one need, which shows the goods of both and
    bears the name of what is bought more. A province whose shoppers are nearly all of one city says what the city says.
    """
    def own(need: Need) -> set[str]:
        return {sku for sku, _ in need.goods if need.theme in themes.goods[sku].category}

    def weight(each: Found) -> tuple[bool, int, int, float]:
        is_city = each.need.region.startswith("city:")
        return (not is_city, -each.rhythm.bought, -len(own(each.need)), each.rhythm.chance)

    kept: list[Found] = []
    for each in sorted(found, key=weight):
        if not any(_repeats(each.need, own(each.need), other.need) for other in kept):
            kept.append(each)
    return kept


def _repeats(need: Need, own: set[str], other: Need) -> bool:
    is_around = need.region.startswith("province:") and other.region.startswith("city:") \
        and need.crowd <= AROUND * other.crowd
    return need.slot == other.slot and (need.region == other.region or is_around) and own <= {
        sku for sku, _ in other.goods}


def _counts(region: str, bought: Bought, categories: Categories, days: Sequence[int]) -> Counts:
    """Count the shoppers who bought on each day: of each category, and of anything."""
    first = days[0]
    by_category = np.zeros((len(categories.names), len(days)), np.int64)
    for number in range(len(categories.names)):
        rows_of = categories.member[number][bought.sku]
        by_category[number] = _shoppers_by_day(bought.shopper[rows_of], bought.day[rows_of] - first, len(days))
    whole = _shoppers_by_day(bought.shopper, bought.day - first, len(days))
    return Counts(region, categories.names, by_category, whole)


def _shoppers_by_day(shopper: Ints, day: Ints, days: int) -> Ints:
    pairs = np.unique(day * (int(shopper.max(initial=0)) + 1) + shopper)
    return np.bincount(pairs // (int(shopper.max(initial=0)) + 1), minlength=days).astype(np.int64)

