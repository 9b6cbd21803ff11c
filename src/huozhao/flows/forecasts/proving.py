"""Where is the global model better, and how far off are forecasts: on days that neither it nor others had seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.adding_up import try_methods
from huozhao.flows.forecasts.facts import GLOBAL
from huozhao.flows.forecasts.global_model import HORIZON_DAYS, LEAST_ROWS, Rows, expected, numbers_of, teach
from huozhao.flows.forecasts.heat import read_heat
from huozhao.flows.forecasts.lessons import Lessons
from huozhao.flows.forecasts.rehearsal import HISTORY_DAYS, WEEK, Past, Stage
from huozhao.flows.forecasts.seen import rows_of
from huozhao.supply.forecast.gradient import Trees
from huozhao.supply.forecast.informed import Learned
from huozhao.supply.forecast.segments import NAMES, RECENT_DAYS, segment_at
from huozhao.supply.forecast.spread import Outcome, Spread, measured, scale_of
from huozhao.supply.forecast.worth import NOT_TRIED, Worth, worth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPANS = (3, 7, 14, 28)
# The origins on which is judged: the last four weeks, of which the trees that are judged have not seen a day.
JUDGED = (28, 21, 14, 7)
SHARES = (0.5, 1.0)
# Rows that the trees are asked for in a plan, at most: their share of the night.
MOST_ASKED = 40_000


@dataclass(frozen=True, slots=True)
class Proof:
    """The trees in use (None: none), their weight by segment, the errors on days held out, and what trees are worth."""

    trees: Trees | None
    shares: tuple[float, ...]
    spread: Spread
    worth: Worth
    segments: Sequence[dict[str, Any]]
    levels: Mapping[str, Any] = field(default_factory=dict)


def prove(past: Past, lessons: Lessons, city_of: Callable[[str], str]) -> tuple[Proof, Lessons]:
    """Judge the trees against the portfolio, fit them again on everything, and measure the errors of what is used."""
    stages = [past.at(back) for back in JUDGED if past.sample.units.shape[1] - back >= 56]
    if not stages:
        return Proof(None, lessons.shares, Spread({}), NOT_TRIED, []), lessons
    heads = _taught(past, stages[0], lessons)
    paths = [_expected(heads, stage, lessons) for stage in stages]
    shares, segments, gained = _judged(stages, paths, lessons)
    spread = _spread(stages, paths, shares, lessons)
    weighed = [Learned(path, np.array(shares)[_segment(stage)]) for stage, path in zip(stages, paths, strict=True)]
    method, levels = try_methods(stages, weighed, lessons.uses, city_of)
    trees = _taught(past, past.at(0), lessons) if any(shares) else None
    found = replace(lessons, trees=trees, shares=shares, spread=spread, method=method)
    return Proof(trees, shares, spread, gained, segments, levels), found


def named(past: Past, lessons: Lessons) -> Lessons:
    """Return lessons with the numbers of categories and shops, and the rate from which on rows are asked."""
    names = [past.facts.goods[sku].category[0] for sku, _ in past.sample.keys
             if sku in past.facts.goods and past.facts.goods[sku].category]  # fmt: skip
    sample = past.sample
    fastest = np.sort(sample.units[:, -RECENT_DAYS:].mean(axis=1))[::-1]
    most = int(MOST_ASKED * sample.part)
    least = float(fastest[most]) if most < len(fastest) else 0.0
    return replace(lessons, numbers=numbers_of(names, [shop for _, shop in sample.keys]), least_rate=least)


def with_heat(past: Past, state: Any) -> Past:
    """Return the past with the interest shown in its SKUs, as far back as the trees are taught."""
    days = min(past.sample.units.shape[1], 364 + HISTORY_DAYS)
    heat = read_heat(state, past.sample.last_day, [sku for sku, _ in past.sample.keys], days)
    return replace(past, facts=replace(past.facts, heat=heat))


def _taught(past: Past, stage: Stage, lessons: Lessons) -> Trees | None:
    """Fit trees to what the sample was until a stage."""
    if len(stage.rows) < LEAST_ROWS:
        return None
    end = past.sample.units.shape[1] - stage.back
    start = max(0, end - 364 - HISTORY_DAYS)
    units = past.sample.units[stage.rows, start:end].astype(np.float64)
    return teach(_at(units, stage, lessons))


def _at(units: Floats, stage: Stage, lessons: Lessons) -> Rows:
    """Return rows as the trees see them at a stage, with interest only as far as it was known then."""
    heat = {sku: mine[: len(mine) - stage.back] for sku, mine in stage.facts.heat.items()}
    return rows_of(stage.keys, units, replace(stage.facts, heat=heat), lessons)


def _expected(trees: Trees | None, stage: Stage, lessons: Lessons) -> Floats:
    """Return the path (n, H) of usual demand, NaN where there are no trees and for rows they are not asked for."""
    if trees is None:
        return np.full((len(stage.rows), HORIZON_DAYS), np.nan)
    known = stage.known(lessons.uses)
    usual = (stage.history + known.lost) / known.lift_past
    path = expected(trees, _at(usual, stage, lessons))
    path[usual[:, -RECENT_DAYS:].mean(axis=1) < lessons.least_rate] = np.nan
    return path


def _judged(
    stages: Sequence[Stage], paths: Sequence[Floats], lessons: Lessons
) -> tuple[tuple[float, ...], list[dict[str, Any]], Worth]:
    """Choose the share of the trees by segment: whose week sums err least, if by more than chance explains."""
    alone, trees, actual, segment, cluster = [], [], [], [], []
    for stage, path in zip(stages, paths, strict=True):
        alone.append(stage.forecast(WEEK, lessons.uses).mean)
        trees.append(stage.forecast(WEEK, lessons.uses, Learned(path, np.ones(len(stage.rows)))).mean)
        actual.append(stage.actual(WEEK))
        segment.append(_segment(stage))
        cluster.append(stage.rows)
    came, which, who = np.concatenate(actual), np.concatenate(segment), np.concatenate(cluster)
    plain, whole = np.concatenate(alone), np.concatenate(trees)
    made = {share: (1 - share) * plain + share * whole for share in (0.0, *SHARES)}
    shares, told = [], []
    for number, name in enumerate(NAMES):
        mine = which == number
        each = {share: worth(came[mine], made[share][mine], made[0.0][mine], who[mine]) for share in SHARES}
        best = max(SHARES, key=lambda share: each[share].gain)
        is_used = each[best].pays is True and each[best].low > 0
        shares.append(best if is_used else 0.0)
        told.append({"segment": name.as_dict(), "share": shares[-1], "sums": each[best].sums,
                     "gain": round(each[best].gain, 4), "low": round(each[best].low, 4),
                     "high": round(each[best].high, 4)})  # fmt: skip
    used = np.array(shares)[which]
    mixed = np.select([used == share for share in SHARES], [made[share] for share in SHARES], made[0.0])
    return tuple(shares), told, worth(came, mixed if used.any() else made[1.0], made[0.0], who)


def _segment(stage: Stage) -> Ints:
    return segment_at(stage.history[:, -RECENT_DAYS:].mean(axis=1))


def _spread(
    stages: Sequence[Stage], paths: Sequence[Floats], shares: Sequence[float], lessons: Lessons
) -> Spread:
    uses = lessons.uses if any(shares) else lessons.uses - {GLOBAL}
    ratios: dict[int, Floats] = {}
    for days in SPANS:
        outcomes = []
        for stage, path in zip(stages, paths, strict=True):
            if days <= stage.back:
                found = stage.forecast(days, uses, Learned(path, np.array(shares)[_segment(stage)]))
                scale = scale_of(found.residuals, found.mean)
                outcomes.append(Outcome(stage.actual(days), found.mean, scale, segment_at(found.mean / days)))
        if outcomes:
            ratios[days] = measured(outcomes, len(NAMES))
    return Spread({days: found for days, found in ratios.items() if not np.isnan(found).all()})
