"""Same-city deliveries through WeChat: ask for one, see how it stands, call it off, take in what WeChat tells."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.wechat.wishes import Asked
from huozhao.http.wire import Words, words
from huozhao.terms.text import Text
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
Order = Annotated[str, Meta(min_length=1, max_length=128)]
MOST = 500
SAID = {
    "asked": Text("已请求，微信尚未确认", "asked for; WeChat has not confirmed it yet: ask again"),
    "waiting": Text("等待骑手接单", "waits for a rider"),
    "accepted": Text("骑手已接单", "a rider comes"),
    "at_shop": Text("骑手已到店", "the rider is in the shop"),
    "on_the_way": Text("配送中", "on the way"),
    "delivered": Text("已送达", "delivered"),
    "cancelled": Text("已取消", "called off"),
    "trouble": Text("配送异常，请联系骑手", "something went wrong: call the rider"),
    "unclear": Text("异常后结束：送达还是退回门店，请核实", "ended after trouble: delivered or back? ask the shop"),
}


class ToIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets the goods; what is empty comes from what the shopper gave. It goes to WeChat and is not kept here."""

    name: Annotated[str, Meta(max_length=64)] = ""
    phone: Annotated[str, Meta(max_length=32)] = ""
    address: Annotated[str, Meta(max_length=256)] = ""


class DeliveryIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A delivery to ask for; `kind` is WeChat's number for the goods: 3 general, 6 fresh, 57 cosmetics, 99 other.

    `shop` says which shop's goods, where an order comes from several; each sends its own.
    """

    order: Order
    shop: Annotated[str, Meta(max_length=128)] = ""
    weight_g: Annotated[int, Meta(ge=1, le=50_000)] = 1_000
    kind: Annotated[int, Meta(ge=1, le=99)] = 99
    to: ToIn = ToIn()


class DeliveryStepIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which shop's delivery, and why it is called off: 1 not needed, 2 wrong details, 3 nobody takes it, 99 other."""

    reason: Literal[1, 2, 3, 99] = 99
    shop: Annotated[str, Meta(max_length=128)] = ""


class RideOut(msgspec.Struct, frozen=True):
    """How a delivery stands; `attempt` counts those asked for, `forfeit_fen` is what calling off a rider cost.

    `error` says what keeps a rider from being called off whose order was cancelled.

    `changed_at` is when the state began by WeChat's clock; null where WeChat did not tell.
    """

    order: str
    shop: str
    shop_name: str
    attempt: int
    state: str
    said: Words
    carrier: str
    fee_fen: int | None
    forfeit_fen: int | None
    asked_at: str
    changed_at: str | None
    error: str


class DeliveryPage(msgspec.Struct, frozen=True):
    """Deliveries by number."""

    items: list[RideOut]
    next: str | None


@get("/wechat/deliveries", summary="Read same-city deliveries", tags=["wechat"], sync_to_thread=True)
def get_deliveries(
    mall: App, status: Literal["", "open", "trouble"] = "", after: str = "", limit: int = 50
) -> DeliveryPage:
    """Return same-city deliveries as the mall knows them: all, those that go on, or those that need a person."""
    most = max(1, min(limit, MOST))
    found = mall.wechat.require_deliveries().page_of(status, after, most + 1)
    return DeliveryPage([_out(mall, each) for each in found[:most]], found[most - 1].id if len(found) > most else None)


@post("/wechat/deliveries", status_code=200, summary="Ask for a same-city delivery", tags=["wechat"],
      sync_to_thread=True)  # fmt: skip
def post_delivery(mall: App, data: DeliveryIn) -> RideOut:
    """Ask WeChat for a rider from the shop of a paid order; asked again it is the same delivery.

    The order is shipped when the first rider leaves and delivered when WeChat says so of the last one.
    """
    to = {"name": data.to.name, "phone": data.to.phone, "address": data.to.address}
    asked = Asked(data.weight_g, data.kind, to, data.shop)
    return _out(mall, mall.wechat.require_deliveries().ask(data.order, asked))


@post("/wechat/deliveries/{order:str}/{step:str}", status_code=200, summary="Refresh or call off a delivery",
      tags=["wechat"], sync_to_thread=True)  # fmt: skip
def post_delivery_step(
    mall: App, order: str, step: Literal["refresh", "cancel"], data: DeliveryStepIn | None = None
) -> RideOut:
    """Ask WeChat how a delivery stands, or call it off; the order itself stays as it is."""
    deliveries, told = mall.wechat.require_deliveries(), data or DeliveryStepIn()
    if step == "refresh":
        return _out(mall, deliveries.refresh(order, told.shop))
    return _out(mall, deliveries.cancel(order, told.reason, told.shop))


@post("/wechat/delivery", status_code=200, summary="Take WeChat's word of a delivery", tags=["wechat"])
async def post_delivery_callback(mall: App, request: Asking) -> Response[dict[str, Any]]:
    """Take in how a rider gets on; only callbacks with WeChat's signature count, and nothing old moves anything."""
    deliveries, body = mall.wechat.require_deliveries(), await request.body()
    await asyncio.to_thread(deliveries.take, body)
    return Response({"return_code": 0, "return_msg": "OK"})


def _out(mall: App, found: Document) -> RideOut:
    body = found.body
    fee, forfeit = (body[name] if body[name] >= 0 else None for name in ("fee_fen", "forfeit_fen"))
    shop = mall.goods.shop(body["shop"])
    return RideOut(body["order"], body["shop"], shop.name if shop else body["shop"], body["attempt"], body["state"],
                   words(SAID[body["state"]]), body["carrier"], fee, forfeit, iso(body["asked_at"]),
                   iso(body["changed_at"]) if body["changed_at"] else None,
                   mall.wechat.require_deliveries().off.error_of(found.id))


ROUTER = Router("/", route_handlers=[get_deliveries, post_delivery, post_delivery_step, post_delivery_callback])
