"""What goes with what and what stands for what: two tables learned from baskets, days after, and sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Sparse, empty
from huozhao.terms.ids import Ids


@dataclass(frozen=True, slots=True)
class Pairs:
    """One learned version; nothing in it belongs to a shopper. Rows are SKUs, values scores in 0…1, best first."""

    skus: Ids
    complements: Sparse
    substitutes: Sparse


def no_pairs() -> Pairs:
    """Return what is known where nothing was learned."""
    return Pairs(Ids(np.zeros(0, "S1")), empty(), empty())


_TABLES = ("complements", "substitutes")


def to_arrays(pairs: Pairs) -> dict[str, NDArray[Any]]:
    """Return the pairs as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {"skus": pairs.skus.encoded}
    for name in _TABLES:
        table: Sparse = getattr(pairs, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Pairs:
    """Return the pairs held in named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"]) for name in _TABLES
    }
    return Pairs(Ids(arrays["skus"]), **parts)
