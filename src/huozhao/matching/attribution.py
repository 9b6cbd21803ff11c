"""Attribution: which recommendation an act answers. Pure.

A click names its page. A cart or an order line answers the page it names, where that page showed the product, else the
shopper's last click on the same product; always within 24 hours of when the page was shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from huozhao.matching.impressions import CART, CLICK, ORDER, VIEW
from huozhao.terms.time import DAY_MS

WINDOW_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class Act:
    """An act that may answer a recommendation: `at` in ms, `fen` the money of an order line."""

    at: int
    shopper: str
    act: str
    sku: str
    request: str
    quantity: int = 1
    fen: int = 0


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page on record: when it was shown, and SKU → (zone, source)."""

    shown_at: int
    placement: str
    arm: str
    items: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cut:
    """What figures are cut by."""

    placement: str
    zone: str
    source: str
    arm: str


@dataclass(slots=True)
class Outcome:
    """What came of one cut; money in fen. A product clicked twice on one page counts once."""

    impressions: int = 0
    clicks: int = 0
    carts: int = 0
    orders: int = 0
    units: int = 0
    revenue_fen: int = 0


@dataclass(slots=True)
class Attribution:
    """Gathers outcomes; `page` reads a page on record by its request id."""

    page: Callable[[str], ShownPage | None]
    outcomes: dict[Cut, Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    _clicks: dict[tuple[str, str], str] = field(default_factory=dict)
    _counted: set[tuple[str, str, str]] = field(default_factory=set)

    def take(self, acts: Iterable[Act], since: int) -> None:
        """Take acts in order of time; those before `since` (ms) only tell which page later ones answer."""
        for act in acts:
            named = self._page(act.request, act)
            if act.act in (CLICK, VIEW):
                if named is not None and act.shopper:
                    self._clicks[act.shopper, act.sku] = act.request
            elif named is None:
                act = self._by_click(act)
                named = self._page(act.request, act)
            if named is not None and act.at >= since:
                self._count(act, named)

    def _by_click(self, act: Act) -> Act:
        request = self._clicks.get((act.shopper, act.sku), "") if act.shopper else ""
        return Act(act.at, act.shopper, act.act, act.sku, request, act.quantity, act.fen)

    def _page(self, request: str, act: Act) -> ShownPage | None:
        found = self.page(request) if request else None
        fits = found is not None and act.sku in found.items and 0 <= act.at - found.shown_at <= WINDOW_MS
        return found if fits else None

    def _count(self, act: Act, page: ShownPage) -> None:
        zone, source = page.items[act.sku]
        outcome = self.outcomes[Cut(page.placement, zone, source, page.arm)]
        kind = CLICK if act.act == VIEW else act.act
        first = (act.request, act.sku, kind) not in self._counted
        self._counted.add((act.request, act.sku, kind))
        if kind == CLICK:
            outcome.clicks += first
        elif kind == CART:
            outcome.carts += first
        elif kind == ORDER:
            outcome.orders += 1
            outcome.units += act.quantity
            outcome.revenue_fen += act.fen
