"""`forecast_speed`: the simple models at the length and number of M5's series, against the same written in numpy."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from huozhao.supply.forecast.smoothing import ALPHAS, by_place, ses_last, tsb_levels

SEED, SERIES, DAYS, ROUNDS = 5, 30_490, 1_941, 3
STATSFORECAST = {"SESOpt": 2_332, "ADIDA": 2_972, "TSB": 8_668, "SeasWinAvg": 10_742}


def demand() -> np.ndarray:
    """Return seeded daily units like M5's: seldom more than one or two a day, weekly shape."""
    rng = np.random.default_rng(SEED)
    rate = rng.gamma(0.6, 2.0, (SERIES, 1)) * np.array([0.9, 0.85, 0.85, 0.9, 1.05, 1.25, 1.2])[np.arange(DAYS) % 7]
    return rng.poisson(rate).astype(np.float64)


def numpy_ses(y: np.ndarray) -> np.ndarray:
    """Return the last level of exponential smoothing, day by day over all series at once, the best of the rates."""
    columns = np.ascontiguousarray(y.T)
    best, least = np.zeros(len(y)), np.full(len(y), np.inf)
    for alpha in ALPHAS:
        level, error = columns[:28].mean(axis=0), np.zeros(len(y))
        for day in columns:
            miss = day - level
            error += miss * miss
            level = level + alpha * miss
        best, least = np.where(error < least, level, best), np.minimum(error, least)
    return best


def per_cpu_s(work: Callable[[], Any]) -> float:
    """Return the series done in a processor second."""
    before = time.process_time()
    work()
    return SERIES / (time.process_time() - before)


def main() -> None:
    """Run ours and numpy's in turns and print one line."""
    y = demand()
    whole = y[:, y.shape[1] % 7 :]
    models = {"ses": lambda: ses_last(y), "weekly_ses": lambda: ses_last(whole.reshape(SERIES, -1, 7).sum(axis=2)),
              "weekday_ses": lambda: by_place(y).levels(), "tsb": lambda: tsb_levels(y)}  # fmt: skip
    tsb_levels(y[:10]), ses_last(y[:10]), by_place(y[:10]).levels()
    np.testing.assert_allclose(ses_last(y[:50]), numpy_ses(y[:50]))
    turns = [({name: per_cpu_s(work) for name, work in models.items()}, per_cpu_s(lambda: numpy_ses(y)))
             for _ in range(ROUNDS)]
    ours = {name: round(statistics.median(turn[0][name] for turn in turns)) for name in models}
    peer = statistics.median(turn[1] for turn in turns)
    print(json.dumps({
        "figure": "forecast_speed", "value": ours["ses"], "unit": "series/CPU s (SES, five rates)", "models": ours,
        "peer": "the same smoothing in numpy", "peer_value": round(peer), "ratio": round(ours["ses"] / peer, 2),
        "known": {"statsforecast 2.1.1, same length": STATSFORECAST, "ratio": round(ours["ses"] / 2_332, 1)},
        "data": f"{SERIES:,} series × {DAYS:,} days, generated", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
