"""Shared by the figures of predicted tags: learn on old days, choose on later ones, measure on the newest, draw."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.curves import calibrated, fit, log_loss
from huozhao.insight.predicted.definitions import BY_TAG
from huozhao.insight.predicted.features import AsOf
from huozhao.insight.predicted.history import History
from huozhao.insight.predicted.quality import Z95, Quality, auc_difference, quality
from huozhao.insight.predicted.samples import Asked, Sample, joined, order_model, sample
from huozhao.insight.predicted.train import Split, places, train
from huozhao.insight.predicted.windows import windows

SEED = 7
BASELINE = ("days_since_order", "orders_365")
IMAGES = Path(__file__).parents[1] / "docs" / "images"


@dataclass(frozen=True)
class Measured:
    """What was measured on the newest days: ours, recency and frequency alone, and scikit-learn's boosted trees."""

    card: Card
    ours: Quality
    recency_frequency: Quality
    better_by: tuple[float, float]
    boosted_auc: float
    logistic_auc: float


def measured(history: History, tag: str) -> Measured:
    """Measure one tag as the product would learn it, and the peers on the same rows."""
    prediction = BY_TAG[tag]
    first, last = int(history.day.min()), int(history.day.max())
    window = windows(first, last, prediction.horizons, prediction.look_back)
    assert window is not None
    asked = [Asked(prediction, np.ones(history.size, np.bool_), 0.0)]

    def at(day: int) -> Sample:
        as_of = AsOf(day, window.look_back, order_model(history, day))
        return sample(history, asked, as_of, window.horizon, SEED)[tag]

    split = Split(joined([at(day) for day in sorted(window.train)]), at(window.valid), at(window.test))
    trained = train(tag, split, window, "bench", 0, None)
    assert trained.card.quality is not None and trained.model is not None
    own = trained.model.probability(split.test.rows[:, places(trained.model, split.test.names)])
    baseline = _recency_frequency(split)
    better, error = auc_difference(own, baseline, split.test.happened)
    return Measured(trained.card, trained.card.quality, quality(baseline, split.test.happened),
                    (better, Z95 * error), *_scikit_learn(split))


def _recency_frequency(split: Split) -> np.ndarray:
    """Return what the same kind of curves on recency and frequency alone say, as smooth as validation prefers."""
    parts = [_columns(part) for part in (split.train, split.valid, split.test)]
    made = [calibrated(fit(parts[0], split.train.happened, BASELINE, smooth), parts[1], split.valid.happened)
            for smooth in (0.03, 0.3, 3.0)]
    label = split.valid.happened.astype(float)
    best = min(made, key=lambda model: log_loss(label, model.probability(parts[1])))
    return best.probability(parts[2])


def _columns(part: Sample) -> np.ndarray:
    return part.rows[:, [part.names.index(name) for name in BASELINE]]


def _scikit_learn(split: Split) -> tuple[float, float]:
    """Return the test AUC of boosted trees and of logistic regression, each with the setting best in validation."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    usable = [i for i, column in enumerate(split.train.rows.T) if len(np.unique(column[~np.isnan(column)])) > 1]
    rows = [part.rows[:, usable] for part in (split.train, split.valid, split.test)]
    boosted = [HistGradientBoostingClassifier(max_iter=n, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=50,
                                              early_stopping=False, random_state=SEED) for n in (40, 80, 160)]
    linear = [make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(C=c, max_iter=2000))
              for c in (0.01, 0.1, 1.0)]
    return _best(boosted, rows, split), _best(linear, rows, split)


def _best(models: list, rows: list[np.ndarray], split: Split) -> float:
    label = split.valid.happened.astype(float)
    for model in models:
        model.fit(rows[0], split.train.happened)
    best = min(models, key=lambda model: log_loss(label, model.predict_proba(rows[1])[:, 1]))
    return quality(best.predict_proba(rows[2])[:, 1], split.test.happened).auc


def line(figure: str, found: Measured, data: str) -> dict[str, object]:
    """Return the line of a figure."""
    ours, peer = found.ours, found.recency_frequency
    return {
        "figure": figure, "value": round(ours.auc, 4), "unit": "AUC on held-out days",
        "peer": "recency and frequency alone, same method", "peer_value": round(peer.auc, 4),
        "ratio": round(ours.auc / peer.auc, 4),
        "data": f"{data}; 95 % {ours.auc_low:.3f}–{ours.auc_high:.3f}; above the peer by {found.better_by[0]:.4f} "
                f"± {found.better_by[1]:.4f}; Brier {ours.brier:.4f} (peer {peer.brier:.4f}, "
                f"base rate {ours.brier_base:.4f}); ECE {ours.ece:.3f}; scikit-learn boosted trees "
                f"{found.boosted_auc:.4f}, logistic {found.logistic_auc:.4f}; {ours.n:,} shoppers",
        "seed": SEED,
    }  # fmt: skip


def draw(name: str, title: str, found: Quality) -> None:
    """Write the calibration plot of a figure to docs/images when asked with --plot."""
    if "--plot" in sys.argv:
        (IMAGES / f"calibration-{name}.svg").write_text(svg(title, found), "utf-8")


def svg(title: str, found: Quality) -> str:
    """Return a calibration plot: what was said (across) against what happened (up), one point a tenth."""
    size, edge = 320, 48
    span = size - 2 * edge

    def x(value: float) -> float:
        return round(edge + span * value, 1)

    def y(value: float) -> float:
        return round(size - edge - span * value, 1)

    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    grid = "".join(
        f'<path d="M{x(t)} {y(0)}V{y(1)}M{x(0)} {y(t)}H{x(1)}" stroke="#ddd"/>'
        f'<text x="{x(t)}" y="{y(0) + 14}" text-anchor="middle">{t:.0%}</text>'
        f'<text x="{x(0) - 5}" y="{y(t) + 4}" text-anchor="end">{t:.0%}</text>' for t in ticks)
    bars = "".join(
        f'<path d="M{x(row.said)} {y(_low(row))}V{y(_high(row))}" stroke="#0052d9" stroke-width="1.5"/>'
        f'<circle cx="{x(row.said)}" cy="{y(row.happened)}" r="4" fill="#0052d9"/>' for row in found.table)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        'font-family="sans-serif" font-size="11" fill="#333">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>{grid}'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999" stroke-dasharray="4 3"/>{bars}'
        f'<text x="{size / 2}" y="18" text-anchor="middle" font-size="13">{title}</text>'
        f'<text x="{size / 2}" y="34" text-anchor="middle">AUC {found.auc:.3f} · Brier {found.brier:.3f} · '
        f'ECE {found.ece:.3f} · n {found.n:,}</text>'
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">said · 预测概率</text>'
        f'<text x="12" y="{size / 2}" text-anchor="middle" transform="rotate(-90 12 {size / 2})">'
        "happened · 实际发生</text></svg>\n"
    )


def _spread(row: object) -> float:
    p, n = row.happened, row.n  # type: ignore[attr-defined]
    return 1.96 * float(np.sqrt(max(p * (1 - p), 1e-9) / n))


def _low(row: object) -> float:
    return max(0.0, row.happened - _spread(row))  # type: ignore[attr-defined]


def _high(row: object) -> float:
    return min(1.0, row.happened + _spread(row))  # type: ignore[attr-defined]
