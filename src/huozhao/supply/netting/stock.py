"""What there is, what is coming and what limits an order, as arrays over rows (SKU × place)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# Larger than any stock: no limit.
UNLIMITED = 1 << 40


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is and what is coming, whole units by row (n,). `known` is False where nobody ever counted.

    `in_transit` is on its way by the ledger, `on_order` approved purchases not yet in it; `transfers_in` and
    `transfers_out` are approved transfers that the ledger has not moved yet; `for_shops` is what a depot gives and owes
    the shops that it fills. None = nothing.
    """

    on_hand: Ints
    reserved: Ints
    in_transit: Ints
    on_order: Ints
    known: Bools
    transfers_in: Ints | None = None
    transfers_out: Ints | None = None
    for_shops: Ints | None = None

    @property
    def position(self) -> Ints:
        """Return on hand − reserved + in transit + on order + transfers in − transfers out − for shops."""
        found = self.on_hand - self.reserved + self.in_transit + self.on_order
        for added in (self.transfers_in,):
            found = found if added is None else found + added
        for taken in (self.transfers_out, self.for_shops):
            found = found if taken is None else found - taken
        return found

    @property
    def free(self) -> Ints:
        """Return what lies here and is promised to nobody, never below 0."""
        found = self.on_hand - self.reserved
        for taken in (self.transfers_out, self.for_shops):
            found = found if taken is None else found - taken
        free: Ints = np.maximum(found, 0)
        return free


@dataclass(frozen=True, slots=True)
class Limits:
    """What an order has to keep to, by row (n,): whole packs, at least `least` units, a position of at most `most`.

    `most` is the highest position that may be ordered to, for example what sells within the shelf life.
    """

    pack_size: Ints
    least: Ints
    most: Ints


def limits(pack_size: Ints, least: Ints | None = None, most: Ints | None = None) -> Limits:
    """Return limits; without `least` one unit is enough, without `most` nothing is too much."""
    pack_size = np.maximum(np.asarray(pack_size, dtype=np.int64), 1)
    least = np.ones_like(pack_size) if least is None else np.maximum(least, 1)
    return Limits(pack_size, least, np.full_like(pack_size, UNLIMITED) if most is None else most)


@dataclass(frozen=True, slots=True)
class Network:
    """Where the rows (n,) lie: numbers of their SKU and place, the row of the depot that fills them (−1: none).

    `km` (places, places) is the distance between places, infinite where one has no coordinates.
    """

    sku: Ints
    place: Ints
    depot: Ints
    km: Floats

    @property
    def is_depot(self) -> Bools:
        """Tell which rows (n,) fill others."""
        found = np.zeros(len(self.sku), dtype=bool)
        found[self.depot[self.depot >= 0]] = True
        return found


def network(sku: Ints, place: Ints, filled_from: Ints, km: Floats) -> Network:
    """Return the network of rows; `filled_from` (places,) is the place that fills a place, −1 for none.

    A row whose depot has no row of the same SKU is filled by its supplier: give the depot a row for every SKU of its
    shops. A depot is not filled by another depot: chains end at the first.
    """
    filled_from = np.where(filled_from >= 0, filled_from, -1)
    fills = np.zeros(len(filled_from), dtype=bool)
    fills[filled_from[filled_from >= 0]] = True
    source = np.where(fills[place], -1, filled_from[place])
    key = sku * len(filled_from) + place
    order = np.argsort(key, kind="stable")
    wanted = sku * len(filled_from) + source
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    found = order[at]
    return Network(sku, place, np.where((source >= 0) & (key[found] == wanted), found, -1), km)
