"""`top_up`: the best one or two goods out of 10,000 that close a gap, against looking at every pair.

    python bench/top_up.py

Prices and gaps are those of a real shop: the goods of Online Retail II at their median price (drawn with replacement
up to 10,000), and what its orders lack to the next 50 pounds. Answers are compared on all its goods. CPU time.
"""

import json
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from _series import DATA

from huozhao.operations.top_up.basket import Gap
from huozhao.operations.top_up.choice import Problem, best, cheapest
from huozhao.operations.top_up.options import Pool, options
from huozhao.operations.top_up.policy import Policy

SEED, GOODS, CARTS = 7, 10_000, 200
SLACK, STEP = 2_000, 5_000


def shop() -> tuple[np.ndarray, np.ndarray]:
    """Return what each good of a real shop costs (its median, in minor units), and what its orders amount to."""
    parts = [pd.read_parquet(path).rename(columns={"InvoiceNo": "Invoice", "UnitPrice": "Price"})
             for path in sorted((DATA / "online-retail-ii").glob("*.parquet"))]  # fmt: skip
    sold = pd.concat([part[["Invoice", "StockCode", "Quantity", "Price"]] for part in parts])
    sold = sold[(sold.Quantity > 0) & (sold.Price > 0)]
    price = (100 * sold.groupby("StockCode").Price.median()).round().astype(np.int64)
    amount = (100 * (sold.Quantity * sold.Price).groupby(sold.Invoice).sum()).round().astype(np.int64)
    return price[price > 0].to_numpy(), amount[(amount > 0) & (amount % STEP > 0)].to_numpy()


def brute(problem: Problem) -> tuple[int, ...]:
    """Return the best set of one or two goods by looking at every one and every pair, row by row."""
    cap = problem.gap_fen + problem.slack_fen
    kept = np.flatnonzero((problem.prices > 0) & (problem.prices <= cap))
    p, net = problem.prices[kept], problem.values[kept] - problem.penalty * problem.prices[kept]
    worth, chosen = -np.inf, tuple[int, ...]()
    single = np.flatnonzero(p >= problem.gap_fen)
    if len(single):
        at = single[net[single].argmax()]
        worth, chosen = float(net[at]), (int(kept[at]),)
    below = p < problem.gap_fen
    for i in np.flatnonzero(below).tolist():
        total = np.where(below & (p + p[i] >= problem.gap_fen), net + net[i], -np.inf)
        total[i] = -np.inf
        j = int(total.argmax())
        if total[j] > worth:
            worth, chosen = float(total[j]), (int(kept[i]), int(kept[j]))
    return chosen


def problem(rng: np.random.Generator, costs: np.ndarray, gap: int) -> Problem:
    """Return one cart's problem: drawn fit, margin and needs, weighed as the mall does."""
    n = len(costs)
    values = rng.beta(1.2, 4, n) + 0.5 * (rng.random(n) < 0.01) + 0.2 * rng.random(n) - 0.4
    return Problem(costs, values, gap, SLACK, 1.0 / max(gap, 1_000))


def timed(work: Callable[[], object]) -> float:
    """Return the CPU ms of one call."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def whole(rng: np.random.Generator, costs: np.ndarray, gap: int) -> tuple[Pool, Gap]:
    """Return a pool for the whole answer: three sets that differ, and the cheapest."""
    n = len(costs)
    pool = Pool([str(i) for i in range(n)], costs, rng.beta(1.2, 4, n), rng.random(n), rng.random(n) < 0.01,
                np.arange(n), rng.integers(0, 200, n))  # fmt: skip
    return pool, Gap(20_000 - gap, 20_000, gap, gap // 2, 0)


def same(each: Problem) -> bool:
    """Tell whether a set is worth as much as the best of all sets."""
    found, wanted = best(each, 2), brute(each)
    return bool(found) == bool(wanted) and (not found or abs(each.worth(found) - each.worth(wanted)) < 1e-9)


def main() -> None:
    """Compare speed at 10,000 goods and answers on 200 carts; print the figure."""
    rng = np.random.default_rng(SEED)
    prices, amounts = shop()
    gaps = [int(STEP - amount % STEP) for amount in rng.choice(amounts, CARTS)]
    took: dict[str, list[float]] = {name: [] for name in ("two", "three", "cheapest", "answer", "brute")}
    for turn, gap in enumerate(gaps):
        costs = rng.choice(prices, GOODS)
        each, (pool, lacks) = problem(rng, costs, gap), whole(rng, costs, gap)
        took["two"].append(timed(partial(best, each, 2)))
        took["three"].append(timed(partial(best, each, 3)))
        took["cheapest"].append(timed(partial(cheapest, each)))
        took["answer"].append(timed(partial(options, pool, lacks, Policy())))
        if turn % 40 == 0:
            took["brute"].append(timed(partial(brute, each)))
    equal = sum(same(problem(rng, prices, gap)) for gap in gaps)
    p95 = {name: round(float(np.quantile(found, 0.95)), 2) for name, found in took.items()}
    peer, median = statistics.median(took["brute"]), statistics.median(took["two"])
    print(json.dumps({
        "figure": "top_up", "value": p95["two"], "unit": "CPU ms, p95: the best one or two of 10,000 goods",
        "peer": "looking at every pair", "peer_value": round(peer, 1), "ratio": round(median / peer, 5),
        "p50_ms": round(median, 2), "equal_to_brute_force": f"{equal} of {CARTS}", "three_p95_ms": p95["three"],
        "cheapest_p95_ms": p95["cheapest"], "whole_answer_p95_ms": p95["answer"],
        "data": f"Online Retail II: prices of its {len(prices):,} goods, gaps of {CARTS} of its orders to the next "
                "50 pounds; fit, margin and needs drawn", "seed": SEED,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
