"""Purchase orders: what is asked of a supplier for a shop, and what of it has come."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.http.asking import who
from huozhao.http.stock import shop_name
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class PurchaseLine(msgspec.Struct, frozen=True):
    """Units ordered and received."""

    sku: str
    quantity: int
    received: int


class PurchaseOut(msgspec.Struct, frozen=True):
    """A purchase order for one supplier and shop."""

    id: str
    supplier: str
    shop: str
    shop_name: str
    lines: list[PurchaseLine]
    state: str
    ordered_at: str
    due_at: str


class PurchasePage(msgspec.Struct, frozen=True):
    """Purchase orders, newest first."""

    items: list[PurchaseOut]
    next: str | None


class ArrivedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that arrived."""

    sku: str
    quantity: Annotated[int, Meta(ge=1)]


class ReceiveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What arrived; null = all that is open."""

    lines: list[ArrivedLine] | None = None


def _purchase_out(mall: App, body: dict[str, Any]) -> PurchaseOut:
    times = {name: iso(body[name]) for name in ("ordered_at", "due_at")}
    return msgspec.convert({**body, **times, "shop_name": shop_name(mall, body["shop"])}, PurchaseOut)


@get("/purchase-orders", summary="Read purchase orders", tags=["purchase orders"], sync_to_thread=True)
def get_purchases(mall: App, after: str = "", limit: int = 50) -> PurchasePage:
    """Return purchase orders, newest first."""
    limit = max(1, min(limit, 500))
    found = mall.documents.list("purchase_order", after=after, limit=limit, newest=True)
    items = [_purchase_out(mall, document.body) for document in found]
    return PurchasePage(items, found[-1].id if len(found) == limit else None)


@post(
    "/purchase-orders/{id:str}/receive",
    status_code=200,
    summary="Receive",
    tags=["purchase orders"],
    sync_to_thread=True,
)
def receive(mall: App, request: Asked, id: str, data: ReceiveIn | None = None) -> PurchaseOut:
    """Put arrived goods on the shelf."""
    lines = [(x.sku, x.quantity) for x in data.lines] if data and data.lines is not None else None
    return _purchase_out(mall, mall.decisions.purchases.receive(id, lines, who(request), mall.clock()))


ROUTER = Router("/", route_handlers=[get_purchases, receive])
