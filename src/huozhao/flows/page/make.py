"""Make one page: look, recall, rank, adjust, lay out; every step timed, and nothing that fails takes the page down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import numpy as np

from huozhao.flows.near import Near, Nearby
from huozhao.flows.page.ask import Ask
from huozhao.flows.page.gather import Watch
from huozhao.flows.page.looking import Looking
from huozhao.flows.page.options import Options
from huozhao.flows.page.plans import ZonePlan
from huozhao.flows.page.recalls import Sources, within
from huozhao.flows.page.sight import Sight
from huozhao.flows.page.values import Trace, Zone
from huozhao.flows.page.zoning import Zoning
from huozhao.matching.candidates import Candidate, Source
from huozhao.matching.context import Context
from huozhao.matching.features import BLEND, Seen, features
from huozhao.matching.page_blend import PageBlend
from huozhao.matching.pool import COLUMN, Floats, Pool, pool
from huozhao.matching.rank import Blended, blended, search_order
from huozhao.matching.ranker import Ranker
from huozhao.matching.recall import own
from huozhao.matching.rerank.adjust import Adjust, presses
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.zones import Offered, Popup

Maker = Callable[[str, Context, str], Sequence[Offered]]
Cover = Callable[[Sequence[str]], Mapping[str, float]]
MOST_RANKED = 300
SEARCH: Source = "search"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page shows before it is wrapped up."""

    zones: tuple[Zone, ...]
    popup: Popup | None
    sight: Sight
    features: Floats
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Making:
    """The steps of a page. `cover` gives days of cover by SKU, `blend` what was learned of the sources' worth."""

    looking: Looking
    sources: Sources
    near: Near
    options: Options
    ranker: Callable[[], Ranker | None]
    makers: Sequence[tuple[str, Maker]] = ()
    cover: Cover = lambda _: {}
    blend: Callable[[], PageBlend | None] = lambda: None

    def draw(
        self, ask: Ask, now: int, watch: Watch, trace: Trace, plans: Sequence[ZonePlan], items: int,
        more: Sequence[MerchRule] = (),
    ) -> Drawn:  # fmt: skip
        """Return the zones of a page, `items` in the main one; `ask.shopper` is empty without consent.

        `more` are rules that hold for this page alone.
        """
        sight = self.looking.sight(ask, now, watch, more)
        trace.rules, trace.segments, trace.context = sight.rules, sight.segments, sight.context
        offered = self._offered(sight, watch)
        found = self._recalled(sight, watch) + [c for each in offered for c in each.candidates]
        trace.candidates = found
        made = pool(within(sight, found))
        even = Blended(made.scores.sum(axis=1), made.scores, False)
        first = watch.run("blend", lambda: self._blended(sight, made), even, needed=True)
        total, near, rows, chances = self._rank(sight, made, first, watch)
        factors = watch.run("adjust", lambda: self._factors(sight, made, trace), np.ones(len(made.skus), np.float32),
                            needed=True)  # fmt: skip
        zoning = Zoning(sight, made, total, first.parts, factors, near, _sized(self.options, items), Random(ask.seed),
                        trace, chances)  # fmt: skip
        kept = [each for each in offered if ask.placement != SEARCH or each.priority > 0]
        zones = watch.run("zones", lambda: zoning.zones(plans, kept), tuple[Zone, ...](), needed=True)
        trace.pool, trace.features, trace.took = made, rows, watch.took
        trace.base = dict(zip(made.skus, total.tolist(), strict=True))
        popup = next((each.popup for each in sorted(offered, key=lambda o: -o.priority) if each.popup), None)
        return Drawn(zones, popup, sight, rows, made.rows)

    def _offered(self, sight: Sight, watch: Watch) -> list[Offered]:
        ask, found = sight.ask, list[Offered]()
        for name, maker in self.makers:
            found += watch.run(name, partial(maker, ask.shopper, sight.context, ask.placement), list[Offered]())
        return found

    def _recalled(self, sight: Sight, watch: Watch) -> list[Candidate]:
        found: list[Candidate] = []
        for place, (name, recall) in enumerate(self.sources.of(sight)):
            found += watch.run(name, partial(recall, sight), list[Candidate](), needed=place == 0)
        return found

    def _blended(self, sight: Sight, made: Pool) -> Blended:
        learned = self.blend() if sight.is_personal else None
        signs = own.signs(made.rows, sight.tastes, sight.now) if learned else made.scores[:, :0]
        return blended(made, sight.ask.placement, learned, signs)

    def _rank(
        self, sight: Sight, made: Pool, first: Blended, watch: Watch
    ) -> tuple[Floats, Nearby, Floats, Floats | None]:
        """Return the score of each row, what lies near, the features, and chances where a ranker says them."""
        order = np.argsort(-first.total, kind="stable")
        near = self.near.look(sight.ask.place, [made.skus[row] for row in order.tolist()], sight.now)
        watch.run("near", near.first, None, needed=True)
        seen = Seen(sight.ask.placement, sight.context, sight.today, sight.own_price_fen, sight.bought, sight.due,
                    sight.shown, sight.words, near.deliveries, near.asked)  # fmt: skip
        rows = watch.run("features", lambda: features(made, sight.table, seen, first), np.zeros((0, 0), np.float32),
                         needed=True)  # fmt: skip
        plain: tuple[Floats, Floats | None] = first.total, None
        total, chances = watch.run("rank", lambda: self._scores(sight, made, first, rows, order), plain, needed=True)
        return total, near, rows, chances

    def _scores(
        self, sight: Sight, made: Pool, first: Blended, rows: Floats, order: np.ndarray
    ) -> tuple[Floats, Floats | None]:
        if sight.ask.placement == SEARCH:
            text = made.scores[:, COLUMN[SEARCH]]
            taste = first.total if sight.is_personal and sight.ask.personal else np.zeros_like(text)
            return search_order(text, taste), None
        ranker = self.ranker()
        if ranker is not None and len(rows):
            return _learned(ranker, rows, order, len(rows))
        return rows[:, BLEND] if len(rows) else first.total, None

    def _factors(self, sight: Sight, made: Pool, trace: Trace) -> Floats:
        """Return the product of all changes of each row, and note them."""
        cover = self.cover(made.skus) if presses(sight.rules) else {}
        adjust = Adjust(sight.rules, sight.shown, self.options.shown_most, cover,
                        lambda sku, source: float(made.scores[made.rows[sku], COLUMN[source]]))  # type: ignore[index]
        found = np.ones(len(made.skus), np.float32)
        if sight.ask.placement == SEARCH and not sight.rules:
            return found
        for sku in adjust.moved(made.rows.keys()):
            goods = sight.shelf.goods.get(sku)
            changes = adjust.changes(goods) if goods else ()
            if changes:
                trace.changes[sku] = changes
                for change in changes:
                    found[made.rows[sku]] *= change.factor
        return found


def _learned(ranker: Ranker, rows: Floats, order: np.ndarray, n: int) -> tuple[Floats, Floats]:
    """Score the first by blend with the ranker; the rest stays out of its zones."""
    total, chances = np.zeros(n, np.float32), np.zeros(n, np.float32)
    top = order[:MOST_RANKED]
    raw = ranker.score(rows[top])
    total[top] = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
    chances[top] = ranker.probability(raw)
    return total, chances


def _sized(options: Options, items: int) -> Options:
    return options if items == options.items else replace(options, items=items)
