"""Learn from sessions what comes next; the blend is learned on the newest sessions."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.fit import capped, sparse
from huozhao.matching.logistic import NO_BLEND, Blend, fit
from huozhao.matching.model import Sparse, empty
from huozhao.matching.session_rows import POPULAR, rows
from huozhao.matching.sessions import Longs, Sessions, held_by, no_sessions
from huozhao.terms.ids import Ids

STEPS, KEEP = 10, 200
# The blend is learned on the newest tenth of sessions, at most so many acts; fewer than FEW teach nothing.
TENTH, SAMPLE, FEW = 10, 8_000, 50
# What is hot just now: the newest seventh of sessions.
RECENT = 7


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts in order of (session, time): the session's number, rising with time, and the place of the SKU."""

    session: Longs
    item: Longs

    def some(self, kept: NDArray[np.bool_]) -> "Acts":
        """Return the chosen acts, sessions numbered anew."""
        _, session = np.unique(self.session[kept], return_inverse=True)
        return Acts(session, self.item[kept])


def learn(skus: Ids, acts: Acts, shoppers: Ids, owner: Longs, seed: int = 0) -> Sessions:
    """Return what sessions tell; `owner` is the place of each session's shopper, −1 for nobody known.

    The newest tenth is held back, signs are made of the rest and the blend that foretells each next act is learned;
    then everything is learned of all sessions with that blend.
    """
    if not len(acts.item) or not len(skus):
        return no_sessions()
    blend = _blend(skus, acts, np.random.default_rng(seed))
    return replace(tables(skus, acts), shoppers=shoppers, owner=owner.astype(np.int32), blend=blend or NO_BLEND)


def tables(skus: Ids, acts: Acts) -> Sessions:
    """Return everything but the blend and the owners."""
    count, size = int(acts.session.max()) + 1, len(skus)
    _, last = np.unique(acts.session[::-1] * size + acts.item[::-1], return_index=True)
    at = np.sort(len(acts.item) - 1 - last)
    session, items = acts.session[at], acts.item[at].astype(np.int32)
    starts = np.searchsorted(session, np.arange(count + 1)).astype(np.int64)
    popular = np.bincount(items, minlength=size).astype(np.float32)
    newest = items[starts[count - max(1, count // RECENT)] :]
    recent = np.bincount(newest, minlength=size).astype(np.float32)
    nobody = np.full(count, -1, np.int32)
    return Sessions(skus, Ids(np.zeros(0, "S1")), nobody, starts, items, rules(acts, size),
                    held_by(starts, items, size), popular, recent,
                    np.argsort(-popular, kind="stable")[:POPULAR].astype(np.int32))


def rules(acts: Acts, size: int) -> Sparse:
    """Return sequential rules: value(i, j) = Σ 1 / steps from i to j within a session, at most ten steps, over n_i.

    (Ludewig & Jannach 2018.) The KEEP heaviest of each SKU are kept.
    """
    rows_, values = [], []
    for steps in range(1, STEPS + 1):
        same = acts.session[steps:] == acts.session[:-steps]
        rows_.append(acts.item[:-steps][same] * size + acts.item[steps:][same])
        values.append(np.full(int(same.sum()), 1 / steps))
    cells = np.concatenate(rows_)
    if not len(cells):
        return empty(size)
    cell, turn = np.unique(cells, return_inverse=True)
    total = np.bincount(turn, weights=np.concatenate(values))
    source, target = np.divmod(cell, size)
    times = np.maximum(np.bincount(acts.item, minlength=size), 1)
    return capped(sparse(source, target, total / times[source], (size, size)), KEEP)


def _blend(skus: Ids, acts: Acts, rng: np.random.Generator) -> Blend | None:
    """Learn the weights on the newest sessions, every act after the first one."""
    count = int(acts.session.max()) + 1
    newest = acts.session >= count - max(1, count // TENTH)
    if newest.all():
        return None
    earlier, asked = tables(skus, acts.some(~newest)), acts.some(newest)
    known = earlier.popular[asked.item] > 0
    asked = asked.some(known)
    starts = np.r_[True, np.diff(asked.session) != 0]
    first = np.flatnonzero(starts)[np.cumsum(starts) - 1] if len(starts) else np.zeros(0, np.int64)
    places = rng.permutation(np.flatnonzero(~starts))[:SAMPLE]
    signs, happened = [], []
    for at in np.sort(places):
        found = rows(earlier, asked.item[first[at] : at])
        signs.append(found.signs.astype(np.float32))
        happened.append(found.items == asked.item[at])
    if len(signs) < FEW:
        return None
    return fit(np.concatenate(signs), np.concatenate(happened))
