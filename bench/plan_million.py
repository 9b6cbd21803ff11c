"""`plan_million`: net one million shop×SKU rows, say why for the rows to order, and write them."""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from huozhao.backends.sqlite.documents import SqliteDocuments
from huozhao.supply.replenishment import Netting, Stock, net, steps, why
from huozhao.supply.safety_stock import Targets, targets

SEED, ROWS, ROUNDS, DAYS = 13, 1_000_000, 3, 4
# A plan writes what an operator looks at; the rest is made when it is opened.
WRITTEN = 20_000


def rows() -> dict[str, Any]:
    """Return one million rows of the stated generator."""
    rng = np.random.default_rng(SEED)
    mean = rng.gamma(0.7, 8, ROWS)
    integers = {name: rng.poisson(rate, ROWS).astype(np.int64)
                for name, rate in (("on_hand", 9), ("reserved", 1), ("in_transit", 2), ("on_order", 1))}
    return {"mean": mean, "quantile": mean + 1.6 * np.sqrt(mean * 2), "intent": rng.gamma(0.1, 2, ROWS),
            "pack": rng.choice([1, 6, 12], ROWS).astype(np.int64), **integers}


def bare(d: dict[str, Any]) -> Any:
    """Do the arithmetic alone, as one would write it down."""
    demand = np.rint(d["mean"]).astype(np.int64)
    safety = np.maximum(np.ceil(d["quantile"]).astype(np.int64) - demand, 0)
    extra = np.rint(d["intent"]).astype(np.int64)
    up_to = demand + safety + extra
    reorder = np.minimum(np.ceil(d["mean"] * 0.75).astype(np.int64) + safety + extra, up_to)
    position = d["on_hand"] - d["reserved"] + d["in_transit"] + d["on_order"]
    gap = np.where((position <= reorder) & (up_to > position), up_to - position, 0)
    return -(-gap // d["pack"]) * d["pack"]


def ours(d: dict[str, Any]) -> tuple[Targets, Stock, Netting]:
    """Do it by the rules of the product."""
    want = targets(d["mean"], d["quantile"], np.full(ROWS, 0.75), d["intent"])
    stock = Stock(d["on_hand"], d["reserved"], d["in_transit"], d["on_order"], np.ones(ROWS, dtype=bool))
    return want, stock, net(want, stock, d["pack"])


def explain(want: Targets, stock: Stock, result: Netting, pack: Any, chosen: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the proposals of the chosen rows with their arithmetic and reason."""
    return [(f"{row:08d}", {
        "quantity": int(result.quantity[row]), "why": why(want, stock, result, row, DAYS, 0.95).as_dict(),
        "arithmetic": [(s.label.zh, s.value, s.sign) for s in steps(want, stock, result, row, DAYS, int(pack[row]))],
    }) for row in chosen]


def main() -> None:
    """Measure in turns and print one JSON line."""
    d = rows()
    mine, theirs, whole, open_rows = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        documents = SqliteDocuments(Path(folder) / "mall.db", lambda: 0)
        for _ in range(ROUNDS):
            start = time.process_time()
            expected = bare(d)
            theirs.append(time.process_time() - start)
            start, wall = time.process_time(), time.perf_counter()
            want, stock, result = ours(d)
            mine.append(time.process_time() - start)
            assert (expected == result.quantity).all()
            to_order = np.flatnonzero(result.quantity)
            open_rows = len(to_order)
            chosen = [int(n) for n in to_order[np.argsort(-result.gap[to_order])[:WRITTEN]]]
            documents.put_many("proposal", explain(want, stock, result, d["pack"], chosen))
            whole.append(time.perf_counter() - wall)
        documents.close()
    value, peer = statistics.median(mine), statistics.median(theirs)
    print(json.dumps({
        "figure": "plan_million", "value": round(value, 3), "unit": "CPU s to net 1,000,000 rows",
        "peer": "the bare numpy arithmetic", "peer_value": round(peer, 3), "ratio": round(value / peer, 2),
        "with_reasons_and_write_s": round(statistics.median(whole), 2), "rows_to_order": open_rows,
        "rows_explained_and_written": WRITTEN,
        "data": "generated: gamma demand, Poisson stock, packs of 1, 6, 12", "seed": SEED}))


if __name__ == "__main__":
    main()
