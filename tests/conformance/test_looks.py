"""Every access log keeps the promises of its port."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.looks import MemoryAccessLog
from huozhao.backends.sqlite.looks import SqliteAccessLog
from huozhao.privacy.looks import AccessLog, Look, Wanted


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessLog]:
    made = MemoryAccessLog() if request.param == "memory" else SqliteAccessLog(tmp_path / "access.db")
    yield made
    made.close()


def look(at: int, who: str, what: str, *subjects: str) -> Look:
    return Look(at, "user", who, "operator", what, subjects, "客诉 #1", "192.0.2.0")


def test_looks_are_found_newest_first_by_who_whose_what_and_when(log: AccessLog) -> None:
    assert [log.append(look(n, f"u{n % 2}", ("profile", "timeline")[n % 2], f"s{n % 3}")) for n in range(6)] == [
        1, 2, 3, 4, 5, 6]
    assert [each.at for each in log.find(Wanted(), 10)] == [5, 4, 3, 2, 1, 0]
    assert [each.at for each in log.find(Wanted(who="u1"), 2)] == [5, 3]
    assert [each.at for each in log.find(Wanted(subject="s1"), 10)] == [4, 1]
    assert [each.at for each in log.find(Wanted(what="profile", since=1, until=4), 10)] == [2]
    assert [each.position for each in log.find(Wanted(before=3), 10)] == [2, 1]
    found = log.find(Wanted(), 1)[0]
    assert (found.kind, found.role, found.reason, found.address) == ("user", "operator", "客诉 #1", "192.0.2.0")


def test_one_look_may_be_at_many_shoppers_or_at_none_in_particular(log: AccessLog) -> None:
    log.append(look(1, "u", "export", "s2", "s1"))
    log.append(look(2, "u", "search"))
    assert [set(each.subjects) for each in log.find(Wanted(), 10)] == [set(), {"s1", "s2"}]
    assert (log.count("s1"), log.count("s1", since=2), log.count("s3")) == (1, 0, 0)


def test_a_pseudonym_takes_the_place_of_a_shopper_in_every_look(log: AccessLog) -> None:
    for at in range(3):
        log.append(look(at, "u", "profile", "s1", "s2"))
    assert log.rename([("s1", "erased-1"), ("never-seen", "erased-2")]) == 3
    assert log.count("s1") == 0 and log.count("erased-1") == 3 and log.count("s2") == 3
    assert len(log.find(Wanted(subject="erased-1"), 10)) == 3


def test_looks_before_an_instant_go(log: AccessLog) -> None:
    for at in range(5):
        log.append(look(at, "u", "profile", "s1"))
    assert log.drop(3) == 3
    assert [each.at for each in log.find(Wanted(), 10)] == [4, 3] and log.count("s1") == 2
    assert log.append(look(9, "u", "profile")) == 6  # positions are not used twice


def test_the_file_refuses_to_change_a_look_and_keeps_no_trace_of_a_renamed_shopper(tmp_path: Path) -> None:
    log = SqliteAccessLog(tmp_path / "access.db")
    for at in range(50):
        log.append(look(at, "u", "profile", "shopper-canary"))
    log.rename([("shopper-canary", "erased-x")])
    assert not [p for p in tmp_path.iterdir() if b"shopper-canary" in p.read_bytes()]
    log.close()
    with sqlite3.connect(tmp_path / "access.db") as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("UPDATE looks SET who = 'somebody else'")
