"""Drafts: approved proposals come together on today's purchase order of their supplier and shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from huozhao.events.documents import Document
from huozhao.flows.purchasing.book import New, PurchaseBook, batches, blank, lines_of
from huozhao.supply.ledger import Bucket, Move
from huozhao.supply.purchasing import Line, state_of
from huozhao.terms.errors import Conflict
from huozhao.terms.time import DAY_MS

# Two operators approving at once write the same purchase order; the later one reads again and repeats.
MOST_TRIES = 8
# New orders that are written with a few commits.
AT_ONCE = 250
# Approvals under way: announced before the proposals are written, gone when their purchase orders are.
INTAKE = "purchase_intake"
# Approved proposals by id; each body carries the purchase order that it joins.
Approved = Sequence[tuple[str, Mapping[str, Any]]]


class Approvals(Protocol):
    """Where approved proposals stand."""

    def approved(self, ids: Sequence[str]) -> Approved:
        """Return those of the proposals that are approved."""
        ...

    def joined(self, id: str, order: str) -> None:
        """Note that a proposal joined another purchase order than it was meant for."""
        ...


class NoApprovals:
    """Where nobody proposes."""

    def approved(self, ids: Sequence[str]) -> Approved:
        """Return nothing."""
        return ()

    def joined(self, id: str, order: str) -> None:
        """Note nothing."""


@dataclass(frozen=True)
class Drafts:
    """Composes drafts; every step may be repeated after a crash."""

    book: PurchaseBook
    approvals: Approvals = field(default_factory=NoApprovals)

    def announce(self, ids: Sequence[str], now: int) -> None:
        """Say which proposals are about to be approved, so that a crash cannot leave one without its order."""
        self.book.documents.put(INTAKE, _intake(ids, now), {"ids": list(ids)})

    def order(self, approved: Approved, now: int) -> list[Mapping[str, Any]]:
        """Put approved proposals on their orders and their units in transit; a repeat changes nothing.

        An order that has left the house takes no more: the next draft of the day does. Returns the proposals' bodies.
        """
        placed = self._placed(approved)
        groups = _by_purchase(placed)
        new = [purchase for purchase in groups if self.book.find(purchase) is None] if len(groups) > 1 else []
        for first in range(0, len(new), AT_ONCE):
            names = new[first : first + AT_ONCE]
            if self.book.write_new([_begun(name, groups[name], now) for name in names]):
                for name in names:
                    del groups[name]
        for purchase, group in groups.items():
            self._set(purchase, group, _units(group), _moves(group, now), now)
        if placed:
            self.book.documents.delete(INTAKE, [_intake([id for id, _ in approved], now)])
        return [body for _, body in placed]

    def withdraw(self, id: str, body: Mapping[str, Any], now: int) -> None:
        """Take a proposal off its draft again; Conflict when the order was sent or its goods have arrived."""
        found = self.book.find(body["purchase_order"])
        is_listed = found is not None and id in found.body["proposals"]
        if found is not None and is_listed:
            _require_draft(found, body["sku"])
        moves = [_move(id, body, "in_transit", "supplier", now)]
        self._set(body["purchase_order"], [(id, body)], {id: 0}, moves, now)

    def recover(self, now: int) -> None:
        """Put proposals on their orders whose approval a crash cut short."""
        documents = self.book.documents
        for left in [each for batch in batches(documents, INTAKE) for each in batch]:
            self.order(self.approvals.approved(left.body["ids"]), now)
            documents.delete(INTAKE, [left.id])

    def _placed(self, approved: Approved) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the proposals with the order that each joins, which is another one where theirs was sent."""
        placed: list[tuple[str, Mapping[str, Any]]] = []
        for purchase, group in _by_purchase(approved).items():
            for id, body in group:
                name = self._joined(purchase, id)
                placed.append((id, body if name == purchase else {**body, "purchase_order": name}))
                if name != purchase:
                    self.approvals.joined(id, name)
        return placed

    def _joined(self, purchase: str, id: str) -> str:
        name, number = purchase, 1
        while (found := self.book.find(name)) is not None and id not in found.body["proposals"] and not _joins(found):
            number += 1
            name = f"{purchase}-{number}"
        return name

    def _set(
        self, purchase: str, group: Approved, units: Mapping[str, int], moves: Sequence[Move], now: int
    ) -> None:
        """Write how many units each proposal asks for; the lines are always the sums of that."""
        for tried in range(MOST_TRIES):
            found = self.book.find(purchase)
            body = _asking(found.body if found else _new(purchase, group[0][1], now), group, units, now)
            if found and body["proposals"] == found.body["proposals"]:
                self.book.ledger.post(moves)
                return
            try:
                self.book.write(purchase, found, body, moves)
                return
            except Conflict:
                if tried == MOST_TRIES - 1:
                    raise


def purchase_of(body: Mapping[str, Any], now: int) -> str:
    """Return the id of today's purchase order of a proposal's supplier and shop."""
    name = f"{now // DAY_MS:06d}-{body['supplier'] or 'none'}-{body['shop'] or 'all'}"
    return name.replace("/", "_").replace("#", "_")


def _joins(found: Document) -> bool:
    """Tell whether an order still takes proposals: a draft, or one that was emptied before anything happened to it."""
    body = found.body
    return body["state"] == "draft" or (body["state"] == "cancelled" and not body["history"])


def _require_draft(found: Document, sku: str) -> None:
    state = found.body["state"]
    if any(line.received or line.damaged for line in lines_of(found.body) if line.sku == sku):
        raise Conflict("already_received", "goods of this purchase order have arrived already", field="id",
                       hint="book a return to the supplier as a stock move instead")  # fmt: skip
    if not _joins(found):
        raise Conflict("already_sent", f"the purchase order {found.id} is {state}; the supplier knows of it",
                       field="id", hint="cancel the line of the purchase order instead")  # fmt: skip


def _by_purchase(approved: Approved) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    groups: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for id, body in approved:
        groups.setdefault(body["purchase_order"], []).append((id, body))
    return groups


def _move(id: str, body: Mapping[str, Any], source: Bucket, target: Bucket, now: int) -> Move:
    """The key names the decision by its place in the audit, so approving again after an undo counts again."""
    key = f"purchase:{id}:{len(body['audit'])}:{target}"
    note = f"purchase order {body['purchase_order']}"
    return Move(key, body["sku"], body["shop"], source, target, body["quantity"], now, note)


def _lines(asked: Mapping[str, Sequence[Any]], old: Sequence[Line], due: int) -> list[Line]:
    """Return the sums of what is asked; units that were cut from a draft stay cut."""
    cut = {line.sku: line.quantity - line.expected for line in old}
    totals: dict[str, list[int]] = {}
    for sku, units, unit_fen in asked.values():
        total = totals.setdefault(sku, [0, unit_fen])
        total[0] += units
    return [Line(sku, units, max(0, units - cut.get(sku, 0)), unit_fen, due_at=due)
            for sku, (units, unit_fen) in totals.items() if units > 0]


def _asking(old: Mapping[str, Any], group: Approved, units: Mapping[str, int], now: int) -> dict[str, Any]:
    asked = {**old["proposals"], **{id: [body["sku"], units[id], body["unit_fen"]] for id, body in group}}
    days = max(old["lead_days"], *(int(body["lead_time_days"]) for _, body in group))
    due = max(old["due_at"], now + days * DAY_MS)
    lines = _lines(asked, lines_of(old), due)
    return {**old, "proposals": asked, "lines": [line.as_dict() for line in lines], "lead_days": days,
            "state": state_of(lines, False), "due_at": due}  # fmt: skip


def _begun(purchase: str, group: Approved, now: int) -> New:
    return purchase, _asking(_new(purchase, group[0][1], now), group, _units(group), now), _moves(group, now)


def _units(group: Approved) -> dict[str, int]:
    return {id: int(body["quantity"]) for id, body in group}


def _moves(group: Approved, now: int) -> list[Move]:
    return [_move(id, body, "supplier", "in_transit", now) for id, body in group]


def _new(purchase: str, body: Mapping[str, Any], now: int) -> dict[str, Any]:
    return {**blank(), "id": purchase, "supplier": body["supplier"], "shop": body["shop"], "lines": [],
            "proposals": {}, "state": "draft", "ordered_at": now, "due_at": now}  # fmt: skip


def _intake(ids: Sequence[str], now: int) -> str:
    return f"{now:015d}-{ids[0] if ids else ''}"
