"""The live tags' own thread: woken by what is appended, asleep until something falls due, never silently stopped."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from huozhao.flows.tags.engine import Engine
from huozhao.insight.tags.columns import NEVER

RETRY_S = 5.0
LONGEST_SLEEP_S = 3_600.0
# Under load a moment's rest lets events gather: one batch for many instead of few.
REST_S = 0.003


@dataclass(frozen=True, slots=True)
class TagStatus:
    """Where the live tags stand: place in the log, how far behind, the instant they are true for, what is filling.

    `error` is why they last stopped, `rule_errors` why single tags cannot be evaluated.
    """

    position: int
    lag: int
    as_of: int
    acts: int
    persons: int
    filling: dict[str, int]
    error: str
    rule_errors: dict[str, str]


class Live:
    """Runs an engine in the background. `speed` is how fast the mall's clock runs."""

    def __init__(self, engine: Engine, clock: Callable[[], int], speed: float = 1.0) -> None:
        self._engine, self._clock, self._speed = engine, clock, speed
        self._wake, self._stop, self._moved = threading.Event(), threading.Event(), threading.Condition()
        self._thread: threading.Thread | None = None
        self._error = ""

    def start(self) -> None:
        """Begin to work in the background."""
        self._stop.clear()
        self._engine.in_background = True
        self._thread = threading.Thread(target=self._run, name="tags", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Stop the background thread; reads then do the work themselves."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
            self._thread, self._engine.in_background = None, False

    def wait(self, position: int, timeout_s: float = 10.0) -> bool:
        """Return when tags have passed a place in the log; work here when nothing runs in the background."""
        if self._thread is None:
            self._engine.catch_up()
            return self._engine.position >= position
        self.wake()
        deadline = time.monotonic() + timeout_s
        with self._moved:
            while self._engine.position < position or self._engine.filling:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._moved.wait(min(left, 0.05))
        return True

    def status(self) -> TagStatus:
        """Return where the live tags stand."""
        engine = self._engine
        with engine.lock:
            persons, acts = len(engine.ground.everybody), int(engine.ground.pool.length.sum())
            filling, errors = dict(engine.filling), dict(engine.rules.errors)
        return TagStatus(engine.position, engine.lag(), engine.now, acts, persons, filling, self._error, errors)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            if self._work():
                self._stop.wait(REST_S)
            else:
                self._wake.wait(self._sleep_s())

    def _work(self) -> bool:
        try:
            worked = self._engine.step()
            self._error = ""
        except Exception as error:  # what failed is shown, and tried again
            self._error = f"{type(error).__name__}: {error}"
            worked = False
        with self._moved:
            self._moved.notify_all()
        return worked

    def _sleep_s(self) -> float:
        """Return the seconds until something falls due."""
        if self._error:
            return RETRY_S
        if self._engine.next_due == NEVER:
            return LONGEST_SLEEP_S
        return max(0.001, min((self._engine.next_due - self._clock()) / 1000 / self._speed, LONGEST_SLEEP_S))
