"""Every journal of memberships keeps the promises of its port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.memberships import MemoryMemberships
from huozhao.backends.sqlite.memberships import SqliteMemberships
from huozhao.insight.tags.journal import Change, Memberships


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Memberships]:
    made = MemoryMemberships() if request.param == "memory" else SqliteMemberships(tmp_path / "tags.db")
    yield made
    made.close()


def change(person: str, entered: bool = True, *, tag: str = "t", at: int = 5, day: int = 1, value: str = "") -> Change:
    return Change(tag, person, entered, at, day, "log", 7, value)


def test_what_changes_nothing_is_left_out(journal: Memberships) -> None:
    journal.append([change("u"), change("u", at=9), change("v", False)])
    assert [(c.number, c.person, c.at) for c in journal.after(0, 10)] == [(1, "u", 5)]
    held = list(journal.current("u"))
    assert [(h.tag, h.since, h.cause, h.position) for h in held] == [("t", 5, "log", 7)]
    assert journal.sizes("t") == [(1, 1, 0)]


def test_gain_and_loss_are_read_by_person_by_number_and_by_day(journal: Memberships) -> None:
    journal.append([change("u"), change("v", tag="s"), change("w")])
    journal.append([change("u", False, at=8, day=2)])
    assert [(c.entered, c.at) for c in journal.history("u")] == [(False, 8), (True, 5)]
    assert [c.entered for c in journal.history("u", "t", 1)] == [False]
    assert journal.history("u", "s") == []
    assert [c.person for c in journal.after(1, 2)] == ["v", "w"]
    assert [c.person for c in journal.after(0, 9, "t")] == ["u", "w", "u"]
    assert journal.sizes("t") == [(1, 2, 0), (2, 0, 1)]
    assert {h.person for h in journal.current()} == {"v", "w"}


def test_another_value_replaces_the_value_and_not_the_membership(journal: Memberships) -> None:
    journal.append([change("u", value="low")])
    journal.append([change("u", value="high", at=8)])
    assert [(h.value, h.since) for h in journal.current("u")] == [("high", 8)]
    assert journal.sizes("t") == [(1, 1, 0)]
    assert [c.value for c in journal.after(0, 9)] == ["low", "high"]


def test_forgetting_leaves_the_sizes_and_nothing_else(journal: Memberships) -> None:
    journal.append([change("u"), change("v")])
    assert journal.forget(["u"]) == 2
    assert list(journal.current("u")) == [] and journal.history("u") == []
    assert [c.person for c in journal.after(0, 9)] == ["v"]
    assert journal.sizes("t") == [(1, 2, 0)]


def test_forgotten_persons_leave_no_trace_in_the_files(tmp_path: Path) -> None:
    journal = SqliteMemberships(tmp_path / "tags.db")
    journal.append([change("canary-person"), change("other")])
    journal.forget(["canary-person"])
    files = [path.read_bytes() for path in tmp_path.iterdir()]
    journal.close()
    assert not any(b"canary-person" in body for body in files)
    assert any(b"other" in body for body in files)
