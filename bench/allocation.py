"""`allocation`: expected shortage of 200 shops × 5,000 SKUs when their depot has less than they lack.

Every rule shares out the same stock. Shortage is judged by the demand that was generated (negative binomial, exact),
of which the product's rule sees what a forecast gives it: four quantiles.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import betainc
from scipy.stats import nbinom

from huozhao.supply.netting.curve import Curve, demand_curve
from huozhao.supply.netting.depot import allocate

SEED, SHOPS, SKUS = 17, 200, 5_000
LEVELS = (0.5, 0.8, 0.9, 0.95)
# The depot holds so much of what its shops lack together.
PARTS, MAIN = (0.25, 0.5, 0.75), 0.5
PACKS = (1, 6)
# So many SKUs are compared with the optimum, which is slow to find.
OPTIMUM_SKUS = 250


def generated() -> dict[str, Any]:
    """Return demand of each SKU at each shop until the next delivery, and what lies there.

    Shop sizes are log-normal, SKU means a gamma (shape 0.7), variance is 1 to about 6 times the mean; shelves hold a
    Poisson count around a share of the mean that is uniform in 0 … 1.
    """
    rng = np.random.default_rng(SEED)
    size = rng.lognormal(0, 0.6, SHOPS)
    mean = np.outer(rng.gamma(0.7, 8, SKUS), size / size.mean()) * rng.lognormal(0, 0.4, (SKUS, SHOPS))
    mean = np.maximum(mean, 0.02).ravel()
    spread = 1.05 + rng.gamma(1.5, 1.0, len(mean))
    p = 1 / spread
    r = mean * p / (1 - p)
    quantiles = np.stack([nbinom.ppf(level, r, p) for level in LEVELS], axis=1)
    position = rng.poisson(mean * rng.uniform(0, 1, len(mean)))
    gap = np.maximum(quantiles[:, -1].astype(np.int64) - position, 0)
    return {"mean": mean, "r": r, "p": p, "quantiles": quantiles, "position": position, "gap": gap,
            "group": np.repeat(np.arange(SKUS), SHOPS), "skus": SKUS}


def first(d: dict[str, Any], skus: int) -> dict[str, Any]:
    """Return the rows of the first SKUs."""
    return {name: value[:skus * SHOPS] if isinstance(value, np.ndarray) else value for name, value in d.items()} | {
        "skus": skus}


def shortage(d: dict[str, Any], given: Any) -> float:
    """Return E[(D − x)⁺] summed over all rows: m · P(D' >= x) − x · P(D > x), D' one stage larger."""
    x = (d["position"] + given).astype(float)
    over = betainc(x + 1, d["r"], 1 - d["p"])  # P(D > x)
    at_least = np.where(x > 0, betainc(np.maximum(x, 1e-9), d["r"] + 1, 1 - d["p"]), 1.0)
    return float((d["mean"] * at_least - x * over).sum())


def nothing(d: dict[str, Any], free: Any, pack: int) -> Any:
    """Give nothing."""
    return np.zeros(len(d["gap"]), dtype=np.int64)


def proportional(d: dict[str, Any], free: Any, pack: int) -> Any:
    """Share in proportion to the gaps, whole packs, by largest remainder."""
    total = np.bincount(d["group"], d["gap"], d["skus"])
    ideal = d["gap"] * np.minimum(free / np.maximum(total, 1), 1.0)[d["group"]] / pack
    return largest_remainder(ideal, free // pack) * pack


def even(d: dict[str, Any], free: Any, pack: int) -> Any:
    """Give every shop the same, up to its gap; what one does not need goes to the others."""
    gap = np.sort(d["gap"].reshape(d["skus"], SHOPS), axis=1)
    left = np.cumsum(gap, axis=1) + gap * np.arange(SHOPS - 1, -1, -1)  # used when all get as much as this one lacks
    full = (left <= free[:, None]).sum(axis=1)
    used = np.where(full > 0, np.take_along_axis(np.cumsum(gap, axis=1), np.maximum(full - 1, 0)[:, None], 1)[:, 0], 0)
    each = np.where(full < SHOPS, (free - used) / np.maximum(SHOPS - full, 1), np.inf)
    return largest_remainder(np.minimum(d["gap"], each[d["group"]]) / pack, free // pack) * pack


def largest_remainder(ideal: Any, packs: Any) -> Any:
    """Return whole packs: the floors, and one more for the largest remainders of each SKU."""
    ideal = ideal.reshape(-1, SHOPS)
    found = np.floor(ideal + 1e-9)
    left = np.minimum(packs, np.rint(ideal.sum(axis=1))) - found.sum(axis=1)
    rank = np.argsort(np.argsort(found - ideal, axis=1, kind="stable"), axis=1)
    return (found + (rank < left[:, None])).ravel().astype(np.int64)


def equalised(d: dict[str, Any], free: Any, pack: int) -> Any:
    """Fill all to one service, by the rule of the product."""
    return allocate(free, d["group"], d["gap"], d["position"], np.full(len(d["gap"]), pack), d["curve"]).quantity


def best(d: dict[str, Any], free: Any, pack: int) -> Any:
    """Share single units by P(D > x) of the demand generated, which no rule can know: the optimum."""
    def wanted(level: Any) -> Any:
        up_to = nbinom.ppf(level[d["group"]], d["r"], d["p"])
        return np.clip(up_to - d["position"], 0, d["gap"]).astype(np.int64)

    low, high = np.zeros(d["skus"]), np.ones(d["skus"])
    for _ in range(26):
        middle = (low + high) / 2
        fits = np.bincount(d["group"], wanted(middle), d["skus"]) <= free
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    given, more = wanted(low), wanted(high)
    left = free - np.bincount(d["group"], given, d["skus"])
    nth = np.cumsum((more > given).reshape(-1, SHOPS), axis=1).ravel()
    return given + ((more > given) & (nth <= left[d["group"]]))


def judged(d: dict[str, Any], part: float, pack: int) -> dict[str, float]:
    """Return the expected shortage of every rule, checking that none gives what is not there."""
    free = (part * np.bincount(d["group"], d["gap"], d["skus"])).astype(np.int64)
    rules: tuple[Callable[..., Any], ...] = (nothing, even, proportional, equalised)
    found = {}
    for rule in rules:
        given = rule(d, free, pack)
        assert (np.bincount(d["group"], given, d["skus"]) <= free).all(), rule.__name__
        found[rule.__name__] = shortage(d, given)
    return found


def main() -> None:
    """Compare at three degrees of shortage, single units and packs, and print one JSON line."""
    d = generated()
    d["curve"]: Curve = demand_curve(d["mean"], LEVELS, d["quantiles"])
    all_ = {f"{part:.0%} of the gaps, packs of {pack}": judged(d, part, pack) for part in PARTS for pack in PACKS}
    found = all_[f"{MAIN:.0%} of the gaps, packs of 1"]
    free = (MAIN * np.bincount(d["group"], d["gap"], d["skus"])).astype(np.int64)
    few = first(d, OPTIMUM_SKUS)
    of_few = (MAIN * np.bincount(few["group"], few["gap"], few["skus"])).astype(np.int64)
    few["curve"] = demand_curve(few["mean"], LEVELS, few["quantiles"])
    over = shortage(few, equalised(few, of_few, 1)) / shortage(few, best(few, of_few, 1))
    times = []
    for _ in range(3):
        start = time.process_time()
        equalised(d, free, 1)
        times.append(time.process_time() - start)
    print(json.dumps({
        "figure": "allocation", "value": round(found["equalised"]), "unit": "units of expected shortage",
        "rule": "equalised service",
        "peer": "proportional to the gaps", "peer_value": round(found["proportional"]),
        "ratio": round(found["equalised"] / found["proportional"], 3), "even_split": round(found["even"]),
        "none": round(found["nothing"]), "cpu_s": round(statistics.median(times), 2),
        "to_the_optimum": round(over, 4),
        "ratios": {name: round(each["equalised"] / each["proportional"], 3) for name, each in all_.items()},
        "data": "generated: 200 shops × 5,000 SKUs, negative binomial demand, the depot has half of what they lack",
        "seed": SEED}))


if __name__ == "__main__":
    main()
