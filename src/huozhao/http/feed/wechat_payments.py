"""Payments through WeChat: begin one, take in WeChat's notice of it, look at them, say how goods leave."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.wechat.by_hand import BY_HAND
from huozhao.http.gate.asking import subject_of, who
from huozhao.http.wire import Words, words
from huozhao.terms.text import Text
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
Short = Annotated[str, Meta(max_length=128)]
MOST = 500
SAID = {
    "": Text("", ""),
    "unknown_order": Text("商城没有这笔订单", "the mall has no such order"),
    "paid_twice": Text("同一订单付了两次，请退款", "the order was paid twice: refund this one"),
    "amount_differs": Text("付款金额与订单不符", "another sum than the order costs"),
    "reservation_ended": Text("超时付款，库存已释放，请退款", "paid too late, the goods are free again: refund"),
    "order_state": Text("订单已取消，请退款", "the order was cancelled: refund it"),
}


class PayingIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order that is to be paid."""

    order: Annotated[str, Meta(min_length=1, max_length=128)]


class PayingOut(msgspec.Struct, frozen=True):
    """What wx.requestPayment takes, as it is, and the number under which WeChat knows the order."""

    number: str
    payment: dict[str, str]


class WechatTradeOut(msgspec.Struct, frozen=True):
    """One payment. `state`: prepaid, paid, odd (then `reason` says what a person has to look at) or settled by one.

    Money is frozen at WeChat until `shipped_at`; `error` says what keeps the shipping from being uploaded. `refund_fen`
    goes back to the shopper, of which `refunded_fen` has arrived.
    """

    number: str
    order: str
    state: str
    reason: str
    said: Words
    total_fen: int
    paid_fen: int
    transaction_id: str
    paid_at: str | None
    shipped_at: str | None
    logistics: str
    tracking_no: str
    express_company: str
    error: str
    settled_by: str
    settled_at: str | None
    refund_fen: int
    refunded_fen: int


class WechatTradePage(msgspec.Struct, frozen=True):
    """Payments by number."""

    items: list[WechatTradeOut]
    next: str | None


class ShippingIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How goods leave; WeChat wants number and company (such as SF) of an express parcel."""

    logistics: Literal["city", "express", "pickup", "virtual"]
    tracking_no: Short = ""
    express_company: Short = ""


@post("/me/wechat/payments", status_code=200, summary="Pay my order through WeChat", tags=["me"], sync_to_thread=True)
def post_my_payment(mall: App, request: Asking, data: PayingIn) -> PayingOut:
    """Hold the goods of my order while I pay, and return what wx.requestPayment takes; asked again it is the same."""
    prepaid = mall.wechat.require_payments().begin(subject_of(request), data.order, mall.clock())
    return PayingOut(prepaid.out_trade_no, dict(prepaid.payment))


@post("/wechat/pay", status_code=200, summary="Take WeChat Pay's notice", tags=["wechat"])
async def post_wechat_notice(mall: App, request: Asking) -> Response[dict[str, str]]:
    """Take in that an order was paid; only what WeChat Pay signed within five minutes counts, and each payment once."""
    payments, body = mall.wechat.require_payments(), await request.body()
    await asyncio.to_thread(payments.take, dict(request.headers), body, mall.clock())
    return Response({"code": "SUCCESS", "message": ""})


@get("/wechat/payments", summary="Read payments", tags=["wechat"], sync_to_thread=True)
def get_payments(
    mall: App, status: Literal["", "prepaid", "paid", "odd", "settled", "unshipped"] = "", after: str = "",
    limit: int = 50,
) -> WechatTradePage:
    """Return payments through WeChat; `odd` ones took money for which nothing was sold, `unshipped` ones are frozen."""
    trades, most = mall.wechat.require_payments().trades, max(1, min(limit, MOST))
    found = trades.list(status, after, most + 1)
    items = [_out(mall, each) for each in found[:most]]
    return WechatTradePage(items, items[-1].number if len(found) > most else None)


@post("/wechat/payments/{number:str}/shipping", status_code=200, summary="Say how goods leave", tags=["wechat"],
      sync_to_thread=True)  # fmt: skip
def post_shipping(mall: App, number: str, data: ShippingIn) -> WechatTradeOut:
    """Say how the goods of a payment leave; uploaded to WeChat once the order is shipped, which frees the money."""
    payments = mall.wechat.require_payments()
    payments.shipments.tell(number, data.logistics, data.tracking_no, data.express_company)
    return _out(mall, payments.trades.get(number))


@post("/wechat/payments/{number:str}/{step:str}", status_code=200, summary="Settle an odd payment", tags=["wechat"],
      sync_to_thread=True)  # fmt: skip
def settle_payment(
    mall: App, request: Asking, number: str, step: Literal["settle", "reopen", "refund"]
) -> WechatTradeOut:
    """Give an odd payment back, or note that it was dealt with otherwise (the goods sent after all), or reopen it."""
    payments = mall.wechat.require_payments()
    if step == "refund":
        payments.refunds.give_back(number, who(request))
        payments.refunds.work()
    else:
        payments.trades.settle(number, who(request), mall.clock(), undo=step == "reopen")
    return _out(mall, payments.trades.get(number))


def _out(mall: App, found: Document) -> WechatTradeOut:
    body, payments = found.body, mall.wechat.require_payments()
    shipments = payments.shipments
    back = [each.body for each in payments.refunds.book.of(found.body["transaction_id"])]
    return WechatTradeOut(
        found.id, body["order"], body["state"], body["reason"],
        words(SAID.get(body["reason"], Text(body["reason"], body["reason"]))), body["total_fen"], body["paid_fen"],
        body["transaction_id"], _when(body["paid_at"]), _when(body["shipped_at"]), body["logistics"],
        body["tracking_no"], body["express_company"], shipments.error_of(found.id), body["settled_by"],
        _when(body["settled_at"]), sum(each["fen"] for each in back if each["state"] != "closed"),
        sum(each["fen"] for each in back if each["state"] in ("refunded", BY_HAND)),
    )  # fmt: skip


def _when(at: int) -> str | None:
    return iso(at) if at else None


ROUTER = Router("/", route_handlers=[post_my_payment, post_wechat_notice, get_payments, post_shipping, settle_payment])
