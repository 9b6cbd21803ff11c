"""What works in the background outlives a disk that is full or busy for a moment."""

import time
from collections.abc import Callable
from typing import Any

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.events.documents import Document
from huozhao.flows.jobs import Jobs
from huozhao.flows.schedule import Schedule
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

NOW = 20_000 * DAY_MS + 5_000


class BusyDocuments(MemoryDocuments):
    """Documents that cannot be written at one turn, counted from 1."""

    def __init__(self, busy_at: int) -> None:
        super().__init__(lambda: NOW)
        self._busy_at, self._turn = busy_at, 0

    def put(self, *args: Any, **more: Any) -> Document:
        """Write, or fail when it is that turn."""
        self._turn += 1
        if self._turn == self._busy_at:
            raise OSError("the disk is full")
        return super().put(*args, **more)


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def states(jobs: Jobs) -> list[str]:
    return [str(job.body["state"]) for job in jobs.list()]


def test_daily_work_is_begun_at_a_later_look() -> None:
    documents = BusyDocuments(1)
    jobs = Jobs(documents, lambda: NOW)
    schedule = Schedule(jobs, documents, lambda: NOW, "UTC")
    schedule.daily("tidy", Text("每日", "daily"), lambda _: {})
    schedule.start(0.0, 0.01)
    try:
        wait(lambda: states(jobs) == ["done"])
    finally:
        schedule.stop()
        jobs.stop()


def test_a_job_that_could_not_be_noted_has_failed_and_the_next_one_begins() -> None:
    jobs = Jobs(BusyDocuments(2), lambda: NOW)
    lost = jobs.start("tidy", lambda _: {})
    wait(lambda: not jobs.is_busy)
    body = jobs.get(lost.id).body
    assert (body["state"], body["error"]) == ("failed", "OSError: the disk is full")
    jobs.start("tidy", lambda _: {})
    wait(lambda: sorted(states(jobs)) == ["done", "failed"])
    jobs.stop()
