"""The people on the other side: the operator who runs the plan each night, and the suppliers who deliver."""

from collections.abc import Iterator
from typing import Any

from huozhao.terms.time import DAY_MS, HOUR_MS, day_start, local_day, parse_instant
from huozhao.twin.life import Steps
from huozhao.twin.shopper import MINUTE_MS, Mall

NIGHT_MS = 2 * HOUR_MS + 30 * MINUTE_MS
LONGEST_RUN = 240


def live_operator(mall: Mall) -> Steps:
    """Run the main job now and every night at 02:30, approve what is left open, and hand orders to suppliers."""
    coming: set[str] = set()
    while True:
        yield from _night(mall)
        _suppliers(mall, coming)
        _movers(mall, coming)
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
    for _ in range(LONGEST_RUN):
        yield MINUTE_MS
        status, body = mall.api.get(f"/v1/jobs/{job}")
        state = body["state"] if status == 200 else state
        if state not in ("queued", "running"):
            break
    mall.report.count(f"runs {state}")
    if not mall.city.settings.approve or state != "done":
        return
    # Proposals stay open for a while, so that a person at the console can decide first.
    yield mall.city.settings.approve_after_minutes * MINUTE_MS
    if mall.report.check("approve", mall.api.post("/v1/proposals/approve", {"all": True})):
        mall.report.count("plans approved")


def _suppliers(mall: Mall, coming: set[str]) -> None:
    """Send every draft to its supplier, and let what is not yet on its way be delivered when it is due."""
    for order in _pages(mall, "/v1/purchase-orders", state="open"):
        if order["state"] == "draft":
            mall.report.check("send", mall.api.post(f"/v1/purchase-orders/{order['id']}/send", {"anyway": True}))
        if order["id"] not in coming:
            coming.add(order["id"])
            path = f"/v1/purchase-orders/{order['id']}/receive"
            mall.life.begin(parse_instant(order["due_at"]), _receive(mall, path, "supplier deliveries"))


def _movers(mall: Mall, coming: set[str]) -> None:
    """Let goods that go from one place of the mall to another arrive when they are due."""
    for order in _pages(mall, "/v1/transfer-orders", open="true"):
        path = f"/v1/transfer-orders/{order['id']}/receive"
        if path not in coming:
            coming.add(path)
            mall.life.begin(parse_instant(order["due_at"]), _receive(mall, path, "transfers"))


def _receive(mall: Mall, path: str, what: str) -> Iterator[int]:
    if mall.report.check("receive", mall.api.post(path, {"lines": None})):
        mall.report.count(what)
    yield from ()


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
