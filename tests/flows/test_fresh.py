"""A kept value is read as it was last written, unless it is truly dear."""

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from huozhao.flows import fresh
from huozhao.flows.fresh import Fresh, Itself
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


@dataclass
class Held:
    """A source whose computing stands still while it is told to."""

    version: int = 0
    begun: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def compute(self) -> int:
        """Return the version that was read when computing began, as soon as it may."""
        seen = self.version
        self.begun.set()
        assert self.goes_on.wait(60)
        return seen


def _asking(kept: Fresh[int], answers: list[int], callers: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=lambda: answers.append(kept.get())) for _ in range(callers)]
    for thread in threads:
        thread.start()
    return threads


def test_who_asks_while_a_cheap_value_is_computed_waits_for_it() -> None:
    source, answers = Held(), list[int]()
    kept = Fresh(source.compute, lambda: source.version)
    source.goes_on.set()
    assert kept.get() == 0
    source.goes_on.clear()
    source.begun.clear()
    source.version = 1
    threads = _asking(kept, answers, 3)
    assert source.begun.wait(60)
    source.goes_on.set()
    for thread in threads:
        thread.join(60)
    assert answers == [1, 1, 1]


def test_who_writes_while_the_first_value_is_computed_reads_what_was_written() -> None:
    source, answers = Held(), list[int]()
    kept = Fresh(source.compute, lambda: source.version)
    early = _asking(kept, answers, 1)
    assert source.begun.wait(60)
    source.version = 1
    late = _asking(kept, answers, 2)
    source.goes_on.set()
    for thread in early + late:
        thread.join(60)
    assert sorted(answers) == [0, 1, 1]


def test_what_was_being_computed_when_all_was_forgotten_is_handed_to_nobody() -> None:
    source, answers = Held(), list[int]()
    kept = Fresh(source.compute, lambda: "never moves")
    early = _asking(kept, answers, 1)
    assert source.begun.wait(60)
    source.version = 1
    kept.forget()
    late = _asking(kept, answers, 2)
    source.goes_on.set()
    for thread in early + late:
        thread.join(60)
    assert answers == [1, 1, 1]


def test_what_was_being_computed_when_all_was_forgotten_does_not_replace_what_was_given_since() -> None:
    source = Held()
    kept = Fresh(source.compute, lambda: "never moves")
    kept.prime(0)
    assert kept.get() == 0, "a dear value is computed in the background"
    assert source.begun.wait(60)
    source.version = 7
    kept.forget()
    kept.prime(5)
    source.goes_on.set()
    assert eventually(kept.get, lambda value: value != 5) == 7


def test_what_is_cheap_is_computed_rather_than_taken_from_elsewhere() -> None:
    kept = Fresh(lambda: 1, lambda: "never moves")
    assert kept.get() == 1
    kept.forget()
    kept.prime(0)
    assert kept.get() == 1


def test_a_mark_of_an_object_that_is_gone_is_no_mark_of_another() -> None:
    first, second = Itself([1]), Itself([1])
    assert first != second and first == first and Itself(one := [1]) == Itself(one)
    mark = Itself([2])
    assert all(Itself([2]) != mark for _ in range(100)), "an id alone would come back"
