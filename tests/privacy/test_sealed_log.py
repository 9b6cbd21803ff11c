"""The log on disk shows no shopper; an old plain log is sealed once; what has lost its key is passed over."""

import sqlite3
from pathlib import Path

from huozhao.backends.files.canaries import search
from huozhao.backends.files.master import FileMaster
from huozhao.backends.memory.state import MemoryState
from huozhao.backends.sqlite.keys import SqliteKeys
from huozhao.backends.sqlite.log import SqliteLog
from huozhao.events.anonymous import Anonymise
from huozhao.events.catalogue import Line, OrderPaid, ProductsSearched
from huozhao.events.event import Event, event
from huozhao.flows.folds import Folds
from huozhao.insight.folds import insight_folds

WHO = "a-special-shopper"


def keys_in(folder: Path) -> SqliteKeys:
    return SqliteKeys(folder / "keys" / "keys.db", FileMaster(folder / "keys" / "master.json"))


def searched(n: int, shopper: str = WHO) -> Event:
    return event(f"e{n}", 1_700_000_000_000 + n, shopper, ProductsSearched(f"special words {n}"))


def test_nothing_of_a_shopper_can_be_read_from_the_files(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    log = SqliteLog(tmp_path / "log.db", keys=keys)
    given = [searched(n) for n in range(10)] + [searched(99, "")]
    log.append(given)
    assert [r.event for r in log.read(0, 100)] == given
    assert [r.event for r in log.by_shopper(WHO, None, 3)] == given[9:6:-1]
    log.close()
    keys.close()
    found = search(tmp_path, [WHO, "special words 1"])[0]
    assert found == []


def test_a_plain_log_of_an_earlier_version_is_sealed_when_it_is_opened(tmp_path: Path) -> None:
    plain = SqliteLog(tmp_path / "log.db")
    given = [searched(n) for n in range(20)]
    plain.append(given)
    plain.close()
    assert search(tmp_path, [WHO])[0]
    keys = keys_in(tmp_path)
    for _ in range(2):
        log = SqliteLog(tmp_path / "log.db", keys=keys)
        assert [r.event for r in log.read(0, 100)] == given
        assert log.append([given[3], searched(50)]) in (["duplicate", "recorded"], ["duplicate", "duplicate"])
        given = [r.event for r in log.read(0, 100)]
        log.close()
    keys.close()
    assert search(tmp_path, [WHO, "special words"])[0] == []


def test_a_body_moved_to_another_event_does_not_open(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    log = SqliteLog(tmp_path / "log.db", keys=keys)
    log.append([searched(1), searched(2)])
    with sqlite3.connect(tmp_path / "log.db") as by_hand:
        by_hand.execute("UPDATE events SET body = (SELECT body FROM events WHERE id = 'e1') WHERE id = 'e2'")
    try:
        log.read(0, 10)
    except Exception as error:
        assert getattr(error, "code", "") == "unreadable"
    else:
        raise AssertionError("a body opened in another place")
    log.close()
    keys.close()


def test_events_whose_key_is_gone_are_passed_over_and_folds_go_on(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    log = SqliteLog(tmp_path / "log.db", keys=keys)
    log.append([searched(n) for n in range(30)])
    log.append([searched(100, "other")])
    keys.forget([WHO], 1)
    assert [r.event.id for r in log.read(0, 5)] == ["e100"]
    folds = Folds(log, MemoryState(insight_folds("UTC")), insight_folds("UTC"), batch=7)
    assert folds.catch_up() == log.head() == 31
    log.close()
    keys.close()


def test_orders_stay_without_anybody_and_no_position_is_given_out_again(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    log = SqliteLog(tmp_path / "log.db", keys=keys)
    paid = event("p1", 1_700_000_000_000, WHO, OrderPaid("o-77", [Line("a", 2, 500)], 1000, payment_method="wechat"))
    log.append([searched(1), paid, searched(2)])
    assert log.rewrite([WHO], Anonymise(b"k" * 32)) == 3
    left = log.read(0, 10)
    assert [r.position for r in left] == [2] and left[0].event.shopper == "" and log.head() == 2
    what = left[0].event.properties
    assert isinstance(what, OrderPaid) and what.order.startswith("erased:") and what.payment_method is None
    log.append([searched(3, "other")])
    assert log.head() == 4
    assert log.rewrite(["other"], lambda each: each) == 0
    log.close()
    keys.close()
