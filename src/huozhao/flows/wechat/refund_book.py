"""The book of refunds: each on record before WeChat hears of it, open until its money went; what is due besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.wechat.trades import PAID, TRADE, Trades, number_of
from huozhao.flows.wechat.waiting import Waiting
from huozhao.operations.wechat.refunds import RefundTold, follows
from huozhao.terms.errors import Conflict, NotFound

METHOD = "wechat"
# A refund stays; it is open until the money went.
REFUND, OPEN = "wechat_refund", "wechat_refund_open"
NEW: Mapping[str, Any] = {"trade": "", "order": "", "transaction_id": "", "fen": 0, "total_fen": 0, "state": "waiting",
                          "at": 0, "asked_at": 0, "changed_at": 0, "refund_id": "", "to": "", "by": ""}


@dataclass(frozen=True)
class RefundBook:
    """Reads and writes refunds; `clock` is the mall's, ms."""

    trades: Trades
    clock: Callable[[], int]
    open: Waiting = field(init=False)

    def __post_init__(self) -> None:
        """Make the list of what is open."""
        object.__setattr__(self, "open", Waiting(self.documents, OPEN, self.clock))

    @property
    def documents(self) -> Documents:
        """Where all of it stands."""
        return self.trades.documents

    def get(self, number: str) -> Document:
        """Return a refund; NotFound when there is none."""
        found = self.documents.get(REFUND, number)
        if found is None:
            raise NotFound("unknown_refund", f"no refund has the number {number!r} / 没有这笔退款", field="number",
                           hint="GET /v1/wechat/refunds lists them")
        return found

    def page(self, is_open: bool, after: str, limit: int) -> list[Document]:
        """Return refunds by number after `after`, all or those whose money has not gone yet."""
        if not is_open:
            return self.documents.list(REFUND, after=after, limit=limit)
        found = (self.documents.get(REFUND, each.id) for each in self.documents.list(OPEN, after=after, limit=limit))
        return [each for each in found if each is not None]

    def of(self, transaction_id: str) -> list[Document]:
        """Return the refunds of a payment: those of the mall, oldest first, then those that WeChat told of."""
        begin = f"{transaction_id}-"
        found = self.documents.list(REFUND, after=begin, limit=120) if transaction_id else []
        return [each for each in found if each.id.startswith(begin)]

    def of_order(self, order: str) -> list[Document]:
        """Return the refunds of what was paid for an order."""
        begin = number_of(order)
        trades = self.documents.list(TRADE, after=begin, limit=10)
        numbers = [begin, *(each.id for each in trades if each.id.startswith(f"{begin}:"))]
        found = (self.documents.get(TRADE, number) for number in numbers)
        return [refund for trade in found if trade is not None for refund in self.of(trade.body["transaction_id"])]

    def due_fen(self, trade: Mapping[str, Any]) -> int:
        """Return how much of a payment is to go back: all that was odd or cancelled, else what came back is worth."""
        found = self.documents.get("order", trade["order"])
        if trade.get("is_given_back"):
            return int(trade["paid_fen"])
        if found is None or trade["state"] != PAID or found.body.get("payment_method") != METHOD:
            return 0
        due = int(trade["paid_fen"] if found.body["status"] == "cancelled" else found.body.get("refunded_fen", 0))
        return min(int(trade["paid_fen"]), due)

    def left_fen(self, trade: Mapping[str, Any]) -> int:
        """Return how much of what is due is in no refund yet; below 0 where more went back than is due."""
        known = self.of(trade["transaction_id"])
        return self.due_fen(trade) - sum(int(each.body["fen"]) for each in known if each.body["state"] != "closed")

    def change(self, found: Document, changes: Mapping[str, Any]) -> bool:
        """Change a refund as it was read; return False where somebody else did meanwhile."""
        try:
            self.documents.put(REFUND, found.id, {**found.body, **changes}, found.version)
        except Conflict:
            return False
        return True

    def take(self, told: RefundTold) -> str:
        """Take in what WeChat tells of a refund, as often as it does; return its state, "" for one not in the book."""
        while True:
            found = self.documents.get(REFUND, told.number)
            if found is None or (found.body["transaction_id"], found.body["fen"]) != (told.transaction_id, told.fen):
                return ""
            state, now = str(found.body["state"]), self.clock()
            if follows(state, told):
                changes = {"state": told.state, "changed_at": told.at or now, "to": told.to,
                           "refund_id": told.refund_id, "asked_at": found.body["asked_at"] or now}
                if not self.change(found, changes):
                    continue
                state = told.state
            if state == "refunded":
                self.open.done(found.id)
            return state
