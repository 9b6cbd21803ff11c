"""Refunds of payments through WeChat: what an order owes its shopper goes back by itself, and once.

How much is owed follows from the order on record, never from what an event says, and each refund is on record before
WeChat hears of it: after a crash it is asked for under the same number, which WeChat pays once.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import OrderCancelled, OrderReturned
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Recorded
from huozhao.flows.wechat.trades import ODD, PAID, TRADE, Trades, number_of
from huozhao.flows.wechat.waiting import Waiting
from huozhao.operations.wechat.platform import Till
from huozhao.operations.wechat.refunds import RefundTold, RefundWish, follows
from huozhao.terms.errors import Conflict, HuozhaoError, NotFound

METHOD = "wechat"
# A refund stays; it is open until the money went. What may be owed waits apart until the order on record says so.
REFUND, OPEN, OWED = "wechat_refund", "wechat_refund_open", "wechat_owed"
DAY_MS = 86_400_000
# WeChat wants a minute between two refunds of one payment.
APART_MS, OWED_FOR_MS = 60_000, 7 * DAY_MS
NEW: Mapping[str, Any] = {"trade": "", "order": "", "transaction_id": "", "fen": 0, "total_fen": 0, "state": "waiting",
                          "at": 0, "asked_at": 0, "changed_at": 0, "refund_id": "", "to": "", "by": ""}


@dataclass(frozen=True)
class Refunds:
    """Gives money back; `clock` is the mall's, ms."""

    till: Till
    trades: Trades
    clock: Callable[[], int]
    open: Waiting = field(init=False)

    def __post_init__(self) -> None:
        """Make the list of what is open."""
        object.__setattr__(self, "open", Waiting(self.trades.documents, OPEN, self.clock))

    def hear(self, recorded: Recorded) -> bool:
        """Note that an order may owe money, as it was cancelled or goods of it came back; return whether it was."""
        what = recorded.event.properties
        if not isinstance(what, OrderCancelled | OrderReturned):
            return False
        begin, mark = f"order:{what.order}:", recorded.event.id
        if mark.startswith(begin):  # a step of an order kept here, and not what somebody told of one
            self.owe(what.order, mark.removeprefix(begin))
        return True

    def owe(self, order: str, mark: str) -> None:
        """Let what an order owes be looked at; `mark` is the step that its record has to show first."""
        if self._documents.get(TRADE, number_of(order)) is not None:
            self._documents.put(OWED, f"{order} {mark}", {"order": order, "mark": mark, "at": self.clock()})

    def give_back(self, number: str, who: str) -> dict[str, Any]:
        """Give an odd payment back whole; Conflict for one that is not odd. Asked again it is the same refund."""
        trade = self.trades.get(number).body
        if not trade.get("is_given_back"):
            if trade["state"] != ODD:
                raise Conflict("trade_state", f"payment {number!r} is {trade['state']} / 这笔收款不是异常收款",
                               field="number", hint="cancel the order, or take its goods back: the money follows")
            trade = self.trades.change(number, {"is_given_back": True})
        self._balance(number, trade, who)
        if trade["state"] == ODD:
            self.trades.settle(number, who, self.clock())
        return self.trades.get(number).body

    def take(self, told: RefundTold) -> str:
        """Take in what WeChat tells of a refund, as often as it does; return its state, "" for one not of this mall."""
        while True:
            found = self._documents.get(REFUND, told.number)
            if found is None or (found.body["transaction_id"], found.body["fen"]) != (told.transaction_id, told.fen):
                return ""
            body = found.body
            if follows(body["state"], told):
                body = {**body, "state": told.state, "changed_at": told.at or self.clock(), "to": told.to,
                        "refund_id": told.refund_id, "asked_at": body["asked_at"] or self.clock()}
                try:
                    self._documents.put(REFUND, found.id, body, found.version)
                except Conflict:
                    continue
            if body["state"] == "refunded":
                self.open.done(found.id)
            return str(body["state"])

    def again(self, number: str) -> Document:
        """Try or ask again at once; a refund that WeChat closed is followed by another, which is returned."""
        found = self.get(number)
        if found.body["state"] != "closed":
            self.open.again(number)
            self._one(number)
            return self.get(number)
        fresh = self._balance(found.body["trade"], self.trades.get(found.body["trade"]).body, found.body["by"])
        self.open.done(number)
        if fresh is not None:
            self._one(fresh)
        return self.get(fresh or number)

    def get(self, number: str) -> Document:
        """Return a refund; NotFound when there is none."""
        found = self._documents.get(REFUND, number)
        if found is None:
            raise NotFound("unknown_refund", f"no refund has the number {number!r} / 没有这笔退款", field="number",
                           hint="GET /v1/wechat/refunds lists them")
        return found

    def page(self, is_open: bool, after: str, limit: int) -> list[Document]:
        """Return refunds by number after `after`, all or those whose money has not gone yet."""
        if not is_open:
            return self._documents.list(REFUND, after=after, limit=limit)
        found = (self._documents.get(REFUND, each.id) for each in self._documents.list(OPEN, after=after, limit=limit))
        return [each for each in found if each is not None]

    def of(self, transaction_id: str) -> list[Document]:
        """Return the refunds of a payment, oldest first."""
        begin = f"{transaction_id}-"
        found = self._documents.list(REFUND, after=begin, limit=60) if transaction_id else []
        return [each for each in found if each.id.startswith(begin)]

    def of_order(self, order: str) -> list[Document]:
        """Return the refunds of what was paid for an order."""
        begin = number_of(order)
        trades = self._documents.list(TRADE, after=begin, limit=10)
        numbers = [begin, *(each.id for each in trades if each.id.startswith(f"{begin}:"))]
        found = (self._documents.get(TRADE, number) for number in numbers)
        return [refund for trade in found if trade is not None for refund in self.of(trade.body["transaction_id"])]

    def work(self) -> int:
        """Find what is owed and let it go; return how many refunds were looked at."""
        for owed in self._documents.list(OWED, limit=1_000):
            self._found_out(owed)
        return self.open.each(self._one)

    @property
    def _documents(self) -> Documents:
        return self.trades.documents

    def _found_out(self, owed: Document) -> None:
        order, mark = owed.body["order"], owed.body["mark"]
        number, found = number_of(order), self._documents.get("order", order)
        if found is None or self.clock() - owed.body["at"] > OWED_FOR_MS:
            self._documents.delete(OWED, [owed.id])
        elif _shows(found.body, mark):  # the event comes before the record of it
            self._balance(number, self.trades.get(number).body, "")
            self._documents.delete(OWED, [owed.id])

    def _due_fen(self, trade: Mapping[str, Any]) -> int:
        """Return how much of a payment is to go back: all that was odd or cancelled, else what came back is worth."""
        found = self._documents.get("order", trade["order"])
        if trade.get("is_given_back"):
            return int(trade["paid_fen"])
        if found is None or trade["state"] != PAID or found.body.get("payment_method") != METHOD:
            return 0
        return int(trade["paid_fen"] if found.body["status"] == "cancelled" else found.body.get("refunded_fen", 0))

    def _balance(self, number: str, trade: Mapping[str, Any], who: str) -> str | None:
        """Put on record what is due and was not asked for yet; return the number of that refund."""
        known = self.of(trade["transaction_id"])
        for each in known:  # a crash may have come between the two writes
            if each.body["state"] == "waiting":
                self.open.wait(each.id)
        asked = sum(int(each.body["fen"]) for each in known if each.body["state"] != "closed")
        fen = min(int(trade["paid_fen"]), self._due_fen(trade)) - asked
        if fen < 1:
            return None
        refund = f"{trade['transaction_id']}-{len(known) + 1:02d}"
        body = {**NEW, "trade": number, "order": trade["order"], "transaction_id": trade["transaction_id"], "fen": fen,
                "total_fen": trade["paid_fen"], "at": self.clock(), "by": who}
        with suppress(Conflict):  # somebody put the very same on record
            self._documents.put(REFUND, refund, body, 0)
        self.open.wait(refund)
        return refund

    def _one(self, number: str) -> None:
        """Move one refund on; what WeChat refuses is kept with its reason and tried again later."""
        body = self.get(number).body
        free_at = self._free_at(number, body)
        if body["state"] == "refunded":
            self.open.done(number)
        elif body["state"] == "closed" or free_at > self.clock():
            self.open.later(number, max(free_at, self.clock() + APART_MS))
        else:
            self._move(number, body)

    def _free_at(self, number: str, body: Mapping[str, Any]) -> int:
        """Return from when on a refund may be asked for, as WeChat wants some time between those of a payment."""
        others = [each.body["asked_at"] for each in self.of(body["transaction_id"]) if each.id != number]
        return max(others, default=0) + APART_MS if body["state"] == "waiting" else 0

    def _move(self, number: str, body: Mapping[str, Any]) -> None:
        try:
            told = self._told(number, body)
        except HuozhaoError as error:
            self.open.later(number, error=error.message)
            return
        if self.take(told) != "refunded":
            self.open.later(number)

    def _told(self, number: str, body: Mapping[str, Any]) -> RefundTold:
        reason = "商品退款" if body["by"] else "订单退款"
        wish = RefundWish(number, body["transaction_id"], body["fen"], body["total_fen"], reason)
        if body["state"] == "waiting":
            return self.till.refund(wish)
        try:
            return self.till.refunded(number)
        except NotFound:
            return self.till.refund(wish)


def _shows(order: Mapping[str, Any], mark: str) -> bool:
    step, _, number = mark.partition(":")
    if step == "returned" and number.isdigit():
        return int(order.get("returns", 0)) > int(number)
    return bool(order["status"] == step)
