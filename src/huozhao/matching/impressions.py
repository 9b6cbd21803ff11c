"""The fold of recommendations: what was shown where, and what shoppers did about it, for attribution and fatigue."""

from collections.abc import Callable, Iterable

import msgspec

from huozhao.events.catalogue import (
    OrderPaid,
    ProductAddedToCart,
    ProductViewed,
    RecommendationClicked,
    RecommendationShown,
)
from huozhao.events.event import Event, Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.terms.time import local_day

# One row a page; `items` is JSON: [sku, zone, source] in the order of the page.
IMPRESSIONS = Table("impressions", ("request_id",), put=("shopper", "shown_at", "placement", "arm", "policy", "items"))
# What each shopper was shown, page by page: SKUs parted by line ends.
SEEN = Table("seen", ("shopper", "shown_at"), put=("skus",))
SHOWN_BY = Table("shown_by", ("day", "placement", "zone", "source", "arm"), add=("times",))
# Acts that may answer a recommendation, in order of time within a day.
ANSWERS = Table("answers", ("day", "at", "shopper", "act", "sku", "event"), put=("request_id", "quantity", "fen"))
CLICK, VIEW, CART, ORDER = "click", "view", "cart", "order"


def fold_impressions(zone: str) -> Fold:
    """Return the fold of recommendations for a mall whose days are counted in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        day = local_day(event.at, zone)
        if isinstance(what, RecommendationShown):
            yield from _shown(event, what, day)
        else:
            yield from _answers(event, day)

    names = {"Recommendation Shown", "Recommendation Clicked", "Product Viewed", "Product Added To Cart", "Order Paid"}
    return Fold("impressions", (IMPRESSIONS, SEEN, SHOWN_BY, ANSWERS), frozenset(names), fold)


def _shown(event: Event, what: RecommendationShown, day: int) -> Iterable[Write]:
    told = [[item.sku, item.zone, item.source] for item in what.items] or [[sku, "", ""] for sku in what.skus]
    put: dict[str, Scalar] = {
        "shopper": event.shopper, "shown_at": event.at, "placement": what.placement, "arm": what.arm,
        "policy": what.policy, "items": msgspec.json.encode(told).decode(),
    }  # fmt: skip
    yield Write(IMPRESSIONS.name, (what.request_id,), put=put, at=event.at)
    if event.shopper:
        yield Write(SEEN.name, (event.shopper, event.at), put={"skus": "\n".join(what.skus)}, at=event.at)
    sums: dict[tuple[str, str], int] = {}
    for _, zone, source in told:
        sums[zone, source] = sums.get((zone, source), 0) + 1
    for (zone, source), times in sums.items():
        yield Write(SHOWN_BY.name, (day, what.placement, zone, source, what.arm), {"times": times})


def _answers(event: Event, day: int) -> Iterable[Write]:
    found = _ACTS[event.name](event.properties)
    for act, sku, request, quantity, fen in found:
        if event.shopper or request:
            put: dict[str, Scalar] = {"request_id": request, "quantity": quantity, "fen": fen}
            yield Write(ANSWERS.name, (day, event.at, event.shopper, act, sku, event.id), put=put, at=event.at)


_Act = tuple[str, str, str, int, int]


def _clicked(what: RecommendationClicked) -> list[_Act]:
    return [(CLICK, what.sku, what.request_id, 1, 0)]


def _viewed(what: ProductViewed) -> list[_Act]:
    """Only a view that says which page it came from can answer it."""
    return [(VIEW, what.sku, what.request_id, 1, 0)] if what.request_id else []


def _carted(what: ProductAddedToCart) -> list[_Act]:
    return [(CART, what.sku, "", what.quantity, 0)]


def _paid(what: OrderPaid) -> list[_Act]:
    sums: dict[str, tuple[int, int]] = {}
    for line in what.lines:
        units, fen = sums.get(line.sku, (0, 0))
        sums[line.sku] = units + line.quantity, fen + line.quantity * line.price_fen
    return [(ORDER, sku, what.request_id or "", units, fen) for sku, (units, fen) in sums.items()]


_ACTS: dict[str, Callable[..., list[_Act]]] = {
    "Recommendation Clicked": _clicked, "Product Viewed": _viewed, "Product Added To Cart": _carted,
    "Order Paid": _paid,
}  # fmt: skip
