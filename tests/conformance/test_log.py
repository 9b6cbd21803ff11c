"""Every event log keeps the promises of its port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.sqlite.log import SqliteLog
from huozhao.events.catalogue import ProductsSearched, ProductViewed
from huozhao.events.event import Event, event
from huozhao.events.log import EventLog, between
from huozhao.terms.errors import StorageFull

T0 = 1_700_000_000_000


def viewed(id: str, at: int = T0, shopper: str = "s1", sku: str = "a") -> Event:
    return event(id, at, shopper, ProductViewed(sku))


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    made: EventLog = MemoryLog() if request.param == "memory" else SqliteLog(tmp_path / "log.db")
    yield made
    made.close()


def test_an_event_comes_back_as_it_went_in(log: EventLog) -> None:
    sent = event("e1", T0, "s1", ProductsSearched("冬季保湿", results=0), source="test")
    assert log.append([sent]) == ["recorded"]
    assert [r.event for r in log.read(0, 10)] == [sent]
    assert log.head() == 1


def test_an_event_repeated_counts_once_within_a_call_and_across_calls(log: EventLog) -> None:
    assert log.append([viewed("e1"), viewed("e1"), viewed("e2")]) == ["recorded", "duplicate", "recorded"]
    assert log.append([viewed("e2"), viewed("e3")]) == ["duplicate", "recorded"]
    assert [r.event.id for r in log.read(0, 10)] == ["e1", "e2", "e3"]


def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(log: EventLog) -> None:
    log.append([viewed("e1", sku="a")])
    assert log.append([viewed("e1", sku="b"), viewed("e1", at=T0 + 1)]) == ["conflict", "conflict"]
    assert [r.event.properties for r in log.read(0, 10)] == [ProductViewed("a")]


def test_positions_rise_in_append_order_and_reading_goes_on_after_one(log: EventLog) -> None:
    log.append([viewed(f"e{n}", at=T0 - n) for n in range(10)])
    first = log.read(0, 4)
    rest = log.read(first[-1].position, 100)
    positions = [r.position for r in first + rest]
    assert positions == sorted(set(positions)) and len(positions) == 10


def test_a_span_is_read_whole_and_once_however_little_is_read_at_once(log: EventLog) -> None:
    times = [T0] * 5 + [T0 + 1] * 9 + [T0 + 2, T0 + 3, T0 + 3, T0 + 9]
    log.append([viewed(f"e{n}", at) for n, at in enumerate(times)])
    for at_once in (1, 2, 3, 7, 50):
        assert [r.event.id for r in between(log, T0, T0 + 9, at_once)] == [f"e{n}" for n in range(len(times) - 1)]
        assert list(between(log, T0 + 4, T0 + 9, at_once)) == []


def test_a_shoppers_events_are_read_newest_first_by_time(log: EventLog) -> None:
    log.append([viewed("e1", T0 + 5), viewed("e2", T0 + 9), viewed("x", T0 + 7, "s2"), viewed("e3", T0 + 1)])
    assert [r.event.id for r in log.by_shopper("s1", None, 10)] == ["e2", "e1", "e3"]
    assert [r.event.id for r in log.by_shopper("s1", (T0 + 9, 0), 1)] == ["e1"]


def test_a_span_of_time_is_read_oldest_first(log: EventLog) -> None:
    log.append([viewed("late", T0 + 9), viewed("early", T0 + 1), viewed("after", T0 + 20)])
    assert [r.event.id for r in log.by_time(T0 + 1, T0 + 20, 10)] == ["early", "late"]


def test_a_submitted_append_ends_like_an_append(log: EventLog) -> None:
    futures = [log.submit([viewed(f"e{n}")]) for n in range(50)]
    assert [future.result(10) for future in futures] == [["recorded"]] * 50
    assert log.head() == 50


def test_a_full_disk_is_said_clearly_and_loses_nothing(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", max_bytes=200_000)
    acknowledged: list[str] = []
    with pytest.raises(StorageFull) as refused:
        for n in range(10_000):
            log.append([viewed(f"e{n}", sku="x" * 100)])
            acknowledged.append(f"e{n}")
    assert refused.value.code == "disk_full" and "free some disk space" in refused.value.hint
    assert acknowledged and [r.event.id for r in log.read(0, 10_000)] == acknowledged
    log.close()
    roomier = SqliteLog(tmp_path / "log.db")
    assert roomier.append([viewed(f"e{len(acknowledged)}", sku="x" * 100)]) == ["recorded"]
    roomier.close()


def test_too_little_free_space_refuses_before_writing(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", least_free_bytes=1 << 60)
    with pytest.raises(StorageFull):
        log.append([viewed("e1")])
    assert log.head() == 0
    log.close()


def test_paging_a_shopper_misses_no_event_of_one_instant(log: EventLog) -> None:
    log.append([viewed(f"e{n}", T0) for n in range(7)])
    seen: list[str] = []
    before: tuple[int, int] | None = None
    while page := log.by_shopper("s1", before, 2):
        seen += [r.event.id for r in page]
        before = (page[-1].event.at, page[-1].position)
    assert seen == [f"e{n}" for n in range(6, -1, -1)]
