"""Plan an experiment from the mall's own past: how many shoppers come, how a metric scatters, how long it takes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.board.shopper_days import ShopperDays
from huozhao.flows.people.standing import Known
from huozhao.operations.experiments.experiment import Experiment
from huozhao.operations.experiments.moments import Moments, moments
from huozhao.operations.experiments.power import Baseline, days_needed, detectable, power_of, units_needed
from huozhao.operations.experiments.report import counts_acts, kind_of
from huozhao.operations.metrics import BY_NAME, Metric
from huozhao.operations.metrics.shoppers import DayRows, ShopperSums, columns_of
from huozhao.terms.time import local_day

PAST_DAYS = 28
AHEAD = (7, 14, 21, 28, 42, 56)
# How much alike shoppers of one shop or one day are, where nothing is measured: intraclass correlation.
ALIKE = 0.02


@dataclass(frozen=True, slots=True)
class Point:
    """After `days`: shoppers in the smallest arm, the smallest relative change seen, the power for what matters."""

    days: int
    shoppers: int
    detectable: float | None
    power: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first goal is today and what it takes to see the change that matters.

    `kept` is the variance that CUPED leaves, `design_effect` by what assigning shops or days multiplies it (Kish 1965);
    `needed` counts shoppers of each arm, None when it cannot be seen.
    """

    metric: str
    mean: float
    spread: float
    kept: float
    design_effect: float
    comparisons: int
    needed: int | None
    days: int | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Planning:
    """Reads the last 28 days of all shoppers, twice at most."""

    days: ShopperDays
    known: Known
    shops: Callable[[], int]
    clock: Callable[[], int]
    zone: str

    def plan(self, made: Experiment) -> Plan:
        """Return the plan of an experiment by its first goal."""
        today = local_day(self.clock(), self.zone)
        metric = BY_NAME[made.goals[0]]
        rows = self.days.rows(today - PAST_DAYS - made.before_days, today - 1, columns_of(metric, BY_NAME["visits"]))
        came = _came(rows, today - PAST_DAYS)
        by_day = [round(n * (made.high - made.low)) for n in came]
        units = _units(rows, metric, today - PAST_DAYS, made)
        kept = _kept(units, metric.name) if made.before_days and made.design != "switchback" else 1.0
        base = _baseline(units, metric.name)
        alike = self._design_effect(made, by_day)
        scattered = Baseline(base.mean, base.variance * kept * alike)
        smallest = min(arm.weight for arm in made.arms)
        comparisons = len(made.goals) * (len(made.arms) - 1)
        return self._told(made, metric.name, base, scattered, (kept, alike), by_day, smallest, comparisons)

    def _told(
        self, made: Experiment, metric: str, base: Baseline, scattered: Baseline, factors: tuple[float, float],
        by_day: list[int], smallest: float, comparisons: int,
    ) -> Plan:  # fmt: skip
        alpha = 0.05 / comparisons
        needed = units_needed(scattered, made.worth, alpha, tuned_to=made.tuned_to)
        points = [self._point(made, scattered, day, by_day, smallest, alpha) for day in AHEAD] if base.mean > 0 else []
        days = None if needed is None else days_needed(needed / smallest, by_day)
        return Plan(metric, base.mean, float(np.sqrt(base.variance)), *factors, comparisons, needed,
                    days if days is None or days < 10_000 else None, tuple(points))  # fmt: skip

    def _point(
        self, made: Experiment, base: Baseline, day: int, by_day: list[int], smallest: float, alpha: float
    ) -> Point:
        shoppers = round(_after(day, by_day) * smallest)
        if shoppers < 2 or base.variance <= 0:
            return Point(day, shoppers, None, 0.0)
        return Point(day, shoppers, detectable(base, shoppers, alpha, tuned_to=made.tuned_to),
                     power_of(base, made.worth, shoppers, alpha, made.tuned_to))  # fmt: skip

    def _design_effect(self, made: Experiment, by_day: list[int]) -> float:
        """Return 1 + (m − 1)·ICC for m shoppers of a shop or of a block of days."""
        if made.design == "shopper" or not by_day:
            return 1.0
        blocks = self.shops() if made.design == "shop" else PAST_DAYS / made.block_days
        return 1 + max(0.0, by_day[-1] / max(blocks, 1) - 1) * ALIKE


def _came(rows: DayRows, first: int) -> list[int]:
    """Return how many distinct shoppers had come after 1, 2, … days from `first` on."""
    active = (rows.columns["events"] > 0) & (rows.day >= first)
    arrived = np.full(len(rows.shoppers), np.iinfo(np.int64).max)
    np.minimum.at(arrived, rows.shopper[active], rows.day[active])
    return [int((arrived < first + day).sum()) for day in range(1, PAST_DAYS + 1)]


def _after(day: int, by_day: list[int]) -> float:
    """Return how many shoppers will have come after so many days; past the last one known, at the last week's pace."""
    if day <= len(by_day):
        return by_day[day - 1]
    return by_day[-1] + (day - len(by_day)) * (by_day[-1] - by_day[-8]) / 7


def _units(rows: DayRows, metric: Metric, first: int, made: Experiment) -> NDArray[np.float64]:
    """Return (numerator, denominator, before, denominator before) of each shopper who came since `first`."""
    after, before = rows.sums(rows.day >= first), rows.sums(rows.day < first)
    came = after.columns["events"] > 0
    parts = [part for sums in (after, before) for part in _parts(sums, metric)]
    return np.stack(parts, axis=1)[came]


def _parts(sums: ShopperSums, metric: Metric) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    above, below = sums.parts(metric)
    return above, below if below is not None and counts_acts(metric.name) else np.ones(len(above))


def _baseline(units: NDArray[np.float64], metric: str) -> Baseline:
    if len(units) < 2:
        return Baseline(0.0, 0.0)
    m, d, covariance = _of(moments(units), metric)
    if d == 0:
        return Baseline(0.0, 0.0)
    gradient = np.array([1 / d, -m / d**2])
    return Baseline(m / d, float(gradient @ covariance @ gradient))


def _of(found: Moments, metric: str) -> tuple[float, float, NDArray[np.float64]]:
    m, d, *_ = found.means.tolist()
    return m, d, found.covariance(kind_of(metric, False) != "share")[:2, :2]


def _kept(units: NDArray[np.float64], metric: str) -> float:
    """Return 1 − ρ² between what was and what came before, over shoppers."""
    if len(units) < 3:
        return 1.0
    after, before = units[:, 0], units[:, 2]
    if counts_acts(metric) or after.std() == 0 or before.std() == 0:
        return 1.0
    return float(1 - np.corrcoef(after, before)[0, 1] ** 2)
