"""A value that is dear to compute: kept, and computed anew when what it follows from has moved."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
# Callers wait for what costs less than CHEAP_S; what costs less than TINY_S is not worth a rest either.
TINY_S, CHEAP_S = 0.002, 0.05
# Computing anew may take a twentieth of the time.
REST = 20


class Itself:
    """The mark of a value made from one object; it keeps the object, as the `id` of one that is gone comes back."""

    def __init__(self, of: object) -> None:
        self._of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self._of is other._of

    def __hash__(self) -> int:
        return id(self._of)


class Fresh(Generic[T]):
    """Holds one value and the mark it was computed for.

    A cheap value is computed by the caller, who so reads what was written before; a dear one in the background, while
    callers get the one before. A value costs the lesser of its last two times, as a busy machine or a cold start may
    have drawn out one; the first alone says nothing.
    """

    def __init__(self, compute: Callable[[], T], mark: Callable[[], object]) -> None:
        self._compute, self._mark = compute, mark
        self._held: tuple[object, T] | None = None
        self._last_s, self._costs_s, self._done_at = 0.0, 0.0, 0.0
        self._busy, self._holding, self._forgotten = threading.Lock(), threading.Lock(), 0

    def get(self) -> T:
        """Return the value, at most a moment old."""
        held = self._held
        if held and self._serves(held):
            return held[1]
        if held and self._costs_s > CHEAP_S:
            if self._busy.acquire(blocking=False):
                threading.Thread(target=self._release_after_renewal, name="fresh", daemon=True).start()
            return held[1]
        with self._busy:
            # What another caller has made meanwhile may have been begun too early.
            held = self._held
            return held[1] if held and self._serves(held) else self._renew()

    def prime(self, value: T) -> None:
        """Take a value from elsewhere as the first one, unless a new one is known to be cheap.

        It is computed anew when its turn comes.
        """
        is_cheap = self._done_at > 0 and self._last_s <= CHEAP_S
        with self._holding:
            if self._held is None and not is_cheap:
                self._held = (None, value)
                self._last_s = self._costs_s = 2 * CHEAP_S

    def forget(self) -> None:
        """Make the next caller compute the value; what is being computed is not kept either."""
        with self._holding:
            self._forgotten += 1
            self._held = None

    def _serves(self, held: tuple[object, T]) -> bool:
        rests = self._costs_s > TINY_S and time.monotonic() - self._done_at < REST * self._costs_s
        return rests or held[0] == self._mark()

    def _release_after_renewal(self) -> None:
        try:
            self._renew()
        finally:
            self._busy.release()

    def _renew(self) -> T:
        while True:
            forgotten, mark, started = self._forgotten, self._mark(), time.monotonic()
            value = self._compute()
            self._done_at = time.monotonic()
            took_s = self._done_at - started
            self._costs_s, self._last_s = min(took_s, self._last_s), took_s
            with self._holding:
                # What was begun before all was forgotten may hold what had to go.
                if forgotten == self._forgotten:
                    self._held = (mark, value)
                    return value
