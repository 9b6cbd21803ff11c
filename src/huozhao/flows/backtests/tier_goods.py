"""Which goods are in which tier, and why: read from the newest plan, with what was set by hand since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.documents import Document, Documents
from huozhao.flows.backtests.tier_book import Key, TierBook, require_tier
from huozhao.flows.planning.latest import latest
from huozhao.flows.planning.part import Part, part_from
from huozhao.flows.planning.rows import Sources
from huozhao.flows.planning.sales import histories, home_shop, sold
from huozhao.supply.plan_book import PlanParts
from huozhao.supply.tiers import TIERS, Limits, Tier, reason, signs
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import parse_day

# So many SKUs are looked through for one page; where a tier is rare, a page may be short and still have a next one.
MOST_LOOKED, AT_ONCE = 2_000, 100


@dataclass(frozen=True, slots=True)
class TierRow:
    """Goods at one shop: the tier of the newest plan, the one set by hand ("" = none), and why."""

    sku: str
    shop: str
    title: str
    tier: Tier
    by_hand: str
    note: str
    rate: float
    available: int
    why: Text


@dataclass(frozen=True, slots=True)
class TierGoods:
    """Answers which goods are in a tier."""

    sources: Sources
    parts: PlanParts
    documents: Documents
    book: TierBook

    def plan(self) -> Document | None:
        """Return the newest plan, or None."""
        return latest(self.documents)

    def page(self, tier: str, sku: str = "", after: str = "", limit: int = 50) -> tuple[list[TierRow], str | None]:
        """Return goods of a tier ("" = of any) in SKU order after a SKU, all shops of a SKU together, and the next.

        BadInput for an unknown tier; NotFound without a plan.
        """
        wanted = require_tier(tier) if tier else None
        plan = self.plan()
        if plan is None:
            raise NotFound("no_plan", "tiers are found with the plan, and there is none yet",
                           hint='start one with POST /v1/jobs {"kind": "run"}')  # fmt: skip
        hands = {(each.body["sku"], each.body["shop"]): each.body for each in self.book.listed()}
        rows: list[TierRow] = []
        looked, last = 0, after
        for one, part in self._parts(plan.id, sku, after):
            if len(rows) >= limit or looked >= MOST_LOOKED:
                return rows, last
            looked, last = looked + 1, one
            rows += self._rows(one, part, wanted, plan.body, hands)
        return rows, None

    def _parts(self, plan: str, sku: str, after: str) -> Iterator[tuple[str, Part]]:
        if sku:
            body = self.parts.get(plan, sku)
            yield from [(sku, part_from(body))] if body else []
            return
        while batch := self.parts.list(plan, after, AT_ONCE):
            yield from ((one, part_from(body)) for one, body in batch)
            after = batch[-1][0]

    def _rows(
        self, sku: str, part: Part, wanted: Tier | None, plan: dict[str, Any], hands: dict[Key, dict[str, Any]]
    ) -> list[TierRow]:
        tiers = [TIERS[n] for n in part.column("tier").tolist()]
        picked = [n for n, tier in enumerate(tiers) if wanted in (None, tier)]
        if not picked:
            return []
        whys, available = self._whys(sku, [part.shops[n] for n in picked], [tiers[n] for n in picked], plan)
        item = self.sources.goods.sku(sku)
        found = []
        for n, why, units in zip(picked, whys, available, strict=True):
            shop = part.shops[n]
            hand = hands.get((sku, shop)) or hands.get((sku, "")) or {"tier": "", "note": ""}
            found.append(TierRow(sku, shop, item.title if item else sku, tiers[n], hand["tier"], hand["note"],
                                 round(float(part.rates[n]), 3), units, why))  # fmt: skip
        return found

    def _whys(
        self, sku: str, shops: Sequence[str], tiers: Sequence[Tier], plan: dict[str, Any]
    ) -> tuple[list[Text], list[int]]:
        """Return why each row is in its tier, and the units available there."""
        last, goods = int(plan["history_until_day"]), self.sources.goods
        rows = {shop: n for n, shop in enumerate(shops)}
        # A depot sells what its shops sell, as in the plan.
        filled = {shop.shop: rows[shop.supplied_from] for shop in goods.shops()
                  if shop.supplied_from in rows and shop.supplied_from != shop.shop}
        found = [sold(self.sources.state, sku, last, home_shop(goods))]
        history = histories(found, [rows], len(shops), last) + histories(found, [filled], len(shops), last)
        levels = {level.shop: max(level.available, 0) for level in self.sources.ledger.levels([sku])}
        available = [levels.get(shop, 0) for shop in shops]
        item = goods.sku(sku)
        launched = item.launched_on if item else None
        age = float(max(last + 1 - parse_day(launched, "launched_on"), 0)) if launched else np.nan
        seen = signs(history, np.array(available, dtype=np.float64), np.full(len(shops), age))
        limits = Limits(hot_rate=float(plan["hot_rate_used"]))
        return [reason(seen, n, tier, limits) for n, tier in enumerate(tiers)], available
