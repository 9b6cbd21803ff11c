"""Replay a history: forecasts made again along the way from the past alone, levels by rule, the walk of the stock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.backtest.candidates import STATIC, Candidate
from huozhao.supply.backtest.simulate import Costs, Ground, Outcome, simulate
from huozhao.supply.forecast.informed import informed, nothing_known
from huozhao.supply.policies import Expected, Rule, targets_by
from huozhao.supply.policies.batches import economic_quantity
from huozhao.supply.policies.expected import shelf_life_limit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98)
PAST_DAYS = 112
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Past:
    """Rows to replay, (n,) or (n, T) each, oldest day first, units and days.

    `demand` is what was wanted (sold and, during stock-outs, estimated lost), `lift` the factors of promotions, known
    ahead. `lead` is the mean lead time, `lead_chance` how often an order took d days, by row (n, D); `life` the days a
    unit keeps, inf = for ever. `ratio` is the critical ratio of the newsvendor, by which `short` rows go whatever the
    rule: those do not keep.
    """

    demand: Floats
    lift: Floats
    lead: Ints
    lead_chance: Floats
    pack: Floats
    least: Floats
    life: Floats
    ratio: Floats
    short: NDArray[np.bool_]
    costs: Costs

    def take(self, rows: Ints) -> "Past":
        """Return some of the rows."""
        names = ("demand", "lift", "lead", "lead_chance", "pack", "least", "life", "ratio", "short")
        return replace(self, costs=self.costs.take(rows), **{name: getattr(self, name)[rows] for name in names})


@dataclass(frozen=True, slots=True)
class Split:
    """How days are divided, as places in the history: warm-up, choosing, reporting; `review` days between orders."""

    first: int
    choose: int
    report: int
    last: int
    review: int

    @property
    def origins(self) -> Ints:
        """The places at which the forecast is made again: every simulated day, as the plan does."""
        return np.arange(self.first, self.last)


def split(length: int, days: int, review: int, warm_up: int) -> Split:
    """Divide the last `days` of a history: after the warm-up one half chooses the rules, the other half reports."""
    first = length - days
    choose = first + warm_up
    return Split(first, choose, choose + (days - warm_up) // 2, length, review)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What was expected at each origin of a split: mean (n, K) and quantiles (n, K, levels) over lead time + review."""

    mean: Floats
    quantiles: Floats
    days: Ints

    def take(self, rows: Ints) -> "Foresight":
        """Return some of the rows."""
        return Foresight(self.mean[rows], self.quantiles[rows], self.days[rows])


def foresee(past: Past, at: Split, watch: Watch = lambda *_: None) -> Foresight:
    """Make the forecast of every origin; only what lies before it is seen, and the promotions planned after it."""
    days = past.lead + at.review
    n, origins = len(days), at.origins
    mean, quantiles = np.zeros((n, len(origins))), np.zeros((n, len(origins), len(LEVELS)))
    for k, origin in enumerate(origins):
        watch(k, len(origins))
        seen = slice(max(0, int(origin) - PAST_DAYS), int(origin))
        for span in np.unique(days):
            rows = np.flatnonzero(days == span)
            known = nothing_known(len(rows), seen.stop - seen.start, 0)
            ahead = past.lift[rows, origin : origin + int(span)]
            known = replace(known, lift_past=past.lift[rows, seen], lift_ahead=ahead)
            found = informed(past.demand[rows, seen], int(span), known, LEVELS)
            mean[rows, k], quantiles[rows, k] = found.mean, found.quantiles
    return Foresight(mean, quantiles, days)


def levels(past: Past, at: Split, seen: Foresight, one: Candidate) -> tuple[Floats, Floats]:
    """Return reorder points and order-up-to levels (n, K) of a rule at every origin."""
    static = one.policy == STATIC
    columns = [_levels(past, at, seen, one, 0 if static else k) for k in range(seen.mean.shape[1])]
    return np.stack([low for low, _ in columns], axis=1), np.stack([high for _, high in columns], axis=1)


def _levels(past: Past, at: Split, seen: Foresight, one: Candidate, k: int) -> tuple[Floats, Floats]:
    mean, days = seen.mean[:, k], seen.days.astype(np.float64)
    if one.policy == STATIC:
        usual = past.demand[:, max(0, at.first - PAST_DAYS) : at.first]
        mean = usual.mean(axis=1) * days
    odds = past.ratio / np.maximum(1 - past.ratio, 1e-9) * one.odds
    expected = Expected(
        mean, LEVELS, seen.quantiles[:, k], days, past.lead / np.maximum(days, 1), _variance(past.lead_chance),
        ratio=odds / (1 + odds), most=shelf_life_limit(mean, days, past.lead.astype(np.float64), past.life),
        batch=economic_quantity(past.costs.order, past.costs.holding, mean / np.maximum(days, 1)),
    )  # fmt: skip
    short = Rule("newsvendor", min_units=one.rule.min_units)
    want = targets_by([one.rule, short], past.short.astype(np.int64), expected)
    return want.reorder_point.astype(np.float64), want.order_up_to.astype(np.float64)


def _variance(chance: Floats) -> Floats:
    days = np.arange(chance.shape[1])
    mean = chance @ days
    found: Floats = np.maximum(chance @ days**2 - mean**2, 0.0)
    return found


def ground(past: Past, at: Split, start: Floats, rng: np.random.Generator) -> Ground:
    """Return the ground of the walk: real demand of the simulated days, lead times drawn from their histogram."""
    demand = past.demand[:, at.first : at.last]
    n, periods = demand.shape
    drawn = (rng.random((n, periods))[:, :, None] > np.cumsum(past.lead_chance, axis=1)[:, None, :]).sum(axis=2)
    lead = np.minimum(drawn, past.lead_chance.shape[1] - 1).astype(np.int64)
    life = np.where(np.isfinite(past.life), np.nan_to_num(past.life, posinf=0.0), 0).astype(np.int64)
    review = np.arange(periods) % at.review == 0
    day = np.arange(at.first, at.last)
    part = (day >= at.choose).astype(np.int64) + (day >= at.report)
    return Ground(demand, review, part, lead, past.pack, past.least, life, start)


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of one rule in the part that chooses and in the part that reports, by row."""

    choosing: Outcome
    reporting: Outcome


def walk(past: Past, at: Split, seen: Foresight, one: Candidate, lay: Ground) -> Walked:
    """Walk one rule through all simulated days; each half is summed on its own."""
    low, high = levels(past, at, seen, one)
    choosing, reporting = simulate(replace(lay, start=high[:, 0]), low, high, np.arange(at.last - at.first))
    return Walked(choosing, reporting)


def walks(
    past: Past, at: Split, seen: Foresight, tried: list[Candidate], rng: np.random.Generator
) -> Iterator[Walked]:
    """Walk every candidate over the same demand and the same lead times."""
    lay = ground(past, at, np.zeros(len(past.lead)), rng)
    return (walk(past, at, seen, one, lay) for one in tried)


def present(rule: Rule) -> Candidate:
    """Return the rule that is in use now as a candidate."""
    return Candidate("present", rule.service_level, rule, is_choosable=False)
