"""Exact full ranking: the place of every wanted product among all goods not yet known, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.fit.history import History, Longs, Split
from huozhao.matching.model import Floats, Ints

CUT = 20


@dataclass(frozen=True, slots=True)
class Places:
    """Where wanted goods stand (0 = first): one entry each with the number of its shopper, 0 … count − 1."""

    owner: Longs
    place: Longs
    count: int


def places(asked: Split, who: Any, scores: Floats) -> Places:
    """Return the places of each shopper's wanted goods among all goods not yet known; ties are decided against us."""
    from huozhao.matching.fit.loops import place_rows

    who = np.asarray(who, np.int64)
    owner, _ = _wanted(asked, who)
    found = np.zeros(len(owner), np.int64)
    known = asked.known
    place_rows(who, known.starts, known.items, asked.starts, asked.wanted, scores, found)
    return Places(owner, found, len(who))


def places_in_lists(asked: Split, who: Any, lists: Ints) -> Places:
    """Return the places of wanted goods in given lists (len(who), n), −1 = nothing; what is not listed comes last."""
    owner, wanted = _wanted(asked, np.asarray(who, np.int64))
    hit = lists[owner] == wanted[:, None]
    return Places(owner, np.where(hit.any(axis=1), hit.argmax(axis=1), 1 << 30), len(lists))


def _wanted(asked: Split, who: Longs) -> tuple[Longs, Ints]:
    lengths = asked.starts[who + 1] - asked.starts[who]
    owner = np.repeat(np.arange(len(who)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, asked.wanted[asked.starts[who][owner] + offset]


def joined(parts: Sequence[Places]) -> Places:
    """Return the places of several blocks of shoppers as one."""
    before = np.concatenate(([0], np.cumsum([part.count for part in parts]))).astype(np.int64)
    owner = [part.owner + first for part, first in zip(parts, before, strict=False)]
    return Places(np.concatenate(owner), np.concatenate([part.place for part in parts]), int(before[-1]))


def recall_ndcg(found: Places, cut: int = CUT) -> tuple[float, float]:
    """Return mean Recall@cut (over all wanted goods) and mean NDCG@cut over the shoppers who want something."""
    wanted = np.bincount(found.owner, minlength=found.count)
    if not wanted.any():
        return 0.0, 0.0
    hit = found.place < cut
    gain = 1 / np.log2(np.arange(cut) + 2)
    best = np.cumsum(gain)[np.minimum(np.maximum(wanted, 1), cut) - 1]
    recall = np.bincount(found.owner[hit], minlength=found.count) / np.maximum(wanted, 1)
    ndcg = np.bincount(found.owner[hit], weights=gain[found.place[hit]], minlength=found.count) / best
    return float(recall[wanted > 0].mean()), float(ndcg[wanted > 0].mean())


def best(known: History, who: Any, scores: Floats, keep: int, blocked: NDArray[np.bool_] | None = None) -> Ints:
    """Return the best goods of each shopper that are neither known nor blocked, −1 where none is left."""
    scores = scores.copy()
    for row, u in enumerate(np.asarray(who)):
        scores[row, known.items[known.starts[u] : known.starts[u + 1]]] = -np.inf
    if blocked is not None:
        scores[:, blocked] = -np.inf
    keep = min(keep, scores.shape[1])
    near = np.argpartition(-scores, keep - 1, axis=1)[:, :keep]
    held = np.take_along_axis(scores, near, 1)
    order = np.lexsort((near, -held), axis=1)
    near, held = np.take_along_axis(near, order, 1), np.take_along_axis(held, order, 1)
    return np.where(np.isneginf(held), -1, near).astype(np.int32)
