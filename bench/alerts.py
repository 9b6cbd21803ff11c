"""`alerts`: CPU of the watch that follows the ledger, against reading all levels whenever somebody looks.

    python bench/alerts.py [SHELVES]     200,000 shelves, of which the plan knows all
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from huozhao.backends.sqlite.documents import SqliteDocuments
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.backends.sqlite.state import SqliteState
from huozhao.flows.alerting.alert import Key
from huozhao.flows.alerting.book import AlertBook
from huozhao.flows.alerting.watch import Sources, Watch
from huozhao.flows.goods import Goods
from huozhao.flows.subscriptions import subscriptions
from huozhao.supply.availability import Policy
from huozhao.supply.ledger import Count, Move

SEED, ROUNDS, MOVES, SHOPS, POSTED = 7, 5, 2_000, 200, 5_000
POLICY = Policy(safety_stock=10, reorder_point=25, order_up_to=40, mean_per_day=5.0, pack_size=6)


class Planned(Mapping[Key, Policy]):
    """A plan that knows every shelf."""

    def __getitem__(self, key: Key) -> Policy:
        return POLICY

    def __iter__(self) -> Iterator[Key]:
        return iter(())

    def __len__(self) -> int:
        return 0


def main() -> None:
    """Print the figure."""
    shelves = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger, documents = SqliteLedger(folder / "ledger.db"), SqliteDocuments(folder / "mall.db", lambda: 1)
        goods = Goods(SqliteState(folder / "state.db", subscriptions("Asia/Shanghai")))
        keys = [(f"sku{n // SHOPS:05d}", f"shop{n % SHOPS:03d}") for n in range(shelves)]
        for first in range(0, shelves, POSTED):
            ledger.post([Count(f"c{sku}{shop}", sku, shop, 11, 1) for sku, shop in keys[first : first + POSTED]])
        planned = Planned()
        watch = Watch(AlertBook(documents), Sources(ledger, goods, lambda: planned, lambda: "1", lambda *_: 3.0),
                      lambda: 1)
        start = time.process_time()
        watch.catch_up()
        sweep_s = time.process_time() - start
        follow, look, delays = [], [], []
        for turn in range(ROUNDS):
            # One move in twenty takes a shelf under its safety stock; others come back to it.
            moves = [Move(f"m{turn}-{n}", *keys[(turn * MOVES + n) * 7 % shelves], "on_hand", "sold",
                          2 if n % 20 == 0 else 1, 1) for n in range(MOVES)]
            ledger.post(moves)
            start = time.process_time()
            watch.catch_up()
            follow.append((time.process_time() - start) * 1e3)
            start = time.process_time()
            low = {(level.sku, level.shop) for level in ledger.levels()
                   if level.tracked and level.available < planned[level.sku, level.shop].safety_stock}
            look.append((time.process_time() - start) * 1e3)
            assert low == set(watch.book.open)
        watch.start()
        for n in range(20):
            key = keys[shelves - 1 - n]
            ledger.post([Move(f"late{n}", *key, "on_hand", "sold", 5, 1)])
            begun = time.perf_counter()
            while key not in watch.book.open:
                time.sleep(0.001)
            delays.append((time.perf_counter() - begun) * 1e3)
        watch.stop()
        ledger.close()
    value, peer = statistics.median(follow), statistics.median(look)
    print(json.dumps({
        "figure": "alerts", "value": round(value, 1), "unit": f"CPU ms to follow {MOVES:,} moves, off the order's path",
        "peer": f"reading all {shelves:,} levels when somebody looks", "peer_value": round(peer, 1),
        "ratio": round(peer / value, 1), "a_move_us": round(value / MOVES * 1e3, 1),
        "sweep_s": round(sweep_s, 2), "raised": len(watch.book.open),
        "raised_after_ms": round(statistics.median(delays), 1), "raised_after_ms_worst": round(max(delays), 1),
        "data": f"generated: {shelves:,} shelves, {MOVES:,} moves a look, one in twenty raises an alert", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
