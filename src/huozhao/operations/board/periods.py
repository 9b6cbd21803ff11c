"""Measures of any span of days, from the facts of days: shoppers and goods are counted once however often they come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from huozhao.operations.board.credit import Credit, Known, credits
from huozhao.operations.board.days import DayFacts, Ints, StockFacts
from huozhao.operations.metrics.measures import REPEAT_DAYS

DORMANT_DAYS = 30
DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Periods:
    """Facts of days made ready: shoppers numbered from 0 within `size`, credit worked out once."""

    facts: Mapping[int, DayFacts]
    stock: StockFacts
    visitors: Mapping[int, Ints]
    buyers: Mapping[int, Ints]
    credit: Mapping[int, Credit]
    size: int

    def measures(self, last: int, days: int) -> dict[str, float]:
        """Return the named sums of the `days` days that end with `last`; a day without facts counts as empty.

        A sum that is not known (stock of a day that is not on record) is left out.
        """
        first = last - days + 1
        window = [self.facts[day] for day in range(first, last + 1) if day in self.facts]
        visitors, buyers = self._seen(self.visitors, first, last), self._seen(self.buyers, first, last)
        dormant = self._dormant(first)
        return {
            "visitors": int(visitors.sum()), "buyers": int(buyers.sum()),
            "returning_buyers": self._returning(buyers, last, days),
            "dormant": int(dormant.sum()), "recalled": int((dormant & buyers).sum()),
            **_sums(window), **self._of_goods(window, first, last), **self._credited(first, last),
        }  # fmt: skip

    def _of_goods(self, window: Sequence[DayFacts], first: int, last: int) -> dict[str, float]:
        cost = self.stock.cost_fen
        cogs = sum(units * cost.get(sku, 0) for fact in window for sku, units in fact.units.items()) if cost else 0
        value = self.stock.mean_value_fen(first, last)
        shown = Counter[str]()
        for fact in window:
            for (_, category), (times, _) in fact.shown.items():
                shown[category] += times
        return {
            "annual_cogs_fen": cogs * DAYS_A_YEAR / (last - first + 1),
            **({} if value is None else {"stock_value_fen": value}),
            "skus_shown": len(frozenset[str]().union(*(skus for fact in window for skus in fact.skus.values()))),
            "skus_listed": len(self.stock.listed),
            "effective_categories": effective(shown.values()),
            "goods_fen": sum(fact.goods_fen for fact in window),
        }

    def _credited(self, first: int, last: int) -> dict[str, float]:
        found = Credit()
        for day in range(first, last + 1):
            if day in self.credit:
                found.add(self.credit[day])
        return {"recommended_fen": found.all_fen, "recommended_orders": found.all_orders}

    def _seen(self, by_day: Mapping[int, Ints], first: int, last: int) -> np.ndarray:
        mask = np.zeros(self.size, bool)
        for day in range(first, last + 1):
            if day in by_day:
                mask[by_day[day]] = True
        return mask

    def _returning(self, buyers: np.ndarray, last: int, days: int) -> int:
        paid = np.zeros(self.size, np.int64)
        for day in range(last - max(days, REPEAT_DAYS) + 1, last + 1):
            if day in self.buyers:
                paid[self.buyers[day]] += self.facts[day].orders
        return int((buyers & (paid >= 2)).sum())

    def _dormant(self, first: int) -> np.ndarray:
        """Return who had not come for 30 days when the period began, and had in the 60 days before those."""
        lately = self._seen(self.visitors, first - DORMANT_DAYS, first - 1)
        before = self._seen(self.visitors, first - REPEAT_DAYS, first - DORMANT_DAYS - 1)
        mask: np.ndarray = before & ~lately
        return mask


def periods(facts: Mapping[int, DayFacts], stock: StockFacts, known: Known | None = None) -> Periods:
    """Make facts of days ready for measures of any span among them; `known` keeps credit from call to call."""
    days = sorted(facts)
    lengths = [len(facts[day].visitors) for day in days] + [len(facts[day].buyers) for day in days]
    every = np.concatenate([np.zeros(0, np.int64), *(facts[day].visitors for day in days),
                            *(facts[day].buyers for day in days)])  # fmt: skip
    shoppers, place = np.unique(every, return_inverse=True)
    parts = np.split(place, np.cumsum(lengths)[:-1]) if lengths else []
    visitors, buyers = dict(zip(days, parts[: len(days)], strict=True)), dict(zip(days, parts[len(days):], strict=True))
    return Periods(facts, stock, visitors, buyers, credits(facts, {} if known is None else known),
                   len(shoppers))


def days_needed(today: int, days: int) -> range:
    """Return the days whose facts a board over `days` needs: both periods and the look-back before the first."""
    return range(today - 2 * days - max(days, REPEAT_DAYS), today + 1)


def effective(counts: Iterable[int]) -> float:
    """Return the effective number of kinds: exp(−Σ p ln p), Hill's number of order 1 (Hill, Ecology 54, 1973)."""
    positive = [count for count in counts if count > 0]
    total = sum(positive)
    return exp(-sum(count / total * log(count / total) for count in positive)) if total else 0.0


def _sums(window: Sequence[DayFacts]) -> dict[str, float]:
    def total(metric: str) -> int:
        return sum(fact.total(metric) for fact in window)

    asked = total("orders_asked")
    return {
        **{name: total(name) for name in ("orders", "gmv_fen", "units", "discount_fen", "refunded_fen", "deliveries",
                                          "shown", "clicked")},
        "orders_asked": asked,
        "orders_served": asked - min(asked, total("orders_lost")),
        "delivery_minutes": total("delivery_ms") / 60_000,
    }  # fmt: skip
