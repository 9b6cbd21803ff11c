"""The book of trades: what WeChat and the mall know of one payment, under the number that both use for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.terms.errors import Conflict, NotFound

# A trade stays. What is to be done about it is apart, so that it is found without reading all trades.
TRADE, UNSHIPPED, UNSETTLED = "wechat_trade", "wechat_unshipped", "wechat_unsettled"
PREPAID, PAID, ODD, SETTLED = "prepaid", "paid", "odd", "settled"
# States whose trades have an index of their own.
INDEX = {ODD: UNSETTLED, "unshipped": UNSHIPPED}
FITTING = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")


@dataclass(frozen=True, slots=True)
class Trades:
    """Reads and writes trades. Neither shopper nor openid is in them: the order knows its shopper."""

    documents: Documents

    def get(self, number: str) -> Document:
        """Return a trade; NotFound when there is none."""
        found = self.documents.get(TRADE, number)
        if found is None:
            raise NotFound("unknown_trade", f"no payment has the number {number!r} / 没有这笔支付", field="number",
                           hint="GET /v1/wechat/payments lists them")
        return found

    def begin(self, order: str, total_fen: int, at: int) -> str:
        """Put a trade on record before WeChat hears of it; return its number."""
        number = number_of(order)
        if self.documents.get(TRADE, number) is None:
            self.change(number, {"order": order, "total_fen": total_fen, "state": PREPAID, "at": at})
        return number

    def change(self, number: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change a trade, whoever else writes it meanwhile; return what it is then."""
        while True:
            found = self.documents.get(TRADE, number)
            body = {**(found.body if found else NEW), **changes}
            try:
                return self.documents.put(TRADE, number, body, found.version if found else 0).body
            except Conflict:
                continue

    def settle(self, number: str, who: str, at: int, undo: bool = False) -> None:
        """Note that a person has dealt with an odd payment, or take that back; Conflict for one that is not odd."""
        trade = self.get(number).body
        if trade["state"] != (SETTLED if undo else ODD):
            raise Conflict("trade_state", f"payment {number!r} is {trade['state']} / 这笔收款无需处理", field="number",
                           hint="only odd payments are settled, and only settled ones reopened")
        if undo and trade.get("is_given_back"):
            raise Conflict("trade_state", f"payment {number!r} is given back / 这笔收款已退款", field="number",
                           hint="money that goes back cannot be called back; see GET /v1/wechat/refunds")
        if undo:
            self.documents.put(UNSETTLED, number, {})
            self.change(number, {"state": ODD, "settled_by": "", "settled_at": 0})
        else:
            self.change(number, {"state": SETTLED, "settled_by": who, "settled_at": at})
            self.documents.delete(UNSETTLED, [number])

    def list(self, state: str, after: str, limit: int) -> list[Document]:
        """Return trades in a state, "" = any, by number after `after`; odd and unshipped ones without reading all."""
        if state in INDEX:
            numbers = [each.id for each in self.documents.list(INDEX[state], after=after, limit=limit)]
            trades = (self.documents.get(TRADE, number) for number in numbers)
            return [each for each in trades if each is not None]
        found: list[Document] = []
        while len(found) < limit and (batch := self.documents.list(TRADE, after=after, limit=500)):
            found += [each for each in batch if state in ("", each.body["state"])]
            after = batch[-1].id
        return found[:limit]


NEW: Mapping[str, Any] = {
    "order": "", "total_fen": 0, "paid_fen": 0, "state": ODD, "reason": "", "at": 0, "transaction_id": "", "paid_at": 0,
    "success_at": 0,
    "shipped_at": 0, "logistics": "", "tracking_no": "", "express_company": "", "settled_by": "", "settled_at": 0,
}  # fmt: skip


def number_of(order: str) -> str:
    """Return the number under which WeChat knows an order: its id where that will do, else a mark of it."""
    return order if FITTING.fullmatch(order) else "hz" + blake2b(order.encode(), digest_size=15).hexdigest()
