"""Every consent ledger keeps the promises of its port."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.consents import MemoryConsents
from huozhao.backends.sqlite.consents import SqliteConsents
from huozhao.privacy.consent import ConsentLedger, Decision


def said(subject: str, purpose: str = "personalisation", given: bool = True, at: int = 1) -> Decision:
    return Decision(subject, purpose, given, 1, "test", at, "ticked")


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConsentLedger]:
    opened: ConsentLedger = MemoryConsents() if request.param == "memory" else SqliteConsents(tmp_path / "consents.db")
    yield opened
    opened.close()


def test_the_newest_decision_of_each_purpose_stands(ledger: ConsentLedger) -> None:
    assert ledger.append([said("a"), said("b"), said("a", "marketing")]) == 3
    assert ledger.append([said("a", given=False, at=2)]) == 4
    assert sorted(ledger.standing()) == [("a", "marketing", True), ("a", "personalisation", False),
                                         ("b", "personalisation", True)]
    assert [d.given for d in ledger.history(["a"])] == [True, True, False]
    assert ledger.head() == 4


def test_the_chain_closes_and_still_does_after_a_shopper_was_erased(ledger: ConsentLedger) -> None:
    ledger.append([said("a"), said("b"), said("a", given=False, at=2)])
    before = ledger.verify()
    assert (before.entries, before.erased, before.broken_at) == (3, 0, None)
    assert ledger.forget(["a"]) == 2
    after = ledger.verify()
    assert (after.entries, after.erased, after.broken_at, after.head) == (3, 2, None, before.head)
    assert ledger.history(["a"]) == [] and list(ledger.standing()) == [("b", "personalisation", True)]


@pytest.mark.parametrize("change", [
    "UPDATE decisions SET body = replace(body, 'true', 'false') WHERE number = 2",
    "DELETE FROM chain WHERE number = 2",
    "UPDATE chain SET commitment = zeroblob(32) WHERE number = 2",
])
def test_a_changed_decision_breaks_the_chain(tmp_path: Path, change: str) -> None:
    ledger = SqliteConsents(tmp_path / "consents.db")
    ledger.append([said("a"), said("b"), said("c")])
    with sqlite3.connect(tmp_path / "consents.db") as by_hand:
        assert by_hand.execute(change.replace("replace(body", "CAST(replace(CAST(body AS TEXT)").replace(
            "'false')", "'false') AS BLOB)")).rowcount == 1
    assert ledger.verify().broken_at in (2, 3)
    ledger.close()


def test_decisions_outlive_the_process(tmp_path: Path) -> None:
    first = SqliteConsents(tmp_path / "consents.db")
    first.append([said("a")])
    first.close()
    second = SqliteConsents(tmp_path / "consents.db")
    assert list(second.standing()) == [("a", "personalisation", True)] and second.verify().broken_at is None
    second.close()
