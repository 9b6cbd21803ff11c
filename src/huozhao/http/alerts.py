"""Alerts: what lies under its safety stock, how much to order, and why."""

import msgspec
from litestar import Router, get

from huozhao.app import App
from huozhao.http.stock import shop_name, title_of
from huozhao.http.wire import Words, words


class AlertOut(msgspec.Struct, frozen=True):
    """Stock under its safety level, with what to order and why."""

    sku: str
    title: str
    shop: str
    shop_name: str
    available: int
    safety_stock: int
    order_quantity: int
    why: Words


class AlertPage(msgspec.Struct, frozen=True):
    """Alerts, the worst first."""

    items: list[AlertOut]
    next: str | None


@get("/alerts", summary="Read replenishment alerts", tags=["alerts"], sync_to_thread=True)
def get_alerts(mall: App, limit: int = 200) -> AlertPage:
    """Return what lies under its safety stock at this moment."""
    mall.orders.sweep(mall.clock())
    found = mall.stock.alerts()[: max(1, min(limit, 1000))]
    return AlertPage(
        [
            AlertOut(
                a.sku,
                title_of(mall, a.sku),
                a.shop,
                shop_name(mall, a.shop),
                a.available,
                a.safety_stock,
                a.order_quantity,
                words(a.why),
            )
            for a in found
        ],
        None,
    )


ROUTER = Router("/", route_handlers=[get_alerts])
