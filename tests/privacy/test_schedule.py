"""Daily work runs once a mall day, by one process, and catches up after downtime."""

import threading
import time
from dataclasses import dataclass

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.jobs import Jobs
from huozhao.flows.schedule import Schedule
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

LABEL = Text("每日", "daily")


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: int = 20_000 * DAY_MS + 5_000

    def __call__(self) -> int:
        return self.now


def schedule_of(clock: Clock, documents: MemoryDocuments, done: list[int]) -> tuple[Schedule, Jobs]:
    jobs = Jobs(documents, clock)
    schedule = Schedule(jobs, documents, clock, "UTC")
    schedule.daily("tidy", LABEL, lambda _: {"n": done.append(1) or len(done)})  # type: ignore[func-returns-value]
    return schedule, jobs


def until_done(jobs: Jobs, many: int) -> None:
    deadline = time.monotonic() + 20
    while [job.body["state"] for job in jobs.list()].count("done") < many:
        assert time.monotonic() < deadline, jobs.list()
        time.sleep(0.01)


def test_work_runs_once_a_day_whoever_asks() -> None:
    clock, done = Clock(), list[int]()
    documents = MemoryDocuments(clock)
    (one, jobs), (other, others) = schedule_of(clock, documents, done), schedule_of(clock, documents, done)
    assert one.tick() == ["tidy"] and one.tick() == [] and other.tick() == []
    clock.now += DAY_MS
    assert other.tick() == ["tidy"] and one.tick() == []
    until_done(jobs, 2)
    clock.now += 9 * DAY_MS
    assert one.tick() == ["tidy"]
    until_done(jobs, 3)
    jobs.stop()
    others.stop()


def test_a_day_on_which_the_same_work_is_still_under_way_is_not_lost() -> None:
    clock, free = Clock(), threading.Event()
    documents = MemoryDocuments(clock)
    schedule, jobs = schedule_of(clock, documents, [])
    jobs.start("tidy", lambda _: {"n": free.wait(20)})
    assert schedule.tick() == []
    free.set()
    until_done(jobs, 1)
    assert schedule.tick() == ["tidy"]
    jobs.stop()


def test_the_background_thread_looks_by_itself_and_stops() -> None:
    clock, done = Clock(), list[int]()
    documents = MemoryDocuments(clock)
    schedule, jobs = schedule_of(clock, documents, done)
    schedule.start(first_s=0.01, poll_s=0.01)
    for _ in range(500):
        if any(job.body["state"] == "done" for job in jobs.list()):
            break
        schedule._stop.wait(0.01)
    schedule.stop()
    jobs.stop()
    assert len(done) == 1
