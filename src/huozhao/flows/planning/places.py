"""The places of a mall as numbers: who fills whom, how far apart they lie, what fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.goods import Shop
from huozhao.terms.place import distances_km

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Above so many places the table of distances would not fit; goods then come from depots and suppliers alone.
MOST_PLACES = 4_000
NO_LIMIT = 1 << 40


@dataclass(frozen=True, slots=True)
class Places:
    """Numbers of shops; `depot` is the number of the place that fills each, −1 for none; `km` between any two."""

    shops: list[str]
    number: dict[str, int] = field(repr=False)
    closed: frozenset[str]
    depot: Ints
    km: Floats
    capacity: Ints
    truck: Ints

    def numbers(self, shops: Sequence[str]) -> Ints:
        """Return the numbers of shops; a shop that is not in the catalogue counts as the nameless place, the last."""
        nameless = len(self.shops) - 1
        return np.array([self.number.get(shop, nameless) for shop in shops], dtype=np.int64)

    def depot_of(self, shop: str) -> str:
        """Return the shop that fills a shop, "" for none."""
        number = self.number.get(shop, -1)
        filled = int(self.depot[number]) if number >= 0 else -1
        return self.shops[filled] if filled >= 0 else ""


def places(shops: Sequence[Shop]) -> Places:
    """Return the places of all shops, closed ones too, and one more for demand whose shop nobody knows."""
    known = sorted(shops, key=lambda shop: shop.shop)
    number = {shop.shop: n for n, shop in enumerate(known)}
    open_ = {shop.shop for shop in known if shop.open}
    fills = [number[shop.supplied_from] if shop.supplied_from in open_ - {shop.shop} else -1 for shop in known]
    return Places(
        [*(shop.shop for shop in known), ""], number, frozenset(number) - open_, np.array([*fills, -1], dtype=np.int64),
        _distances(known), _limits([shop.capacity_units for shop in known]),
        _limits([shop.truck_units for shop in known]),
    )  # fmt: skip


def _limits(units: Sequence[int]) -> Ints:
    return np.array([*(each or NO_LIMIT for each in units), NO_LIMIT], dtype=np.int64)


def _distances(shops: Sequence[Shop]) -> Floats:
    """Return km (n + 1, n + 1), infinite to and from a place without coordinates."""
    points = [shop.place for shop in shops]
    if len(points) > MOST_PLACES:
        return np.broadcast_to(np.array(np.inf), (len(points) + 1, len(points) + 1))
    longitudes = np.array([*(p.longitude if p else np.nan for p in points), np.nan])
    latitudes = np.array([*(p.latitude if p else np.nan for p in points), np.nan])
    found = np.full((len(points) + 1, len(points) + 1), np.inf)
    for n, point in enumerate(points):
        if point is not None:
            found[n] = distances_km(point.longitude, point.latitude, longitudes, latitudes)
    return np.where(np.isnan(found), np.inf, found)
