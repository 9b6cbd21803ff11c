"""The people on the other side: the operator who runs the plan each night, and the suppliers who deliver."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS, HOUR_MS, day_start, local_day, parse_instant
from huozhao.twin.buying import MINUTE_MS
from huozhao.twin.life import Steps
from huozhao.twin.session import Mall
from huozhao.twin.sources import IN_PARTS, TERMS, answer_to, chance_of, delay_ms, delivery

NIGHT_MS = 2 * HOUR_MS + 30 * MINUTE_MS
# How orders of the storefront are numbered. People who try the demo made them; the city's couriers bring them.
OF_STOREFRONT, ROUND_MS = re.compile(r"S\d{15}"), 5 * MINUTE_MS


def live_operator(mall: Mall) -> Steps:
    """Run the main job now and every night at 02:30, approve most of what is left open, and write to suppliers."""
    coming: set[str] = set()
    for night in count():
        if night % mall.city.settings.nights_between_runs == 0:
            yield from _night(mall)
        _suppliers(mall, coming)
        _movers(mall, coming)
        _tickets(mall)
        yield _until_night(mall)


def _until_night(mall: Mall) -> int:
    zone = mall.city.settings.zone
    tonight = day_start(local_day(mall.life.now, zone), zone) + NIGHT_MS
    return tonight + (DAY_MS if tonight <= mall.life.now else 0) - mall.life.now


def _night(mall: Mall) -> Iterator[int]:
    answer = mall.api.post("/v1/jobs", {"kind": "run"})
    if not mall.report.check("job", answer):
        return
    state, job = "queued", answer[1]["id"]
    # However long it takes: where the mall's clock is fast, a slow machine needs hours of it.
    while state in ("queued", "running"):
        yield MINUTE_MS
        status, body = mall.api.get(f"/v1/jobs/{job}")
        state = body["state"] if status == 200 else state
    mall.report.count(f"runs {state}")
    if not mall.city.settings.approve or state != "done":
        return
    # Proposals stay open for a while, so that a person at the console can decide first.
    yield mall.city.settings.approve_after_minutes * MINUTE_MS
    answers = [mall.api.post("/v1/proposals/approve", part) for part in _decided(mall)]
    if all(mall.report.check("approve", answer) for answer in answers):
        mall.report.count("plans approved")


def _decided(mall: Mall) -> Iterator[dict[str, Any]]:
    """Approve transfers, and purchases of all suppliers; where it is so set all but one a day, left to a person."""
    left = local_day(mall.life.now, mall.city.settings.zone) % len(TERMS) if mall.city.settings.one_by_one else -1
    yield {"all": True, "kind": "transfer"}
    for number, supplier in enumerate(TERMS):
        if number != left:
            yield {"all": True, "kind": "purchase", "supplier": supplier}


def _suppliers(mall: Mall, coming: set[str]) -> None:
    """Send every draft to its supplier, and let what is not yet on its way be confirmed and delivered."""
    for order in _pages(mall, "/v1/purchase-orders", state="open"):
        if order["state"] == "draft":
            mall.report.check("send", mall.api.post(f"/v1/purchase-orders/{order['id']}/send", {"anyway": True}))
        if order["id"] not in coming:
            coming.add(order["id"])
            mall.life.begin(mall.life.now, _supply(mall, order["id"]))


def _supply(mall: Mall, id: str) -> Steps:
    """Be the supplier of one order: answer within hours, come when promised or later, in one part or two."""
    path, rng = f"/v1/purchase-orders/{id}", chance_of(mall.city.settings.seed, id)
    yield int(rng.uniform(0.5, 5) * HOUR_MS)
    order = mall.api.get(path)[1]
    if order.get("state") == "sent":
        mall.report.check("confirm", mall.api.post(f"{path}/confirm", {"lines": answer_to(rng, order)}))
        order = mall.api.get(path)[1]
    yield max(0, parse_instant(order["due_at"]) + delay_ms(rng) - mall.life.now)
    if rng.random() < IN_PARTS:
        _deliver(mall, id, rng, 0.6)
        yield DAY_MS
    _deliver(mall, id, rng, 1.0)


def _deliver(mall: Mall, id: str, rng: np.random.Generator, share: float) -> None:
    path = f"/v1/purchase-orders/{id}"
    status, order = mall.api.get(path)
    if status != 200 or order["state"] not in ("sent", "confirmed", "partly_received"):
        return
    today = local_day(mall.life.now, mall.city.settings.zone)
    came = delivery(rng, order, share, mall.city.assortment.keeps, today)
    told = {"lines": came, "reference": f"DN-{id}-{share:g}"}
    if came and mall.report.check("receive", mall.api.post(f"{path}/receive", told)):
        mall.report.count("supplier deliveries")


def _movers(mall: Mall, coming: set[str]) -> None:
    """Let goods that go from one place of the mall to another arrive when they are due."""
    for order in _pages(mall, "/v1/transfer-orders", open="true"):
        path = f"/v1/transfer-orders/{order['id']}/receive"
        if path not in coming:
            coming.add(path)
            mall.life.begin(parse_instant(order["due_at"]), _arrive(mall, path))


def _arrive(mall: Mall, path: str) -> Steps:
    if mall.report.check("receive", mall.api.post(path, {"lines": None})):
        mall.report.count("transfers")
    yield from ()


def _tickets(mall: Mall) -> None:
    """Hand what shoppers complain of to the suppliers."""
    for ticket in _pages(mall, "/v1/tickets", state="draft"):
        if mall.report.check("tickets", mall.api.post(f"/v1/tickets/{ticket['id']}/send", {})):
            mall.report.count("tickets sent")


def live_courier(mall: Mall) -> Steps:
    """Ship and deliver what was paid before the city was last stopped."""
    left = [order for status in ("paid", "shipped") for order in _pages(mall, "/v1/orders", status=status)]
    for order in left:
        path = f"/v1/orders/{order['order']}"
        if order["status"] == "paid":
            mall.report.check("ship", mall.api.post(f"{path}/ship", {}))
        yield MINUTE_MS
        if mall.report.check("deliver", mall.api.post(f"{path}/deliver", {})):
            mall.report.count("deliveries")


def live_courier_of_guests(mall: Mall) -> Steps:
    """Ship what guests of the storefront have paid, and deliver it when it was promised."""
    while True:
        for order in _of_guests(mall, "shipped"):
            if mall.life.now >= _promised_at(order):
                mall.report.check("deliver", mall.api.post(f"/v1/orders/{order['order']}/deliver", {}))
        for order in _of_guests(mall, "paid"):
            # A group-buy waits for its people; it is tried again in the next round.
            mall.api.post(f"/v1/orders/{order['order']}/ship", {})
        yield ROUND_MS


def _of_guests(mall: Mall, status: str) -> list[dict[str, Any]]:
    return [order for order in _pages(mall, "/v1/orders", status=status) if OF_STOREFRONT.fullmatch(order["order"])]


def _promised_at(order: dict[str, Any]) -> int:
    minutes = max((int(part.get("promised_minutes") or 0) for part in order["parts"]), default=0)
    return parse_instant(order["placed_at"]) + minutes * MINUTE_MS


def _pages(mall: Mall, path: str, **parameters: str) -> Iterator[dict[str, Any]]:
    """Read a whole list, page by page."""
    after = ""
    while True:
        answer = mall.api.get(path, **parameters, **({"after": after} if after else {}))
        if not mall.report.check(path, answer):
            return
        yield from answer[1]["items"]
        after = answer[1].get("next") or ""
        if not after:
            return
