"""The report of an experiment at one day: every arm against the control by every metric, corrected, always valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.operations.experiments.corrections import Corrected, corrected
from huozhao.operations.experiments.effect import Effect, Kind, Part, effect
from huozhao.operations.experiments.experiment import Experiment
from huozhao.operations.experiments.intervals import ALPHA, Interval, fixed, rho_for, sequential, widened
from huozhao.operations.experiments.moments import Moments
from huozhao.operations.experiments.split import Split, check_split
from huozhao.operations.metrics import BY_NAME, MEASURES

# With fewer in an arm no figure is worth showing: shoppers; and shops or blocks of days.
LEAST_SHOPPERS, LEAST_CLUSTERS = 50, 4
# Fewer than so many shoppers with something in the numerator, over both arms, and the normal approximation is no good.
LEAST_EVENTS = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """What was known at the end of one local day: all that a report needs, naming nobody.

    `shoppers` and `units` by arm; `mixed` met more than one arm and `withdrawn` took consent back, both left out.
    `metrics` holds the moments of each arm by metric.
    """

    day: int
    at: int
    shoppers: tuple[int, ...]
    units: tuple[int, ...]
    mixed: int
    withdrawn: int
    metrics: Mapping[str, tuple[Moments, ...]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm against the control by one metric.

    `interval` is always valid and `single` right for one look only; both are relative to the control where
    `is_relative`, else absolute. Without an effect there was too little to compare.
    """

    metric: str
    arm: str
    is_goal: bool
    effect: Effect | None
    is_relative: bool
    interval: Interval | None
    single: Interval | None
    corrected: Corrected
    absolute: Interval | None

    @property
    def gain(self) -> float:
        """Which way is better: 1 when more is, −1 when less is."""
        return -1.0 if BY_NAME[self.metric].better == "down" else 1.0

    @property
    def is_better(self) -> bool:
        """Whether the arm is clearly better than the control."""
        return self.interval is not None and min(self.gain * self.interval.low, self.gain * self.interval.high) > 0

    @property
    def is_worse(self) -> bool:
        """Whether the arm is clearly worse than the control."""
        return self.interval is not None and max(self.gain * self.interval.low, self.gain * self.interval.high) < 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to say of one reading."""

    reading: Reading
    split: Split
    comparisons: tuple[Comparison, ...]

    def of(self, metric: str) -> tuple[Comparison, ...]:
        """Return the comparisons by one metric, arm by arm."""
        return tuple(each for each in self.comparisons if each.metric == metric)


def kind_of(metric: str, clustered: bool) -> Kind:
    """Return how a metric is compared: shares and means count every exposed shopper, ratios have a denominator.

    A metric per active shopper is one per exposed shopper here: who was put into an arm counts, whatever they did.
    """
    found = BY_NAME[metric]
    if clustered or counts_acts(metric):
        return "ratio"
    return "share" if MEASURES[found.numerator].least else "mean"


def counts_acts(metric: str) -> bool:
    """Tell whether a metric's denominator varies between shoppers, and does not just count them."""
    below = BY_NAME[metric].denominator
    return below not in (None, "visitors")


def report(made: Experiment, reading: Reading) -> Report:
    """Return the report of a reading.

    Goals are corrected together over arms and metrics; guardrails stand alone, so that harm is seen sooner. Each
    interval has the level at which it says the same as its corrected p-value.
    """
    weights = [arm.weight for arm in made.arms]
    # Shops are of unequal size and days too: what was assigned is counted.
    split = check_split(reading.units if made.is_clustered else reading.shoppers, weights)
    rho = rho_for(made.tuned_to)
    pairs = [(metric, n) for metric in (*made.goals, *made.guardrails) for n in range(1, len(made.arms))]
    found = {pair: _effect(made, reading, *pair) for pair in pairs}
    goals = [pair for pair in pairs if pair[0] in made.goals]
    levels = corrected([_p_value(made, found[pair], rho) for pair in goals], made.correction)
    level_of = dict(zip(goals, levels, strict=True))
    comparisons = tuple(_comparison(made, pair, found[pair], level_of.get(pair), rho) for pair in pairs)
    return Report(reading, split, comparisons)


def _effect(made: Experiment, reading: Reading, metric: str, arm: int) -> Effect | None:
    arms = reading.metrics.get(metric)
    if arms is None:
        return None
    control, treatment = arms[0], arms[arm]
    least = LEAST_CLUSTERS if made.is_clustered else LEAST_SHOPPERS
    if min(control.n, treatment.n) < least:
        return None
    kind = kind_of(metric, made.is_clustered)
    if kind == "share" and control.sums[0] + treatment.sums[0] < LEAST_EVENTS:
        return None
    return effect(control, treatment, kind, made.before_days > 0)


def _part(made: Experiment, found: Effect) -> Part:
    part = found.relative or found.absolute
    return widened(part, found.freedom) if made.is_clustered else part


def _p_value(made: Experiment, found: Effect | None, rho: float) -> float:
    return 1.0 if found is None else sequential(_part(made, found), found.n, rho).p_value


def _comparison(
    made: Experiment, pair: tuple[str, int], found: Effect | None, level: Corrected | None, rho: float
) -> Comparison:
    metric, arm = pair
    name, is_goal = made.arms[arm].arm, metric in made.goals
    if found is None:
        return Comparison(metric, name, is_goal, None, True, None, None, level or Corrected(1.0, ALPHA), None)
    part = _part(made, found)
    mine = level or Corrected(sequential(part, found.n, rho).p_value, ALPHA)
    absolute = widened(found.absolute, found.freedom) if made.is_clustered else found.absolute
    return Comparison(
        metric, name, is_goal, found, found.relative is not None, sequential(part, found.n, rho, mine.alpha),
        fixed(found.relative or found.absolute, found.freedom), mine, sequential(absolute, found.n, rho, mine.alpha),
    )  # fmt: skip


def reading_to_dict(reading: Reading) -> dict[str, Any]:
    """Return a reading as plain data."""
    metrics = {name: [[arm.n, list(arm.sums), list(arm.products)] for arm in arms]
               for name, arms in reading.metrics.items()}  # fmt: skip
    return {"day": reading.day, "at": reading.at, "shoppers": list(reading.shoppers), "units": list(reading.units),
            "mixed": reading.mixed, "withdrawn": reading.withdrawn, "metrics": metrics}  # fmt: skip


def reading_from_dict(body: Mapping[str, Any]) -> Reading:
    """Read a reading from plain data."""
    metrics = {name: tuple(Moments(int(n), tuple(sums), tuple(products)) for n, sums, products in arms)
               for name, arms in body["metrics"].items()}  # fmt: skip
    return Reading(int(body["day"]), int(body["at"]), tuple(body["shoppers"]), tuple(body["units"]),
                   int(body["mixed"]), int(body["withdrawn"]), metrics)  # fmt: skip
