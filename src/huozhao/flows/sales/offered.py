"""The sales that strategies offer: the one that is named, or of its kind the one that ends first."""

from collections.abc import Callable
from dataclasses import dataclass

from huozhao.flows.drafted import LIVE, Drafted
from huozhao.flows.sales.quotas import Quotas
from huozhao.operations.offers import Offer
from huozhao.operations.sales.sale import KINDS, Sale, phase
from huozhao.terms.errors import Conflict


@dataclass(frozen=True, slots=True)
class OfferedSales:
    """Finds what an offer of a sale stands for."""

    book: Drafted[Sale]
    quotas: Quotas
    clock: Callable[[], int]

    def of(self, offer: Offer) -> str | None:
        """Return the id of the sale that an offer stands for now, "" for offers of no sale, None when none is on."""
        if offer.kind not in KINDS:
            return ""
        named, now = offer.parameters["sale"], self.clock()
        on = [kept.value for kept in self.book.live() if kept.value.kind == offer.kind
              and named in ("", kept.id) and phase(kept.value, now) == "on" and self.quotas.left(kept.id).free > 0]
        return min(on, key=lambda sale: (sale.ends_at, sale.sale)).sale if on else None

    def require(self, offer: Offer) -> None:
        """Raise Conflict where an offer is of a sale and none is live, on or coming, that it could stand for."""
        if offer.kind not in KINDS:
            return
        now = self.clock()
        live = [kept.id for kept in self.book.all() if kept.state == LIVE and kept.value.kind == offer.kind
                and phase(kept.value, now) != "over"]
        named = str(offer.parameters["sale"])
        if not live or named not in ("", *live):
            what = f"{KINDS[offer.kind].en} {named!r} is not live" if named else f"no {KINDS[offer.kind].en} is live"
            raise Conflict("no_live_sale", what, field="offer.parameters.sale",
                           hint=f"live ones: {', '.join(live[:5])}" if live else
                           "start one under Operation → Flash sales and group-buys / 先在“秒杀与拼团”里开始一个活动")
