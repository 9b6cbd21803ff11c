"""Payments through WeChat: announce an order, and take in that it was paid, once, whatever WeChat repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.flows.goods import Goods
from huozhao.flows.orders.order import Orders
from huozhao.flows.orders.steps import Steps
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.refund_book import METHOD
from huozhao.flows.wechat.refunds import Refunds
from huozhao.flows.wechat.shipping import Shipments
from huozhao.flows.wechat.trades import ODD, PAID, TRADE, UNSETTLED, Trades
from huozhao.operations.wechat.platform import Paid, Prepaid, Till
from huozhao.operations.wechat.refunds import RefundTold
from huozhao.terms.errors import Conflict, NotFound

SUCCESS = "SUCCESS"


@dataclass(frozen=True, slots=True)
class Payments:
    """Money moves at WeChat; the mall sells what it held when WeChat says so. `said` names the mall in the bill."""

    till: Till
    trades: Trades
    orders: Orders
    goods: Goods
    openids: Openids
    shipments: Shipments
    refunds: Refunds
    said: str

    def begin(self, shopper: str, order: str, now: int) -> Prepaid:
        """Hold the goods while the shopper pays and return what wx.requestPayment takes; asked again it is the same.

        NotFound for an order of somebody else, Conflict for one that is not to be paid.
        """
        body = self._own(shopper, order)
        openid = self.openids.require(shopper)
        if body["total_fen"] < 1 or body["status"] != "placed":
            raise Conflict("nothing_to_pay", f"order {order!r} is not to be paid / 这笔订单不需要付款", field="order",
                           hint="only placed orders that cost something are")
        Steps(self.orders).paying(order, self.orders.policy.payment_minutes, now)
        number = self.trades.begin(order, body["total_fen"], now)
        return self.till.prepay(number, f"{self.said} {self._titles(body)}".strip(), body["total_fen"], openid)

    def take(self, headers: Mapping[str, str], body: bytes, now: int) -> str:
        """Take in a notification; return what became of it: paid, odd, passed over, or the state of a refund.

        Forged when it is not WeChat's. Money for which nothing can be sold any more, or another sum, is kept as odd for
        a person to look at.
        """
        told = self.till.read(headers, body)
        if isinstance(told, RefundTold):
            return self.refunds.take(told) or "passed over"
        if told.state != SUCCESS:
            return "passed over"
        # A second payment of one order is kept beside the first.
        again, known = f"{told.out_trade_no}:{told.transaction_id}", self.trades.documents.get(TRADE, told.out_trade_no)
        for before in (known, self.trades.documents.get(TRADE, again)):
            if before is not None and before.body["transaction_id"] == told.transaction_id:
                self._to_be_done(before.id, before.body)
                return str(before.body["state"])
        order = known.body["order"] if known else told.out_trade_no
        reason = self._paid(order, told, known.body if known else {}, now)
        changes = {"order": order, "paid_fen": told.total_fen, "transaction_id": told.transaction_id, "paid_at": now,
                   "success_at": told.at, "state": ODD if reason else PAID, "reason": reason}
        number = again if reason == "paid_twice" else told.out_trade_no
        self._to_be_done(number, self.trades.change(number, changes))
        return str(changes["state"])

    def _paid(self, order: str, told: Paid, known: Mapping[str, Any], now: int) -> str:
        """Sell what was held; return why nothing could be sold, "" when it was."""
        found = self.orders.documents.get("order", order)
        if found is None:
            return "unknown_order"
        if known.get("transaction_id"):
            return "paid_twice"
        if found.body["total_fen"] != told.total_fen:
            return "amount_differs"
        try:
            body = Steps(self.orders).pay(order, METHOD, now)
        except Conflict as error:
            body = self.orders.get(order).body
            if "payment_method" not in body:  # else it went on, sold by this payment or another
                return error.code
        return "" if body["payment_method"] == METHOD else "paid_twice"

    def _to_be_done(self, number: str, body: Mapping[str, Any]) -> None:
        """Note what is to be done about a trade, also when that was cut short before."""
        if body["state"] == PAID and not body["shipped_at"]:
            self.shipments.wait(number)
        elif body["state"] == ODD:
            self.trades.documents.put(UNSETTLED, number, {})
        if body["state"] == PAID:
            self._owe(self.orders.get(body["order"]).body)

    def _owe(self, order: Mapping[str, Any]) -> None:
        """Note what goes back of an order that was cancelled, or given back, before the book had its payment."""
        if order["status"] == "cancelled":
            self.refunds.owe(order["order"], "cancelled")
        elif order.get("returns"):
            self.refunds.owe(order["order"], f"returned:{order['returns'] - 1}")

    def _own(self, shopper: str, order: str) -> Mapping[str, Any]:
        found = self.orders.documents.get("order", order)
        if found is None or found.body["shopper"] not in self.openids.people.members(shopper):
            raise NotFound("unknown_order", f"you have no order {order!r} / 没有这笔订单", field="order",
                           hint="GET /v1/me/orders lists yours")
        return found.body

    def _titles(self, body: Mapping[str, Any]) -> str:
        titles = (goods.title for line in body["lines"] if (goods := self.goods.sku(line["sku"])))
        return ", ".join(dict.fromkeys(titles))[:100]
