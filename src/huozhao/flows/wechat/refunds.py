"""Refunds of payments through WeChat: what an order owes its shopper goes back by itself, and once.

How much is owed follows from the order on record, never from what an event says, and each refund is on record before
WeChat hears of it: after a crash it is asked for under the same number, which WeChat pays once.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import OrderCancelled, OrderReturned
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Recorded
from huozhao.flows.wechat.by_hand import BY_HAND, TOLD, ByHand
from huozhao.flows.wechat.refund_book import NEW, REFUND, RefundBook
from huozhao.flows.wechat.trades import ODD, TRADE, Trades, number_of
from huozhao.flows.wechat.waiting import Waiting
from huozhao.operations.wechat.platform import AllGivenBack, Till
from huozhao.operations.wechat.refunds import RefundTold, RefundWish
from huozhao.terms.errors import Conflict, HuozhaoError
from huozhao.terms.time import DAY_MS

# What may be owed waits apart until the order on record says so.
OWED = "wechat_owed"
# WeChat wants a minute between two refunds of one payment.
APART_MS, OWED_FOR_MS = 60_000, 7 * DAY_MS


@dataclass(frozen=True)
class Refunds:
    """Gives money back; `clock` is the mall's, ms."""

    till: Till
    trades: Trades
    clock: Callable[[], int]
    book: RefundBook = field(init=False)
    by_hand: ByHand = field(init=False)

    def __post_init__(self) -> None:
        """Open the book."""
        object.__setattr__(self, "book", RefundBook(self.trades, self.clock))
        object.__setattr__(self, "by_hand", ByHand(self.till, self.book))

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
        if self._documents.get(REFUND, told.number) is None:
            return self.by_hand.take(told)
        return self.book.take(told)

    def again(self, number: str) -> Document:
        """Try or ask again at once; a refund that WeChat closed is followed by another, which is returned.

        One that somebody said was given back by hand waits again.
        """
        found = self.book.get(number)
        if found.body["state"] == BY_HAND:
            self.by_hand.unsay(found)
            return self.book.get(number)
        if found.body["state"] != "closed":
            self._open.again(number)
            self._one(number)
            # Nothing may be left of it beside what went back by hand.
            return self._documents.get(REFUND, number) or self.book.of(found.body["transaction_id"])[-1]
        fresh = self._balance(found.body["trade"], self.trades.get(found.body["trade"]).body, found.body["by"])
        self._open.done(number)
        if fresh is not None:
            self._one(fresh)
        return self.book.get(fresh or number)

    def work(self) -> int:
        """Find what is owed and let it go; return how many refunds were looked at."""
        for owed in self._documents.list(OWED, limit=1_000):
            self._found_out(owed)
        return self._open.each(self._one)

    @property
    def _documents(self) -> Documents:
        return self.trades.documents

    @property
    def _open(self) -> Waiting:
        return self.book.open

    def _found_out(self, owed: Document) -> None:
        order, mark = owed.body["order"], owed.body["mark"]
        number, found = number_of(order), self._documents.get("order", order)
        if found is None or self.clock() - owed.body["at"] > OWED_FOR_MS:
            self._documents.delete(OWED, [owed.id])
        elif _shows(found.body, mark):  # the event comes before the record of it
            self._balance(number, self.trades.get(number).body, "")
            self._documents.delete(OWED, [owed.id])

    def _balance(self, number: str, trade: Mapping[str, Any], who: str) -> str | None:
        """Put on record what is due and was not asked for yet; return the number of that refund."""
        known = self.book.of(trade["transaction_id"])
        for each in known:  # a crash may have come between the two writes
            if each.body["state"] == "waiting":
                self._open.wait(each.id)
        fen = self.book.left_fen(trade)
        if fen < 1:
            return None
        refund = f"{trade['transaction_id']}-{_last(known) + 1:02d}"
        body = {**NEW, "trade": number, "order": trade["order"], "transaction_id": trade["transaction_id"], "fen": fen,
                "total_fen": trade["paid_fen"], "at": self.clock(), "by": who}
        with suppress(Conflict):  # somebody put the very same on record
            self._documents.put(REFUND, refund, body, 0)
        self._open.wait(refund)
        return refund

    def _one(self, number: str) -> None:
        """Move one refund on; what WeChat refuses is kept with its reason and tried again later."""
        found = self._documents.get(REFUND, number)
        if found is None or found.body["state"] in ("refunded", BY_HAND):
            self._open.done(number)
            return
        free_at = self._free_at(number, found.body)
        if found.body["state"] == "closed" or free_at > self.clock():
            self._open.later(number, max(free_at, self.clock() + APART_MS))
        else:
            self._move(found)

    def _free_at(self, number: str, body: Mapping[str, Any]) -> int:
        """Return from when on a refund may be asked for, as WeChat wants some time between those of a payment."""
        others = [each.body["asked_at"] for each in self.book.of(body["transaction_id"]) if each.id != number]
        return max(others, default=0) + APART_MS if body["state"] == "waiting" else 0

    def _move(self, found: Document) -> None:
        try:
            told = self._told(found)
        except HuozhaoError as error:
            self._open.later(found.id, error=error.message)
            return
        if told is not None and self.book.take(told) != "refunded":
            self._open.later(found.id)

    def _told(self, found: Document) -> RefundTold | None:
        """Ask how a refund stands, or for the refund; None where it needs none of WeChat (any more)."""
        fit = self.by_hand.fitting(found) if found.body["state"] == "waiting" else found
        if fit is None:
            return None
        body, reason = fit.body, "商品退款" if found.body["by"] else "订单退款"
        known = self.by_hand.known(fit.id) if body["state"] != "waiting" else None
        if known is not None:
            return known
        try:
            return self.till.refund(RefundWish(fit.id, body["transaction_id"], body["fen"], body["total_fen"], reason))
        except AllGivenBack:
            known = self.by_hand.known(fit.id)
            if known is None:
                self.by_hand.conclude(fit.id)
            return known


def _shows(order: Mapping[str, Any], mark: str) -> bool:
    step, _, number = mark.partition(":")
    if step == "returned" and number.isdigit():
        return int(order.get("returns", 0)) > int(number)
    return bool(order["status"] == step)


def _last(known: Sequence[Document]) -> int:
    """Return the highest number of the mall's own refunds among those of a payment, 0 for none."""
    return max((int(each.id.rpartition("-")[2]) for each in known if TOLD not in each.id), default=0)
