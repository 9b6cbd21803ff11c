"""What is learned of baskets: what follows what, how soon goods are bought again, and how much each sign weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.logistic import NO_BLEND, Blend
from huozhao.matching.model import Floats, Ints, Sparse, empty
from huozhao.terms.ids import Ids


@dataclass(frozen=True, slots=True)
class Baskets:
    """One learned version; nothing in it belongs to a shopper.

    By SKU, shape (items,): `popular` and `recent` count baskets that hold it (all, and each shopper's newest),
    `again` is the probability that who bought it has it in the next basket, `rebought` the share of buyers who came
    back for it, `gap_days` how long it lasts.
    `along[i]` are goods of the same shoppers, `after[i]` goods of the basket after, `hottest` the places
    of the goods in most newest baskets. `blend` weighs basket_rows.
    """

    skus: Ids
    popular: Floats
    recent: Floats
    again: Floats
    rebought: Floats
    gap_days: Floats
    along: Sparse
    after: Sparse
    hottest: Ints
    blend: Blend = NO_BLEND


def no_baskets() -> Baskets:
    """Return what is known of baskets where there were none."""
    nothing, skus, nowhere = np.zeros(0, np.float32), Ids(np.zeros(0, "S1")), np.zeros(0, np.int32)
    return Baskets(skus, nothing, nothing, nothing, nothing, nothing, empty(), empty(), nowhere)


_PLAIN = ("popular", "recent", "again", "rebought", "gap_days", "hottest")
_TABLES = ("along", "after")


def to_arrays(baskets: Baskets) -> dict[str, NDArray[Any]]:
    """Return what was learned as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {"skus": baskets.skus.encoded}
    for name in _TABLES:
        table: Sparse = getattr(baskets, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays | {"blend": baskets.blend.as_array()} | {name: getattr(baskets, name) for name in _PLAIN}


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Baskets:
    """Return what was learned from named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"]) for name in _TABLES
    }
    parts |= {name: arrays[name] for name in _PLAIN}
    return Baskets(Ids(arrays["skus"]), **parts, blend=Blend.of_array(arrays["blend"]))
