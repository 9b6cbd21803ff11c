"""Acts of everybody in memory: one block of columns a subject, in order of time, with room to grow.

A block that is full moves to the end of the pool with twice the room. A late act is put in its place by shifting what
came after it. Two acts of one instant stand in the order in which they came.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags.columns import DTYPES, Columns, Ints
from huozhao.insight.tags.compiled import compiled

FIRST_ROOM = 16


@compiled
def _move(columns, source, to, count):  # type: ignore[no-untyped-def]
    """Copy acts within the pool, also to a place that overlaps."""
    at, day, name, subject = columns.at, columns.day, columns.name, columns.subject
    quantity, amount, behind = columns.quantity, columns.amount, columns.behind
    for back in range(count - 1, -1, -1):
        i, k = to + back, source + back
        at[i], day[i], name[i], subject[i] = at[k], day[k], name[k], subject[k]
        quantity[i], amount[i], behind[i] = quantity[k], amount[k], behind[k]


@compiled
def _place(at, lo, hi, instant):  # type: ignore[no-untyped-def]
    """Return where in a block an act of an instant belongs: after all that are not later."""
    while hi > lo and at[hi - 1] > instant:
        hi -= 1
    return hi


@compiled
def _insert(columns, start, length, room, used, capacity, uids, given, begin):  # type: ignore[no-untyped-def]
    """Insert acts from `begin` on; return how far it came before the pool was full, and what is used then."""
    at, day, name, subject = columns.at, columns.day, columns.name, columns.subject
    quantity, amount, behind = columns.quantity, columns.amount, columns.behind
    at_, day_, name_, subject_ = given.at, given.day, given.name, given.subject
    quantity_, amount_, behind_ = given.quantity, given.amount, given.behind
    for k in range(begin, len(uids)):
        uid = uids[k]
        if length[uid] == room[uid]:
            wider = max(FIRST_ROOM, 2 * room[uid])
            if used + wider > capacity:
                return k, used
            _move(columns, start[uid], used, length[uid])
            start[uid], room[uid], used = used, wider, used + wider
        i = start[uid] + length[uid]
        if length[uid] and at[i - 1] > at_[k]:
            place = _place(at, start[uid], i, at_[k])
            _move(columns, place, place + 1, i - place)
            i = place
        at[i], day[i], name[i], subject[i] = at_[k], day_[k], name_[k], subject_[k]
        quantity[i], amount[i], behind[i] = quantity_[k], amount_[k], behind_[k]
        length[uid] += 1
    return len(uids), used


class Pool:
    """The blocks of all subjects; `start` and `length` by uid tell where each lies in `columns`."""

    def __init__(self, capacity: int = 4_096) -> None:
        self.columns = _empty(capacity)
        self.start, self.length = np.zeros(1_024, np.int64), np.zeros(1_024, np.int32)
        self._room = np.zeros(1_024, np.int32)
        self.used, self.known = 0, 0

    def insert(self, uids: NDArray[np.int64], given: Columns) -> None:
        """Add acts in the order in which they came; `uids` names the block of each."""
        if not len(uids):
            return
        self.know(int(uids.max()) + 1)
        done = 0
        while True:
            done, self.used = _insert(self.columns, self.start, self.length, self._room, self.used,
                                      len(self.columns.at), uids, given, done)  # fmt: skip
            if done == len(uids):
                return
            self._grow(max(4_096, 2 * len(self.columns.at)))

    def load(self, uids: NDArray[np.int64], given: Columns, known: int) -> None:
        """Take many acts into an empty pool at once."""
        order = np.lexsort((given.at, uids))
        self.columns = _columns(column[order] for column in given)
        self.used, self.known = len(uids), 0
        self.know(known)
        self.length[:known] = np.bincount(uids, minlength=known)
        self.start[:known] = np.concatenate([[0], np.cumsum(self.length[: known - 1])]) if known else 0
        self._room[:] = self.length

    def know(self, count: int) -> None:
        """Make sure that uids below `count` have a (perhaps empty) block."""
        if count > len(self.start):
            wider = max(count, 2 * len(self.start))
            self.start, self.length, self._room = (_longer(a, wider) for a in (self.start, self.length, self._room))
        self.known = max(self.known, count)

    def gather(self, uids: Sequence[int]) -> tuple[int, int]:
        """Lay the acts of several subjects out as one block past what is used; return its ends.

        The place is reused by the next insertion, so it is to be read at once; `reserve` keeps it meanwhile.
        """
        places = np.concatenate([np.arange(self.start[u], self.start[u] + self.length[u]) for u in uids])
        count = len(places)
        if self.used + count > len(self.columns.at):
            self._grow(max(2 * len(self.columns.at), self.used + count))
        order = places[np.argsort(self.columns.at[places], kind="stable")]
        for column in self.columns:
            column[self.used : self.used + count] = column[order]
        self.used += count
        return self.used - count, self.used

    def rows(self) -> tuple[NDArray[np.int64], Columns]:
        """Return all acts without gaps: the uid of each, and their columns."""
        uids = np.repeat(np.arange(self.known), self.length[: self.known])
        offsets = np.arange(len(uids)) - np.repeat(
            np.cumsum(self.length[: self.known]) - self.length[: self.known], self.length[: self.known])
        places = np.repeat(self.start[: self.known], self.length[: self.known]) + offsets
        return uids, _columns(column[places] for column in self.columns)

    def forget(self, uid: int) -> int:
        """Overwrite and drop a block; return how many acts it held."""
        if uid >= self.known:
            return 0
        lo, count = int(self.start[uid]), int(self.length[uid])
        for column in self.columns:
            column[lo : lo + int(self._room[uid])] = 0
        self.length[uid] = self._room[uid] = 0
        return count

    def _grow(self, capacity: int) -> None:
        self.columns = _columns(_longer(column, capacity) for column in self.columns)


def _empty(capacity: int) -> Columns:
    return _columns(np.zeros(capacity, dtype) for dtype in DTYPES)


def _columns(columns: Iterable[Any]) -> Columns:
    return Columns(*columns)


def _longer(array: Any, length: int) -> Any:
    longer = np.zeros(length, array.dtype)
    longer[: len(array)] = array
    return longer


def columns_of(rows: Sequence[tuple[int, int, int, int, int, int, int]]) -> Columns:
    """Return acts given as rows (at, day, name, subject, quantity, amount, behind) as columns."""
    if not rows:
        return _empty(0)
    whole: Ints = np.array(rows, np.int64)
    return _columns(whole[:, i].astype(dtype) for i, dtype in enumerate(DTYPES))
