"""`forecast_accuracy`: WAPE on four real panels with one configuration, against smoothing in the same run."""

import json
import time

import _series
import numpy as np

from huozhao.supply.forecast.choice import forecast_panel
from huozhao.supply.forecast.panel import simple_paths

# The best of others on the very weeks of our copies: statsforecast 2.1 (SES, seasonal naive, seasonal window mean,
# AutoETS, DynamicOptimizedTheta, ADIDA, IMAPA) and LightGBM by mlforecast 1.1 (lags, means, Tweedie, recursive).
RIVALS = {
    "m5-store-dept": ("LightGBM by mlforecast", 0.0997), "orangejuice": ("LightGBM with prices, published", 0.419),
    "walmart-weekly": ("seasonal naive", 0.125), "online-retail-ii": ("IMAPA", 0.779),
}  # fmt: skip


def bias(actual: np.ndarray, found: np.ndarray) -> float:
    """Return Σ(forecast − actual) / Σ actual over what is on record."""
    seen = ~np.isnan(actual)
    return float((found - actual)[seen].sum() / actual[seen].sum())


def main() -> None:
    """Forecast the test split of each set once and print one line. What is chosen is chosen on the train split."""
    found = {}
    for each in _series.every():
        before = time.process_time()
        chosen = forecast_panel(each.panel, each.horizon)
        spent = time.process_time() - before
        simple = simple_paths(each.panel, each.horizon)
        peers = {name: round(_series.wape(each.actual, simple[name]), 4) for name in ("ses", "seasonal_mean")}
        value = _series.wape(each.actual, chosen.path)
        found[each.name] = {"wape": round(value, 4), "models": "+".join(chosen.models), "peers": peers,
                            "known": each.known, "same_weeks": RIVALS[each.name],
                            "bias": round(bias(each.actual, chosen.path), 3),
                            "ratio": round(value / each.known, 3), "series": len(each.actual),
                            "horizon": each.horizon, "cpu_s": round(spent, 1)}
    peer = float(np.mean([min(each["peers"].values()) / each["known"] for each in found.values()]))
    value = float(np.mean([each["ratio"] for each in found.values()]))
    same = float(np.mean([each["wape"] / each["same_weeks"][1] for each in found.values()]))
    print(json.dumps({
        "figure": "forecast_accuracy", "unit": "mean of WAPE / best known WAPE", "value": round(value, 3),
        "on_the_same_weeks": round(same, 3),
        "peer": "the better of SES and seasonal window mean, same run",
        "peer_value": round(peer, 3), "ratio": round(value / peer, 3),
        "sets": found, "split": "the last horizon periods; chosen by three origins before them",
        "known": "published runs; the copies of M5, Walmart and Online Retail end earlier than theirs, so that their "
                 "figures are of other weeks",
        "data": ", ".join(f"{name} {each['wape']}" for name, each in found.items()), "seed": 7,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
