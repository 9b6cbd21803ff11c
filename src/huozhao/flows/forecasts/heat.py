"""Interest shown in goods by day: views, carts, favourites and orders, weighted, as the heat of matching has them."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore

Floats = NDArray[np.float64]
# As far back as the signs of the global model look.
HEAT_DAYS = 56


def read_heat(
    state: StateStore, last_day: int, skus: Iterable[str] = (), days: int = HEAT_DAYS
) -> Mapping[str, Floats]:
    """Return the interest (days,) in each SKU up to `last_day`; of all SKUs where none is named."""
    wanted: Collection[str] = frozenset(skus)
    found: dict[str, Floats] = {}
    for place in range(days):
        for row in state.scan("heat", (last_day + 1 - days + place,)):
            sku = str(row["sku"])
            if not wanted or sku in wanted:
                found.setdefault(sku, np.zeros(days))[place] = max(0.0, float(row["weight"] or 0))
    return found
