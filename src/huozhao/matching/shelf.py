"""The shelf: goods by leaf category and by heat, for the recall that needs no model (cold goods, new shoppers)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.recall.item_cf import freshest
from huozhao.terms.goods import Sku

PER_LEAF = 30
LEAVES = 8
DAY_HALF_LIFE = 14.0


def leaf(sku: Sku) -> str:
    """Return the narrowest category of a product, or nothing."""
    return sku.category[-1] if sku.category else ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Listed goods, hottest first: over all, in each leaf category, and the newest."""

    goods: Mapping[str, Sku]
    heat: Mapping[str, float]
    hottest: tuple[str, ...]
    newest: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _popular: dict[int, list[Candidate]] = field(default_factory=dict, compare=False, repr=False)


def fill(goods: Iterable[Sku], heat: Mapping[str, float], top: int = 500) -> Shelf:
    """Return the shelf of the listed goods. Ties: newest launch first, then by SKU."""
    listed = {sku.sku: sku for sku in goods if sku.listed}
    by_heat = sorted(listed, key=lambda sku: (-heat.get(sku, 0.0), sku))
    newest = sorted(listed, key=lambda sku: listed[sku].launched_on or "", reverse=True)[:top]
    leaves: dict[str, list[str]] = {}
    for sku in by_heat:
        place = leaves.setdefault(leaf(listed[sku]), [])
        if len(place) < PER_LEAF:
            place.append(sku)
    hottest = tuple(sku for sku in by_heat[:top] if heat.get(sku, 0.0) > 0)
    return Shelf(listed, heat, hottest, tuple(newest), {name: tuple(skus) for name, skus in leaves.items() if name})


def decay_heat(rows: Iterable[tuple[int, str, int]], today: int) -> dict[str, float]:
    """Return the heat of each SKU from (day, sku, weight): halved for every 14 days before `today`."""
    heat: dict[str, float] = {}
    for day, sku, weight in rows:
        heat[sku] = heat.get(sku, 0.0) + max(0, weight) * 0.5 ** (max(0, today - day) / DAY_HALF_LIFE)
    return heat


def popular(shelf: Shelf, limit: int = 100) -> list[Candidate]:
    """Return the hottest goods, then the newest where there is no heat yet; found once a shelf."""
    if limit not in shelf._popular:
        shelf._popular[limit] = _popular(shelf, limit)
    return list(shelf._popular[limit])


def _popular(shelf: Shelf, limit: int) -> list[Candidate]:
    found = [Candidate(sku, "popular", shelf.heat[sku]) for sku in shelf.hottest[:limit]]
    seen = set(shelf.hottest[:limit])
    new = [sku for sku in shelf.newest if sku not in seen][: max(0, limit - len(found))]
    return found + [Candidate(sku, "newest", 1.0 / (1 + place)) for place, sku in enumerate(new)]


def content(shelf: Shelf, tastes: Sequence[Taste], limit: int = 100) -> list[Candidate]:
    """Return goods of the leaf categories that the shopper was drawn to, new goods included."""
    found: dict[str, Candidate] = {}
    weights: dict[str, tuple[int, str]] = {}
    for taste in reversed(freshest(tastes)):
        sku = shelf.goods.get(taste.sku)
        if sku is not None and leaf(sku):
            weights[leaf(sku)] = (weights.get(leaf(sku), (0, ""))[0] + taste.weight, taste.sku)
    for name, (weight, example) in sorted(weights.items(), key=lambda item: -item[1][0])[:LEAVES]:
        for place, other in enumerate(shelf.leaves.get(name, ())):
            if other != example:
                found[other] = Candidate(other, "content", weight / (1 + 0.2 * place), (example,))
    return sorted(found.values(), key=lambda c: (-c.score, c.sku))[:limit]
