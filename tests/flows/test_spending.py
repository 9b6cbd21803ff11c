"""Budgets: never overspent by many at once, and remembered after a restart."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.sqlite.documents import SqliteDocuments
from huozhao.flows.strategies.spending import Spending
from huozhao.operations.presets import PRESETS
from huozhao.operations.strategies import Budget, Spent, Strategy


def bound(**budget: int) -> Strategy:
    return replace(PRESETS["churn_return"], budget=Budget(**budget))


def test_many_at_once_never_overspend() -> None:
    spending, strategy = Spending(MemoryDocuments(lambda: 0)), bound(uses=25)
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: spending.claim(strategy), range(100)))
    assert sum(claimed) == 25
    assert spending.spent("churn_return") == Spent(25, 25 * strategy.offer.cost_fen)


def test_what_was_spent_is_remembered_after_a_restart_and_a_release_gives_it_back(tmp_path: Path) -> None:
    strategy = bound(fen=3 * 3_000)
    for expected in (True, True, True, False):
        documents = SqliteDocuments(tmp_path / "mall.db", lambda: 0)
        assert Spending(documents).claim(strategy) is expected
        documents.close()
    documents = SqliteDocuments(tmp_path / "mall.db", lambda: 0)
    Spending(documents).release(strategy)
    assert Spending(documents).claim(strategy) and not Spending(documents).claim(strategy)
    documents.close()
