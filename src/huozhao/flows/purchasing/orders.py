"""Purchase orders through their life: sent, confirmed, received in parts, cancelled, closed; each step with undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.audit import standing
from huozhao.flows.purchasing.book import FIELDS, Change, LotLine, PurchaseBook, lines_of
from huozhao.flows.purchasing.drafts import Approvals, Approved, Drafts, NoApprovals
from huozhao.flows.purchasing.suppliers import Suppliers
from huozhao.flows.webhooks.message import message_of
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.supply.purchasing import (
    Answer,
    Arrival,
    Line,
    Observed,
    arrived,
    cancelled,
    confirmed,
    line_from,
    state_of,
)
from huozhao.supply.purchasing.lines import Extra
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.time import DAY_MS, day_of

WAYS = ("hand", "file", "webhook")


@dataclass(frozen=True)
class Purchases:
    """Takes purchase orders through their steps; a step that changes nothing is none."""

    book: PurchaseBook
    suppliers: Suppliers
    approvals: Approvals = field(default_factory=NoApprovals)

    @property
    def drafts(self) -> Drafts:
        """What composes the drafts."""
        return Drafts(self.book, self.approvals)

    def order(self, approved: Approved, now: int) -> list[Mapping[str, Any]]:
        """Put approved proposals on drafts; see Drafts.order."""
        return self.drafts.order(approved, now)

    def withdraw(self, id: str, body: Mapping[str, Any], now: int) -> None:
        """Take a proposal off its draft; see Drafts.withdraw."""
        self.drafts.withdraw(id, body, now)

    def send(self, id: str, way: str, who: str, now: int, anyway: bool = False) -> dict[str, Any]:
        """Send a draft to its supplier: by webhook, or put on record that it went by file or by hand.

        Sending again the same way changes nothing. Conflict when the order is smaller than the supplier accepts.
        """
        found = self.book.get(id)
        if found.body["sent_at"] is not None and found.body["sent_by"] == way:
            return found.body
        _require(found, ("draft",), "be sent")
        lines, supplier = lines_of(found.body), found.body["supplier"]
        if not anyway:
            self.suppliers.require_order(
                supplier, sum(line.open * line.unit_fen for line in lines), sum(line.open for line in lines))
        due = self.suppliers.expected_at(supplier, now, found.body["lead_days"])
        lines = [_due(line, due) for line in lines]
        fields = {"state": state_of(lines, True), "sent_at": now, "sent_by": way, "due_at": due}
        messages = self._messages(found, lines, "purchase_order.sent", way == "webhook", now)
        change = Change("send", lines, fields, {"way": way}, messages=messages)
        return self.book.carry_out(found, change, who, now)

    def confirm(self, id: str, answers: Sequence[Answer], who: str, now: int) -> dict[str, Any]:
        """Put the supplier's answer on record, line by line; units that are short or refused are not expected any more.

        The same answer again changes nothing.
        """
        found = self.book.get(id)
        _require(found, ("draft", "sent", "confirmed", "partly_received"), "be confirmed")
        old = lines_of(found.body)
        lines = confirmed(old, answers)
        if lines == old:
            return found.body
        state = state_of(lines, True)
        due = max((line.due_at for line in lines if line.open), default=found.body["due_at"])
        sent = found.body["sent_at"] if found.body["sent_at"] is not None else now
        fields = {"state": state, "due_at": due, "confirmed_at": now, "sent_at": sent,
                  "sent_by": found.body["sent_by"] or "hand"}
        told = {"lines": {each.sku: each.quantity for each in answers}}
        return self.book.carry_out(found, Change("confirm", lines, fields, told), who, now)

    def receive(
        self, id: str, arrivals: Sequence[Arrival] | None, who: str, now: int, extra: Extra = "refuse",
        reference: str = "",
    ) -> dict[str, Any]:
        """Put arrived goods on the shelf; None receives all that is open, fewer units are a partial receipt.

        `reference` is the delivery note's number: the same one again counts once.
        """
        found = self.book.get(id)
        came = _all_open(found) if arrivals is None else list(arrivals)
        receipt = {"who": who, "at": now, "lines": _by_sku(came), "reference": reference,
                   "damaged": {each.sku: each.damaged for each in came if each.damaged},
                   "lots": [[each.sku, each.lot, each.expires_on, each.quantity, each.damaged] for each in came
                            if each.lot]}
        if _is_known(found, receipt):
            return found.body
        _require(found, ("draft", "sent", "confirmed", "partly_received", "received"), "receive goods")
        old = lines_of(found.body)
        lines = arrived(old, came, extra)
        fields = {"state": state_of(lines, True)}
        seen = _observed(found, old, came, now)
        change = Change("receive", lines, fields, {"lines": receipt["lines"]}, receipt, seen, lots=_lots(receipt))
        return self.book.carry_out(found, change, who, now)

    def cancel(self, id: str, units: Mapping[str, int] | None, reason: str, who: str, now: int) -> dict[str, Any]:
        """Cancel an order, or some units of its lines, as far as they have not come."""
        found = self.book.get(id)
        if units is None and found.body["state"] == "cancelled":
            return found.body
        _require(found, ("draft", "sent", "confirmed", "partly_received"), "be cancelled")
        lines = cancelled(lines_of(found.body), units)
        sent = found.body["sent_at"] is not None
        messages = self._messages(found, lines, "purchase_order.cancelled", found.body["sent_by"] == "webhook", now)
        change = Change("cancel", lines, {"state": state_of(lines, sent)},
                        {"lines": dict(units) if units else "all", "reason": reason}, messages=messages)
        return self.book.carry_out(found, change, who, now)

    def close(self, id: str, who: str, now: int) -> dict[str, Any]:
        """End an order for good; what has not come by now will not be waited for."""
        found = self.book.get(id)
        if found.body["state"] == "closed":
            return found.body
        _require(found, ("partly_received", "received"), "be closed")
        old = lines_of(found.body)
        lines = cancelled(old, None) if any(line.open for line in old) else old
        is_told = lines != old and found.body["sent_by"] == "webhook"
        messages = self._messages(found, lines, "purchase_order.cancelled", is_told, now)
        change = Change("close", lines, {"state": "closed", "closed_at": now}, {}, messages=messages)
        return self.book.carry_out(found, change, who, now)

    def undo(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Take the last step back, in the ledger too; Conflict when the goods or the supplier no longer allow it."""
        found = self.book.get(id)
        left = standing({"audit": found.body["history"]})
        if not left:
            raise Conflict("nothing_to_undo", "no step of this purchase order stands", field="id")
        last = left[-1]
        if last["is_told"]:
            raise Conflict("supplier_was_told", "the supplier's system has been told of this", field="id",
                           hint="cancel the order, or order anew")
        before = last["before"]
        lines = _restored(lines_of(found.body), [line_from(line) for line in before["lines"]])
        fields = {name: before[name] for name in FIELDS}
        kept = found.body["receipts"][: before["receipts"]]
        undone = Document(found.kind, found.id, found.version, found.at, {**found.body, "receipts": kept})
        lots = [line for each in found.body["receipts"][before["receipts"] :] for line in _lots(each)]
        change = Change("undo", lines, fields, {"step": last["what"]}, lots=lots)
        return self.book.carry_out(undone, change, who, now)

    def _messages(
        self, found: Document, lines: Sequence[Line], topic: str, wanted: bool, now: int
    ) -> list[tuple[str, dict[str, Any]]]:
        if not wanted:
            return []
        url = self.suppliers.terms(found.body["supplier"])["webhook_url"]
        if not url and topic != "purchase_order.sent":
            return []  # the address was taken away since; people tell the supplier then
        if not url:
            raise BadInput("no_webhook", f"{found.body['supplier'] or 'the supplier'} has no webhook", field="way",
                           hint="set webhook_url with PUT /v1/suppliers/{supplier}, or send by file or by hand")
        id = Outbox.id(f"{found.id}-{len(found.body['history'])}", now)
        body = {"order": found.id, "supplier": found.body["supplier"], "shop": found.body["shop"],
                "lines": [{"sku": line.sku, "quantity": line.open, "unit_fen": line.unit_fen} for line in lines]}
        return [(id, message_of(topic, url, f"supplier:{found.body['supplier']}", found.id, body, now))]


def _require(found: Document, states: tuple[str, ...], what: str) -> None:
    state = found.body["state"]
    if state not in states:
        raise Conflict("purchase_order_state", f"the purchase order is {state}; it cannot {what} now", field="id",
                       hint=f"possible while {', '.join(states)}; see its history")


def _due(line: Line, due: int) -> Line:
    return replace(line, due_at=due)


def _restored(now_there: Sequence[Line], before: Sequence[Line]) -> list[Line]:
    """Return the lines as they were, with what proposals have asked for since then on top."""
    asked, old = {line.sku: line.quantity for line in now_there}, {line.sku: line for line in before}
    back = [replace(line, quantity=asked.get(line.sku, line.quantity),
                    expected=line.expected + asked.get(line.sku, line.quantity) - line.quantity) for line in before]
    return back + [line for line in now_there if line.sku not in old and line.quantity]


def _all_open(found: Document) -> list[Arrival]:
    came = [Arrival(line.sku, line.open) for line in lines_of(found.body) if line.open]
    if not came:
        raise Conflict("nothing_to_receive", "everything of this purchase order has arrived", field="id")
    return came


def _lots(receipt: Mapping[str, Any]) -> list[LotLine]:
    """Return the lots of a receipt."""
    return [(sku, lot, day_of(until, "expires_on") if until else None, units, damaged)
            for sku, lot, until, units, damaged in receipt.get("lots", [])]


def _by_sku(came: Iterable[Arrival]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for each in came:
        totals[each.sku] = totals.get(each.sku, 0) + each.quantity
    return totals


def _is_known(found: Document, receipt: Mapping[str, Any]) -> bool:
    """Tell whether a delivery note was received already; Conflict when it said something else then."""
    same = [each for each in found.body["receipts"] if receipt["reference"] and
            each.get("reference") == receipt["reference"]]
    if same and same[0]["lines"] != receipt["lines"]:
        raise Conflict("reference_used", f"delivery note {receipt['reference']!r} is on record with other units",
                       field="reference", hint="give each delivery its own number")
    return bool(same)


def _observed(found: Document, lines: Sequence[Line], came: Iterable[Arrival], now: int) -> Observed | None:
    """Return what a receipt says about the lead time; nothing when it is not known when the order was sent."""
    sent, total = found.body["sent_at"], sum(line.quantity for line in lines)
    units = sum(each.quantity + each.damaged for each in came)
    if sent is None or not total or not units:
        return None
    return Observed(now, max(0, round((now - sent) / DAY_MS)), round(min(1.0, units / total), 4))
