"""One SKU looked at: its history with stock-outs, what is expected, how well that went, what went in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows import plan_inputs as inputs
from huozhao.flows.forecasts.knowing import Facts, Knowing, similar_to
from huozhao.flows.forecasts.notes import notes_of
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.goods import Goods
from huozhao.supply.forecast import Forecast
from huozhao.supply.forecast.hierarchy import pooled_quantiles, reconcile
from huozhao.supply.forecast.informed import Known, informed
from huozhao.terms.errors import NotFound
from huozhao.terms.time import day_name, local_day

Floats = NDArray[np.float64]
Key = tuple[str, str]
HISTORY_DAYS, SHOWN_DAYS, HORIZON_DAYS = 112, 56, 28
LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
SUMS = (1, 7, 14, 28)


@dataclass(frozen=True, slots=True)
class ForecastDesk:
    """Answers for one SKU at one shop, or at all of them together."""

    state: StateStore
    documents: Documents
    goods: Goods
    knowing: Knowing
    promotions: PromotionBook
    zone: str

    def look(self, sku: str, shop: str, now: int) -> dict[str, Any]:
        """Return the forecast of a SKU; `shop` "" = all shops. NotFound for an unknown SKU or shop."""
        self._check(sku, shop)
        newest = self.documents.list("plan", limit=1, newest=True)
        plan = newest[0].body if newest else {}
        last = int(plan.get("history_until_day", local_day(now, self.zone) - 1))
        keys, sold = self._sold(sku, shop, last)
        also_keys, also = self._older(keys, sold, last)
        facts = self.knowing.facts([*keys, *also_keys], np.concatenate([sold, also]), last, now,
                                   factors=plan.get("promotions"))  # fmt: skip
        known = self.knowing.known(keys, sold, facts, HORIZON_DAYS)
        return _shown(sku, shop, keys, sold, known, facts)

    def _check(self, sku: str, shop: str) -> None:
        if self.goods.sku(sku) is None:
            raise NotFound("unknown_sku", f"SKU {sku!r} is not in the catalogue of goods", field="sku",
                           hint="list it with PUT /v1/goods")  # fmt: skip
        if shop and self.goods.shop(shop) is None:
            raise NotFound("unknown_shop", f"there is no shop {shop!r}", field="shop", hint="see GET /v1/stock/summary")

    def _sold(self, sku: str, shop: str, last: int) -> tuple[list[Key], Floats]:
        """Return the rows of a SKU and their sales (n, 112), at least one row."""
        home = inputs.home_shop(self.goods)
        rows: dict[Key, int] = {}
        found: list[Floats] = []
        for line in self.state.scan("demand", (sku,)):
            place, day, units = str(line["shop"]) or home, int(line["day"] or 0), float(line["quantity"] or 0)
            if shop in ("", place):
                row = rows.setdefault((sku, place), len(rows))
                if row == len(found):
                    found.append(np.zeros(HISTORY_DAYS))
                if last - HISTORY_DAYS < day <= last:
                    found[row][HISTORY_DAYS - 1 - (last - day)] += units
        if not rows:
            return [(sku, shop or home)], np.zeros((1, HISTORY_DAYS))
        return list(rows), np.array(found)

    def _older(self, keys: Sequence[Key], sold: Floats, last: int) -> tuple[list[Key], Floats]:
        """Return the rows of all other goods where a new SKU needs them to be judged by."""
        if (sold[:, :-7] > 0).any():
            return [], np.zeros((0, HISTORY_DAYS))
        demand = inputs.read_demand(self.state, self.goods, last + 1, HISTORY_DAYS)
        rows = [row for key, row in demand.rows.items() if key not in keys]
        names = list(demand.rows)
        return [names[row] for row in rows], demand.history[rows]


def _shown(sku: str, shop: str, keys: list[Key], sold: Floats, known: Known, facts: Facts) -> dict[str, Any]:
    sums = {days: informed(sold, days, known, LEVELS, HORIZON_DAYS) for days in SUMS}
    week = sums[7]
    main = int(np.argmax(week.mean))
    similar = similar_to(sku, (sold + known.lost)[main], facts)
    first = facts.last_day + 1 - sold.shape[1]
    return {
        "sku": sku, "shop": shop, "shops": [place for _, place in keys],
        "history": _history(keys, sold, known, facts, first)[-SHOWN_DAYS:],
        "days": _days(sums[1], facts.last_day + 1),
        "sums": [_sum(days, found, len(keys) > 1) for days, found in sums.items()],
        "model": inputs.model_label(week, main),
        "backtest_wape": None if np.isnan(week.error[main]) else round(float(week.error[main]), 4),
        "notes": [note.as_dict() for note in notes_of(known, main, HORIZON_DAYS)],
        "similar": list(similar.like) if similar else [],
        "promotions": [{"promotion": one.id, "lift": round(lift, 3), "is_stated": one.lift is not None,
                        "starts_on": day_name(one.first), "ends_on": day_name(one.last)}
                       for one, lift in facts.promotions.of(keys[main])],
    }  # fmt: skip


def _history(keys: list[Key], sold: Floats, known: Known, facts: Facts, first: int) -> list[dict[str, Any]]:
    out = [max((facts.out.get(key, {}).get(first + n, 0.0) for key in keys), default=0.0) for n in range(sold.shape[1])]
    units, lost = sold.sum(axis=0).tolist(), known.lost.sum(axis=0).tolist()
    return [{"day": day_name(first + n), "units": units[n], "lost": round(lost[n], 2), "out_share": round(out[n], 3),
             "promoted": bool((known.lift_past[:, n] > 1).any())} for n in range(len(units))]  # fmt: skip


def _days(one: Forecast, first: int) -> list[dict[str, Any]]:
    """Return each day ahead with quantiles: those of tomorrow, moved with the mean of the day."""
    path = one.path.sum(axis=0)
    tomorrow = pooled_quantiles(float(one.mean.sum()), one.residuals, LEVELS) if len(one.mean) > 1 else one.quantiles[0]
    ratio = path / max(float(one.mean.sum()), 1e-9)
    return [{"day": day_name(first + n), "mean": round(float(path[n]), 3),
             "quantiles": _named(tomorrow * ratio[n])} for n in range(len(path))]  # fmt: skip


def _sum(days: int, found: Forecast, is_pooled: bool) -> dict[str, Any]:
    """Return the sum over some days; of several shops the means are made to add up and the errors are pooled."""
    mean, quantiles = float(found.mean.sum()), found.quantiles[0]
    if is_pooled:
        errors = np.nan_to_num(found.residuals)
        spread = np.append(errors.var(axis=1), errors.sum(axis=0).var()) + 1e-6
        parent = np.append(np.full(len(found.mean), len(found.mean)), -1)
        mean = float(max(0.0, reconcile(np.append(found.mean, mean), spread, parent)[-1]))
        quantiles = pooled_quantiles(mean, found.residuals, LEVELS)
    return {"days": days, "mean": round(mean, 2), "quantiles": _named(quantiles)}


def _named(quantiles: Floats) -> dict[str, float]:
    return {f"p{round(level * 100)}": round(float(value), 2) for level, value in zip(LEVELS, quantiles, strict=True)}
