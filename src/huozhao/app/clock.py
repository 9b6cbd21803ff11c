"""The clock of the mall: real time, or a simulated one that lives faster."""

import time
from collections.abc import Callable


def real_clock() -> int:
    """Return the time of day in UTC ms."""
    return time.time_ns() // 1_000_000


def simulated_clock(speed: float, start: int) -> Callable[[], int]:
    """Return a clock that begins at `start` (ms) or now, whichever is later, and runs `speed` times as fast."""
    if speed == 1.0:
        return real_clock
    real = time.time_ns() // 1_000_000
    origin = max(start, real)
    return lambda: origin + int((time.time_ns() // 1_000_000 - real) * speed)
