"""The book of purchase orders: every change is announced, carried out in the ledger, written, and only then done."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.purchasing.learning import LeadTimes
from huozhao.supply.ledger import Ledger, Move
from huozhao.supply.purchasing import Line, Observed, Shift, line_from, shifts
from huozhao.terms.errors import Conflict, NotFound

KIND = "purchase_order"
# A marker for each order of which goods are to come, so that nobody has to read those of all years.
OPEN = "purchase_open"
# Steps that were announced and are not yet written; a crash leaves one behind, and the next who looks completes it.
STEP = "purchase_step"
ENDED = frozenset({"received", "closed", "cancelled"})
# What a step may change; undo brings these back.
FIELDS = ("state", "due_at", "sent_at", "sent_by", "confirmed_at", "closed_at")
BATCH = 500
# SKU, lot, last day on which it may be sold (days since 1970-01-01, None unknown), units for the shelf, damaged units.
LotLine = tuple[str, str, int | None, int, int]

# The id of a new order, what it is, and the moves that go with it.
New = tuple[str, Mapping[str, Any], Sequence[Move]]


@dataclass(frozen=True)
class Change:
    """A step: the lines and fields after it, what it is called, and what else has to happen exactly once with it."""

    what: str
    lines: Sequence[Line]
    fields: Mapping[str, Any]
    told: Mapping[str, Any]
    receipt: Mapping[str, Any] | None = None
    observed: Observed | None = None
    messages: Sequence[tuple[str, Mapping[str, Any]]] = ()
    lots: Sequence[LotLine] = ()


@dataclass(frozen=True)
class PurchaseBook:
    """Reads and changes purchase orders; killed at any moment, the next look completes what was begun."""

    documents: Documents
    ledger: Ledger
    learned: LeadTimes

    def find(self, id: str) -> Document | None:
        """Return an order, with a step that a crash cut short completed; None is unknown."""
        found = self.documents.get(KIND, id)
        step = self.documents.get(STEP, _step_id(id, found))
        if step is not None:
            self._finish(step)
            found = self.documents.get(KIND, id)
        return upgraded(found) if found else None

    def get(self, id: str) -> Document:
        """Return an order; NotFound when there is none."""
        found = self.find(id)
        if found is None:
            raise NotFound("unknown_purchase_order", f"there is no purchase order {id!r}", field="id",
                           hint="see GET /v1/purchase-orders")  # fmt: skip
        return found

    def carry_out(self, found: Document, change: Change, who: str, now: int) -> dict[str, Any]:
        """Do one step of an order: moves in the ledger, then the order; Conflict when another step was faster."""
        body, number = found.body, len(found.body["history"])
        before = {name: body.get(name) for name in FIELDS}
        entry = {"who": who, "at": now, "what": change.what, "from": {"state": body["state"]},
                 "to": {"state": change.fields["state"], **change.told},
                 "is_told": bool(change.messages),
                 "before": {**before, "lines": body["lines"], "receipts": len(body["receipts"])}}  # fmt: skip
        receipts = [*body["receipts"], change.receipt] if change.receipt else body["receipts"]
        after = {**body, **change.fields, "lines": [line.as_dict() for line in change.lines], "receipts": receipts,
                 "messages": [*body["messages"], *(id for id, _ in change.messages)],
                 "history": [*body["history"], entry]}  # fmt: skip
        moved = _by_lot(shifts(lines_of(body), change.lines), change.lots)
        moves = [Move(f"purchase:{found.id}:{number}:{each.sku}:{each.source}:{each.target}:{n}", each.sku,
                      body["shop"], each.source, each.target, each.units, now, f"purchase order {found.id}", lot, until)
                 for n, (each, lot, until) in enumerate(moved)]  # fmt: skip
        return self.write(found.id, found, after, moves, change)

    def write(
        self, id: str, found: Document | None, after: Mapping[str, Any], moves: Sequence[Move],
        change: Change | None = None,
    ) -> dict[str, Any]:
        """Announce a step, carry it out and return the order as it is then; Conflict when another was faster.

        Steps are named by the version they replace, so that of two writers one announces and the other reads again.
        """
        step = _step(id, found.version if found else 0, after, moves, change)
        announced = self.documents.put(STEP, _step_id(id, found), step, expected_version=0)
        now_there = self.documents.get(KIND, id)
        if (now_there.version if now_there else 0) != step["version"]:
            self.documents.delete(STEP, [announced.id])
            raise Conflict("changed_meanwhile", f"the purchase order {id} was changed meanwhile", field="id",
                           hint="read it again and repeat the change")  # fmt: skip
        self._finish(announced)
        return self.get(id).body

    def write_new(self, orders: Sequence[New]) -> bool:
        """Write many new orders with a few commits; False when one of them is not new, and then nothing is done."""
        steps = [(_step_id(id, None), _step(id, 0, body, moves)) for id, body, moves in orders]
        try:
            self.documents.put_many(STEP, steps, new=True)
        except Conflict:
            return False
        names = [name for name, _ in steps]
        if any(self.documents.get(KIND, id) for id, _, _ in orders):
            self.documents.delete(STEP, names)
            return False
        self.documents.put_many(OPEN, [(id, {}) for id, _, _ in orders])
        self.ledger.post([move for _, _, moves in orders for move in moves])
        try:
            self.documents.put_many(KIND, [(id, dict(body)) for id, body, _ in orders], new=True)
        except Conflict:  # somebody has completed one of these steps meanwhile; so are the others now
            self.recover()
        self.documents.delete(STEP, names)
        return True

    def recover(self) -> int:
        """Complete what a crash cut short; return how many steps."""
        left = [step for batch in batches(self.documents, STEP) for step in batch]
        for step in left:
            found = self.find(step.body["order"])
            if found is not None and found.body["state"] in ENDED:
                self.documents.delete(OPEN, [found.id])
        self.documents.delete(STEP, [step.id for step in left])
        return len(left)

    def mark(self, id: str) -> None:
        """Mark an order as open, before it is written."""
        if self.documents.get(OPEN, id) is None:
            self.documents.put(OPEN, id, {})

    def _finish(self, step: Document) -> None:
        """Do all that a step consists of, the order last; each part may be repeated."""
        body, order = step.body["body"], step.body["order"]
        self._post(step)
        for id, message in step.body["messages"]:
            if self.documents.get("outbox", id) is None and self.documents.get("outbox_past", id) is None:
                self.documents.put("outbox", id, message)
        self.learned.follow(body["supplier"], order, body["receipts"], step.body["observed"])
        if body["state"] not in ENDED:
            self.mark(order)
        # When somebody else has completed the very same step meanwhile, the order is as it should be.
        with suppress(Conflict):
            self.documents.put(KIND, order, body, expected_version=step.body["version"])
        if body["state"] in ENDED:
            self.documents.delete(OPEN, [order])
        self.documents.delete(STEP, [step.id])

    def _post(self, step: Document) -> None:
        moves = [Move(*fields) for fields in step.body["moves"]]
        outcomes = self.ledger.post(moves) if moves else []
        bad = [move for move, outcome in zip(moves, outcomes, strict=True) if outcome not in ("posted", "duplicate")]
        if not bad:
            return
        good = [move for move, outcome in zip(moves, outcomes, strict=True) if outcome in ("posted", "duplicate")]
        self.ledger.post([Move(f"{m.key}:back", m.sku, m.shop, m.target, m.source, m.quantity, m.at, m.note, m.lot)
                          for m in reversed(good)])  # fmt: skip
        self.documents.delete(STEP, [step.id])
        if "lot_differs" in outcomes:
            raise Conflict("lot_differs", f"lot {bad[0].lot} of {bad[0].sku} is on record with another date",
                           field="expires_on", hint="look at the label; a count of the lot corrects the date")
        raise Conflict("stock_changed", f"the stock of {bad[0].sku} at {bad[0].shop} does not allow this: "
                       f"{bad[0].quantity} are not in {bad[0].source} any more", field="lines",
                       hint="read the purchase order and the stock again")  # fmt: skip


def open_orders(documents: Documents) -> Iterator[Document]:
    """Yield the orders of which goods are to come."""
    _index(documents)
    for batch in batches(documents, OPEN):
        for marker in batch:
            found = documents.get(KIND, marker.id)
            if found is not None and upgraded(found).body["state"] not in ENDED:
                yield upgraded(found)


def _index(documents: Documents) -> None:
    """Mark the open orders of a mall whose orders were written by an earlier release; once."""
    if documents.get("purchase_index", "built") is not None:
        return
    for batch in batches(documents, KIND):
        markers = [(found.id, dict[str, Any]()) for found in batch if upgraded(found).body["state"] not in ENDED]
        documents.put_many(OPEN, markers)
    documents.put("purchase_index", "built", {})


def upgraded(found: Document) -> Document:
    """Return an order as this release writes them, whatever release wrote it."""
    body = found.body
    if "history" in body:
        return found
    state = "draft" if body["state"] == "open" else body["state"]
    lines = [line_from({**line, "due_at": body["due_at"]}).as_dict() for line in body["lines"]]
    new = {**blank(), **body, "state": state, "lines": lines}
    return Document(found.kind, found.id, found.version, found.at, new)


def blank() -> dict[str, Any]:
    """Return what an order has before anything happened to it."""
    return {"sent_at": None, "sent_by": "", "confirmed_at": None, "closed_at": None, "receipts": [], "history": [],
            "messages": [], "lead_days": 0}  # fmt: skip


def lines_of(body: Mapping[str, Any]) -> list[Line]:
    """Return the lines of an order."""
    return [line_from(line) for line in body["lines"]]


def batches(documents: Documents, kind: str) -> Iterator[list[Document]]:
    """Yield all documents of a kind in id order."""
    after = ""
    while batch := documents.list(kind, after=after, limit=BATCH):
        yield batch
        after = batch[-1].id


def _step_id(order: str, found: Document | None) -> str:
    return f"{order}#{found.version if found else 0:09d}"


def _step(
    id: str, version: int, after: Mapping[str, Any], moves: Sequence[Move], change: Change | None = None
) -> dict[str, Any]:
    """Return a step as it is announced: all that is needed to complete it."""
    seen = change.observed if change else None
    return {
        "order": id, "version": version, "body": dict(after),
        "moves": [[m.key, m.sku, m.shop, m.source, m.target, m.quantity, m.at, m.note, m.lot, m.expires_on]
                  for m in moves],
        "observed": [seen.at, seen.days, seen.share] if seen else None,
        "messages": [[name, dict(message)] for name, message in change.messages] if change else [],
    }  # fmt: skip


def _by_lot(moved: Sequence[Shift], lots: Sequence[LotLine]) -> list[tuple[Shift, str, int | None]]:
    """Cut moves of goods that stand in the shop into those of each lot; what is left has no lot."""
    left: dict[tuple[str, str, int], int] = {}
    for n, (sku, _, _, shelf, damaged) in enumerate(lots):
        left[sku, "on_hand", n], left[sku, "quarantine", n] = shelf, damaged
    found: list[tuple[Shift, str, int | None]] = []
    for each in moved:
        units = each.units
        for n, (_, lot, until, _, _) in enumerate(lots):
            for place in ((each.sku, each.target, n), (each.sku, each.source, n)):
                part = min(units, left.get(place, 0))
                if part:
                    found.append((replace(each, units=part), lot, until))
                    left[place] -= part
                    units -= part
        if units:
            found.append((replace(each, units=units), "", None))
    return found
