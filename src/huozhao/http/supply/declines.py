"""Which shops declined orders, and who served them instead."""

import msgspec
from litestar import Router, get

from huozhao.app import App
from huozhao.flows.orders.decline import declines
from huozhao.terms.time import iso


class DeclineOut(msgspec.Struct, frozen=True):
    """A shop that declined its part of an order, and the shops that have it now."""

    order: str
    shop: str
    shop_name: str
    reason: str | None
    at: str
    served_by: list[str]


class DeclinePage(msgspec.Struct, frozen=True):
    """Declines, newest first."""

    items: list[DeclineOut]
    next: str | None


@get("/declines", summary="Read what shops declined", tags=["orders"], sync_to_thread=True)
def get_declines(mall: App, shop: str = "", after: str = "", limit: int = 100) -> DeclinePage:
    """Return declined parts of orders, newest first; `shop` names who declined."""
    found, further = declines(mall.documents, shop, after, max(1, min(limit, 1000)))
    return DeclinePage([DeclineOut(**{**each, "at": iso(each["at"])}) for each in found], further)


ROUTER = Router("/", route_handlers=[get_declines])
