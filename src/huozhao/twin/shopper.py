"""A living visit: look around, react to what is recommended, buy, pay, receive. Tastes stay hidden."""

from collections.abc import Iterator
from dataclasses import replace
from math import log
from typing import Any

from huozhao.terms.time import DAY_MS
from huozhao.twin.bargains import weigh
from huozhao.twin.buying import SECOND_MS, buy
from huozhao.twin.habits import CARRIED, CARRIED_DAYS
from huozhao.twin.hearing import see
from huozhao.twin.life import Steps
from huozhao.twin.report import Fact
from huozhao.twin.session import Mall, Session, Shown
from huozhao.twin.visits import Look, Visit, buying_chance, click_chance

MOST_CLICKS = 3
LN2 = log(2)


def live_visit(mall: Mall, visit: Visit) -> Steps:
    """Run one visit step by step, if the shopper still comes; yields ms to wait between steps."""
    if not mall.minds.comes(visit):
        return
    session = Session(mall, visit)
    mall.report.count("visits")
    mall.report.note(Fact("visit", mall.life.now, visit.shopper))
    session.tell(("Page Viewed", {"page": "home"}))
    shown = session.page("home")
    yield from see(session, shown)
    yield from _react(session, "home", shown)
    yield from _wished(session)
    if visit.search:
        session.tell(("Products Searched", {"query": visit.search}))
        yield 4 * SECOND_MS
    for number, planned in enumerate(visit.looks):
        look = planned if session.wants(planned.sku) else replace(planned, quantity=0)
        yield from _look(session, look, {})
        if number == 0:
            yield from _react(session, "product", session.page("product", mall.city.assortment.goods[look.sku]["sku"]))
    if session.cart:
        yield from _react(session, "cart", session.page("cart"))
        yield from weigh(session)
    if session.cart and (visit.checks_out or session.tempted):
        yield 20 * SECOND_MS
        yield from buy(session)
    else:
        session.send()
        if session.cart and session.rng.random() < CARRIED.value:
            mall.life.begin(mall.life.now, _comes_back(session))


def _comes_back(session: Session) -> Steps:
    """Buy after some days what was left in the cart: one to some days, half of them within the median."""
    yield int((1 + session.rng.exponential(CARRIED_DAYS.value - 1) / LN2) * DAY_MS)
    yield from buy(session)


def _wished(session: Session) -> Iterator[int]:
    """Look at the goods that a message was about."""
    for sku in session.wished:
        yield from _look(session, _impulse(session, session.mall.index[sku]), {})


def _react(session: Session, placement: str, shown: Shown) -> Iterator[int]:
    """Look at what is recommended from the top down and follow what appeals."""
    yield 3 * SECOND_MS
    clicks = 0
    for position, sku in enumerate(shown.skus):
        index = session.mall.index.get(sku)
        if index is None or clicks == MOST_CLICKS:
            continue
        if session.rng.random() < click_chance(session.mall.city, session.visit.shopper, index, position):
            clicks += 1
            session.tell(("Recommendation Clicked", {
                "request_id": shown.request, "placement": placement, "sku": sku, "position": position}))
            origin = {"placement": placement, "request_id": shown.request}
            yield from _look(session, _impulse(session, index), origin)


def _impulse(session: Session, index: int) -> Look:
    takes = session.rng.random() < buying_chance(session.mall.city, session.visit.shopper, index)
    takes = takes and session.wants(index)
    return Look(index, int(session.rng.gamma(2.0, 9_000)) + 1_000, int(takes), bool(session.rng.random() < 0.1))


def _look(session: Session, look: Look, origin: dict[str, str]) -> Iterator[int]:
    sku = session.mall.city.assortment.goods[look.sku]["sku"]
    yield 2 * SECOND_MS + look.dwell_ms
    happened: list[tuple[str, dict[str, Any]]] = [
        ("Product Viewed", {"sku": sku, "dwell_ms": look.dwell_ms, **origin})
    ]
    if look.favourite:
        happened.append(("Product Favourited", {"sku": sku}))
    if look.quantity:
        happened.append(("Product Added To Cart", {"sku": sku, "quantity": look.quantity}))
        session.cart.append(look)
    session.tell(*happened)


