"""Compare rules tier by tier: the first half of the days chooses by cost, the second half reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.backtest.candidates import Candidate, candidates
from huozhao.supply.backtest.replay import Foresight, Past, Split, Walked, Watch, foresee, present, walks
from huozhao.supply.backtest.simulate import Costs, Outcome
from huozhao.supply.policies import Rule
from huozhao.supply.tiers import TIERS, Tier

Ints = NDArray[np.int64]
# What replaces a rule in use has to cost less than this part of it, for the best of many is partly luck; and then less
# on the days that report, too.
GAIN = 0.98


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over rows and days: units wanted, sold, wasted; units × days held; orders; days with a shortage; fen."""

    row_days: float = 0.0
    wanted: float = 0.0
    sold: float = 0.0
    held: float = 0.0
    orders: float = 0.0
    out: float = 0.0
    wasted: float = 0.0
    cost_fen: float = 0.0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def times(self, factor: float) -> "Totals":
        """Return the totals of so many times as many rows."""
        return Totals(*(getattr(self, each.name) * factor for each in fields(self)))

    @property
    def fill(self) -> float:
        """Units sold over units wanted."""
        return self.sold / self.wanted if self.wanted else 1.0

    @property
    def stock_days(self) -> float:
        """Mean stock in days of demand."""
        return self.held / max(self.wanted, 1e-9)

    @property
    def in_stock(self) -> float:
        """Share of rows × days without a shortage."""
        return 1.0 - self.out / max(self.row_days, 1e-9)


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule in one tier: totals of the half that chooses and of the half that reports."""

    candidate: Candidate
    choosing: Totals
    reporting: Totals


@dataclass(frozen=True, slots=True)
class TierResult:
    """What was tried for a tier of `rows` rows; `chosen` is the rule that cost least, or the present one."""

    tier: Tier
    rows: int
    present: Tried
    chosen: Tried
    tried: tuple[Tried, ...]

    @property
    def saves_fen(self) -> float:
        """What the chosen rule would have saved in the days that report."""
        return self.present.reporting.cost_fen - self.chosen.reporting.cost_fen


def compare(
    past: Past, tier: Ints, weight: float, rules: Mapping[Tier, Rule], at: Split, rng: np.random.Generator,
    watch: Watch = lambda *_: None,
) -> list[TierResult]:  # fmt: skip
    """Return the result of each tier with rows: `tier` (n,) indexes TIERS, `rules` are in use, `weight` scales sums."""
    here = [number for number in range(len(TIERS)) if (tier == number).any()]
    begun = len(at.origins)
    whole = begun + len(here) * (len(candidates(Rule())) + 1)
    seen = foresee(past, at, lambda done, _: watch(done, whole))
    found: list[TierResult] = []
    for number in here:
        rows, rule = np.flatnonzero(tier == number), rules[TIERS[number]]
        each = _Tier(past.take(rows), rule, at, seen.take(rows)).by_its_review()
        tried: list[Tried] = []
        for one, walked in each.walked(rng):
            watch(begun + len(found) * len(each.tried) + len(tried), whole)
            tried.append(_tried(one, walked, each.past.costs, at, weight))
        found.append(_result(TIERS[number], len(rows), tried))
    return found


@dataclass(frozen=True, slots=True)
class _Tier:
    """The rows of one tier with the rule in use there."""

    past: Past
    rule: Rule
    at: Split
    seen: Foresight

    @property
    def tried(self) -> list[Candidate]:
        # Goods that are ordered by fixed limits may be ordered by any other policy too.
        like = replace(self.rule, min_units=0, max_units=0) if self.rule.kind == "min_max" else self.rule
        return [present(self.rule), *candidates(like)]

    def by_its_review(self) -> "_Tier":
        """Return the same with what is foreseen of its own interval, where the rule is ordered at other times."""
        if self.rule.review_days in (0, self.at.review):
            return self
        at = replace(self.at, review=self.rule.review_days)
        return replace(self, at=at, seen=foresee(self.past, at))

    def walked(self, rng: np.random.Generator) -> Iterator[tuple[Candidate, Walked]]:
        """Yield what came of each rule."""
        return zip(self.tried, walks(self.past, self.at, self.seen, self.tried, rng), strict=True)


def _tried(one: Candidate, walked: Walked, costs: Costs, at: Split, weight: float) -> Tried:
    return Tried(one, totals(walked.choosing, costs, at.report - at.choose).times(weight),
                 totals(walked.reporting, costs, at.last - at.report).times(weight))


def totals(outcome: Outcome, costs: Costs, days: int) -> Totals:
    """Sum an outcome over its rows."""
    sums = (outcome.wanted, outcome.sold, outcome.held, outcome.orders, outcome.out, outcome.wasted, costs.of(outcome))
    return Totals(float(len(outcome.wanted) * days), *(float(each.sum()) for each in sums))


def _result(name: Tier, rows: int, tried: list[Tried]) -> TierResult:
    now, rest = tried[0], tuple(tried[1:])
    best = min((each for each in rest if each.candidate.is_choosable), key=lambda each: each.choosing.cost_fen)
    chosen = best.choosing.cost_fen < GAIN * now.choosing.cost_fen
    better = chosen and best.reporting.cost_fen < now.reporting.cost_fen
    return TierResult(name, rows, now, best if better else now, rest)


def curves(found: list[TierResult]) -> dict[str, list[tuple[float, Totals]]]:
    """Return each policy's trade-off over all tiers: parameter and totals of the half that reports."""
    sums: dict[tuple[str, float], Totals] = {}
    for result in found:
        for each in result.tried:
            key = (each.candidate.policy, each.candidate.parameter)
            sums[key] = sums.get(key, Totals()) + each.reporting
    told: dict[str, list[tuple[float, Totals]]] = {}
    for (policy, parameter), whole in sums.items():
        told.setdefault(policy, []).append((parameter, whole))
    return told


def together(found: list[TierResult], which: str) -> Totals:
    """Return the totals of all tiers in the half that reports, by the rules that are `present` or `chosen`."""
    return sum((getattr(each, which).reporting for each in found), Totals())
