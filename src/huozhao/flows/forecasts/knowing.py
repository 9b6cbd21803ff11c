"""What is known beside the sales, row by row: lost sales, promotions past and planned, similar goods for new ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.promoted import Promoted, promoted
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.forecasts.shelves import Shelves
from huozhao.flows.goods import Goods
from huozhao.supply.forecast.analogy import EARLY_DAYS, NEW_DAYS, Similar, by_analogy, early_rates
from huozhao.supply.forecast.censored import lost_sales
from huozhao.supply.forecast.informed import Known
from huozhao.supply.forecast.promotions import Promotion, lifts
from huozhao.terms.goods import Sku

Floats = NDArray[np.float64]
Key = tuple[str, str]
# Own days weigh against two weeks of what similar goods sold.
PRIOR_DAYS = 14
EPOCH = date(1970, 1, 1).toordinal()
Mine = Mapping[int, Sequence[tuple[Promotion, float]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Read once for a plan: shares without stock, promotions with their lift, early rates of older goods."""

    out: Mapping[Key, Mapping[int, float]]
    promotions: Promoted
    goods: Mapping[str, Sku]
    early: Mapping[str, float]
    last_day: int


@dataclass(frozen=True, slots=True)
class Knowing:
    """Reads the facts and says what they mean for rows of a plan."""

    shelves: Shelves
    book: PromotionBook
    goods: Goods

    def new_keys(self, known: Collection[Key], home: str, last_day: int) -> set[Key]:
        """Return rows for goods just launched that no shop sold or holds yet: at the home shop."""
        there = {sku for sku, _ in known}
        unsold = (item for item in self.goods.skus() if item.listed and item.sku not in there)
        fresh = (item for item in unsold if _launched(item, last_day))
        return {(item.sku, home) for item in fresh} if home else set()

    def facts(self, keys: Sequence[Key], history: Floats, last_day: int, now: int, also: Iterable[str] = (),
              factors: Mapping[str, float] | None = None) -> Facts:  # fmt: skip
        """Read everything once; `history` (n, T) belongs to `keys` and ends on the local day `last_day`.

        `also` are SKUs without a history that will be asked about, `factors` what a plan learned of promotions, by id.
        """
        first = last_day + 1 - history.shape[1]
        goods = {sku: item for sku in {sku for sku, _ in keys} | set(also) if (item := self.goods.sku(sku)) is not None}
        out = self.shelves.out(now, first)
        planned = [each for each in self.book.promotions() if each.last >= first]
        told = promoted(planned, goods, keys, history, first, factors or {})
        return Facts(out, told, goods, early_rates(history, [sku for sku, _ in keys]), last_day)

    def known(self, keys: Sequence[Key], history: Floats, facts: Facts, horizon: int) -> Known:
        """Return what is known of rows whose sales are `history` (n, T)."""
        rows, days = history.shape
        first = facts.last_day + 1 - days
        mine = _mine(keys, facts)
        past = lifts(mine, rows, first, days)
        out = np.zeros((rows, days))
        for row, key in enumerate(keys):
            for day, share in facts.out.get(key, {}).items():
                if 0 <= day - first < days:
                    out[row, day - first] = share
        lost = lost_sales(history, out, past)
        analogy = np.full(rows, np.nan)
        for row in np.flatnonzero(~(history[:, :-NEW_DAYS] + lost[:, :-NEW_DAYS] > 0).any(axis=1)).tolist():
            similar = similar_to(keys[row][0], history[row] + lost[row], facts)
            analogy[row] = similar.rate if similar else np.nan
        return Known(lost, past, lifts(mine, rows, facts.last_day + 1, horizon), analogy)


def similar_to(sku: str, demand: Floats, facts: Facts) -> Similar | None:
    """Return the similar goods of a SKU that is new, None for any other, with the rate that is expected of it.

    New is what is listed and sold for less than a week, or not yet and launched at most four weeks ago. Own days count
    too: rate = (own units + 14 · rate of the others) / (own days + 14).
    """
    item = facts.goods.get(sku)
    sold = np.flatnonzero(demand)
    days = len(demand) - int(sold[0]) if len(sold) else 0
    if item is None or not item.listed or days >= NEW_DAYS or (not days and not _launched(item, facts.last_day)):
        return None
    found = by_analogy(item, facts.goods, facts.early)
    if found is None:
        return None
    return replace(found, rate=(float(demand.sum()) + PRIOR_DAYS * found.rate) / (days + PRIOR_DAYS))


def _launched(item: Sku, last_day: int) -> bool:
    day = date.fromisoformat(item.launched_on).toordinal() - EPOCH if item.launched_on else 0
    return day > last_day - EARLY_DAYS


def _mine(keys: Sequence[Key], facts: Facts) -> Mine:
    found = ((row, facts.promotions.of(key)) for row, key in enumerate(keys) if key[0] in facts.promotions.by_sku)
    return {row: mine for row, mine in found if mine}
