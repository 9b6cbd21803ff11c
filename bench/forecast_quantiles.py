"""`forecast_quantiles`: do quantiles of the sum over the protection interval cover what they say, and at what loss."""

import json

import _series
import numpy as np

from huozhao.supply.forecast import forecast

LEVELS = (0.1, 0.5, 0.9, 0.025, 0.975, 0.95)
HISTORY, DAYS, ORIGINS = 112, 4, 26


def pinball(actual: np.ndarray, quantiles: np.ndarray) -> float:
    """Return the mean pinball loss over LEVELS, by unit of demand."""
    miss = actual[:, None] - quantiles
    tau = np.array(LEVELS)
    return float(np.maximum(tau * miss, (tau - 1) * miss).mean() / actual.mean())


def empirical(y: np.ndarray) -> np.ndarray:
    """Return the peer: quantiles of all past sums over the interval."""
    sums = np.lib.stride_tricks.sliding_window_view(y, DAYS, axis=1).sum(axis=2)
    return np.quantile(sums, LEVELS, axis=1).T


def judge(y: np.ndarray) -> dict[str, float]:
    """Return cover and loss of ours and the peer over origins two weeks apart at the end of the panel."""
    actual, ours, peer = [], [], []
    for back in range(ORIGINS):
        end = y.shape[1] - DAYS - back * 14
        past = y[:, end - HISTORY : end]
        actual.append(y[:, end : end + DAYS].sum(axis=1))
        ours.append(forecast(past, DAYS, LEVELS).quantiles)
        peer.append(empirical(past))
    real, mine, theirs = np.concatenate(actual), np.concatenate(ours), np.concatenate(peer)

    def inside(q: np.ndarray, low: int, high: int) -> float:
        return float(((real >= q[:, low]) & (real <= q[:, high])).mean())

    return {"cover_80": inside(mine, 0, 2), "cover_95": inside(mine, 3, 4), "pinball": pinball(real, mine),
            "peer_cover_80": inside(theirs, 0, 2), "peer_cover_95": inside(theirs, 3, 4),
            "peer_pinball": pinball(real, theirs)}


def main() -> None:
    """Judge two kinds of demand and print one line."""
    rng = np.random.default_rng(3)
    made = rng.negative_binomial(3, 3 / (3 + rng.gamma(2, 3, (2_000, 1))), (2_000, 500)).astype(float)
    real = np.nan_to_num(_series.m5().panel.y)
    found = {"m5-store-dept": judge(real), "generated": judge(made)}
    off = [100 * abs(each[f"cover_{level}"] - level / 100) for each in found.values() for level in (80, 95)]
    print(json.dumps({
        "figure": "forecast_quantiles", "value": round(max(off), 2), "unit": "points off 80 % or 95 %, the worst",
        "peer": "empirical quantiles of past sums",
        "peer_value": round(max(100 * abs(each[f"peer_cover_{level}"] - level / 100) for each in found.values()
                                for level in (80, 95)), 2),
        "cases": {name: {key: round(value, 4) for key, value in each.items()} for name, each in found.items()},
        "data": f"M5 store × department (train part), 2,000 generated series; {ORIGINS} origins, sums of {DAYS} days",
        "seed": 3,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
