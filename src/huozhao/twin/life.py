"""Time in the city: everything that goes on is a sequence of steps, run when the mall's clock gets there."""

import heapq
from collections.abc import Iterator

from huozhao.terms.time import HOUR_MS
from huozhao.twin.report import Report

# A visit that could not begin within this time (ms of the mall's clock) is given up: the machine is too slow.
LATEST_MS = HOUR_MS // 2
Steps = Iterator[int]


class Life:
    """A queue of running sequences. A sequence yields how many ms it waits before its next step.

    `now` (ms) is the instant of the step that runs.
    """

    def __init__(self, report: Report) -> None:
        self._queue: list[tuple[int, int, Steps, bool]] = []
        self._number = 0
        self._report = report
        self.now = 0

    def begin(self, at: int, steps: Steps, droppable: bool = False) -> None:
        """Let a sequence begin at an instant; a droppable one is given up when that is long past."""
        self._number += 1
        heapq.heappush(self._queue, (at, self._number, steps, droppable))

    def run(self, now: int) -> int | None:
        """Run the one step that has been due longest; return ms until the next is due, None when none is left.

        The answer is 0 or less while steps are due.
        """
        if not self._queue:
            return None
        at, number, steps, droppable = self._queue[0]
        if at > now:
            return at - now
        heapq.heappop(self._queue)
        if droppable and now - at > LATEST_MS:
            self._report.count("visits given up (machine too slow)")
        else:
            self._step(now, number, steps)
        return self._queue[0][0] - now if self._queue else None

    def _step(self, now: int, number: int, steps: Steps) -> None:
        self.now = now
        wait = next(steps, None)
        if wait is not None:
            heapq.heappush(self._queue, (now + wait, number, steps, False))
