"""`erase`: milliseconds until nothing readable of a shopper remains in a durable mall, and the canaries found after.

The limit beside it is the bare removal of as many rows: one transaction a store, fsynced, and nothing else.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from huozhao.app import App, open_app
from huozhao.backends.files.canaries import search
from huozhao.events.catalogue import (
    Line,
    OrderPaid,
    ProductListed,
    ProductsSearched,
    ProductViewed,
    ShopperContactGiven,
    ShopperRegistered,
)
from huozhao.events.event import Event, event
from huozhao.privacy.consent import Decision
from huozhao.settings import Settings, Storage

SHOPPERS, ACTS, GOODS, ERASED, SEED = 2_000, 40, 500, 9, 7
STORES = 8


def name(n: int) -> str:
    """Return a shopper's id."""
    return f"canary-shopper-{n:05d}"


def canaries(n: int) -> tuple[str, ...]:
    """Return the words that must not be found of an erased shopper."""
    return name(n), f"138{n:08d}", f"金丝雀{n:05d}", f"金丝雀路 {n:05d} 号", f"canary-query-{n:05d}"


def events(now: int) -> Iterator[Event]:
    """Yield two months of a mall: views, searches, orders, facts, contact data."""
    dice = np.random.default_rng(SEED)
    for n in range(GOODS):
        yield event(f"g{n}", now, "", ProductListed(f"g{n}", f"g{n}", f"商品 {n}", ["类目", str(n % 20)], 1000))
    for n in range(SHOPPERS):
        who = name(n)
        contact = ShopperContactGiven(f"138{n:08d}", f"金丝雀{n:05d}", f"金丝雀路 {n:05d} 号")
        yield event(f"c{n}", now, who, contact)
        yield event(f"r{n}", now, who, ShopperRegistered(city="深圳", sex="female"))
        yield event(f"q{n}", now, who, ProductsSearched(f"canary-query-{n:05d}"))
        for act, sku in enumerate(dice.integers(0, GOODS, ACTS)):
            at = now - int(dice.integers(0, 60 * 86_400_000))
            if act % 10:
                yield event(f"v{n}-{act}", at, who, ProductViewed(f"g{sku}"))
            else:
                lines = [Line(f"g{sku}", 1, 1000)]
                yield event(f"o{n}-{act}", at, who, OrderPaid(f"o{n}-{act}", lines, 1000))


def fill(mall: App) -> None:
    """Fill a mall and do its main job."""
    now = mall.clock() - 1_000
    mall.consents.tell([Decision(name(n), "personalisation", True, 1, "bench", now) for n in range(SHOPPERS)])
    coming = events(now)
    while batch := list(islice(coming, 5_000)):
        mall.collect.record(batch)
    mall.folds.catch_up()
    mall.run(lambda *_: None)
    mall.documents.put("failed_event", "f1", {"raw": f'{{"shopper":"{name(0)}"}}', "source": "api"})


def bare_ms(folder: Path, rows: int) -> float:
    """Return how long it takes to delete as many rows from as many databases."""
    spent = 0.0
    for store in range(STORES):
        with sqlite3.connect(folder / f"bare-{store}.db", isolation_level=None) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, body BLOB)")
            connection.executemany("INSERT INTO t(body) VALUES(?)", [(b"x" * 200,)] * rows)
            began = time.perf_counter()
            connection.execute("DELETE FROM t")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            spent += time.perf_counter() - began
    return spent * 1000


def main() -> None:
    """Erase some shoppers, each beside the bare removal, search for every trace of them, and print one line."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        with open_app(replace(Settings(), storage=Storage(data=folder))) as mall:
            fill(mall)
            times, bare = [], []
            for n in range(ERASED):
                began = time.perf_counter()
                mall.privacy.erase.erase(name(n), "bench")
                times.append((time.perf_counter() - began) * 1000)
                bare.append(bare_ms(Path(place), ACTS))
        found, files, size = search(folder, [word for n in range(ERASED) for word in canaries(n)])
    value, peer = median(times), median(bare)
    print(json.dumps({
        "figure": "erase", "value": round(value, 1), "unit": "ms", "peer": "bare removal of as many rows, fsynced",
        "peer_value": round(peer, 1), "ratio": round(value / peer, 2), "canaries_found": len(found),
        "worst_ms": round(max(times), 1),
        "data": f"{SHOPPERS:,} shoppers, {SHOPPERS * (ACTS + 3):,} events, {files} files, {size >> 20} MB searched",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
