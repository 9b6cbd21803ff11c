"""`flash_sale`: orders that 32 shoppers at once get of a sale, against a counter row in the same kind of file.

    python bench/flash_sale.py

Both write through SQLite with an fsync for each commit. The peer takes units by `UPDATE … WHERE left >= n` in a
transaction of its own, as most malls do. Four times as many ask as there are units; what is sold is counted afterwards.
"""

import json
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.sales.quotas import Quotas
from huozhao.operations.sales.sale import Sale
from huozhao.terms.text import Text

UNITS, ASKED, SHOPPERS, ROUNDS = 2_000, 8_000, 32, 5
NAME = Text("秒杀", "flash sale")


def ours(folder: Path) -> tuple[Callable[[int], bool], Callable[[], int]]:
    """Return what takes one unit for an order, and what counts the units taken."""
    quotas = Quotas(SqliteLedger(folder / "quotas.db"))
    quotas.sync(Sale("s", "flash_sale", NAME, "tea", 100, UNITS, 1, 1, 2))
    return (lambda n: quotas.take(f"o{n}", "s", 1, 1, 2)), lambda: quotas.left("s").held


def peer(folder: Path) -> tuple[Callable[[int], bool], Callable[[], int]]:
    """Return the same of a counter row and a row an order, each thread with its own connection."""
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "own"):
            local.own = sqlite3.connect(folder / "peer.db", timeout=60, isolation_level=None)
            local.own.execute("PRAGMA journal_mode=WAL")
            local.own.execute("PRAGMA synchronous=FULL")
        own: sqlite3.Connection = local.own
        return own

    connection().executescript("CREATE TABLE sale(units INTEGER); CREATE TABLE orders(id TEXT PRIMARY KEY);")
    connection().execute("INSERT INTO sale VALUES(?)", (UNITS,))

    def take(n: int) -> bool:
        own = connection()
        own.execute("BEGIN IMMEDIATE")
        got = own.execute("UPDATE sale SET units = units - 1 WHERE units >= 1").rowcount == 1
        if got:
            own.execute("INSERT INTO orders VALUES(?)", (f"o{n}",))
        own.execute("COMMIT")
        return got

    return take, lambda: int(connection().execute("SELECT count(*) FROM orders").fetchone()[0])


def round_of(make: Callable[[Path], tuple[Callable[[int], bool], Callable[[], int]]]) -> tuple[float, int]:
    """Return requests answered a second, and units sold too many."""
    with tempfile.TemporaryDirectory() as folder:
        take, sold = make(Path(folder))
        start = time.perf_counter()
        with ThreadPoolExecutor(SHOPPERS) as pool:
            won = sum(pool.map(take, range(ASKED)))
        took = time.perf_counter() - start
        return ASKED / took, max(sold(), won) - UNITS


def main() -> None:
    """Take turns, print the figure."""
    rates: dict[str, list[float]] = {"ours": [], "peer": []}
    oversold = 0
    for _ in range(ROUNDS):
        for name, make in (("ours", ours), ("peer", peer)):
            rate, too_many = round_of(make)
            rates[name].append(rate)
            oversold = max(oversold, too_many) if name == "ours" else oversold
    mine, theirs = (statistics.median(rates[name]) for name in ("ours", "peer"))
    print(json.dumps({
        "figure": "flash_sale", "value": round(mine), "unit": "requests/s answered durably",
        "peer": "UPDATE … WHERE units >= 1, a commit each", "peer_value": round(theirs),
        "ratio": round(mine / theirs, 2), "oversold": oversold, "seed": 0,
        "data": f"{ASKED:,} requests of {SHOPPERS} threads for {UNITS:,} units, fsync, {ROUNDS} rounds in turns",
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
