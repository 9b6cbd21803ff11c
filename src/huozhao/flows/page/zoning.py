"""From the pool to zones: what each zone draws on is ranked, laid out under the rules, and given its reasons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.near import Nearby
from huozhao.flows.page.options import Options
from huozhao.flows.page.plans import SMALL_ZONE, ZonePlan
from huozhao.flows.page.sight import Sight
from huozhao.flows.page.values import Item, Trace, Zone
from huozhao.matching.candidates import Ranked, Reason
from huozhao.matching.pool import COLUMN, Floats, Pool
from huozhao.matching.rank import reason
from huozhao.matching.rerank.lay_out import Laid, Placed, Shape, lay_out
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.rerank.stand import Stands
from huozhao.matching.zones import Offered
from huozhao.terms.text import Text

PICKED = Reason("pinned", Text("店长推荐", "Picked by the mall"))
# What answers a need leaves half of it to the zones after it, so that a small mall has more than one zone.
NEED_SHARE = 0.5
TIE, FIT = 1e-3, 0.5
QUIET = frozenset({"search", "popup"})


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The rows of a pool in an order, as SKUs with scores: a zone mostly looks at the first few."""

    skus: Sequence[str]
    scores: Floats
    order: Sequence[int]

    def __iter__(self) -> Iterator[tuple[str, float]]:
        """Yield the best first."""
        return ((self.skus[row], float(self.scores[row])) for row in self.order)


@dataclass(slots=True)
class Zoning:
    """Lays out the zones of one page; `factors` (n,) are the changes of scores by row of the pool.

    `parts` (n, S) are what each source adds to a product: the greatest gives the reason.
    """

    sight: Sight
    pool: Pool
    total: Floats
    parts: Floats
    factors: Floats
    near: Nearby
    options: Options
    chance: Random
    trace: Trace
    probabilities: Floats | None = None
    used: set[str] = field(default_factory=set)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    stands: Stands = field(init=False)
    out: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        """Say once what may stand on this page."""
        sight = self.sight
        # What was found not to stand in one zone need not be asked about in the next.
        self.out = np.zeros(len(self.pool.skus), np.bool_)
        self.stands = Stands(sight.shelf.goods, sight.ask.placement, sight.bought, sight.due, sight.own,
                             self.near.can_deliver, self.options.sensitive, (), sight.rules)  # fmt: skip

    def zones(self, plans: Sequence[ZonePlan], offered: Sequence[Offered]) -> tuple[Zone, ...]:
        """Return the zones in the order of the page; those that are offered above the main one choose first."""
        self.used = set(self.sight.own)
        self.trace.why_not = self.stands.why_not
        above = sorted((o for o in offered if o.priority > 0), key=lambda o: -o.priority)
        below = sorted((o for o in offered if o.priority <= 0), key=lambda o: -o.priority)
        high = [self._offered(each) for each in above]
        chosen = {plan.zone: self._planned(plan) for plan in sorted(plans, key=lambda plan: plan.turn)}
        low = [self._offered(each) for each in below]
        found = [*high, *((p.zone, p.title, chosen[p.zone], None, None) for p in plans), *low]
        zones: list[Zone] = []
        start = 0
        for zone, title, items, because, guide in found:
            if items:
                placed = tuple(self._at(item, start + n) for n, item in enumerate(items))
                zones.append(Zone(zone, title, placed, because, guide))
                start += len(items)
        return tuple(zones)

    def _planned(self, plan: ZonePlan) -> list[Item]:
        if not plan.sources:
            popup = self.sight.ask.placement == "popup"
            return self._main(min(self.options.items, SMALL_ZONE) if popup else self.options.items)
        columns = [COLUMN[source] for source in plan.sources]
        scores = self.pool.scores[:, columns].sum(axis=1)
        kept = self._side(scores, plan.share)
        shares = np.zeros_like(self.pool.scores)
        shares[:, columns] = self.pool.scores[:, columns]
        return self._items(kept, shares)

    def _main(self, limit: int) -> list[Item]:
        """Lay out the main zone: diverse, pinned, with a share of exploration; a search keeps to its order."""
        quiet = self.sight.ask.placement in QUIET
        shape = Shape(limit, 0.0 if quiet else self.options.diversity, 0.0 if quiet else self.options.explore,
                      1.0 if self.sight.ask.placement in ("search", "category") else 0.4)
        fresh = self._fresh() if self.sight.ask.placement == "home" else ()
        laid = self._lay(self.total, shape, self.sight.rules, None if quiet else self.chance, fresh)
        return self._items(laid.placed, self.parts)

    def _side(self, scores: Floats, share: float) -> Sequence[Placed]:
        """Lay out a side zone, which leaves a share of what it found to the zones after it; pins stand elsewhere."""
        rules = tuple(rule for rule in self.sight.rules if rule.kind != "pin")
        # Where the sources of the zone know no difference, the order of the page does.
        level = TIE * self.total / (float(self.total.max(initial=0.0)) or 1.0)
        laid = self._lay(np.where(scores > 0, scores + level, 0), Shape(ceil(SMALL_ZONE / share)), rules, None)
        kept = laid.placed[: min(SMALL_ZONE, ceil(len(laid.placed) * share))]
        self.used -= {placed.sku for placed in laid.placed[len(kept) :]}
        return kept

    def _fresh(self) -> list[str]:
        """Return the new goods that fit at least half as well as the best of them, best first."""
        column = self.pool.scores[:, COLUMN["newest"]]
        order = np.argsort(-column, kind="stable")
        fit = column[order] > FIT * float(column.max(initial=0.0))
        return [self.pool.skus[row] for row in order[fit].tolist()]

    def _offered(self, each: Offered) -> tuple[str, Text, list[Item], Text | None, Text | None]:
        scores = np.zeros(len(self.pool.skus), np.float32)
        peak = max((c.score for c in each.candidates), default=1.0) or 1.0
        for c in each.candidates:
            if c.sku in self.pool.rows:
                row = self.pool.rows[c.sku]
                scores[row] = max(scores[row], c.score / peak)
        share = NEED_SHARE if each.zone.startswith("need:") else 1.0
        placed = self._side(scores, share)
        own = {c.sku: c for c in each.candidates}
        items = [self._item(p, Ranked(p.sku, p.score, own[p.sku].source, own[p.sku].evidence)) for p in placed]
        return each.zone, each.title, items, each.reason, each.guide

    def _lay(
        self, scores: Floats, shape: Shape, rules: Sequence[MerchRule], chance: Random | None,
        fresh: Sequence[str] = (),
    ) -> Laid:  # fmt: skip
        moved = scores * self.factors
        order = np.argsort(-moved, kind="stable")
        order = order[(moved[order] > 0) & ~self.out[order]]
        ranked = _Ranked(self.pool.skus, moved, order.tolist())
        laid = lay_out(ranked, self._why_not, self.sight.shelf.goods, shape, rules, chance, fresh)
        self.used |= {placed.sku for placed in laid.placed}
        self.out[[self.pool.rows[sku] for sku, why in laid.kept_out.items() if why[0] != "excluded"
                  and sku in self.pool.rows]] = True  # fmt: skip
        self.trace.kept_out.update((sku, why) for sku, why in laid.kept_out.items()
                                   if why[0] != "excluded" or sku in self.sight.own)
        return laid

    def _why_not(self, sku: str) -> tuple[str, str]:
        """Return what keeps a product from the zone being laid out: asked once a page, but for what stands already."""
        if sku in self.used:
            return "excluded", ""
        found = self.codes.get(sku)
        if found is None:
            found = self.codes[sku] = self.stands.why_not(sku)
        return found

    def _items(self, placed: Iterable[Placed], parts: Floats) -> list[Item]:
        leaders = self.pool.leaders(parts)
        return [self._item(each, self._ranked(each, leaders)) for each in placed]

    def _ranked(self, placed: Placed, leaders: np.ndarray) -> Ranked:
        row = self.pool.rows.get(placed.sku, -1)
        if row < 0:
            return Ranked(placed.sku, placed.score, "popular")
        led = self.pool.candidates[int(leaders[row])]
        return Ranked(placed.sku, placed.score, led.source, led.evidence)

    def _item(self, placed: Placed, ranked: Ranked) -> Item:
        goods, row = self.sight.shelf.goods, self.pool.rows.get(placed.sku, -1)
        chance = None if self.probabilities is None or row < 0 else round(float(self.probabilities[row]), 5)
        why = PICKED if placed.pinned_by and row < 0 else reason(ranked, goods, self.stands.bought)
        return Item(
            goods[placed.sku], 0, round(placed.score, 4), why,
            self.near.deliveries.get(placed.sku), round(placed.propensity, 6), chance, placed.pinned_by,
            placed.is_explored,
        )  # fmt: skip

    def _at(self, item: Item, position: int) -> Item:
        return Item(item.sku, position, item.score, item.reason, item.delivery, item.propensity, item.probability,
                    item.pinned_by, item.is_explored)
