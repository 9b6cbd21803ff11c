"""What speaks for a product as the next one of a session: one row of signs for each candidate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Sparse
from huozhao.matching.sessions import Sessions

Longs = NDArray[np.int64]
Doubles = NDArray[np.float64]
# Acts of the session that count, similar sessions that count, candidates of each source beside popular goods.
LAST, KIN, FOUND, POPULAR = 10, 200, 150, 40
# The newest acts, compared once more by themselves: what a session turns to.
TURN = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Candidates (n,), their signs (n, F), and the SKU of the session that led to each, −1 for none."""

    items: Longs
    signs: Doubles
    led_by: Longs


def rows(sessions: Sessions, current: Longs) -> Rows:
    """Return the candidates to come next; `current` are places of the session's goods, oldest first, not empty."""
    size, recent = len(sessions.skus), current[-LAST:]
    ruled = followers(sessions.next, recent[-1:], size)
    before = followers(sessions.next, recent[:-1], size)
    near, led = similar(sessions, recent, size)
    found = np.union1d(np.concatenate((_best(ruled), _best(before)[:FOUND // 3], _best(near))), sessions.hottest)
    turned = similar(sessions, recent[-TURN:], size)[0] if len(recent) > TURN else near
    back = np.zeros(size)
    back[recent] = np.arange(len(recent), 0, -1)
    led_by = np.where(ruled[found] > 0, recent[-1], led[found])
    return Rows(found, _signs(sessions, found, (ruled, before, near, turned), back[found], len(current)), led_by)


def followers(table: Sparse, seeds: Longs, size: int) -> Doubles:
    """Return sequential rules: Σ over seeds of value(i, j), the one before counting half of the one after it."""
    total = np.zeros(size)
    for steps, seed in enumerate(seeds[::-1]):
        near, values = table.row(int(seed))
        total[near] += values * 0.5**steps
    return total


def similar(sessions: Sessions, current: Longs, size: int) -> tuple[Doubles, Longs]:
    """Return VS-kNN's score of every SKU, and the SKU of the session that each is owed to most.

    similarity(s) = Σ_i∈s position(i) / √|s|, position = (place in this session, last = 1)²; of the 200 nearest of
    the newest sessions score(j) = Σ_s∋j similarity(s) · position of their latest shared SKU (Ludewig & Jannach 2018).
    """
    total, led = np.zeros(size), np.full(size, -1, np.int64)
    items, first = np.unique(current[::-1], return_index=True)
    position = ((len(current) - first) / len(current)) ** 2
    parts = [sessions.held_by.row(int(item))[0] for item in items]
    who = np.concatenate(parts)
    if not len(who):
        return total, led
    shared = np.repeat(np.arange(len(items)), [len(part) for part in parts])
    kin, turn = np.unique(who.astype(np.int64), return_inverse=True)
    alike = np.bincount(turn, weights=position[shared]).astype(np.float64)
    latest = np.zeros(len(kin), np.int64)
    order = np.argsort(position[shared], kind="stable")
    latest[turn[order]] = shared[order]
    alike = alike / np.sqrt(sessions.starts[kin + 1] - sessions.starts[kin])
    best = np.argpartition(-alike, KIN - 1)[:KIN] if len(kin) > KIN else np.arange(len(kin))
    best = best[np.argsort(alike[best], kind="stable")]
    held, session = _gather(sessions, kin[best])
    weight = (alike[best] * position[latest[best]])[session]
    np.add.at(total, held, weight)
    led[held] = items[latest[best]][session]
    return total, led


def _gather(sessions: Sessions, chosen: Longs) -> tuple[Longs, Longs]:
    """Return the goods of some sessions in a row, and which of them each is from."""
    first, lengths = sessions.starts[chosen], sessions.starts[chosen + 1] - sessions.starts[chosen]
    session = np.repeat(np.arange(len(chosen)), lengths)
    offset = np.arange(len(session)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return sessions.items[first[session] + offset].astype(np.int64), session


def _signs(
    sessions: Sessions, found: Longs, scores: tuple[Doubles, Doubles, Doubles, Doubles], back: Doubles, length: int
) -> Doubles:
    relative = [np.log(score[found] / (score.max() + 1e-9) + 0.003) for score in scores]
    seen = (back > 0).astype(np.float64)
    heat = np.log1p(sessions.popular[found].astype(np.float64))
    support = [np.log(score[found] + 0.01) for score in scores[:3]]
    now = np.log1p(sessions.recent[found].astype(np.float64))
    many = np.full(len(found), np.log(length))
    return np.column_stack((
        *relative, *support, heat, now, (back == 1).astype(np.float64), seen * (back > 1),
        seen * np.log(np.maximum(back, 1)), many, many * relative[0], many * relative[2], seen * relative[0],
    ))  # fmt: skip


def _best(score: Doubles) -> Longs:
    some = np.flatnonzero(score > 0)
    if len(some) <= FOUND:
        return some[np.argsort(-score[some], kind="stable")]
    best = some[np.argpartition(-score[some], FOUND - 1)[:FOUND]]
    return best[np.argsort(-score[best], kind="stable")]
