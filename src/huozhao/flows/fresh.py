"""A value that is dear to compute: kept, and computed anew when what it follows from has moved."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
CHEAP_S = 0.05
# Computing anew may take a twentieth of the time.
REST = 20


class Fresh(Generic[T]):
    """Holds one value and the mark it was computed for.

    A cheap value is computed by the caller; a dear one in the background, while callers get the one before.
    """

    def __init__(self, compute: Callable[[], T], mark: Callable[[], object]) -> None:
        self._compute, self._mark = compute, mark
        self._held: tuple[object, T] | None = None
        self._took_s, self._done_at = 0.0, 0.0
        self._busy = threading.Lock()

    def get(self) -> T:
        """Return the value, at most a moment old."""
        held = self._held
        if held is None:
            with self._busy:
                return self._held[1] if self._held else self._renew()
        rested = time.monotonic() - self._done_at >= REST * self._took_s
        if rested and held[0] != self._mark() and self._busy.acquire(blocking=False):
            if self._took_s > CHEAP_S:
                threading.Thread(target=self._release_after_renewal, name="fresh", daemon=True).start()
            else:
                self._release_after_renewal()
        return self._held[1] if self._held else held[1]

    def prime(self, value: T) -> None:
        """Take a value from elsewhere as the first one; it is computed anew when its turn comes."""
        if self._held is None:
            self._held = (None, value)
            self._took_s = 2 * CHEAP_S

    def forget(self) -> None:
        """Make the next caller compute the value."""
        self._held = None

    def _release_after_renewal(self) -> None:
        try:
            self._renew()
        finally:
            self._busy.release()

    def _renew(self) -> T:
        mark, started = self._mark(), time.monotonic()
        value = self._compute()
        self._done_at = time.monotonic()
        self._took_s = self._done_at - started
        self._held = (mark, value)
        return value
