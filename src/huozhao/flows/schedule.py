"""Work that returns every mall day by itself: once a day, caught up after downtime, on record as a job."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.flows.jobs import Jobs, Work
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import local_day, local_minute

KIND = "schedule"
# Real seconds after the start before the first look, and between looks; a look costs microseconds.
FIRST_S = 60.0
POLL_S = 20.0


@dataclass(frozen=True, slots=True)
class Daily:
    """One piece of daily work; `name` is the kind of its jobs, `hour` the local hour before which it does not start."""

    name: str
    label: Text
    work: Work
    hour: int = 0


class Schedule:
    """Starts each piece of work in the first minute of a mall day, one process for all that share the documents."""

    def __init__(self, jobs: Jobs, documents: Documents, clock: Callable[[], int], zone: str) -> None:
        self._jobs, self._documents, self._clock, self._zone = jobs, documents, clock, zone
        self._daily: dict[str, Daily] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def daily(self, name: str, label: Text, work: Work, hour: int = 0) -> None:
        """Register work that is to run once a mall day, not before the local hour."""
        self._daily[name] = Daily(name, label, work, hour)

    def registered(self) -> tuple[Daily, ...]:
        """Return what is registered, in order."""
        return tuple(self._daily.values())

    def tick(self) -> list[str]:
        """Start what is due today and has not run yet; return the names of what was started."""
        now = self._clock()
        today, hour = local_day(now, self._zone), local_minute(now, self._zone) // 60
        return [name for name, each in self._daily.items()
                if hour >= each.hour and self._claim(name, today) and self._start(each, today)]

    def start(self, first_s: float = FIRST_S, poll_s: float = POLL_S) -> None:
        """Look in the background from now on; the first look waits until the mall has settled."""
        self._thread = threading.Thread(target=self._run, args=(first_s, poll_s), name="schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the background thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _claim(self, name: str, today: int) -> bool:
        """Take the day for this process; another one that was faster wins."""
        found = self._documents.get(KIND, name)
        if found is not None and found.body["day"] >= today:
            return False
        try:
            self._documents.put(KIND, name, {"day": today}, expected_version=found.version if found else 0)
        except Conflict:
            return False
        return True

    def _start(self, each: Daily, today: int) -> bool:
        try:
            self._jobs.start(each.name, each.work)
        except Conflict:  # the same work is still under way: the day is given back, for the next look
            self._documents.put(KIND, each.name, {"day": today - 1})
            return False
        return True

    def _run(self, first_s: float, poll_s: float) -> None:
        wait = first_s
        while not self._stop.wait(wait):
            with suppress(Exception):  # a store that is busy or full now is looked at again in a moment
                self.tick()
            wait = poll_s
