"""The usual range of a daily figure, so that an alert rings only for what chance and the week do not explain.

A day is compared with its weekday: residual r = y − median of the same weekdays, less the median residual of the last
14 days (the level moves). Scale is 1.4826 · MAD, so that past outliers do not hide new ones (Iglewicz and Hoaglin 1993,
the modified z-score). With tails of Student's t with 8 degrees of freedom, the range of one figure is left by chance
with the probability that the mall's bound on false alarms a week leaves to it (Bonferroni over figures and days).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text

Floats = NDArray[np.float64]
LEAST_DAYS, LEVEL_DAYS, FREEDOM = 35, 14, 8
MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class Range:
    """Where a figure usually lies on that day: its middle, and the range that chance leaves `probability` often."""

    usual: float
    low: float
    high: float

    def side(self, value: float) -> Literal["", "low", "high"]:
        """Tell on which side a figure leaves the range, "" when it does not."""
        return "low" if value < self.low else "high" if value > self.high else ""


def chance_of_one(false_alarms_a_week: float, figures: int) -> float:
    """Return the probability with which one figure may leave its range on one day, given the bound for all of them."""
    return false_alarms_a_week / (7 * max(1, figures))


def usual_range(history: Sequence[float | None], probability: float) -> Range | None:
    """Return the range of the day after `history`, daily values oldest first; None for an undefined day.

    None when fewer than 35 days are known, when the weekday has come up less than three times, or when the figure has
    never moved.
    """
    from scipy.stats import t

    values = np.array([np.nan if value is None else value for value in history], np.float64)
    known = ~np.isnan(values)
    weekday = np.arange(len(values)) % 7
    today = len(values) % 7
    if known.sum() < LEAST_DAYS or (known & (weekday == today)).sum() < 3:
        return None
    middles = np.array([np.median(values[known & (weekday == day)]) if (known & (weekday == day)).any() else np.nan
                        for day in range(7)])  # fmt: skip
    residual = values - middles[weekday]
    recent = residual[-LEVEL_DAYS:]
    level = float(np.median(recent[~np.isnan(recent)])) if (~np.isnan(recent)).any() else 0.0
    spread = MAD_TO_SIGMA * float(np.median(np.abs(residual[known] - np.median(residual[known]))))
    if spread == 0:
        return None
    usual = float(middles[today]) + level
    # The medians themselves are estimated: each adds its share of variance (π/2n for a median of n).
    wider = np.sqrt(1 + np.pi / 2 / (known & (weekday == today)).sum() + np.pi / 2 / LEVEL_DAYS)
    half = float(t.isf(probability / 2, FREEDOM)) * spread * float(wider)
    return Range(usual, usual - half, usual + half)


def said(label: Text, value: str, low: str, high: str, side: str) -> Text:
    """Return an alert in a sentence; figures are given as they are to be read."""
    zh, en = ("低于", "below") if side == "low" else ("高于", "above")
    return Text(f"{label.zh} {value}，{zh}这一天的通常范围 {low}–{high}",
                f"{label.en} {value}, {en} the usual range of such a day, {low}–{high}")  # fmt: skip
