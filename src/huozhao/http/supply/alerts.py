"""Alerts: what lies under its safety stock, how bad that is, how much to order and why, and what was done about it."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.alerting.alert import Alert, alert_from
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name, title_of
from huozhao.http.supply.suppliers import SecretOut
from huozhao.http.wire import Words, words
from huozhao.supply.alerts import to_order, why
from huozhao.terms.time import day_name, iso, local_day

Asked = Request[Any, Any, Any]


class SeenOut(msgspec.Struct, frozen=True):
    """Who has seen an alert, and when."""

    who: str
    at: str


class AlertStepOut(msgspec.Struct, frozen=True):
    """One step on record."""

    who: str
    at: str
    what: str


class AlertOut(msgspec.Struct, frozen=True):
    """Stock under its safety level, with what to order and why.

    `state` is open, snoozed, covered (what is on its way is enough) or closed. `severity` is out (nothing to sell),
    urgent (sold out before an order of today could come) or low. `days_left` at the present rate; `due_at` is when the
    next goods on their way are expected; `orders` are those that were made of the alert.
    """

    id: str
    sku: str
    title: str
    shop: str
    shop_name: str
    state: str
    severity: str
    available: int
    in_transit: int
    safety_stock: int
    reorder_point: int
    order_up_to: int
    mean_per_day: float
    days_left: float | None
    order_quantity: int
    pack_size: int
    due_at: str | None
    why: Words
    raised_at: str
    closed_at: str | None
    snoozed_until: str | None
    acknowledged: SeenOut | None
    orders: list[str]
    audit: list[AlertStepOut]


class AlertCounts(msgspec.Struct, frozen=True):
    """Alerts that are open, of these by severity and acknowledged ones; snoozed and covered ones besides."""

    open: int
    out: int
    urgent: int
    low: int
    acknowledged: int
    snoozed: int
    covered: int


class AlertPage(msgspec.Struct, frozen=True):
    """Alerts, the worst first; closed ones the last ones first."""

    items: list[AlertOut]
    next: str | None
    counts: AlertCounts


class SnoozeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days the alert is out of sight, unless it gets worse."""

    days: Annotated[float, Meta(gt=0, le=60)] = 1.0


class AlertOrderIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The units to order; null = what the alert advises."""

    quantity: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None


class AlertOrderOut(msgspec.Struct, frozen=True):
    """The alert after ordering, and the ids of the purchase or transfer orders."""

    alert: AlertOut
    orders: list[str]


@get("/alerts", summary="Read replenishment alerts", tags=["alerts"], sync_to_thread=True)
def get_alerts(
    mall: App,
    only: Annotated[str, QueryParameter(name="state")] = "open",
    severity: str = "",
    shop: str = "",
    sku: str = "",
    after: str = "",
    limit: int = 100,
) -> AlertPage:
    """Return what lies under its safety stock at this moment; `state` is open, snoozed, covered or closed."""
    now, limit = mall.clock(), max(1, min(limit, 500))
    mall.orders.sweep(now)
    counts = AlertCounts(**mall.alerts.counts(now))
    if only == "closed":
        past = mall.alerts.closed(after, limit)
        items = [_out(mall, alert_from(each.body), now, each.body["closed_at"]) for each in past]
        return AlertPage(items, past[-1].id if len(past) == limit else None, counts)
    found = mall.alerts.page(only, severity, shop, sku, after, limit, now)
    return AlertPage([_out(mall, each, now) for each in found], found[-1].rank() if len(found) == limit else None,
                     counts)


@get("/alerts/counts", summary="Count alerts", tags=["alerts"], sync_to_thread=True)
def get_alert_counts(mall: App) -> AlertCounts:
    """Return how many alerts there are."""
    return AlertCounts(**mall.alerts.counts(mall.clock()))


@get("/alerts/secret", summary="Read the webhook's secret", tags=["alerts"], sync_to_thread=True)
def get_alert_secret(mall: App) -> SecretOut:
    """Return the secret that signs messages to supply.alert_webhook."""
    return SecretOut(mall.purchasing.secrets.shown("alerts", 1))


@post("/alerts/{id:str}/acknowledge", status_code=200, summary="Acknowledge an alert", tags=["alerts"],
      sync_to_thread=True)  # fmt: skip
def acknowledge_alert(mall: App, request: Asked, id: str) -> AlertOut:
    """Note that somebody has seen it; it stays open."""
    return _out(mall, mall.alerts.acknowledge(id, who(request), mall.clock()), mall.clock())


@post("/alerts/{id:str}/snooze", status_code=200, summary="Snooze an alert", tags=["alerts"], sync_to_thread=True)
def snooze_alert(mall: App, request: Asked, id: str, data: SnoozeIn | None = None) -> AlertOut:
    """Keep it out of sight for some days, unless it gets worse."""
    return _out(mall, mall.alerts.snooze(id, (data or SnoozeIn()).days, who(request), mall.clock()), mall.clock())


@post("/alerts/{id:str}/reopen", status_code=200, summary="Reopen an alert", tags=["alerts"], sync_to_thread=True)
def reopen_alert(mall: App, request: Asked, id: str) -> AlertOut:
    """Take an acknowledgement or a snooze back."""
    return _out(mall, mall.alerts.reopen(id, who(request), mall.clock()), mall.clock())


@post("/alerts/{id:str}/order", status_code=200, summary="Order what an alert advises", tags=["alerts"],
      sync_to_thread=True)  # fmt: skip
def order_alert(mall: App, request: Asked, id: str, data: AlertOrderIn | None = None) -> AlertOrderOut:
    """Approve the shelf's proposals, or put the units on today's draft for its supplier."""
    now = mall.clock()
    alert, orders = mall.alerts.order(id, (data or AlertOrderIn()).quantity, who(request), now)
    return AlertOrderOut(_out(mall, alert, now), orders)


def _out(mall: App, alert: Alert, now: int, closed_at: int | None = None) -> AlertOut:
    shelf, zone = alert.shelf, mall.settings.mall.timezone
    due = mall.alerts.due.of((alert.sku, alert.shop), now) if shelf.in_transit and closed_at is None else None
    day = day_name(local_day(due, zone)) if due is not None else ""
    is_late = due is not None and local_day(due, zone) < local_day(now, zone)
    depot = shop_name(mall, shelf.depot) if shelf.depot else ""
    return AlertOut(
        id=alert.id, sku=alert.sku, title=title_of(mall, alert.sku), shop=alert.shop,
        shop_name=shop_name(mall, alert.shop), state="closed" if closed_at is not None else alert.shown(now),
        severity=alert.severity, available=shelf.available, in_transit=shelf.in_transit,
        safety_stock=shelf.safety_stock, reorder_point=shelf.reorder_point, order_up_to=shelf.order_up_to,
        mean_per_day=shelf.mean_per_day, days_left=shelf.days_left, order_quantity=to_order(shelf),
        pack_size=shelf.pack_size, due_at=_iso(due), why=words(why(shelf, day, is_late, depot)),
        raised_at=iso(alert.raised_at), closed_at=_iso(closed_at), snoozed_until=_iso(alert.snoozed_until or None),
        acknowledged=_seen(alert.acknowledged), orders=list(alert.orders),
        audit=[AlertStepOut(each["who"], iso(each["at"]), each["what"]) for each in alert.audit],
    )  # fmt: skip


def _seen(found: Mapping[str, Any] | None) -> SeenOut | None:
    return SeenOut(found["who"], iso(found["at"])) if found else None


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(at)


ROUTER = Router("/", route_handlers=[get_alerts, get_alert_counts, get_alert_secret, acknowledge_alert, snooze_alert,
                                     reopen_alert, order_alert])
