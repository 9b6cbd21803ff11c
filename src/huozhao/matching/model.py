"""What is learned from all shoppers: plain arrays that can be mapped from files and shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.ids import Ids

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of (column, value) pairs: row i holds indices[starts[i]:starts[i + 1]]; heaviest first in a row."""

    starts: NDArray[np.int64]
    indices: Ints
    values: Floats

    def row(self, i: int) -> tuple[Ints, Floats]:
        """Return the columns and values of one row."""
        span = slice(int(self.starts[i]), int(self.starts[i + 1]))
        return self.indices[span], self.values[span]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.starts) - 1


def empty(rows: int = 0) -> Sparse:
    """Return rows with nothing in them."""
    return Sparse(np.zeros(rows + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Model:
    """One learned version.

    `related[i]` are the neighbours of SKU i by all interactions, `together[i]` those bought in one basket,
    `tastes` is shoppers × SKUs, `fans` the same by SKU (capped, heaviest first), `norms[u]` the length of a
    shopper's taste, `popular` the decayed weight a SKU. `top` holds the learned list of every shopper.
    `following[i]` are the SKUs met after SKU i, valued so that they can be added to `related`.
    """

    version: str
    skus: Ids
    shoppers: Ids
    related: Sparse
    together: Sparse
    tastes: Sparse
    fans: Sparse
    norms: Floats
    popular: Floats
    top: Sparse = field(default_factory=empty)
    following: Sparse = field(default_factory=empty)


def no_model() -> Model:
    """Return a model that knows nothing."""
    none = Ids(np.zeros(0, "S1"))
    nothing = np.zeros(0, np.float32)
    return Model("", none, none, empty(), empty(), empty(), empty(), nothing, nothing)


_TABLES = ("related", "together", "tastes", "fans", "top", "following")
_PLAIN = ("norms", "popular")


def to_arrays(model: Model) -> dict[str, NDArray[Any]]:
    """Return the model as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {"skus": model.skus.encoded, "shoppers": model.shoppers.encoded}
    for name in _TABLES:
        table: Sparse = getattr(model, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays | {name: getattr(model, name) for name in _PLAIN}


def from_arrays(version: str, arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Return the model held in named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"])
        for name in _TABLES if f"{name}.starts" in arrays  # a version kept from before a table was learned
    }  # fmt: skip
    parts |= {name: arrays[name] for name in _PLAIN}
    return Model(version, Ids(arrays["skus"]), Ids(arrays["shoppers"]), **parts)


def without(model: Model, shoppers: Sequence[str]) -> Model:
    """Return the model without some shoppers: their rows, and their places in the lists of each SKU's fans."""
    places = [place for shopper in shoppers if (place := model.shoppers.place(shopper)) >= 0]
    gone = np.array(sorted(places), np.int64)
    kept = np.ones(len(model.shoppers), np.bool_)
    kept[gone] = False
    fans = _entries(model.fans, ~np.isin(model.fans.indices, gone))
    moved = (fans.indices - np.searchsorted(gone, fans.indices)).astype(np.int32)
    return replace(
        model, shoppers=Ids(np.array(model.shoppers.encoded[kept])), norms=np.array(model.norms[kept]),
        tastes=_rows(model.tastes, kept), top=_rows(model.top, kept),
        fans=Sparse(fans.starts, moved, fans.values),
    )  # fmt: skip


def _rows(table: Sparse, kept: NDArray[np.bool_]) -> Sparse:
    if table.rows != len(kept):
        return table
    lengths = np.diff(table.starts)
    chosen = np.repeat(kept, lengths)
    starts = np.zeros(int(kept.sum()) + 1, np.int64)
    np.cumsum(lengths[kept], out=starts[1:])
    return Sparse(starts, np.array(table.indices[chosen]), np.array(table.values[chosen]))


def _entries(table: Sparse, kept: NDArray[np.bool_]) -> Sparse:
    row = np.repeat(np.arange(table.rows), np.diff(table.starts))[kept]
    starts = np.zeros(table.rows + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=table.rows), out=starts[1:])
    return Sparse(starts, np.array(table.indices[kept]), np.array(table.values[kept]))
