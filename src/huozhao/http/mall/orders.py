"""Orders: place, pay, cancel, ship, deliver, return."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.orders.decline import Declines
from huozhao.flows.orders.order import Wanted
from huozhao.flows.orders.steps import Steps
from huozhao.flows.orders.till import Claimed
from huozhao.http.wire import Place, Words, where
from huozhao.terms.time import iso

Units = Annotated[int, Meta(ge=1, le=1_000_000, description="units")]


class OrderLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line; without a price the price of the goods is taken (fen a unit)."""

    sku: str
    quantity: Units
    price_fen: Annotated[int, Meta(ge=0)] | None = None


class OrderIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order to place; the id is yours, and the same order sent again is not placed twice.

    `vouchers` are those to use, or `best` for the best that the shopper holds; null = the prices are final. `sale` buys
    at the price of a flash sale or group-buy, `group` joins a group (without it a new one opens).
    """

    order: Annotated[str, Meta(min_length=1, max_length=128)]
    shopper: Annotated[str, Meta(min_length=1, max_length=128)]
    lines: Annotated[list[OrderLineIn], Meta(min_length=1, max_length=500)]
    place: Place | None = None
    hold_minutes: Annotated[int, Meta(ge=1, le=10_080)] | None = None
    vouchers: Annotated[list[str], Meta(max_length=20)] | Literal["best"] | None = None
    sale: Annotated[str, Meta(max_length=64)] = ""
    group: Annotated[str, Meta(max_length=128)] = ""


class LineOut(msgspec.Struct, frozen=True):
    """One line of an order; `discount_fen` came off the whole line, a gift costs nothing."""

    sku: str
    quantity: int
    price_fen: int
    discount_fen: int = 0
    gift: bool = False


class BenefitOut(msgspec.Struct, frozen=True):
    """A coupon or promotion that applied; `id` is the voucher's."""

    id: str
    coupon: str
    layer: str
    label: Words
    off_fen: int


class PartLine(msgspec.Struct, frozen=True):
    """Units that one shop serves."""

    sku: str
    quantity: int


class PartOut(msgspec.Struct, frozen=True):
    """What one shop serves; no distance when the shopper's place is unknown."""

    shop: str
    shop_name: str
    lines: list[PartLine]
    distance_km: float | None
    promised_minutes: int


class OptionOut(msgspec.Struct, frozen=True):
    """A shop that was looked at. `code`: chosen, declined, lacks, takes_more; lost walk-ins are expected units."""

    shop: str
    shop_name: str
    distance_km: float | None
    promised_minutes: int
    lost_walk_ins: float
    code: str
    why: Words


class DeclinedOut(msgspec.Struct, frozen=True):
    """A shop that declined its part."""

    shop: str
    shop_name: str
    reason: str | None
    at: str


class OrderOut(msgspec.Struct, frozen=True):
    """An order; its goods are held until `expires_at` unless it is paid."""

    order: str
    shopper: str
    status: str
    lines: list[LineOut]
    total_fen: int
    parts: list[PartOut]
    why: Words
    placed_at: str
    expires_at: str
    paid_at: str | None = None
    shipped_at: str | None = None
    delivered_at: str | None = None
    options: list[OptionOut] = []
    declined: list[DeclinedOut] = []
    discount_fen: int = 0
    delivery_fen: int = 0
    refunded_fen: int = 0
    benefits: list[BenefitOut] = []
    sale: str = ""
    group: str = ""


class OrderPage(msgspec.Struct, frozen=True):
    """Orders in the order of their ids, newest id first."""

    items: list[OrderOut]
    next: str | None


class PayIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the order was paid, and what coupons and offers took off."""

    payment_method: Annotated[str, Meta(max_length=64)] | None = None
    coupon: Annotated[str, Meta(max_length=256)] | None = None
    discount_fen: Annotated[int, Meta(ge=0)] | None = None


class CancelIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the order is cancelled."""

    reason: Annotated[str, Meta(max_length=256)] | None = None


class DeclineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which shop will not serve its part, and why."""

    shop: Annotated[str, Meta(min_length=1, max_length=128)]
    reason: Annotated[str, Meta(max_length=256)] | None = None


class BackLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that come back."""

    sku: str
    quantity: Units


class ReturnIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes back; null = all that is left."""

    lines: list[BackLine] | None = None


def order_out(body: dict[str, Any]) -> OrderOut:
    """Return an order for the wire."""
    times = {name: iso(body[name]) for name in ("placed_at", "expires_at")}
    times |= {name: iso(body[name]) for name in ("paid_at", "shipped_at", "delivered_at") if body.get(name)}
    known = {name: body[name] for name in ("order", "shopper", "status", "lines", "total_fen", "parts", "why")}
    more: dict[str, Any] = {"options": body.get("options", [])}
    more |= {name: body[name] for name in ("discount_fen", "delivery_fen", "refunded_fen", "benefits", "sale", "group")
             if name in body}
    more["declined"] = [{**each, "at": iso(each["at"])} for each in body.get("declined", [])]
    return msgspec.convert({**known, **times, **more}, OrderOut)


@post("/orders", status_code=201, summary="Place an order", tags=["orders"], sync_to_thread=True)
def post_order(mall: App, data: OrderIn) -> OrderOut:
    """Hold the basket at the nearest shops that can serve it; 409 out_of_stock names what lacks."""
    place = where(data.place)
    lines = tuple((line.sku, line.quantity, line.price_fen) for line in data.lines)
    is_best = data.vouchers == "best"
    vouchers = tuple(data.vouchers) if isinstance(data.vouchers, list) else None
    claimed = Claimed(vouchers, is_best, data.sale, data.group)
    wanted = Wanted(data.order, data.shopper, lines, place, data.hold_minutes, claimed)
    return order_out(mall.orders.place(wanted, mall.clock()))


@post("/orders/{order:str}/paying", status_code=200, summary="Begin to pay", tags=["orders"], sync_to_thread=True)
def begin_to_pay(mall: App, order: str) -> OrderOut:
    """Hold the goods while the shopper pays, `supply.payment_minutes` from now; only the first call moves the end."""
    return order_out(Steps(mall.orders).paying(order, mall.orders.policy.payment_minutes, mall.clock()))


@post("/orders/{order:str}/pay", status_code=200, summary="Pay", tags=["orders"], sync_to_thread=True)
def pay_order(mall: App, order: str, data: PayIn | None = None) -> OrderOut:
    """Sell what was held."""
    told = data or PayIn()
    paid = Steps(mall.orders).pay(order, told.payment_method, mall.clock(), told.coupon, told.discount_fen)
    return order_out(paid)


@post("/orders/{order:str}/cancel", status_code=200, summary="Cancel", tags=["orders"], sync_to_thread=True)
def cancel_order(mall: App, order: str, data: CancelIn | None = None) -> OrderOut:
    """Give back what was held, or sold and not yet shipped."""
    return order_out(Steps(mall.orders).cancel(order, data.reason if data else None, mall.clock()))


@post("/orders/{order:str}/ship", status_code=200, summary="Ship", tags=["orders"], sync_to_thread=True)
def ship_order(mall: App, order: str) -> OrderOut:
    """Note that the goods left."""
    return order_out(Steps(mall.orders).ship(order, mall.clock()))


@post("/orders/{order:str}/deliver", status_code=200, summary="Deliver", tags=["orders"], sync_to_thread=True)
def deliver_order(mall: App, order: str) -> OrderOut:
    """Note that the goods arrived."""
    return order_out(Steps(mall.orders).deliver(order, mall.clock()))


@post("/orders/{order:str}/decline", status_code=200, summary="Decline", tags=["orders"], sync_to_thread=True)
def decline_order(mall: App, order: str, data: DeclineIn) -> OrderOut:
    """Give the part of a shop that cannot serve it to the next that can; 409 no_other_shop leaves all as it is."""
    return order_out(Declines(mall.orders).decline(order, data.shop, data.reason, mall.clock()))


@post("/orders/{order:str}/return", status_code=200, summary="Take back", tags=["orders"], sync_to_thread=True)
def return_order(mall: App, order: str, data: ReturnIn | None = None) -> OrderOut:
    """Take goods back; they wait in the bucket `returned` until a move puts them on the shelf or writes them off."""
    lines: dict[str, int] | None = None
    if data is not None and data.lines is not None:
        lines = {}
        for line in data.lines:
            lines[line.sku] = lines.get(line.sku, 0) + line.quantity
    return order_out(Steps(mall.orders).give_back(order, lines, mall.clock()))


@get("/orders/{order:str}", summary="Read one order", tags=["orders"], sync_to_thread=True)
def get_order(mall: App, order: str) -> OrderOut:
    """Return one order."""
    mall.orders.sweep(mall.clock())
    return order_out(mall.orders.get(order).body)


@get("/orders", summary="Find orders", tags=["orders"], sync_to_thread=True)
def get_orders(mall: App, shopper: str = "", status: str = "", after: str = "", limit: int = 50) -> OrderPage:
    """Return orders of a shopper or in a status, newest id first."""
    mall.orders.sweep(mall.clock())
    limit, items = max(1, min(limit, 500)), []
    while batch := mall.documents.list("order", after=after, limit=500, newest=True):
        for found in batch:
            if shopper in ("", found.body["shopper"]) and status in ("", found.body["status"]):
                items.append(order_out(found.body))
            if len(items) == limit:
                return OrderPage(items, found.id)
        after = batch[-1].id
    return OrderPage(items, None)


ROUTER = Router(
    "/",
    route_handlers=[
        post_order,
        begin_to_pay,
        pay_order,
        cancel_order,
        ship_order,
        deliver_order,
        decline_order,
        return_order,
        get_order,
        get_orders,
    ],
)
