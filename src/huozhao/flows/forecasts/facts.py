"""What is known beside the sales, as values: read once for a plan, applied to rows chunk by chunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.promoted import Promoted
from huozhao.supply.forecast.analogy import EARLY_DAYS, NEW_DAYS, Similar, by_analogy
from huozhao.supply.forecast.censored import lost_sales
from huozhao.supply.forecast.informed import Known
from huozhao.supply.forecast.occasions import NOTHING_LEARNED, Learned
from huozhao.supply.forecast.promotions import Promotion, lifts, set_aside
from huozhao.terms.goods import Sku

Floats = NDArray[np.float64]
Key = tuple[str, str]
# Own days weigh against two weeks of what similar goods sold.
PRIOR_DAYS = 14
EPOCH = date(1970, 1, 1).toordinal()
Mine = Mapping[int, Sequence[tuple[Promotion, float]]]
# The inputs that can be switched off one by one.
STOCK_OUTS, PROMOTIONS, OCCASIONS, PRICE, SIMILAR = "stock_outs", "promotions", "occasions", "price", "similar"
INTENT, GLOBAL = "intent", "global_model"
ALL = frozenset({STOCK_OUTS, PROMOTIONS, OCCASIONS, PRICE, SIMILAR, INTENT, GLOBAL})


@dataclass(frozen=True, slots=True)
class Facts:
    """Read once for a plan: shares without stock, promotions with their lift, early rates of older goods, occasions.

    `price` are factors on demand of SKUs whose price has just changed; `uses` are the inputs that are switched on,
    `heat` (days,) the interest shown in SKUs up to the last day.
    """

    out: Mapping[Key, Mapping[int, float]]
    promotions: Promoted
    goods: Mapping[str, Sku]
    early: Mapping[str, float]
    last_day: int
    occasions: Learned = NOTHING_LEARNED
    price: Mapping[str, float] = field(default_factory=dict)
    uses: frozenset[str] = ALL
    heat: Mapping[str, Floats] = field(default_factory=dict)


def known_of(keys: Sequence[Key], history: Floats, facts: Facts, horizon: int) -> Known:
    """Return what is known of rows whose sales are `history` (n, T), with the inputs that are switched on."""
    rows, days = history.shape
    first = facts.last_day + 1 - days
    planned = _mine(keys, facts)
    mine = planned if PROMOTIONS in facts.uses else {}
    past = _together(lifts(mine, rows, first, days), _occasions(keys, facts, first, days))
    lifting = {row: [pair for pair in each if pair[0].units is None] for row, each in mine.items()}
    promoted = lifts(lifting, rows, first + days, horizon)
    ahead = _together(promoted, _occasions(keys, facts, first + days, horizon))
    lost = lost_sales(history, _out(keys, facts, first, days), past) if STOCK_OUTS in facts.uses else 0.0 * history
    analogy = np.full(rows, np.nan)
    if SIMILAR in facts.uses:
        for row in np.flatnonzero(~(history[:, :-NEW_DAYS] + lost[:, :-NEW_DAYS] > 0).any(axis=1)).tolist():
            similar = similar_to(keys[row][0], history[row] + lost[row], facts)
            analogy[row] = similar.rate if similar else np.nan
    # What was set aside was promised to shoppers, so it counts whether or not promotions have proved worth something.
    aside = set_aside({row: [one for one, _ in each] for row, each in planned.items()}, history.sum(axis=1),
                      first + days, horizon)  # fmt: skip
    return Known(lost, past, ahead * _price(keys, facts), analogy, None, promoted, aside)


def similar_to(sku: str, demand: Floats, facts: Facts) -> Similar | None:
    """Return the similar goods of a SKU that is new, None for any other, with the rate that is expected of it.

    New is what is listed and sold for less than a week, or not yet and launched at most four weeks ago. Own days count
    too: rate = (own units + 14 · rate of the others) / (own days + 14).
    """
    item = facts.goods.get(sku)
    sold = np.flatnonzero(demand)
    days = len(demand) - int(sold[0]) if len(sold) else 0
    if item is None or not item.listed or days >= NEW_DAYS or (not days and not launched(item, facts.last_day)):
        return None
    found = by_analogy(item, facts.goods, facts.early)
    if found is None:
        return None
    return replace(found, rate=(float(demand.sum()) + PRIOR_DAYS * found.rate) / (days + PRIOR_DAYS))


def launched(item: Sku, last_day: int) -> bool:
    """Tell whether goods were launched in the last four weeks."""
    day = date.fromisoformat(item.launched_on).toordinal() - EPOCH if item.launched_on else 0
    return day > last_day - EARLY_DAYS


def category_of(item: Sku | None) -> str:
    """Return the first category of goods, by which occasions are told apart; empty for none."""
    return item.category[0] if item and item.category else ""


def _mine(keys: Sequence[Key], facts: Facts) -> Mine:
    found = ((row, facts.promotions.of(key)) for row, key in enumerate(keys) if key[0] in facts.promotions.by_sku)
    return {row: mine for row, mine in found if mine}


def _together(promoted: Floats, occasion: Floats) -> Floats:
    """Return the factor of each day; a promotion's was learned on its days, so the occasion is in it already."""
    found: Floats = np.where(promoted != 1.0, np.maximum(promoted, occasion), occasion)
    return found


def _occasions(keys: Sequence[Key], facts: Facts, first: int, days: int) -> Floats:
    if OCCASIONS not in facts.uses or facts.occasions is NOTHING_LEARNED:
        return np.ones((len(keys), days))
    by_category: dict[str, Floats] = {}
    categories = [category_of(facts.goods.get(sku)) for sku, _ in keys]
    for name in set(categories):
        by_category[name] = facts.occasions.factors(name, first, days)
    return np.array([by_category[name] for name in categories]).reshape(len(keys), days)


def _out(keys: Sequence[Key], facts: Facts, first: int, days: int) -> Floats:
    out = np.zeros((len(keys), days))
    for row, key in enumerate(keys):
        for day, share in facts.out.get(key, {}).items():
            if 0 <= day - first < days:
                out[row, day - first] = share
    return out


def _price(keys: Sequence[Key], facts: Facts) -> Floats:
    if PRICE not in facts.uses or not facts.price:
        return np.ones((len(keys), 1))
    return np.array([facts.price.get(sku, 1.0) for sku, _ in keys])[:, None]
