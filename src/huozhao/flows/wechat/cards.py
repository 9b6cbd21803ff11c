"""Service cards of orders paid through WeChat: put up when paid, moved on when goods leave or arrive.

A card is a courtesy: it is tried again for an hour, for WeChat learns of a payment a little late, and then let be.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import OrderDelivered, OrderPaid, OrderShipped
from huozhao.events.documents import Document
from huozhao.events.event import Recorded
from huozhao.flows.background import Background
from huozhao.flows.goods import Goods
from huozhao.flows.orders.order import Orders
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.trades import PAID, TRADE, Trades, number_of
from huozhao.operations.wechat.cards import CardGoods, card_content, card_kind
from huozhao.operations.wechat.platform import Trade
from huozhao.terms.errors import HuozhaoError

KIND = "wechat_card"
STEP_OF = {OrderPaid: "paid", OrderShipped: "shipped", OrderDelivered: "delivered"}
WAIT_MS, MOST_TRIES = 60_000, 60
# Real seconds between two looks at what waits.
POLL_S, LOOK_S = 1.0, 30.0


@dataclass(slots=True)
class Cards:
    """Puts cards up in the background. `page` is the order's page in the mini program, {order} stands for its id."""

    trades: Trades
    orders: Orders
    goods: Goods
    openids: Openids
    trade: Trade
    logistics: str
    page: str
    goods_page: str
    clock: Callable[[], int]
    _looked_s: float = 0.0
    _background: Background = field(init=False)

    def __post_init__(self) -> None:
        """Make the thread ready."""
        self._background = Background("wechat-cards", self._glance, POLL_S)

    def hear(self, recorded: Recorded) -> bool:
        """Let a step of an order that WeChat knows wait for its card; return whether it was one."""
        event, what = recorded.event, recorded.event.properties
        if not isinstance(what, OrderPaid | OrderShipped | OrderDelivered):
            return False
        number, step = number_of(what.order), STEP_OF[type(what)]
        if self.trades.documents.get(TRADE, number) is None:
            return False
        body = {"step": step, "number": number, "at": event.at, "tries": 0, "next_at": 0}
        self.trades.documents.put(KIND, f"{number}:{step}", body)
        self._looked_s = 0.0
        self._background.wake()
        return True

    def work(self) -> int:
        """Put up or move on what is due; return how many cards WeChat took."""
        now, done = self.clock(), 0
        # A card begins with the payment, also where its order went on at once.
        found = sorted(self.trades.documents.list(KIND, limit=1_000), key=lambda each: int(each.body["at"]))
        for waiting in found:
            if waiting.body["next_at"] <= now and not self._background.is_stopped:
                done += self._one(waiting, now)
        return done

    def start(self) -> None:
        """Put cards up in the background from now on."""
        self._background.start()

    def stop(self) -> None:
        """End the background thread."""
        self._background.stop()

    def _glance(self) -> None:
        if time.monotonic() - self._looked_s >= LOOK_S:
            self._looked_s = time.monotonic()
            self.work()

    def _one(self, waiting: Document, now: int) -> int:
        body = waiting.body
        trade = self.trades.get(body["number"]).body
        taken, wait = -1, 0
        if trade["state"] == PAID:  # else the notice is still on its way into the book
            wait = WAIT_MS
            with suppress(HuozhaoError):
                taken = self._show(trade, body["step"], body["at"])
        if taken >= 0 or body["tries"] + 1 >= MOST_TRIES:
            self.trades.documents.delete(KIND, [waiting.id])
            return max(0, taken)
        self.trades.documents.put(KIND, waiting.id, {**body, "tries": body["tries"] + 1, "next_at": now + wait})
        self._looked_s = self._looked_s if wait else 0.0
        return 0

    def _show(self, trade: Mapping[str, Any], step: str, at: int) -> int:
        """Return 1 when WeChat took a card, 0 when there is none to be shown."""
        order = self.orders.get(trade["order"]).body
        kind = card_kind(trade["logistics"] or self.logistics)
        openid = self.openids.of(order["shopper"]) if order["shopper"] else ""
        if kind is None or not openid:
            return 0
        content = card_content(kind, step, self.page.format(order=trade["order"]), self._goods(order), at)
        if content is None:
            return 0
        check = {"pay_amount": trade["paid_fen"], "pay_time": trade["success_at"] // 1000}
        self.trade.card(openid, trade["transaction_id"], kind, content, check)
        return 1

    def _goods(self, order: Mapping[str, Any]) -> list[CardGoods]:
        found = ((line, self.goods.sku(line["sku"])) for line in order["lines"])
        return [CardGoods(goods.title, goods.image or "", line["quantity"], line["price_fen"],
                          self.goods_page.format(sku=line["sku"])) for line, goods in found if goods is not None]
