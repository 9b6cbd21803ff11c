"""Shipping of orders paid through WeChat: uploaded once the goods have left, for until then WeChat keeps the money."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import OrderDelivered, OrderShipped
from huozhao.events.event import Recorded
from huozhao.flows.background import Background
from huozhao.flows.goods import Goods
from huozhao.flows.orders.order import Orders
from huozhao.flows.orders.steps import Steps
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.trades import TRADE, UNSHIPPED, Trades, number_of
from huozhao.flows.wechat.waiting import Waiting
from huozhao.operations.wechat.platform import Shipping, Trade
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError, NotFound

KINDS = ("city", "express", "pickup", "virtual")
GONE = ("shipped", "delivered", "returned")
# Real seconds: between two glances at what has just left, and between two looks at all that waits.
POLL_S, LOOK_S = 0.5, 60.0


@dataclass(slots=True)
class Shipments:
    """Uploads what has left, again and again until WeChat has it; nothing is lost when the mall is killed meanwhile."""

    trades: Trades
    orders: Orders
    goods: Goods
    openids: Openids
    trade: Trade
    logistics: str
    clock: Callable[[], int]
    waiting: Waiting = field(init=False)
    _left: set[str] = field(default_factory=set)
    _looked_s: float = 0.0
    # Nothing is told of a trade while it is being uploaded.
    _turn: AbstractContextManager[Any] = field(default_factory=threading.Lock)
    _background: Background = field(init=False)

    def __post_init__(self) -> None:
        """Make the list of what waits and the thread ready."""
        if self.logistics not in KINDS:
            raise BadInput("logistics_unknown", f"there is no logistics {self.logistics!r}", field="wechat.logistics",
                           hint=f"one of {', '.join(KINDS)}")
        self.waiting = Waiting(self.trades.documents, UNSHIPPED, self.clock)
        self._background = Background("wechat-shipping", self._glance, POLL_S)

    def wait(self, number: str) -> None:
        """Let a paid trade wait for its goods to leave; again is the same."""
        self.waiting.wait(number)

    def tell(self, number: str, logistics: str, tracking_no: str, express_company: str) -> dict[str, Any]:
        """Say how the goods of a trade leave; BadInput for an express parcel without number or company.

        What was uploaded otherwise before is uploaded anew at once; WeChat takes that one time, later BadInput.
        """
        if logistics == "express" and not (tracking_no and express_company):
            raise _untracked("send tracking_no and express_company")
        told = {"logistics": logistics, "tracking_no": tracking_no, "express_company": express_company}
        with self._turn:
            trade = self.trades.get(number).body
            if trade["shipped_at"] and any(trade[name] != value for name, value in told.items()):
                self._send({**trade, **told}, self.orders.get(trade["order"]).body)
            body = self.trades.change(number, told)
        self.waiting.again(number)
        self._left.add(number)
        self._background.wake()
        return body

    def upload(self) -> int:
        """Upload what is due; return how much WeChat has taken."""
        taken: list[bool] = []
        self.waiting.each(lambda number: taken.append(self._one(number)))
        return sum(taken)

    def error_of(self, number: str) -> str:
        """Return what keeps an upload from being made, "" when nothing does."""
        return self.waiting.error_of(number)

    def received(self, told: Mapping[str, Any]) -> None:
        """Move the order of a payment on whose user confirmed that the goods are there."""
        number = str(told.get("merchant_trade_no") or "")
        known = self.trades.documents.get(TRADE, number)
        if known is None or not told.get("confirm_receive_time"):
            return
        with suppress(Conflict, NotFound):  # known already, or not yet on its way
            Steps(self.orders).deliver(known.body["order"], self.clock())

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Look at once when goods leave."""
        gone = {number_of(each.event.properties.order) for each in batch
                if isinstance(each.event.properties, OrderShipped | OrderDelivered)}
        if gone:
            self._left |= gone
            self._background.wake()

    def wake(self) -> None:
        """Look at once for all that waits."""
        self._looked_s = 0.0
        self._background.wake()

    def start(self) -> None:
        """Upload in the background from now on."""
        self._background.start()

    def stop(self) -> None:
        """End the background thread."""
        self._background.stop()

    def _glance(self) -> None:
        for number in list(self._left):
            # The event may be here before the order itself says that it left: then it stays for the next glance.
            is_done = self.trades.documents.get(UNSHIPPED, number) is None
            if is_done or self._is_gone(number):
                self._left.discard(number)
                if not is_done:
                    self._one(number)
        if time.monotonic() - self._looked_s >= LOOK_S:
            self._looked_s = time.monotonic()
            self.upload()

    def _is_gone(self, number: str) -> bool:
        order = self.orders.documents.get("order", self.trades.get(number).body["order"])
        return order is None or order.body["status"] in (*GONE, "cancelled")

    def _one(self, number: str) -> bool:
        """Upload one that has left; return whether WeChat took it."""
        with self._turn:
            return self._uploaded(number)

    def _uploaded(self, number: str) -> bool:
        trade = self.trades.get(number).body
        order = self.orders.documents.get("order", trade["order"])
        if order is None or order.body["status"] == "cancelled":
            self.waiting.done(number)
        if order is None or order.body["status"] not in GONE or self._background.is_stopped:
            return False
        try:
            logistics = self._send(trade, order.body)
        except HuozhaoError as error:
            self.waiting.later(number, error=error.message)
            return False
        self.trades.change(number, {"shipped_at": self.clock(), "logistics": logistics})
        self.waiting.done(number)
        return True

    def _send(self, trade: Mapping[str, Any], order: Mapping[str, Any]) -> str:
        logistics = trade["logistics"] or self.logistics
        openid = self.openids.of(order["shopper"]) if order["shopper"] else ""
        if not openid:
            raise BadInput("shopper_erased", "the shopper was erased; ship it in the merchant platform / 顾客已删除，"
                           "请在商户平台手动发货", field="shopper")
        if logistics == "express" and not trade["tracking_no"]:
            raise _untracked("POST /v1/wechat/payments/{number}/shipping")
        titles = [goods.title for line in order["lines"] if (goods := self.goods.sku(line["sku"]))]
        at = order.get("shipped_at") or order.get("delivered_at") or self.clock()
        self.trade.ship(Shipping(trade["transaction_id"], openid, ",".join(titles), at, logistics,
                                 trade["tracking_no"], trade["express_company"]))
        return str(logistics)


def _untracked(hint: str) -> BadInput:
    return BadInput("tracking_missing", "WeChat wants number and company of a parcel / 请填写快递单号和快递公司",
                    field="tracking_no", hint=hint)
