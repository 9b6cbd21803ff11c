"""`rfm`: all shoppers measured, scored and put in segments, against DuckDB's ntile on the same orders, in turns."""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import duckdb
import numpy as np

from huozhao.insight.rfm import Orders, measure, quantile_thresholds, score

SHOPPERS, ORDERS, SEED, TURNS, TODAY = 1_000_000, 4_000_000, 7, 3, 800
SQL = """
WITH m AS (
  SELECT shopper, ? - max(day) AS recency, count(*) AS frequency, sum(value_fen) AS monetary
  FROM orders GROUP BY shopper)
SELECT shopper, ntile(5) OVER (ORDER BY recency DESC) AS r, ntile(5) OVER (ORDER BY frequency) AS f,
       ntile(5) OVER (ORDER BY monetary) AS m FROM m
"""


def orders() -> Orders:
    """Return seeded orders: gamma-distributed purchase rates, log-normal values, days 0 to 799."""
    rng = np.random.default_rng(SEED)
    rate = rng.gamma(0.5, 1.0, SHOPPERS)
    who = rng.choice(SHOPPERS, ORDERS, p=rate / rate.sum())
    return Orders(who, rng.integers(0, TODAY, ORDERS), rng.lognormal(8.5, 1.0, ORDERS).astype(np.int64))


def ours(given: Orders) -> None:
    """Do everything that the product does: measures, quantile thresholds, scores, segments."""
    measures = measure(given, SHOPPERS, TODAY)
    score(measures, quantile_thresholds(measures))


def cpu_s(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes, all threads together."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    """Run both in turns and print one line."""
    given = orders()
    with duckdb.connect() as connection:
        columns = {"shopper": given.shopper, "day": given.day, "value_fen": given.value_fen}
        connection.register("given", columns)
        connection.execute("CREATE TABLE orders AS SELECT * FROM given")
        turns = [
            (cpu_s(lambda: ours(given)), cpu_s(lambda: connection.execute(SQL, [TODAY]).fetchnumpy()))
            for _ in range(TURNS)
        ]
    value, peer = (median(times) for times in zip(*turns, strict=True))
    print(json.dumps({
        "figure": "rfm", "value": round(value, 3), "unit": "CPU s", "peer": "DuckDB ntile(5), no segments",
        "peer_value": round(peer, 3), "ratio": round(value / peer, 3),
        "data": f"{SHOPPERS:,} shoppers, {ORDERS:,} orders, generated", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
