"""A kept value is read as it was last written, unless it is truly dear."""

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from huozhao.flows import fresh
from huozhao.flows.fresh import Fresh
from tests.shopping import eventually


@dataclass
class Source:
    """What a value follows from; to compute it takes as long as the clock is told to move on."""

    version: int = 0
    takes: list[float] = field(default_factory=list)
    now: float = 1000.0

    def compute(self) -> int:
        """Return the version that was read when computing began."""
        seen = self.version
        self.now += self.takes.pop(0) if self.takes else 0.0
        return seen

    def written(self) -> int:
        """Move on, and return to what."""
        self.version += 1
        return self.version


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """Return a source whose clock is the one that values are timed by."""
    made = Source()
    monkeypatch.setattr(fresh, "time", SimpleNamespace(monotonic=lambda: made.now))
    return made


def test_one_slow_turn_hides_nothing_that_was_written(source: Source) -> None:
    kept = Fresh(source.compute, lambda: source.version)
    for takes in (3.0, 0.001, 3.0, 0.001, 3.0):
        source.takes = [takes]
        assert kept.get() == source.version
        source.written()
    assert kept.get() == source.version


def test_what_is_dear_twice_is_computed_in_the_background_and_rests(source: Source) -> None:
    kept = Fresh(source.compute, lambda: source.version)
    source.takes = [1.0, 1.0, 1.0]
    assert kept.get() == 0
    source.written()
    assert kept.get() == 1
    source.written()
    assert kept.get() == 1 and source.takes == [1.0], "it rests"
    source.now += fresh.REST
    assert kept.get() == 1, "the value before, while another is computed"
    assert eventually(kept.get, lambda value: value == 2) == 2


def test_who_asks_while_a_cheap_value_is_computed_waits_for_it() -> None:
    version, goes_on, begun = [0], threading.Event(), threading.Event()

    def compute() -> int:
        seen = version[0]
        if seen:
            begun.set()
            assert goes_on.wait(60)
        return seen

    kept = Fresh(compute, lambda: version[0])
    assert kept.get() == 0
    version[0] = 1
    answers: list[int] = []
    callers = [threading.Thread(target=lambda: answers.append(kept.get())) for _ in range(3)]
    for caller in callers:
        caller.start()
    assert begun.wait(60)
    goes_on.set()
    for caller in callers:
        caller.join(60)
    assert answers == [1, 1, 1]
