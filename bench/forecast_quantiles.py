"""`forecast_quantiles`: do quantiles of the sum over the protection interval cover what they say, and at what loss.

At each origin the forecast sees the periods before it only, and its spread is what was missed on earlier origins whose
outcome was known by then, as the night measures it. No model, scale or segment is chosen on what is judged.
"""

import json
from collections.abc import Iterator

import _series
import numpy as np

from huozhao.supply.forecast import Forecast, forecast
from huozhao.supply.forecast.segments import NAMES, segment_at
from huozhao.supply.forecast.spread import Outcome, Spread, measured, scale_of

LEVELS = (0.1, 0.5, 0.9, 0.025, 0.975, 0.95)
# Periods of one interval, periods of the past that are seen, earlier origins that teach the spread.
DAYS, TAUGHT, MOST_ORIGINS, STEP = 4, 8, 26, 14


def pinball(actual: np.ndarray, quantiles: np.ndarray) -> float:
    """Return the mean pinball loss over LEVELS, by unit of demand."""
    miss = actual[:, None] - quantiles
    tau = np.array(LEVELS)
    return float(np.maximum(tau * miss, (tau - 1) * miss).mean() / actual.mean())


def empirical(y: np.ndarray) -> np.ndarray:
    """Return the peer: quantiles of all past sums over the interval."""
    sums = np.lib.stride_tricks.sliding_window_view(y, DAYS, axis=1).sum(axis=2)
    return np.quantile(sums, LEVELS, axis=1).T


def rehearsed(y: np.ndarray, end: int, history: int, made: dict[int, Forecast]) -> np.ndarray:
    """Return our quantiles (n, levels) at an origin, with the spread of the origins before it."""
    def at(origin: int) -> Forecast:
        if origin not in made:
            made[origin] = forecast(y[:, origin - history : origin], DAYS, LEVELS)
        return made[origin]

    past = [origin for back in range(TAUGHT, 0, -1) if (origin := end - DAYS * back) >= history]
    found = at(end)
    outcomes = [Outcome(y[:, origin : origin + DAYS].sum(axis=1), at(origin).mean,
                        scale_of(at(origin).residuals, at(origin).mean), segment_at(at(origin).mean / DAYS))
                for origin in past]  # fmt: skip
    ratios = measured(outcomes, len(NAMES))
    around, known = Spread({DAYS: ratios}).around(found.mean, scale_of(found.residuals, found.mean),
                                                  segment_at(found.mean / DAYS), DAYS, LEVELS)  # fmt: skip
    return np.where((known & found.empirical)[:, None], around, found.quantiles)


def origins(length: int, history: int, step: int) -> Iterator[int]:
    """Yield the ends of the past that are judged, the newest first."""
    for back in range(MOST_ORIGINS):
        end = length - DAYS - back * step
        if end < history + TAUGHT * DAYS // 2:
            return
        yield end


def judge(y: np.ndarray, history: int, step: int) -> dict[str, float]:
    """Return cover and loss of ours and the peer."""
    actual, ours, peer, made = [], [], [], {}
    for end in origins(y.shape[1], history, step):
        past = y[:, end - history : end]
        alive = past.sum(axis=1) > 0
        actual.append(y[alive, end : end + DAYS].sum(axis=1))
        ours.append(rehearsed(y, end, history, made)[alive])
        peer.append(empirical(past)[alive])
    real, mine, theirs = np.concatenate(actual), np.concatenate(ours), np.concatenate(peer)

    def inside(q: np.ndarray, low: int, high: int) -> float:
        return float(((real >= q[:, low]) & (real <= q[:, high])).mean())

    return {"cover_80": inside(mine, 0, 2), "cover_95": inside(mine, 3, 4), "pinball": pinball(real, mine),
            "peer_cover_80": inside(theirs, 0, 2), "peer_cover_95": inside(theirs, 3, 4),
            "peer_pinball": pinball(real, theirs), "origins": len(actual)}  # fmt: skip


def whole(each: _series.Set) -> np.ndarray:
    """Return a set with its last horizon, 0 where nothing was sold."""
    return np.nan_to_num(np.concatenate([each.panel.y, each.actual], axis=1))


def main() -> None:
    """Judge the four sets and a generated one, and print one line."""
    rng = np.random.default_rng(3)
    made = rng.negative_binomial(3, 3 / (3 + rng.gamma(2, 3, (2_000, 1))), (2_000, 500)).astype(float)
    found = {"generated": judge(made, 112, STEP)}
    for each in _series.every():
        found[each.name] = judge(whole(each), *((112, STEP) if each.panel.season > 1 else (52, 2)))
    off = [100 * abs(each[f"cover_{level}"] - level / 100) for each in found.values() for level in (80, 95)]
    theirs = [100 * abs(each[f"peer_cover_{level}"] - level / 100) for each in found.values() for level in (80, 95)]
    print(json.dumps({
        "figure": "forecast_quantiles", "value": round(max(off), 2), "unit": "points off 80 % or 95 %, the worst",
        "peer": "empirical quantiles of past sums", "peer_value": round(max(theirs), 2),
        "ratio": round(max(off) / max(theirs), 3),
        "cases": {name: {key: round(value, 4) for key, value in each.items()} for name, each in found.items()},
        "data": "M5 store × department (daily), orange juice, Walmart, Online Retail (weekly), 2,000 generated series; "
                f"sums of {DAYS} periods, up to {MOST_ORIGINS} origins", "seed": 3,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
