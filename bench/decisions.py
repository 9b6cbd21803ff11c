"""`decisions`: stock needed for a fill rate on real demand, our rules beside days-of-cover and static min/max."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import _series
import numpy as np
import pandas as pd

from huozhao.supply.backtest.simulate import Ground, simulate
from huozhao.supply.forecast import gradient
from huozhao.supply.forecast.panel import Covariates, Panel
from huozhao.supply.forecast.smoothing import ses_levels, tsb_levels

TARGETS = (0.9, 0.95, 0.975, 0.98)
# The first two fifths are only learned from, one fifth chooses, the last two fifths report.
CHOOSE, REPORT = 0.4, 0.6
WINDOWS, WARM_UP, REFIT, TREES = (4, 8, 13, 26), 8, 12, 200
COVERS = np.geomspace(0.5, 120, 70)
SAFETY = np.concatenate([np.linspace(-0.5, 3, 29), np.geomspace(3.25, 16, 15)])
Levels = Callable[[int], Iterator[np.ndarray]]


def cancelled_out(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the sales without lines that the same customer cancelled whole: nobody wanted those goods."""
    key = ["CustomerID", "StockCode", "size"]
    raw = raw.assign(size=raw["Quantity"].abs())
    back = raw[raw["Quantity"] < 0].groupby(key).size().rename("cancelled").reset_index()
    sold = raw[raw["Quantity"] > 0].copy()
    sold["nth"] = sold.groupby(key).cumcount()
    sold = sold.merge(back, on=key, how="left")
    return sold[~(sold["nth"] < sold["cancelled"].fillna(0))]


def online_retail() -> Panel:
    """Return Online Retail II by SKU, weekly, as far as the copy goes, without what was cancelled."""
    frames = []
    for path in sorted((_series.DATA / "online-retail-ii").glob("*.parquet")):
        part = pd.read_parquet(path).rename(
            columns={"InvoiceNo": "Invoice", "UnitPrice": "Price", "Customer ID": "CustomerID"})
        part["at"] = pd.to_datetime(part["InvoiceDate"])
        frames.append(part[["Invoice", "StockCode", "Quantity", "Price", "CustomerID", "at"]])
    raw = pd.concat(frames).drop_duplicates()
    raw = cancelled_out(raw[(raw["Price"] > 0) & raw["StockCode"].astype(str).str[:5].str.isdigit()])
    week = (raw["at"] - raw["at"].min().normalize()).dt.days // 7
    whole = week < week.max()
    wide = raw[whole].assign(week=week).pivot_table(index="StockCode", columns="week", values="Quantity", aggfunc="sum")
    y = wide.reindex(columns=np.arange(int(week.max()))).fillna(0.0).to_numpy(float)
    keep = (y[:, : int(CHOOSE * y.shape[1])] > 0).sum(axis=1) >= 5
    n, t = int(keep.sum()), y.shape[1]
    return Panel(y[keep], 1, Covariates(np.zeros((n, t, 0)), np.zeros((t, 0)), np.zeros((n, 0), dtype=np.int64)))


def whole(found: _series.Set) -> Panel:
    """Return the panel of a set to its end."""
    return replace(found.panel, y=np.concatenate([found.panel.y, found.actual], axis=1))


def mean_of(u: np.ndarray, window: int) -> np.ndarray:
    """Return the mean of the last `window` periods before each period, (n, T)."""
    total = np.concatenate([np.zeros((len(u), 1)), np.cumsum(u, axis=1)], axis=1)
    t = np.arange(u.shape[1])
    start = np.maximum(t - window, 0)
    return (total[:, t] - total[:, start]) / np.maximum(t - start, 1)


def boosted(panel: Panel, ahead: int) -> np.ndarray:
    """Return what the boosted model expects of each period and the `ahead` − 1 after it, a period's mean, (n, T).

    It is fitted every 12 periods on what was past then; prices and promotions of the coming periods are known.
    """
    import lightgbm

    n, length = panel.y.shape
    found = np.full((n, length), np.nan)
    for start in range(int(CHOOSE * length) - WARM_UP, length, REFIT):
        rows = gradient.training_rows(panel.until(start), ahead)
        data = lightgbm.Dataset(rows.x, np.log1p(rows.y) - np.log1p(rows.scale), weight=np.sqrt(rows.scale + 1))
        booster = lightgbm.train({**gradient.PARAMETERS, "objective": "regression"}, data, TREES)
        for origin in range(start, min(start + REFIT, length - ahead + 1)):
            x, scale = gradient.features(panel, origin, ahead)
            path = np.expm1(np.asarray(booster.predict(x, num_threads=1)) + np.log1p(scale)).reshape(n, ahead)
            found[:, origin] = np.maximum(path, 0.0).mean(axis=1)
    # The last origins would look beyond the end of what is known.
    last = length - ahead
    found[:, last + 1 :] = found[:, [last]]
    return found


def point(y: np.ndarray, levels: np.ndarray, first: int, last: int, lead: int) -> tuple[float, float]:
    """Return fill rate and mean stock in periods of demand, ordering up to levels (n, T) in every period."""
    begin = max(0, first - WARM_UP)
    demand, up_to = np.nan_to_num(y[:, begin:last]), np.maximum(np.ceil(levels[:, begin:last]), 0.0)
    n, t = demand.shape
    part = (np.arange(begin, last) >= first).astype(np.int64)
    ground = Ground(demand, np.ones(t, bool), part, np.full((n, t), lead), np.ones(n), np.ones(n),
                    np.zeros(n, dtype=np.int64), up_to[:, 0])
    found = simulate(ground, up_to, up_to, np.arange(t))[0]
    return found.fill, float(found.held.sum() / found.wanted.sum())


def needed(y: np.ndarray, levels: Iterator[np.ndarray], part: tuple[int, int], lead: int) -> np.ndarray:
    """Return the stock that each target needs, read off the curve of a rule; inf where the rule never reaches it."""
    fill, stock = np.array(sorted(point(y, each, *part, lead) for each in levels)).T
    return np.where(np.array(TARGETS) <= fill[-1], np.interp(TARGETS, fill, stock), np.inf)


def rules(panel: Panel, lead: int) -> tuple[dict[str, Levels], dict[str, Levels]]:
    """Return peers and ours: for each a function from the first period of a part to levels of rising generosity."""
    u = np.nan_to_num(panel.y)
    span, length = lead + 1, u.shape[1]
    peers: dict[str, Levels] = {f"cover of the last {w}": _covers(mean_of(u, w)) for w in WINDOWS}

    def static(first: int) -> Iterator[np.ndarray]:
        usual = np.repeat(mean_of(u, length)[:, [first]], length, axis=1)
        return (cover * usual for cover in COVERS)

    peers["static min/max"] = static
    ses, tsb = ses_levels(u)[:, :length], tsb_levels(u)[:, :length]
    means = {"ses": ses, "tsb": tsb, "ses+tsb": (ses + tsb) / 2, "boosted": boosted(panel, span)}
    spread = np.sqrt(np.maximum(mean_of(u**2, 26) - mean_of(u, 26) ** 2, 0.0) * span)
    ours = {f"cover of {name}": _covers(mean) for name, mean in means.items()}
    ours |= {f"quantile of {name}": _quantiles(span * mean, spread) for name, mean in means.items()}
    return peers, ours


def _covers(mean: np.ndarray) -> Levels:
    return lambda _: (cover * mean for cover in COVERS)


def _quantiles(mean: np.ndarray, spread: np.ndarray) -> Levels:
    return lambda _: (mean + z * spread for z in SAFETY)


def judge(panel: Panel, lead: int) -> list[dict[str, object]]:
    """Return for each target: what ours, chosen on the past, and the best peer, chosen with hindsight, need."""
    length = panel.y.shape[1]
    choose, report = (int(CHOOSE * length), int(REPORT * length)), (int(REPORT * length), length)
    peers, ours = rules(panel, lead)
    seen = {name: needed(panel.y, make(choose[0]), choose, lead) for name, make in (peers | ours).items()}
    told = {name: needed(panel.y, make(report[0]), report, lead) for name, make in (peers | ours).items()}
    found: list[dict[str, object]] = []
    for at, target in enumerate(TARGETS):
        mine = min(ours, key=lambda name: seen[name][at])
        tuned = min(peers, key=lambda name: seen[name][at])
        best = min(peers, key=lambda name: told[name][at])
        value, peer = told[mine][at], told[best][at]
        found.append({
            "fill": target, "ours": mine, "stock": _said(value), "best_peer": best, "best_peer_stock": _said(peer),
            "tuned_peer": tuned, "tuned_peer_stock": _said(told[tuned][at]),
            "static_stock": _said(told["static min/max"][at]),
            "ratio": round(value / peer, 3) if np.isfinite(value) and np.isfinite(peer) else None})
    return found


def _said(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def main() -> None:
    """Judge three sets and print one line."""
    cases = {"orange juice, promotions known, lead time 1 week": (whole(_series.orange_juice()), 1),
             "Walmart, holidays known, lead time 1 week": (whole(_series.walmart()), 1),
             "Online Retail, nothing known ahead, lead time 2 weeks": (online_retail(), 2)}
    found = {name: judge(*case) for name, case in cases.items()}
    at_975 = found["orange juice, promotions known, lead time 1 week"][2]
    ratios = [each["ratio"] for case in found.values() for each in case if each["ratio"] is not None]
    print(json.dumps({
        "figure": "decisions", "value": at_975["stock"], "unit": "weeks of demand held for 97.5 % fill (orange juice)",
        "peer": f"best of days-of-cover and static min/max, with hindsight ({at_975['best_peer']})",
        "peer_value": at_975["best_peer_stock"], "ratio": at_975["ratio"], "worst_ratio": max(ratios),
        "sets": found, "seed": 7,
        "data": "real series: two fifths teach, one fifth chooses rule and forecast, the last two fifths report; "
                f"stock at equal fill 90/95/97.5/98 %: worst ratio to the best peer {max(ratios)} over three sets",
    }))  # fmt: skip


if __name__ == "__main__":
    main()
