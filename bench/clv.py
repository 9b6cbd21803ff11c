"""`clv`: BG/NBD on a million shoppers, fit and P(alive), against lifetimes on the same shoppers, in turns.

The parameters of both are compared with each other and, where the CDNOW file is at hand (HUOZHAO_TEST_DATA names the
folder of data sets), ours with the published ones; the line says how far off they are.
"""

import json
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from huozhao.insight.value.bgnbd import BgNbd, expected_orders, fit, p_alive
from huozhao.insight.value.gamma_gamma import GammaGamma
from huozhao.insight.value.gamma_gamma import fit as fit_money
from huozhao.insight.value.summary import Repeats, grouped

SHOPPERS, SEED, TURNS = 1_000_000, 7, 3
TRUTH = BgNbd(0.243, 4.414, 0.793, 2.426)
WORTH = GammaGamma(6.25, 3.74, 15.44)
GOLDEN = (0.243, 4.414, 0.793, 2.426)
DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def shoppers() -> Repeats:
    """Return a million shoppers simulated from the published parameters, first seen in 300 days, watched to day 360."""
    rng = np.random.default_rng(SEED)
    age = rng.integers(60, 361, SHOPPERS)
    rate = rng.gamma(TRUTH.r, 1.0 / TRUTH.alpha, SHOPPERS) / 7.0
    leave = rng.beta(TRUTH.a, TRUTH.b, SHOPPERS)
    day, recency = np.zeros(SHOPPERS), np.zeros(SHOPPERS, np.int64)
    frequency, open_ = np.zeros(SHOPPERS, np.int64), np.ones(SHOPPERS, bool)
    while open_.any():
        who = np.flatnonzero(open_)
        day[who] += np.ceil(rng.exponential(1.0 / np.maximum(rate[who], 1e-12)))
        inside = day[who] <= age[who]
        ordered = who[inside]
        frequency[ordered] += 1
        recency[ordered] = day[ordered].astype(np.int64)
        open_[who[~inside]] = False
        open_[ordered[rng.random(len(ordered)) < leave[ordered]]] = False
    rate_of_worth = rng.gamma(WORTH.q, 1.0 / WORTH.gamma, SHOPPERS)
    mean = rng.gamma(np.maximum(WORTH.p * frequency, 1e-9)) / rate_of_worth / np.maximum(frequency, 1)
    return Repeats(frequency, recency, age, np.where(frequency > 0, mean, 0.0))


def ours(given: Repeats) -> tuple[BgNbd, GammaGamma]:
    """Group, fit both models, and look ahead for everybody."""
    rows = grouped(given)
    model = fit(rows)
    p_alive(model, rows.frequency, rows.recency, rows.age)[rows.row]
    expected_orders(model, 52.0, rows.frequency, rows.recency, rows.age)[rows.row]
    return model, fit_money(given.frequency.astype(np.float64), given.mean_fen)


def theirs(given: Repeats) -> Any:
    """Do the same with lifetimes."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    weeks = given.recency_days / 7.0, given.age_days / 7.0
    model = BetaGeoFitter()
    model.fit(given.frequency, *weeks)
    model.conditional_probability_alive(given.frequency, *weeks)
    model.conditional_expected_number_of_purchases_up_to_time(52.0, given.frequency, *weeks)
    kept = given.frequency > 0
    GammaGammaFitter().fit(given.frequency[kept], given.mean_fen[kept])
    return model


def golden() -> float | None:
    """Return the largest distance of our CDNOW parameters from the published ones; None without the file."""
    path = DATA / "cdnow" / "cdnow_customers_summary.csv"
    if not path.exists():
        return None
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    whole = [np.rint(rows[:, i] * days).astype(np.int64) for i, days in ((1, 1), (2, 7), (3, 7))]
    found = fit(grouped(Repeats(*whole, np.zeros(len(rows)))))
    return max(abs(value - known) for value, known in
               zip((found.r, found.alpha, found.a, found.b), GOLDEN, strict=True))


def timed(work: Callable[[Repeats], Any], given: Repeats) -> tuple[float, Any]:
    """Return the processor seconds that a piece of work takes, all threads together, and its result."""
    before = time.process_time()
    result = work(given)
    return time.process_time() - before, result


def main() -> None:
    """Run both in turns and print one line."""
    warnings.simplefilter("ignore")  # lifetimes is written for an older pandas
    given = shoppers()
    turns = [(timed(ours, given), timed(theirs, given)) for _ in range(TURNS)]
    value, peer = (median(side[0] for side in sides) for sides in zip(*turns, strict=True))
    (model, _), other = turns[-1][0][1], turns[-1][1][1].params_
    apart = max(abs(getattr(model, name) - float(other[name])) for name in ("r", "alpha", "a", "b"))
    off = golden()
    print(json.dumps({
        "figure": "clv", "value": round(value, 3), "unit": "CPU s", "peer": "lifetimes BetaGeo + GammaGamma",
        "peer_value": round(peer, 3), "ratio": round(value / peer, 4),
        "data": f"{SHOPPERS:,} shoppers, generated, {len(grouped(given).age):,} distinct; parameters within "
                f"{apart:.4f} of the peer's; CDNOW " + ("not at hand" if off is None else f"within {off:.4f}"),
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
