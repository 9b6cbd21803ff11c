"""One SKU looked at: its history with stock-outs, what is expected, how well that went, what went in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.forecasts.learning import LearnForecast
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.forecasts.telling import HORIZON_DAYS, Group, told
from huozhao.flows.goods import Goods
from huozhao.flows.planning.sales import home_shop, read_demand
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import local_day

Floats = NDArray[np.float64]
Key = tuple[str, str]
HISTORY_DAYS = 112
DETAIL = ("all", "city", "shop")
# Goods of one kind that a new one is judged by at most.
MOST_ALIKE = 300


@dataclass(frozen=True, slots=True)
class ForecastDesk:
    """Answers for one SKU at one shop, or at all of them together."""

    state: StateStore
    documents: Documents
    goods: Goods
    knowing: Knowing
    promotions: PromotionBook
    learn: LearnForecast
    zone: str

    def look(self, sku: str, shop: str, now: int, level: str = "all") -> dict[str, Any]:
        """Return the forecast of a SKU; `shop` "" = all shops, whose cities or shops are told apart by `level`.

        NotFound for an unknown SKU or shop, BadInput for an unknown level.
        """
        self._check(sku, shop)
        if level not in DETAIL:
            raise BadInput("unknown_level", f"there is no level {level!r}", field="level",
                           hint=f"one of {', '.join(DETAIL)}")  # fmt: skip
        newest = self.documents.list("plan", limit=1, newest=True)
        plan = newest[0].body if newest else {}
        last = int(plan.get("history_until_day", local_day(now, self.zone) - 1))
        keys, sold = self._sold(sku, shop, last)
        mine = [row for row, key in enumerate(keys) if shop in ("", key[1])]
        also_keys, also = self._older(keys, sold, last)
        facts = self.knowing.facts([*keys, *also_keys], np.concatenate([sold, also]), last, now, [sku],
                                   plan.get("promotions"))  # fmt: skip
        known = self.knowing.known(keys, sold, facts, HORIZON_DAYS).take(np.array(mine))
        keys = [keys[row] for row in mine]
        return told(sku, shop, keys, sold[mine], known, facts, self._groups(keys, level))

    def _groups(self, keys: Sequence[Key], level: str) -> list[Group]:
        """Return the rows of each part of a level by name."""
        found: dict[str, list[int]] = {}
        for row, (_, shop) in enumerate(keys):
            there = self.goods.shop(shop)
            name = shop if level == "shop" else (there.city if there else "")
            found.setdefault(name, []).append(row)
        return sorted(found.items()) if level != "all" else []

    def _check(self, sku: str, shop: str) -> None:
        if self.goods.sku(sku) is None:
            raise NotFound("unknown_sku", f"SKU {sku!r} is not in the catalogue of goods", field="sku",
                           hint="list it with PUT /v1/goods")  # fmt: skip
        if shop and self.goods.shop(shop) is None:
            raise NotFound("unknown_shop", f"there is no shop {shop!r}", field="shop", hint="see GET /v1/stock/summary")

    def _sold(self, sku: str, shop: str, last: int) -> tuple[list[Key], Floats]:
        """Return the rows of a SKU at all shops and their sales (n, 112), one of them at the shop asked for."""
        home = home_shop(self.goods)
        rows: dict[Key, int] = {}
        found: list[Floats] = []
        for line in self.state.scan("demand", (sku,)):
            place, day, units = str(line["shop"]) or home, int(line["day"] or 0), float(line["quantity"] or 0)
            row = rows.setdefault((sku, place), len(rows))
            if row == len(found):
                found.append(np.zeros(HISTORY_DAYS))
            if last - HISTORY_DAYS < day <= last:
                found[row][HISTORY_DAYS - 1 - (last - day)] += units
        if not rows or (shop and (sku, shop) not in rows):
            rows[sku, shop or home] = len(rows)
            found.append(np.zeros(HISTORY_DAYS))
        return list(rows), np.array(found)

    def _older(self, keys: Sequence[Key], sold: Floats, last: int) -> tuple[list[Key], Floats]:
        """Return the rows of goods of the same kind, where a new SKU needs them to be judged by."""
        mine = {sku for sku, _ in keys}
        leaves = {item.category[-1] for sku in mine if (item := self.goods.sku(sku)) is not None and item.category}
        if (sold[:, :-7] > 0).any() or not leaves:
            return [], np.zeros((0, HISTORY_DAYS))
        alike = (item.sku for item in self.goods.skus() if item.category and item.category[-1] in leaves)
        demand = read_demand(self.state, self.goods, last, sorted(set(alike) - mine)[:MOST_ALIKE])
        return list(demand.rows), demand.history

