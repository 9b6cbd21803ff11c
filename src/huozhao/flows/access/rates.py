"""How often somebody may ask: token buckets, and the growing pause after wrong passwords."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_s` requests a second in the long run, `burst` at once."""

    per_s: float
    burst: float


class Buckets:
    """One token bucket a name, in memory; the longest unused make room. Times in ms."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def take(self, name: str, rate: Rate, now: int) -> float:
        """Take one and return 0, or return the seconds until there will be one."""
        with self._lock:
            left, at = self._kept.pop(name, (rate.burst, now))
            left = min(rate.burst, left + max(0, now - at) / 1000 * rate.per_s)
            taken = left >= 1
            self._kept[name] = (left - 1 if taken else left, now)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return 0.0 if taken else (1 - left) / rate.per_s


class Lockout:
    """After `free` wrong passwords in a row, each further one doubles the pause: 30 s, 1 min, … up to an hour."""

    def __init__(self, free: int, first_ms: int = 30_000, longest_ms: int = 3_600_000, most: int = MOST_KEPT) -> None:
        self._free, self._first_ms, self._longest_ms = free, first_ms, longest_ms
        self._kept: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def wait_ms(self, name: str, now: int) -> int:
        """Return how long (ms) this name must still wait, 0 when it may try."""
        wrong, at = self._kept.get(name, (0, 0))
        if wrong < self._free:
            return 0
        pause = min(self._longest_ms, self._first_ms << min(wrong - self._free, 20))
        return max(0, at + pause - now)

    def wrong(self, name: str, now: int) -> None:
        """Note a wrong password; what lies longer back than a day does not count."""
        with self._lock:
            count, at = self._kept.pop(name, (0, now))
            self._kept[name] = (1 if now - at > 86_400_000 else count + 1, now)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def right(self, name: str) -> None:
        """Forget the wrong ones after a right one."""
        with self._lock:
            self._kept.pop(name, None)
