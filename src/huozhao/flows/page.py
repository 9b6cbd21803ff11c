"""A page: profile + what lies near → recall → rank → rerank → zones of goods, each with its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from uuid import uuid4

from huozhao.events.catalogue import RecommendationShown
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.flows.consents import Consents
from huozhao.flows.learned import Learned
from huozhao.flows.near import Near, Nearby
from huozhao.flows.shopper import Shoppers
from huozhao.matching.candidates import Candidate, Delivery, Ranked, Reason, Source, Taste
from huozhao.matching.model import Model
from huozhao.matching.rank import Rules, blend, reason, rerank
from huozhao.matching.recall import goes_with, item_cf, user_cf
from huozhao.matching.shelf import Shelf, content, popular
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import BadInput, HuozhaoError
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

PLACEMENTS = ("home", "product", "cart", "order_done")
SMALL_ZONE = 8


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """A zone: its title and the sources it draws on; no sources = all of them, filling the main zone.

    Zones choose by `turn`; one of `share` < 1 leaves the rest of what its sources found to the zones after it.
    """

    zone: str
    title: Text
    sources: tuple[Source, ...] = ()
    turn: int = 0
    share: float = 1.0


FOR_YOU = ZonePlan("for_you", Text("为你推荐", "For you"), turn=1)
ALIKE = ZonePlan(
    "similar_shoppers", Text("与你相似的用户还购买了", "Shoppers like you also bought"), ("user_cf",), share=0.5
)
GOES_WITH = ZonePlan("goes_with", Text("搭配购买", "Goes well with this"), ("complement",))
INSTEAD = ZonePlan("similar", Text("看了又看", "Others looked at"), ("substitute", "content"))
HOT = ZonePlan("popular", Text("本店热卖", "Popular in the mall"), ("popular", "newest"), turn=2)
# Each zone is shown in the order written here.
PLANS: dict[str, tuple[ZonePlan, ...]] = {
    "home": (FOR_YOU, ALIKE, HOT),
    "product": (GOES_WITH, INSTEAD, FOR_YOU),
    "cart": (GOES_WITH, FOR_YOU),
    "order_done": (GOES_WITH, ALIKE, FOR_YOU),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One recommended product on a page; `position` counts from 0 over the whole page."""

    sku: Sku
    position: int
    score: float
    reason: Reason
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone of a page."""

    zone: str
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page made for one shopper. `personal` is false when nothing of theirs was used."""

    request_id: str
    placement: str
    zones: tuple[Zone, ...]
    personal: bool
    model: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page is asked for: who, where on the mall, where on the map, beside which product."""

    placement: str
    shopper: str
    place: Coordinates | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes pages from live state and the newest model."""

    shoppers: Shoppers
    learned: Learned
    consents: Consents
    near: Near
    log: EventLog
    clock: Callable[[], int]
    page_items: int
    record: bool
    appended: Callable[[], None]

    def page(self, asked: Ask) -> Page:
        """Return a page and record what it shows; BadInput for an unknown placement or a product page without one."""
        _check(asked)
        ask = self._known(asked)
        now, tastes, model = self.clock(), self.shoppers.tastes(ask.shopper), self.learned.model()
        candidates = self._recall(ask, tastes, model, now)
        zones = self._zones(ask, tastes, candidates)
        personal = any(taste.weight > 0 for taste in tastes)
        page = Page(uuid4().hex, ask.placement, zones, personal, model.version)
        if asked.shopper:
            self._record(page, ask.shopper, now)
        return page

    def recommend(self, shopper: str, limit: int, place: Coordinates | None = None) -> list[Item]:
        """Return a shopper's own list, best first."""
        ask = self._known(Ask("home", shopper, place))
        tastes = self.shoppers.tastes(ask.shopper)
        ranked = blend(self._recall(ask, tastes, self.learned.model(), self.clock()), "home")
        near = self.near.look(place, [item.sku for item in ranked])
        rules = _rules(self.learned.shelf(), tastes, near, set())
        return _items(rerank(ranked, rules, limit), rules, near, 0)

    def _known(self, ask: Ask) -> Ask:
        """Return what is asked for without the shopper, unless there is consent to personal recommendation."""
        return ask if self.consents.allows(ask.shopper, PERSONALISATION) else replace(ask, shopper="")

    def _recall(self, ask: Ask, tastes: list[Taste], model: Model, now: int) -> list[Candidate]:
        shelf = self.learned.shelf()
        found = item_cf.recall(model, tastes, now) + user_cf.recall(model, self.shoppers.person(ask.shopper), tastes)
        found += content(shelf, tastes) + popular(shelf)
        seeds = _seeds(ask, tastes)
        found += [c for seed in seeds for part in goes_with.recall(model, seed) for c in part]
        if ask.sku:
            found += content(shelf, [Taste(ask.sku, 10, 0, now)])
        return found

    def _zones(self, ask: Ask, tastes: list[Taste], candidates: Sequence[Candidate]) -> tuple[Zone, ...]:
        shelf, ranked = self.learned.shelf(), blend(candidates, ask.placement)
        near = self.near.look(ask.place, [item.sku for item in ranked])
        used = {ask.sku} if ask.sku else set()
        used |= {t.sku for t in tastes if t.last_name == "Product Added To Cart"} if ask.placement == "cart" else set()
        chosen: dict[str, list[Ranked]] = {}
        rules = _rules(shelf, tastes, near, used)
        for plan in sorted(PLANS[ask.placement], key=lambda plan: plan.turn):
            rules = _rules(shelf, tastes, near, used)
            chosen[plan.zone] = _choose(plan, candidates, rules) if plan.sources else rerank(
                ranked, rules, self.page_items)
            used |= {item.sku for item in chosen[plan.zone]}
        zones: list[Zone] = []
        for plan in PLANS[ask.placement]:
            start = sum(len(zone.items) for zone in zones)
            if chosen[plan.zone]:
                zones.append(Zone(plan.zone, plan.title, tuple(_items(chosen[plan.zone], rules, near, start))))
        return tuple(zones)

    def _record(self, page: Page, shopper: str, now: int) -> None:
        """Record the impression in the background; a busy log costs the record, never the page."""
        skus = [item.sku.sku for zone in page.zones for item in zone.items]
        if not (self.record and skus):
            return
        shown = RecommendationShown(page.request_id, page.placement, skus)
        try:
            future = self.log.submit([event(f"shown-{page.request_id}", now, shopper, shown, "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())


def _check(ask: Ask) -> None:
    if ask.placement not in PLACEMENTS:
        raise BadInput("unknown_placement", f"there is no placement {ask.placement!r}", field="placement",
                       hint=f"one of {', '.join(PLACEMENTS)}")
    if ask.placement == "product" and not ask.sku:
        raise BadInput("sku_missing", "a product page needs its product", field="sku", hint="send sku")


def _seeds(ask: Ask, tastes: Sequence[Taste]) -> list[str]:
    """Return the products that the page is about."""
    if ask.sku:
        return [ask.sku]
    name = {"cart": "Product Added To Cart", "order_done": "Order Paid"}.get(ask.placement)
    return [taste.sku for taste in item_cf.freshest(tastes, 10) if taste.last_name == name]


def _choose(plan: ZonePlan, candidates: Sequence[Candidate], rules: Rules) -> list[Ranked]:
    pool = blend([c for c in candidates if c.source in plan.sources], "")
    found = rerank(pool, rules, ceil(SMALL_ZONE / plan.share))
    return found[: min(SMALL_ZONE, ceil(len(found) * plan.share))]


def _rules(shelf: Shelf, tastes: Sequence[Taste], near: Nearby, used: set[str]) -> Rules:
    bought = {taste.sku: taste.bought for taste in tastes if taste.bought > 0}
    return Rules(shelf.goods, bought, frozenset(used), near.can_deliver)


def _items(ranked: Sequence[Ranked], rules: Rules, near: Nearby, start: int) -> list[Item]:
    goods, bought = rules.goods, rules.bought
    return [
        Item(goods[r.sku], start + n, round(r.score, 4), reason(r, goods, bought), near.deliveries.get(r.sku))
        for n, r in enumerate(ranked)
    ]
