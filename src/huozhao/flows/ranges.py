"""The range of goods: growing niches proposed with their evidence, and what a shop should hold to fill baskets."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.catalogue import OrderPaid
from huozhao.events.documents import Document, Documents
from huozhao.events.log import EventLog, between
from huozhao.events.state import StateStore
from huozhao.flows.audit import changed, standing
from huozhao.flows.goods import Goods
from huozhao.flows.planning.sales import newest_sale, sold_skus
from huozhao.supply.assortment import Assortment, Basket, assort
from huozhao.supply.growth import WEEKS, Grown, evidence, find_growth, niches, themes_of
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, local_day

KIND, LABEL = "range_proposal", Text("找出增长中的小类目", "Finding growing niches")
STATES = ("open", "approved", "rejected")
STEPS = {"approve": "approved", "reject": "rejected"}
TESTED_WEEKS, BASKET_DAYS, LEAST_BASKETS = 3 * WEEKS, 56, 50
MOST_SHOWN, KEPT_DAYS = 5, 180


@dataclass(frozen=True, slots=True)
class _Sales:
    """Units by theme and week, by theme and shop, and by SKU, of the last twelve weeks."""

    themes: dict[str, np.ndarray[Any, np.dtype[np.float64]]]
    total: np.ndarray[Any, np.dtype[np.float64]]
    shops: dict[str, dict[str, int]]
    skus: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Proposes to widen the range and keeps what was decided."""

    state: StateStore
    log: EventLog
    documents: Documents
    goods: Goods
    clock: Callable[[], int]
    zone: str

    def build(self) -> dict[str, Any]:
        """Test every category and attribute; write a proposal for each niche that keeps growing. Return the counts."""
        now, sales = self.clock(), self._sales()
        names = sorted(sales.themes)
        found = find_growth(np.array([sales.themes[name] for name in names]), sales.total) if names else []
        growing = {name: grown for name, grown in zip(names, found, strict=True) if grown.grows}
        parts = self._niches(growing, sales)
        self._settle(set(parts), now)
        for name in sorted(parts):
            self._write(name, growing[name], parts[name], sales, now)
        return {"tested": len(names), "growing": len(parts)}

    def all(self, state: str = "") -> list[Document]:
        """Return the proposals, surest first; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        found = [each for each in self.documents.list(KIND, limit=1_000) if state in ("", each.body["state"])]
        return sorted(found, key=lambda each: (each.body["q"], each.id))

    def step(self, id: str, what: str, who: str) -> Document:
        """Approve or reject a proposal, or take the last decision back (`undo`)."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_range_proposal", f"there is no proposal {id!r}", field="id",
                           hint="see GET /v1/range-proposals")
        stands = standing(found.body)
        if what == "undo" and not stands:
            raise Conflict("nothing_to_undo", "no decision about this proposal stands", field="id")
        if what != "undo" and found.body["state"] != "open":
            raise Conflict("range_state", f"the proposal is {found.body['state']}; it cannot {what} now", field="id",
                           hint="undo the last decision first")
        changes = dict(stands[-1]["from"]) if what == "undo" else {"state": STEPS[what]}
        return self.documents.put(KIND, id, changed(found.body, changes, who, what, self.clock()), found.version)

    def assortment(self, shop: str, room: int) -> tuple[Assortment, str]:
        """Return what a shop should hold, and from whose baskets that was found: "shop", or "mall" where it has few."""
        if self.goods.shop(shop) is None:
            raise NotFound("unknown_shop", f"there is no shop {shop!r}", field="shop", hint="see GET /v1/shops")
        baskets = list(self._baskets())
        own = [basket for at, basket in baskets if at == shop]
        basis = "shop" if len(own) >= LEAST_BASKETS else "mall"
        return assort(own if basis == "shop" else [basket for _, basket in baskets], room), basis

    def _baskets(self) -> Iterator[tuple[str, Basket]]:
        now = self.clock()
        for each in between(self.log, now - BASKET_DAYS * DAY_MS, now + 1):
            paid = each.event.properties
            if isinstance(paid, OrderPaid):
                yield paid.shop or "", frozenset(line.sku for line in paid.lines)

    def _sales(self) -> _Sales:
        today = local_day(self.clock(), self.zone)
        newest = newest_sale(self.state, today)
        first = (newest + 1 if 0 < newest < today - WEEKS * 7 else today) - TESTED_WEEKS * 7
        sales = _Sales({}, np.zeros(TESTED_WEEKS), {}, {})
        for sku in sold_skus(self.state):
            goods = self.goods.sku(sku)
            columns = self.state.columns("demand", ("shop", "day", "quantity"), (sku,), ("day", first))
            week = (np.array(columns["day"], dtype=np.int64) - first) // 7
            if goods is not None and (week < TESTED_WEEKS).any():
                _add(sales, goods, [str(shop or "") for shop in columns["shop"]], week,
                     np.array(columns["quantity"], dtype=np.int64))  # fmt: skip
        return sales

    def _write(self, theme: str, grown: Grown, parts: Sequence[str], sales: _Sales, now: int) -> None:
        id = theme_id(theme)
        found = self.documents.get(KIND, id)
        if found is not None and found.body["state"] != "open":
            return
        members = [each for each in self.goods.skus() if theme in _themes(each)]
        shops = sorted(sales.shops.get(theme, {}).items(), key=lambda each: (-each[1], each[0]))
        body = {
            "theme": theme, "at": now, "units": list(grown.units), "ratio": grown.ratio, "low": grown.low,
            "high": min(grown.high, 1e9), "q": grown.q, "share": grown.share, "skus": len(members),
            "evidence": [text.as_dict() for text in evidence(theme, grown, parts[:MOST_SHOWN])],
            "shops": [{"shop": shop, "units": units} for shop, units in shops[:MOST_SHOWN]],
            "attributes": _attributes(members, theme, sales.skus),
        }  # fmt: skip
        old = found.body if found is not None else {"state": "open", "audit": []}
        self.documents.put(KIND, id, {**old, **body})

    def _niches(self, growing: Collection[str], sales: _Sales) -> dict[str, list[str]]:
        """Return one theme a niche: what was decided before what is new, a category before an attribute, the deeper."""
        units: dict[str, dict[str, int]] = {name: {} for name in growing}
        depth: dict[str, int] = {}
        for goods in self.goods.skus():
            depth.update({name: place for place, name in enumerate(goods.category)})
            for name in set(_themes(goods)) & units.keys():
                units[name][goods.sku] = sales.skus.get(goods.sku, 0)
        decided = {each.body["theme"] for each in self.all() if each.body["state"] != "open"}
        return niches(units, lambda name: (name not in decided, -depth.get(name, -1), name))

    def _settle(self, growing: set[str], now: int) -> None:
        """Let open proposals go whose theme grows no more, and decided ones after half a year."""
        gone = [each.id for each in self.all() if each.body["at"] < now - KEPT_DAYS * DAY_MS
                or (each.body["state"] == "open" and each.body["theme"] not in growing)]
        if gone:
            self.documents.delete(KIND, gone)


def theme_id(theme: str) -> str:
    """Return the id of a theme's proposal: the same each night, and safe in a path."""
    return theme.encode().hex()[:120]


def _themes(goods: Sku) -> list[str]:
    return themes_of(goods.category, sorted(goods.attributes.items()))


def _add(sales: _Sales, goods: Sku, shops: list[str], week: NDArray[np.int64], units: NDArray[np.int64]) -> None:
    """Add the sales of one SKU, line by line (m,), of which those in a week to come are left out."""
    by_week = np.bincount(week[week < TESTED_WEEKS], units[week < TESTED_WEEKS], TESTED_WEEKS)
    recent = np.flatnonzero((week >= TESTED_WEEKS - WEEKS) & (week < TESTED_WEEKS)).tolist()
    by_shop: dict[str, int] = {}
    for line in recent:
        by_shop[shops[line]] = by_shop.get(shops[line], 0) + int(units[line])
    sales.total[:] += by_week
    if recent:
        sales.skus[goods.sku] = sales.skus.get(goods.sku, 0) + sum(by_shop.values())
    for theme in _themes(goods):
        sales.themes[theme] = sales.themes.get(theme, np.zeros(TESTED_WEEKS)) + by_week
        for shop, many in by_shop.items():
            if shop:
                at = sales.shops.setdefault(theme, {})
                at[shop] = at.get(shop, 0) + many


def _attributes(members: list[Sku], theme: str, sold: dict[str, int]) -> list[dict[str, Any]]:
    """Return which attributes sell best a SKU within a theme: that is what to buy more kinds of."""
    sums: dict[str, list[int]] = {}
    for goods in members:
        for name, value in goods.attributes.items():
            if (each := f"{name}={value}") != theme:
                sums.setdefault(each, []).append(sold.get(goods.sku, 0))
    best = sorted(sums.items(), key=lambda item: (-sum(item[1]) / len(item[1]), item[0]))[:MOST_SHOWN]
    return [{"attribute": name, "skus": len(units), "units": sum(units)} for name, units in best]
