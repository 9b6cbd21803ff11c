"""What is learned of sessions: what follows what, and recent sessions to compare the one that is going on with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.logistic import NO_BLEND, Blend
from huozhao.matching.model import Floats, Ints, Sparse, empty
from huozhao.terms.ids import Ids

Longs = NDArray[np.int64]
# Of each product so many of the newest sessions are compared with.
NEWEST = 1_000


@dataclass(frozen=True, slots=True)
class Sessions:
    """One learned version. Sessions stand oldest first: session s is items[starts[s]:starts[s + 1]], in order.

    `owner[s]` is the place of its shopper, −1 where nobody is known. `next[i]` are goods clicked after SKU i,
    weighed by 1 / steps between; `held_by[i]` the newest sessions with it, newest first (values unused);
    `popular` counts sessions a SKU, `recent` the newest seventh of them, `hottest` are the places of those in
    most. `blend` weighs session_rows.
    """

    skus: Ids
    shoppers: Ids
    owner: Ints
    starts: Longs
    items: Ints
    next: Sparse
    held_by: Sparse
    popular: Floats
    recent: Floats
    hottest: Ints
    blend: Blend = NO_BLEND

    @property
    def count(self) -> int:
        """The number of sessions."""
        return len(self.starts) - 1


def no_sessions() -> Sessions:
    """Return what is known where there were no sessions."""
    none, no_heat, no_ids = np.zeros(0, np.int32), np.zeros(0, np.float32), Ids(np.zeros(0, "S1"))
    return Sessions(no_ids, no_ids, none, np.zeros(1, np.int64), none, empty(), empty(), no_heat, no_heat, none)


def held_by(starts: Longs, items: Ints, size: int) -> Sparse:
    """Return for each SKU its newest sessions, newest first, at most NEWEST."""
    session = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.lexsort((-session, items))
    lengths = np.bincount(items, minlength=size)
    first = np.zeros(size + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    rank = np.arange(len(items)) - np.repeat(first[:-1], lengths)
    kept = order[rank < NEWEST]
    out = np.zeros(size + 1, np.int64)
    np.cumsum(np.minimum(lengths, NEWEST), out=out[1:])
    return Sparse(out, session[kept], np.ones(len(kept), np.float32))


def without(sessions: Sessions, shoppers: Sequence[str]) -> Sessions:
    """Return what was learned without the sessions of some shoppers, and without their ids."""
    gone = np.array(sorted(p for name in shoppers if (p := sessions.shoppers.place(name)) >= 0), np.int64)
    kept = ~np.isin(sessions.owner, gone)
    lengths = np.diff(sessions.starts)
    items = np.array(sessions.items[np.repeat(kept, lengths)])
    starts = np.zeros(int(kept.sum()) + 1, np.int64)
    np.cumsum(lengths[kept], out=starts[1:])
    stays = np.ones(len(sessions.shoppers), np.bool_)
    stays[gone] = False
    owner = np.array(sessions.owner[kept])
    moved = np.where(owner < 0, -1, owner - np.searchsorted(gone, owner)).astype(np.int32)
    return replace(
        sessions, shoppers=Ids(np.array(sessions.shoppers.encoded[stays])), owner=moved, starts=starts, items=items,
        held_by=held_by(starts, items, len(sessions.skus)),
    )  # fmt: skip


_PLAIN = ("owner", "starts", "items", "popular", "recent", "hottest")
_TABLES = ("next", "held_by")


def to_arrays(sessions: Sessions) -> dict[str, NDArray[Any]]:
    """Return what was learned as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {"skus": sessions.skus.encoded, "shoppers": sessions.shoppers.encoded}
    for name in _TABLES:
        table: Sparse = getattr(sessions, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays | {"blend": sessions.blend.as_array()} | {name: getattr(sessions, name) for name in _PLAIN}


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Sessions:
    """Return what was learned from named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"]) for name in _TABLES
    }
    parts |= {name: arrays[name] for name in _PLAIN}
    blend = Blend.of_array(arrays["blend"])
    return Sessions(Ids(arrays["skus"]), Ids(arrays["shoppers"]), **parts, blend=blend)
