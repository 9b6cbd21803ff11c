"""Forecasts of the past, made with what was known then, beside what came: what inputs are worth is measured on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.facts import Facts, category_of, known_of
from huozhao.flows.forecasts.prices import price_factors
from huozhao.flows.forecasts.promoted import promoted
from huozhao.flows.forecasts.sample import Sample
from huozhao.supply.forecast import Forecast
from huozhao.supply.forecast.analogy import early_rates
from huozhao.supply.forecast.informed import Known, Learned, informed
from huozhao.supply.forecast.occasions import Learned as Occasions
from huozhao.supply.forecast.occasions import learn, occasion_of
from huozhao.supply.forecast.promotions import Promotion
from huozhao.supply.forecast.stock_outs import Key

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HISTORY_DAYS, AHEAD_DAYS = 112, 28
WEEK = 7
# Weeks before the last that are always forecast again, and how many more for occasions and for promotions.
RECENT_WEEKS, OCCASION_WEEKS, PROMOTED_WEEKS = 4, 6, 4
# A week counts for an occasion with so many of its days.
LEAST_DAYS = 3
OUT_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Stage:
    """The mall as it stood `back` days before the last: rows that had sold by then, their facts, what came after."""

    back: int
    rows: Ints
    keys: Sequence[Key]
    history: Floats
    facts: Facts
    coming: Floats
    made: dict[frozenset[str], Known] = field(default_factory=dict)

    def known(self, uses: frozenset[str]) -> Known:
        """Return what was known with some of the inputs, four weeks ahead."""
        if uses not in self.made:
            self.made[uses] = known_of(self.keys, self.history, replace(self.facts, uses=uses), AHEAD_DAYS)
        return self.made[uses]

    def actual(self, days: int) -> Floats:
        """Return the units sold over the next `days`, NaN where they are not over or a shelf was empty."""
        if days > self.coming.shape[1]:
            return np.full(len(self.rows), np.nan)
        found: Floats = self.coming[:, :days].sum(axis=1)
        return found

    def forecast(self, days: int, uses: frozenset[str], learned: Learned | None = None) -> Forecast:
        """Return the forecast of the sum over `days` that would have been made."""
        known = replace(self.known(uses), learned=learned)
        return informed(self.history, days, known, (0.5, 0.95), days)


@dataclass(frozen=True, slots=True)
class Past:
    """The sample with everything that a forecast of it could have known; `facts` are today's."""

    sample: Sample
    facts: Facts
    promotions: Sequence[Promotion]

    def at(self, back: int) -> Stage:
        """Return the mall as it stood `back` days before the last."""
        end = self.sample.units.shape[1] - back
        until = self.sample.units[:, max(0, end - HISTORY_DAYS) : end]
        rows = np.flatnonzero((until > 0).any(axis=1))
        keys = [self.sample.keys[row] for row in rows.tolist()]
        history = _padded(until[rows].astype(np.float64))
        return Stage(back, rows, keys, history, self._facts(end, keys, history), self._coming(end, rows, keys))

    def _facts(self, end: int, keys: Sequence[Key], history: Floats) -> Facts:
        last = self.sample.first_day + end - 1
        told = promoted([one for one in self.promotions if one.last >= last + 1 - HISTORY_DAYS], self.facts.goods, keys,
                        history, last + 1 - HISTORY_DAYS, {})  # fmt: skip
        early = early_rates(history, [sku for sku, _ in keys])
        price = price_factors(self.sample, self.facts.goods, self.promotions, end)
        return replace(self.facts, promotions=told, early=early, last_day=last, occasions=occasions_until(self, end),
                       price=price)  # fmt: skip

    def _coming(self, end: int, rows: Ints, keys: Sequence[Key]) -> Floats:
        coming = self.sample.units[rows, end : end + AHEAD_DAYS].astype(np.float64)
        for row, key in enumerate(keys):
            for day, share in self.facts.out.get(key, {}).items():
                if 0 <= day - self.sample.first_day - end < coming.shape[1] and share >= OUT_SHARE:
                    coming[row, day - self.sample.first_day - end] = np.nan
        return coming

    def backs(self) -> list[int]:
        """Return how many days back the past is forecast again: last weeks, those of occasions and of promotions."""
        weeks = range(RECENT_WEEKS + 1, (self.sample.units.shape[1] - HISTORY_DAYS) // WEEK)
        recent = [n for n in range(1, RECENT_WEEKS + 1) if self.sample.units.shape[1] - n * WEEK >= 56]
        special = [n for n in weeks if self._was_seen_before(n)][:OCCASION_WEEKS]
        planned = [n for n in weeks if self._is_promoted(n)][:PROMOTED_WEEKS]
        return [n * WEEK for n in sorted({*recent, *special, *planned})]

    def _was_seen_before(self, week: int) -> bool:
        first = self.sample.last_day + 1 - week * WEEK
        seen = {occasion_of(day) for day in range(self.sample.first_day, first - WEEK)}
        return sum(bool(code := occasion_of(first + n)) and code in seen for n in range(WEEK)) >= LEAST_DAYS

    def _is_promoted(self, week: int) -> bool:
        first = self.sample.last_day + 1 - week * WEEK
        return any(one.first < first + WEEK and one.last >= first for one in self.promotions)


def occasions_until(past: Past, end: int) -> Occasions:
    """Return what occasions did in the first `end` days of the sample, by first category; promoted rows left out."""
    days = past.sample.first_day
    promoted_skus = {sku for one in past.promotions if one.first < days + end for sku in one.skus}
    totals: dict[str, Floats] = {}
    for row, (sku, _) in enumerate(past.sample.keys):
        if sku not in promoted_skus:
            name = category_of(past.facts.goods.get(sku))
            mine = past.sample.units[row, :end]
            totals[name] = totals[name] + mine if name in totals else mine.astype(np.float64)
    return learn(totals, days)


def _padded(history: Floats) -> Floats:
    found: Floats = np.pad(history, ((0, 0), (max(0, HISTORY_DAYS - history.shape[1]), 0)))
    return found
