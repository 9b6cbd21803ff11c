"""`coupons`: the combination that saves a shopper most, exactly, against pricing every combination.

    python bench/coupons.py

Baskets are drawn from the goods of Online Retail II at their median price; each shopper holds 24 vouchers of all kinds
over the four layers. Answers are compared on every basket. CPU time.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from _series import DATA

from huozhao.operations.coupons.benefit import DISCOUNT, FIXED, GIFT, REDUCTION, TIERED, Benefit, Tier
from huozhao.operations.coupons.pricing import ORDER, BasketLine, Candidate, Priced, best, price
from huozhao.operations.coupons.scope import ALL, Scope

SEED, BASKETS, VOUCHERS = 7, 100, 24


def prices() -> np.ndarray:
    """Return what each good of a real shop costs (its median, in minor units)."""
    sold = pd.concat([pd.read_parquet(path).rename(columns={"UnitPrice": "Price"})[["StockCode", "Price", "Quantity"]]
                      for path in sorted((DATA / "online-retail-ii").glob("*.parquet"))])  # fmt: skip
    sold = sold[(sold.Quantity > 0) & (sold.Price > 0)]
    found = (100 * sold.groupby("StockCode").Price.median()).round().astype(np.int64)
    return found[found > 0].to_numpy()


def basket(rng: np.random.Generator, costs: np.ndarray) -> list[BasketLine]:
    """Return a basket of 3 to 20 lines in five categories."""
    n = int(rng.integers(3, 21))
    return [BasketLine(f"g{i}", int(rng.integers(1, 9)), int(fen), (f"c{rng.integers(5)}",))
            for i, fen in enumerate(rng.choice(costs, n))]


def benefit(rng: np.random.Generator) -> Benefit:
    """Return what a mall might give, of any kind."""
    kind = str(rng.choice([REDUCTION, TIERED, DISCOUNT, FIXED, GIFT]))
    least, off = int(rng.integers(5, 100)) * 100, int(rng.integers(1, 6)) * 100
    if kind == DISCOUNT:
        return Benefit(kind, percent=int(rng.integers(5, 30)), cap_fen=off * 10, threshold_fen=least)
    if kind == GIFT:
        return Benefit(kind, threshold_fen=least, gift_sku="gift")
    if kind == FIXED:
        return Benefit(kind, (Tier(0, off),))
    tiers = (Tier(least, off), Tier(2 * least, 3 * off)) if kind == TIERED else (Tier(least, off),)
    return Benefit(kind, tiers, repeats=kind == REDUCTION and bool(rng.random() < 0.3))


def wallet(rng: np.random.Generator) -> list[Candidate]:
    """Return what a shopper holds: six of each layer, a third for one category only, a tenth that goes alone."""
    return [
        Candidate(f"v{n}", f"c{n}", ORDER[n % len(ORDER)], benefit(rng),
                  Scope(categories=(f"c{rng.integers(5)}",)) if rng.random() < 1 / 3 else ALL, bool(rng.random() < 0.1),
                  worth_fen=300, ends_at=int(rng.integers(1, 99)))
        for n in range(VOUCHERS)
    ]  # fmt: skip


def brute(lines: Sequence[BasketLine], held: Sequence[Candidate]) -> Priced:
    """Price every combination that is allowed."""
    layers = [[None, *(each for each in held if each.layer == layer and not each.alone)] for layer in ORDER]
    every = [tuple(filter(None, chosen)) for chosen in product(*layers)] + [(each,) for each in held if each.alone]
    return max((price(lines, chosen) for chosen in every), key=lambda priced: priced.worth_fen)


def timed(work: Callable[[], Priced]) -> tuple[float, Priced]:
    """Return the CPU ms of one call, and its answer."""
    start = time.process_time()
    found = work()
    return 1000 * (time.process_time() - start), found


def main() -> None:
    """Compare speed and answers on every basket; print the figure."""
    rng = np.random.default_rng(SEED)
    costs = prices()
    ours, peer, equal = [], [], 0
    for _ in range(BASKETS):
        lines, held = basket(rng, costs), wallet(rng)
        (took, found), (longer, wanted) = timed(partial(best, lines, held)), timed(partial(brute, lines, held))
        ours.append(took)
        peer.append(longer)
        equal += found.worth_fen == wanted.worth_fen
    mine, theirs = statistics.median(ours), statistics.median(peer)
    print(json.dumps({
        "figure": "coupons", "value": round(mine, 2), "unit": "CPU ms for the best combination",
        "peer": "every combination", "peer_value": round(theirs, 1), "ratio": round(theirs / mine, 1),
        "p95_ms": round(float(np.quantile(ours, 0.95)), 2), "equal": equal,
        "data": f"{BASKETS} baskets of Online Retail II's goods, {VOUCHERS} vouchers in four layers; "
        f"equal on {equal}", "seed": SEED,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
