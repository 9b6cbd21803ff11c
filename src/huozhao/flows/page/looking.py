"""Look at what a page needs to know before it recalls: the shopper, the moment, the mall, the rules that hold."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.learning.learned import Learned
from huozhao.flows.page.ask import Ask
from huozhao.flows.page.gather import Watch
from huozhao.flows.page.options import Options
from huozhao.flows.page.sight import ContextOf, Sight
from huozhao.flows.people.shopper import Shoppers
from huozhao.insight.rfm import SEGMENTS
from huozhao.matching.candidates import Taste
from huozhao.matching.context import Context
from huozhao.matching.goods_table import GoodsTable
from huozhao.matching.impressions import SEEN
from huozhao.matching.purchases import Purchase
from huozhao.matching.recall import repeat
from huozhao.matching.rerank.rules import MerchRule
from huozhao.operations.assignment import is_held_out
from huozhao.terms.time import DAY_MS, local_day

RulesNow = Callable[[], Sequence[MerchRule]]
MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class Looking:
    """Reads live state for one page; what cannot be read is left out, and the page is made without it."""

    state: StateStore
    shoppers: Shoppers
    learned: Learned
    table: Fresh[GoodsTable]
    rules: RulesNow
    context: ContextOf
    options: Options
    zone: str
    words: Callable[[Mapping[str, str]], Sequence[str]] = lambda _: ()

    def sight(self, ask: Ask, now: int, watch: Watch, more: Sequence[MerchRule] = ()) -> Sight:
        """Return what is known for a page; `ask.shopper` is empty without consent, `more` are rules of this page."""
        plain = Context(now, local_day(now, self.zone), 0, 12, ask.place, ask.city)
        context = watch.run("context", lambda: self.context(ask.place, ask.city, now, ask.shopper), plain, needed=True)
        tastes = watch.run("tastes", lambda: self.shoppers.tastes(ask.shopper), list[Taste](), needed=True)
        segments = watch.run("segments", lambda: self._segments(ask.shopper, context), frozenset[str](), needed=True)
        rules = watch.run("rules", lambda: tuple(self.rules()), tuple[MerchRule, ...](), needed=True) + tuple(more)
        person = self.shoppers.person(ask.shopper) if ask.shopper else ""
        holding = tuple(rule for rule in rules if rule.applies(ask.placement, segments, now)
                        and not (person and rule.hold_out and is_held_out(rule.rule, person, rule.hold_out)))
        shown = watch.run("shown", lambda: self._shown(ask.shopper, tastes, now), dict[str, int]())
        bought = watch.run("purchases", lambda: self.shoppers.purchases(ask.shopper), list[Purchase]())
        today = self.learned.today() if ask.shopper else context.day
        due = watch.run("due", lambda: self._due(bought, today), dict[str, float]()) if bought else {}
        words = watch.run("words", lambda: tuple(self.words(context.tags)), tuple[str, ...]())
        return Sight(
            ask, now, today, context, tastes, self.learned.model(), self.learned.shelf(), self.table.get(), bought, due,
            shown, segments, holding, words,
        )  # fmt: skip

    def _due(self, bought: Sequence[Purchase], today: int) -> dict[str, float]:
        return dict(repeat.due(self.learned.recalls.baskets(), bought, today))

    def _segments(self, shopper: str, context: Context) -> frozenset[str]:
        """Return what a rule may name somebody by: the RFM segment and every tag."""
        if not shopper:
            return frozenset()
        standing = self.learned.standing()
        place = standing.shoppers.place(self.shoppers.person(shopper))
        own = {SEGMENTS[int(standing.scores.segment[place])]} if place >= 0 else set[str]()
        return frozenset(own | set(context.tags))

    def _shown(self, shopper: str, tastes: Sequence[Taste], now: int) -> dict[str, int]:
        """Return how often each product was shown of late to a shopper who did nothing about it."""
        if not shopper or not self.options.shown_most:
            return {}
        since = now - self.options.shown_days * DAY_MS
        counts = Counter[str]()
        for member in self.shoppers.sources.known.members(shopper):
            for row in self.state.scan(SEEN.name, (member,), after=(member, since), limit=MOST_PAGES):
                counts.update(str(row["skus"] or "").split("\n"))
        for taste in tastes:
            if taste.at >= since:
                counts.pop(taste.sku, None)
        return counts
