"""A living visit: look around, react to what is recommended, buy, pay, receive. Tastes stay hidden."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS
from huozhao.twin.api import Api
from huozhao.twin.city import City
from huozhao.twin.history import lines_of
from huozhao.twin.life import Life, Steps
from huozhao.twin.report import Report
from huozhao.twin.reviews import reviews
from huozhao.twin.trust import payment_of
from huozhao.twin.visits import Look, Visit, buying_chance, click_chance

SECOND_MS = 1_000
MINUTE_MS = 60_000
MOST_CLICKS = 3


class Mall:
    """What a visit needs: the city it comes from, the way to the mall, the time and the report."""

    def __init__(self, city: City, api: Api, life: Life, report: Report) -> None:
        self.city, self.api, self.life, self.report = city, api, life, report
        self.index = {sku: number for number, sku in enumerate(city.assortment.skus)}

    def place(self, shopper: int) -> dict[str, Any]:
        """Return where the shopper is, as sent to the mall."""
        longitude, latitude = self.city.people.homes[shopper]
        return {"longitude": round(float(longitude), 6), "latitude": round(float(latitude), 6), "system": "wgs84"}


class _Session:
    """One running visit: numbers its events and remembers what lies in the cart."""

    def __init__(self, mall: Mall, visit: Visit) -> None:
        self.mall, self.visit = mall, visit
        self.id = mall.city.people.ids[visit.shopper]
        self.rng = np.random.default_rng([*visit.seed, 1])
        self.cart: list[Look] = []
        self.sent = 0

    def tell(self, *happened: tuple[str, dict[str, Any]]) -> None:
        """Send events that happen now."""
        events = []
        for name, properties in happened:
            self.sent += 1
            events.append({"id": f"tw-{self.visit.id}-live-{self.sent}", "name": name, "at": self.mall.life.now,
                           "shopper": self.id, "properties": properties})
        if events and self.mall.report.check("events", self.mall.api.post("/v1/events", {"events": events})):
            self.mall.report.count("events", len(events))

    def page(self, placement: str, sku: str | None = None) -> tuple[str, list[str]]:
        """Ask for a page; return its request id and the recommended SKUs in order."""
        asked: dict[str, Any] = {"placement": placement, "shopper": self.id,
                                 "place": self.mall.place(self.visit.shopper)}
        if sku:
            asked["sku"] = sku
        answer = self.mall.api.post("/v1/page", asked)
        if not self.mall.report.check("page", answer):
            return "", []
        self.mall.report.count("pages")
        return answer[1]["request_id"], [item["sku"] for zone in answer[1]["zones"] for item in zone["items"]]


def live_visit(mall: Mall, visit: Visit) -> Steps:
    """Run one visit step by step; yields ms to wait between steps."""
    session = _Session(mall, visit)
    mall.report.count("visits")
    session.tell(("Page Viewed", {"page": "home"}))
    yield from _react(session, "home", None)
    if visit.search:
        session.tell(("Products Searched", {"query": visit.search}))
        yield 4 * SECOND_MS
    for number, look in enumerate(visit.looks):
        yield from _look(session, look, {})
        if number == 0:
            yield from _react(session, "product", mall.city.assortment.goods[look.sku]["sku"])
    if session.cart:
        yield from _react(session, "cart", None)
    if session.cart and visit.checks_out:
        yield 20 * SECOND_MS
        yield from _order(session)


def _react(session: _Session, placement: str, sku: str | None) -> Iterator[int]:
    """Look at what is recommended from the top down and follow what appeals."""
    request, skus = session.page(placement, sku)
    yield 3 * SECOND_MS
    clicks = 0
    for position, shown in enumerate(skus):
        index = session.mall.index.get(shown)
        if index is None or clicks == MOST_CLICKS:
            continue
        if session.rng.random() < click_chance(session.mall.city, session.visit.shopper, index, position):
            clicks += 1
            session.mall.report.count("clicks")
            session.tell(("Recommendation Clicked", {
                "request_id": request, "placement": placement, "sku": shown, "position": position}))
            origin = {"placement": placement, "request_id": request}
            yield from _look(session, _impulse(session, index), origin)


def _impulse(session: _Session, index: int) -> Look:
    takes = session.rng.random() < buying_chance(session.mall.city, session.visit.shopper, index)
    return Look(index, int(session.rng.gamma(2.0, 9_000)) + 1_000, int(takes), bool(session.rng.random() < 0.1))


def _look(session: _Session, look: Look, origin: dict[str, str]) -> Iterator[int]:
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


def _order(session: _Session) -> Iterator[int]:
    mall, visit = session.mall, session.visit
    order, lines = f"O{visit.id}", lines_of(mall.city, session.cart)
    status, body = answer = mall.api.post("/v1/orders", {
        "order": order, "shopper": session.id, "lines": lines, "place": mall.place(visit.shopper),
        "hold_minutes": 30,
    })
    if status == 409:
        mall.report.count("orders lost (out of stock)")
        mall.report.count("units lost (out of stock)", sum(line["quantity"] for line in lines))
        return
    if not mall.report.check("order", answer):
        return
    mall.report.count("orders")
    yield 30 * SECOND_MS
    if visit.cancels:
        mall.report.check("cancel", mall.api.post(f"/v1/orders/{order}/cancel", {"reason": "changed_mind"}))
        return
    paid = mall.api.post(f"/v1/orders/{order}/pay", {"payment_method": payment_of(mall.city, visit.shopper)})
    if mall.report.check("pay", paid):
        yield from _deliver(mall, visit, order, lines, _promised(body))


def _promised(body: dict[str, Any]) -> int:
    return max([int(part.get("promised_minutes") or 30) for part in body.get("parts", [])], default=30)


def _deliver(mall: Mall, visit: Visit, order: str, lines: list[dict[str, Any]], promised: int) -> Iterator[int]:
    yield 12 * MINUTE_MS
    if not mall.report.check("ship", mall.api.post(f"/v1/orders/{order}/ship", {})):
        return
    yield max(MINUTE_MS, int((promised * visit.slow - 12) * MINUTE_MS))
    if mall.report.check("deliver", mall.api.post(f"/v1/orders/{order}/deliver", {})):
        mall.report.count("deliveries")
        mall.life.begin(mall.life.now, _review(mall, visit, order, [mall.index[line["sku"]] for line in lines]))
    if visit.returns:
        yield 2 * DAY_MS
        back = [{"sku": lines[0]["sku"], "quantity": lines[0]["quantity"]}]
        if mall.report.check("return", mall.api.post(f"/v1/orders/{order}/return", {"lines": back})):
            mall.report.count("returns")


def _review(mall: Mall, visit: Visit, order: str, skus: list[int]) -> Iterator[int]:
    for number, (at, said) in enumerate(sorted(
        reviews(mall.city, visit.seed, order, skus, mall.life.now), key=lambda each: each[0]
    )):
        yield max(0, at - mall.life.now)
        event = {"id": f"tw-{visit.id}-review-{number}", "name": "Product Reviewed", "at": mall.life.now,
                 "shopper": mall.city.people.ids[visit.shopper], "properties": said}
        if mall.report.check("events", mall.api.post("/v1/events", {"events": [event]})):
            mall.report.count("reviews")
