"""The own orders of a shopper, with their own token: place, look at, pay on trial, cancel, receive, return."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.orders.till import Claimed
from huozhao.flows.storefront.own_orders import OwnOrder
from huozhao.http.gate.asking import subject_of
from huozhao.http.mall.orders import BackLine, BenefitOut, PartOut, Units
from huozhao.http.wire import Place, Words, where, words
from huozhao.operations.assistant.orders import STATES
from huozhao.operations.wechat.refunds import SAID_TO_SHOPPER
from huozhao.terms.place import coordinates
from huozhao.terms.text import Text
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
MOST = 100
TIMES = ("placed", "paid", "shipped", "delivered", "cancelled", "returned")
NONE = Text("", "")


class MyLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a SKU; the price is the mall's."""

    sku: Annotated[str, Meta(min_length=1, max_length=128)]
    quantity: Units = 1


class MyOrderIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order to place. The same `key` places it once, however often it is sent.

    `vouchers` are those to use, or `best` for the best that I hold. `sale` buys at the price of a flash sale or
    group-buy, `group` joins a group (without it a new one opens). `address` is the id of one of my addresses:
    the goods come from near where it lies, from near `place` where it does not say.
    """

    key: Annotated[str, Meta(min_length=1, max_length=128)]
    lines: Annotated[list[MyLineIn], Meta(min_length=1, max_length=100)]
    place: Place | None = None
    vouchers: Annotated[list[str], Meta(max_length=20)] | Literal["best"] = "best"
    sale: Annotated[str, Meta(max_length=64)] = ""
    group: Annotated[str, Meta(max_length=128)] = ""
    address: Annotated[str, Meta(max_length=64)] = ""


class MyReturnIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes back; null = all that may."""

    lines: Annotated[list[BackLine], Meta(min_length=1, max_length=100)] | None = None


class MyLineOut(msgspec.Struct, frozen=True):
    """One line; `discount_fen` came off the whole line, `returned` units came back, a gift costs nothing."""

    sku: str
    title: str
    image: str | None
    quantity: int
    price_fen: int
    discount_fen: int
    returned: int
    gift: bool


class MayOut(msgspec.Struct, frozen=True):
    """Whether I may do something now, and why."""

    may: bool
    why: Words


class MyRefundOut(msgspec.Struct, frozen=True):
    """Money that goes back to me: waiting, processing, refunded, or in trouble (abnormal, closed)."""

    fen: int
    state: str
    said: Words


class MyOrderOut(msgspec.Struct, frozen=True):
    """An order of mine; `may` says of pay, cancel, receive and return whether I may now. The total holds the delivery.

    `times` has the instant of each step that was done, `address` is the id of mine that it goes to, `promised_at` is
    when the last part should be there, `return_state` is asked while a return waits for the goods. An order that
    another system keeps has no lines here.
    """

    order: str
    status: str
    label: Words
    lines: list[MyLineOut]
    total_fen: int
    discount_fen: int
    delivery_fen: int
    refunded_fen: int
    benefits: list[BenefitOut]
    parts: list[PartOut]
    why: Words
    times: dict[str, str]
    expires_at: str | None
    promised_at: str | None
    sale: str
    group: str
    address: str
    may: dict[str, MayOut]
    return_state: str
    refunds: list[MyRefundOut]


class MyOrderPage(msgspec.Struct, frozen=True):
    """My orders, newest first."""

    items: list[MyOrderOut]
    next: str | None


@get("/me/orders", summary="Read my orders", tags=["me"], sync_to_thread=True)
def get_my_orders(mall: App, request: Asking, limit: int = 20) -> MyOrderPage:
    """Return my newest orders."""
    found = mall.storefront.orders.newest(subject_of(request), max(1, min(limit, MOST)))
    return MyOrderPage([_out(mall, each) for each in found], None)


@post("/me/orders", status_code=201, summary="Place my order", tags=["me"], sync_to_thread=True)
def post_my_order(mall: App, request: Asking, data: MyOrderIn) -> MyOrderOut:
    """Hold the basket at the nearest shops that can serve it, at the mall's prices; 409 out_of_stock names what lacks.
    """
    place = where(data.place)
    vouchers = None if data.vouchers == "best" else tuple(data.vouchers)
    claimed = Claimed(vouchers, vouchers is None and not data.sale, data.sale, data.group)
    lines = [(line.sku, line.quantity) for line in data.lines]
    shopper, address = subject_of(request), data.address
    if address and (lies := mall.storefront.addresses.get(shopper, address).place):
        place = coordinates(**lies) or place
    placed = mall.storefront.orders.place(shopper, data.key, lines, place, claimed, address)
    mall.folds.reached(mall.log.head())
    return _out(mall, placed)


@get("/me/orders/{order:str}", summary="Read my order", tags=["me"], sync_to_thread=True)
def get_my_order(mall: App, request: Asking, order: str) -> MyOrderOut:
    """Return one order of mine; 404 for anybody else's."""
    return _out(mall, mall.storefront.orders.get(subject_of(request), order))


@post("/me/orders/{order:str}/return", status_code=200, summary="Ask for a return", tags=["me"], sync_to_thread=True)
def post_my_return(mall: App, request: Asking, order: str, data: MyReturnIn | None = None) -> MyOrderOut:
    """Ask to give goods back; the money comes when they are there."""
    lines = {line.sku: line.quantity for line in data.lines} if data and data.lines is not None else None
    return _out(mall, mall.storefront.orders.give_back(subject_of(request), order, lines))


@post("/me/orders/{order:str}/{step:str}", status_code=200, summary="Pay, cancel or receive", tags=["me"],
      sync_to_thread=True)  # fmt: skip
def post_my_step(
    mall: App, request: Asking, order: str, step: Literal["pay", "cancel", "receive"]
) -> MyOrderOut:
    """Cancel an order, confirm its receipt, or, where the mall tries payment out, count it as paid."""
    own = mall.storefront.orders
    steps: Mapping[str, Callable[[str, str], OwnOrder]] = {
        "pay": own.pay, "cancel": own.cancel, "receive": own.receive}
    done = steps[step](subject_of(request), order)
    mall.folds.reached(mall.log.head())
    return _out(mall, done)


def _out(mall: App, own: OwnOrder) -> MyOrderOut:
    order, body = own.order, own.body or {}
    may = {name: MayOut(each.may, words(each.why)) for name, each in own.may.items()}
    placed, minutes = order.at.get("placed"), order.promised_minutes
    promised = iso(placed + minutes * 60_000) if placed and minutes is not None else None
    return MyOrderOut(
        order.order, order.status, words(STATES.get(order.status, NONE)), _lines(mall, body), order.total_fen,
        body.get("discount_fen", 0), body.get("delivery_fen", 0), body.get("refunded_fen", 0),
        msgspec.convert(body.get("benefits", []), list[BenefitOut]), msgspec.convert(body.get("parts", []),
        list[PartOut]), msgspec.convert(body.get("why", NONE.as_dict()), Words),
        {step: iso(order.at[step]) for step in TIMES if step in order.at},
        iso(body["expires_at"]) if order.status == "placed" and body.get("expires_at") else None, promised,
        body.get("sale", ""), body.get("group", ""), body.get("address", ""), may, own.return_state,
        _refunds(mall, order.order),
    )  # fmt: skip


def _refunds(mall: App, order: str) -> list[MyRefundOut]:
    """Return what goes back of an order that was paid through WeChat."""
    payments = mall.wechat.payments
    found = [each.body for each in payments.refunds.book.of_order(order)] if payments else []
    return [MyRefundOut(each["fen"], each["state"], words(SAID_TO_SHOPPER[each["state"]])) for each in found]


def _lines(mall: App, body: Mapping[str, Any]) -> list[MyLineOut]:
    """Return the lines; units of a SKU came back line by line, as their money does."""
    back, found = dict(body.get("returned", {})), []
    for line in body.get("lines", ()):
        returned = min(line["quantity"], back.get(line["sku"], 0))
        back[line["sku"]] = back.get(line["sku"], 0) - returned
        found.append(_line(mall, line, returned))
    return found


def _line(mall: App, line: Mapping[str, Any], returned: int) -> MyLineOut:
    goods = mall.goods.sku(line["sku"])
    return MyLineOut(
        line["sku"], goods.title if goods else line["sku"], goods.image if goods else None, line["quantity"],
        line["price_fen"], line.get("discount_fen", 0), returned, line.get("gift", False),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_my_orders, post_my_order, get_my_order, post_my_return, post_my_step])
