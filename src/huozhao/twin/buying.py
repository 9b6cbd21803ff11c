"""From cart to doorstep: order, take another product when one has run out, wait or not, pay, receive, judge, write."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS
from huozhao.twin.habits import IMPATIENCE_A_DAY, LEAVES, SUBSTITUTES
from huozhao.twin.history import lines_of
from huozhao.twin.report import Fact
from huozhao.twin.reviews import reviews
from huozhao.twin.session import Mall, Session
from huozhao.twin.visits import Visit

SECOND_MS, MINUTE_MS = 1_000, 60_000
MOST_TRIES = 3


def buy(session: Session) -> Iterator[int]:
    """Order what lies in the cart; a product that has run out is replaced, or the shopper goes without."""
    session.send()
    rng = np.random.default_rng([*session.visit.seed, 8])
    for number in range(MOST_TRIES):
        order = f"O{session.visit.id}" + (f"-again{number}" if number else "")
        status, body = _ask(session, order)
        if status != 409:
            yield from _go_on(session, order, status, body, rng)
            return
        if not _chooses_other(session, body, rng):
            return


def _ask(session: Session, order: str) -> tuple[int, Any]:
    mall = session.mall
    return mall.api.post("/v1/orders", {
        "order": order, "shopper": session.id, "lines": lines_of(mall.city, session.cart),
        "place": mall.place(session.visit.shopper), "hold_minutes": 30, "vouchers": "best",
    })


def _chooses_other(session: Session, body: Any, rng: np.random.Generator) -> bool:
    """Take a refused order as shoppers do: choose another of the type, leave for another shop, or do without."""
    mall, lines = session.mall, lines_of(session.mall.city, session.cart)
    mall.report.count("orders lost (out of stock)")
    mall.report.count("units lost (out of stock)", sum(line["quantity"] for line in lines))
    mall.report.note(Fact("refused", mall.life.now, session.visit.shopper))
    drawn = rng.random()
    if drawn < LEAVES.value:
        mall.minds.ran_out(session.visit.shopper)
        return False
    gone = mall.index[lines[_lacking(body, len(lines))]["sku"]]
    out = {look.sku for look in session.cart}
    takes = drawn < LEAVES.value + SUBSTITUTES.value
    other = _next_best(mall, session.visit.shopper, out, gone) if takes else None
    moved = [replace(look, sku=other) if look.sku == gone and other is not None else look for look in session.cart]
    session.cart = [look for look in moved if look.sku != gone]
    return bool(session.cart)


def _lacking(body: Any, count: int) -> int:
    """Return which line an answer says is short."""
    found = re.fullmatch(r"lines\[(\d+)\]", str(((body or {}).get("error") or {}).get("field", "")))
    return min(int(found[1]), count - 1) if found else 0


def _next_best(mall: Mall, shopper: int, out: set[int], gone: int) -> int | None:
    """Return what the shopper likes most of the same type, None when there is nothing else."""
    kinds = mall.city.assortment.kind
    same = [sku for sku in np.flatnonzero(kinds == kinds[gone]).tolist() if sku not in out]
    return max(same, key=lambda sku: mall.city.people.utility[shopper, sku], default=None)


def _go_on(session: Session, order: str, status: int, body: Any, rng: np.random.Generator) -> Iterator[int]:
    """Pay for an order that was taken, unless it takes too long or the shopper thinks again."""
    mall, visit = session.mall, session.visit
    if not mall.report.check("order", (status, body)):
        return
    yield 30 * SECOND_MS
    promised = _promised(body)
    waits = rng.random() < (1 - IMPATIENCE_A_DAY.value) ** (promised / (24 * 60))
    if visit.cancels or not waits:
        reason = "changed_mind" if waits else "too_slow"
        mall.report.check("cancel", mall.api.post(f"/v1/orders/{order}/cancel", {"reason": reason}))
        if not waits:
            mall.report.count("orders given up (too slow)")
            mall.report.note(Fact("too_slow", mall.life.now, visit.shopper))
        return
    mall.report.count("orders")
    paid = mall.door.pay(visit, order, mall.life.now)
    if paid[0] == 409:
        # Where the mall's clock is fast and the machine slow, goods were given back before the shopper could pay.
        mall.report.count("orders paid too late")
    elif mall.report.check("pay", paid):
        lines = lines_of(mall.city, session.cart)
        mall.report.note(_bought(mall, visit, lines, int(body.get("discount_fen") or 0)))
        mall.minds.bought(visit.shopper)
        mall.door.bought(visit)
        mall.cupboard.put(visit.shopper, (mall.index[line["sku"]] for line in lines), mall.life.now)
        yield from _deliver(mall, visit, order, lines, promised)


def _bought(mall: Mall, visit: Visit, lines: list[dict[str, Any]], off_fen: int) -> Fact:
    goods = mall.city.assortment.goods
    cost = sum(line["quantity"] * goods[mall.index[line["sku"]]]["cost_fen"] for line in lines)
    paid = sum(line["quantity"] * line["price_fen"] for line in lines)
    mall.report.count("orders with a discount", int(off_fen > 0))
    return Fact("order", mall.life.now, visit.shopper, paid - off_fen, cost)


def _promised(body: dict[str, Any]) -> int:
    return max([int(part.get("promised_minutes") or 30) for part in body.get("parts", [])], default=30)


def _deliver(mall: Mall, visit: Visit, order: str, lines: list[dict[str, Any]], promised: int) -> Iterator[int]:
    ordered = mall.life.now
    yield 12 * MINUTE_MS
    if not mall.report.check("ship", mall.api.post(f"/v1/orders/{order}/ship", {})):
        return
    mall.door.shipped(visit, order, mall.life.now)
    yield max(MINUTE_MS, int((promised * visit.slow - 12) * MINUTE_MS))
    skus = [mall.index[line["sku"]] for line in lines]
    if mall.report.check("deliver", mall.api.post(f"/v1/orders/{order}/deliver", {})):
        mall.report.count("deliveries")
        hours = (mall.life.now - ordered) / 3_600_000
        mall.report.note(Fact("delivered", mall.life.now, visit.shopper, hours))
        mall.minds.received(visit, skus, (mall.life.now - ordered) / MINUTE_MS / promised)
        mall.life.begin(mall.life.now, _review(mall, visit, order, skus))
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
                 "shopper": mall.door.who(visit.shopper), "properties": said}
        if mall.report.check("events", mall.api.post("/v1/events", {"events": [event]})):
            mall.report.count("reviews")
