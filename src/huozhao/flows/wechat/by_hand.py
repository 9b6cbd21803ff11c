"""Refunds that a person made, on WeChat's merchant platform or another way: on record, so that none is made twice.

WeChat tells of those of its platform where that is set there, and refuses what would be too much. It has no call that
lists the refunds of a payment, so the rest is for a person to say.
"""

from contextlib import suppress
from dataclasses import dataclass

from huozhao.events.documents import Document
from huozhao.flows.wechat.refund_book import NEW, REFUND, RefundBook
from huozhao.flows.wechat.trades import TRADE
from huozhao.operations.wechat.platform import Till
from huozhao.operations.wechat.refunds import RefundTold
from huozhao.terms.errors import Conflict, NotFound

# What WeChat told of has numbers of its own.
BY_HAND, TOLD = "by_hand", "-hand-"


@dataclass(frozen=True, slots=True)
class ByHand:
    """Notes in the book what the mall did not give back itself.

    What WeChat told of has its `refund_id`; what was only concluded or said has none, and makes room for what is told.
    """

    till: Till
    book: RefundBook

    def take(self, told: RefundTold) -> str:
        """Take in a refund that WeChat tells of and the mall never asked for; return "" for one not of this mall."""
        trade, now = self._trade_of(told), self.book.clock()
        if trade is None or told.state != "refunded":
            return ""
        at = told.at or now
        body = {**NEW, "trade": trade.id, "order": trade.body["order"], "transaction_id": told.transaction_id,
                "fen": told.fen, "total_fen": trade.body["paid_fen"], "state": BY_HAND, "at": at, "asked_at": at,
                "changed_at": now, "refund_id": told.refund_id or told.number, "to": told.to}
        with suppress(Conflict):  # told again
            self.book.documents.put(REFUND, f"{told.transaction_id}{TOLD}{body['refund_id']}", body, 0)
        self._make_room(trade)
        return BY_HAND

    def known(self, number: str) -> RefundTold | None:
        """Return how a refund stands at WeChat, None where it never heard of it."""
        try:
            return self.till.refunded(number)
        except NotFound:
            return None

    def conclude(self, number: str) -> None:
        """Note that a person gave back what a refund was to, as WeChat has nothing left to give."""
        self._note(self.book.get(number), "")

    def say(self, number: str, who: str) -> Document:
        """Note that a person gave the money of a refund back; Conflict for one that WeChat is about to."""
        found = self.book.get(number)
        told = self.known(number) if found.body["state"] != BY_HAND else None
        if told is not None:
            self.book.take(told)
            found = self.book.get(number)
        if found.body["state"] in ("processing", "refunded"):
            raise Conflict("refund_state", f"refund {number!r} is {found.body['state']} / 微信已在退这笔款",
                           field="number", hint="WeChat gives this money back, so nobody else should")
        if found.body["state"] != BY_HAND:
            self._note(found, who)
        return self.book.get(number)

    def unsay(self, found: Document) -> None:
        """Let a refund wait again that somebody said was given back; what WeChat told stays."""
        if not found.body["refund_id"] and self.book.change(found, {"state": found.body["was"], "noted_by": ""}):
            self.book.open.wait(found.id)

    def fitting(self, found: Document) -> Document | None:
        """Return a refund that waits with no more money than is due beside what went back by hand; None for nothing.

        The mall's own number keeps its money once WeChat knows it.
        """
        trade = self.book.trades.get(found.body["trade"]).body
        over, known = -self.book.left_fen(trade), self.book.of(found.body["transaction_id"])
        if over < 1 or all(each.body["state"] != BY_HAND for each in known):
            return found
        told = self.known(found.id)
        if told is not None:
            self.book.take(told)
            return None
        return self.book.documents.get(REFUND, found.id) if self._cut(found, over) else None

    def _trade_of(self, told: RefundTold) -> Document | None:
        numbers = (told.trade, f"{told.trade}:{told.transaction_id}")
        found = (self.book.documents.get(TRADE, number) for number in numbers)
        return next((each for each in found if each and each.body["transaction_id"] == told.transaction_id), None)

    def _make_room(self, trade: Document) -> None:
        """Let what was concluded or said give way to what was told, and what waits be looked at anew."""
        over = -self.book.left_fen(trade.body)
        for each in self.book.of(trade.body["transaction_id"]):
            if each.body["state"] == BY_HAND and not each.body["refund_id"] and over > 0:
                over -= self._cut(each, over)
            elif each.body["state"] == "waiting":
                self.book.open.again(each.id)

    def _cut(self, found: Document, over: int) -> int:
        """Take money out of a refund that WeChat never heard of, all of it at most; return how much."""
        cut = min(over, int(found.body["fen"]))
        if cut < found.body["fen"]:
            return cut if self.book.change(found, {"fen": found.body["fen"] - cut}) else 0
        self.book.open.done(found.id)
        self.book.documents.delete(REFUND, [found.id])
        return cut

    def _note(self, found: Document, who: str) -> None:
        changes = {"state": BY_HAND, "was": found.body["state"], "noted_by": who, "changed_at": self.book.clock()}
        if self.book.change(found, changes):
            self.book.open.done(found.id)
