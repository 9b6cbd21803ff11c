"""What an operator decides about proposals, with audit, and the purchase orders that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.supply.ledger import Ledger, Move
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS


@dataclass(frozen=True)
class Decisions:
    """Approve, edit, reject and undo proposals; receive purchase orders."""

    documents: Documents
    ledger: Ledger

    def approve(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Order the proposed quantity: it joins today's purchase order of its supplier and shop, and is in transit."""
        found = self.proposal(id)
        if found.body["state"] == "approved":
            return found.body
        _require(found, ("open",), "approve")
        # The state changes first: of two operators one wins, and a crash in between is repaired by `order_approved`.
        purchase = f"{_day(now)}-{found.body['supplier'] or 'none'}-{found.body['shop'] or 'all'}"
        body = self._change(found, now, who, "approve", state="approved", purchase_order=purchase)
        self._order(id, body, purchase, now)
        return body

    def reject(self, id: str, reason: str, who: str, now: int) -> dict[str, Any]:
        """Decline a proposal with a reason."""
        found = self.proposal(id)
        _require(found, ("open",), "reject")
        return self._change(found, now, who, "reject", state="rejected", reason=reason)

    def edit(self, id: str, quantity: int, who: str, now: int) -> dict[str, Any]:
        """Change the quantity of an open proposal, whole packs only."""
        found = self.proposal(id)
        _require(found, ("open",), "edit")
        pack = found.body["pack_size"]
        if quantity < 1 or quantity % pack:
            raise BadInput(
                "quantity_not_in_packs",
                f"{quantity} is not a positive multiple of {pack}",
                field="quantity",
                hint=f"the goods come in packs of {pack}",
            )
        value = quantity * found.body["unit_fen"]
        return self._change(found, now, who, "edit", quantity=quantity, value_fen=value)

    def undo(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Take the last decision back; an approved quantity leaves its purchase order if nothing of it arrived."""
        found = self.proposal(id)
        if not found.body["audit"]:
            raise Conflict("nothing_to_undo", "nothing was decided about this proposal", field="id")
        if found.body["state"] == "approved":
            self._withdraw(found, now)
        before = found.body["audit"][-1]["from"]
        return self._change(found, now, who, "undo", **before)

    def receive(self, id: str, lines: Sequence[tuple[str, int]] | None, who: str, now: int) -> dict[str, Any]:
        """Put arrived goods on the shelf; None receives all that is open, fewer units are a partial receipt."""
        found = self.documents.get("purchase_order", id)
        if found is None:
            raise NotFound(
                "unknown_purchase_order",
                f"there is no purchase order {id!r}",
                field="id",
                hint="see GET /v1/purchase-orders",
            )
        arrived = _arrived(found.body, lines)
        body = {
            **found.body,
            "lines": [
                {**line, "received": line["received"] + arrived.get(line["sku"], 0)} for line in found.body["lines"]
            ],
        }
        complete = all(line["received"] == line["quantity"] for line in body["lines"])
        number = len(found.body["receipts"])
        body |= {
            "state": "received" if complete else "partly_received",
            "receipts": [*body["receipts"], {"who": who, "at": now, "lines": arrived}],
        }
        # Version first: of two receipts at once only one is posted.
        self.documents.put("purchase_order", id, body, expected_version=found.version)
        self.ledger.post(
            [
                Move(
                    f"receipt:{id}:{number}:{sku}",
                    sku,
                    found.body["shop"],
                    "in_transit",
                    "on_hand",
                    units,
                    now,
                    f"purchase order {id}",
                )
                for sku, units in arrived.items()
            ]
        )
        return body

    def proposal(self, id: str) -> Document:
        """Return a proposal; NotFound when there is none."""
        found = self.documents.get("proposal", id)
        if found is None:
            raise NotFound(
                "unknown_proposal",
                f"there is no proposal {id!r}",
                field="id",
                hint="a newer plan replaces open proposals; see GET /v1/proposals",
            )
        return found

    def _change(self, found: Document, now: int, who: str, what: str, **changes: Any) -> dict[str, Any]:
        before = {key: found.body.get(key) for key in changes}
        entry = {"who": who, "at": now, "what": what, "from": before, "to": changes}
        body = {**found.body, **changes, "audit": [*found.body["audit"], entry]}
        return self.documents.put("proposal", found.id, body, expected_version=found.version).body

    def _order(self, id: str, body: dict[str, Any], purchase: str, now: int) -> None:
        sku, units = body["sku"], body["quantity"]
        self._add(purchase, body, units, now)
        self.ledger.post(
            [
                Move(
                    f"purchase:{id}:{len(body['audit'])}",
                    sku,
                    body["shop"],
                    "supplier",
                    "in_transit",
                    units,
                    now,
                    f"purchase order {purchase}",
                )
            ]
        )

    def _withdraw(self, found: Document, now: int) -> None:
        body = found.body
        purchase = self.documents.get("purchase_order", body["purchase_order"])
        line = next((x for x in purchase.body["lines"] if x["sku"] == body["sku"]), None) if purchase else None
        if line is None or line["quantity"] - line["received"] < body["quantity"]:
            raise Conflict(
                "already_received",
                "goods of this purchase order have arrived already",
                field="id",
                hint="book a return to the supplier as a stock move instead",
            )
        self._add(body["purchase_order"], body, -body["quantity"], now)
        self.ledger.post(
            [
                Move(
                    f"withdraw:{found.id}:{len(body['audit'])}",
                    body["sku"],
                    body["shop"],
                    "in_transit",
                    "supplier",
                    body["quantity"],
                    now,
                    f"purchase order {body['purchase_order']}",
                )
            ]
        )

    def _add(self, purchase: str, body: dict[str, Any], units: int, now: int) -> None:
        found = self.documents.get("purchase_order", purchase)
        old = found.body if found else _new_purchase(purchase, body, now)
        lines = {line["sku"]: dict(line) for line in old["lines"]}
        line = lines.setdefault(
            body["sku"], {"sku": body["sku"], "quantity": 0, "received": 0, "unit_fen": body["unit_fen"]}
        )
        line["quantity"] += units
        kept = [line for line in lines.values() if line["quantity"] > 0]
        due = max(old["due_at"], now + body["lead_time_days"] * DAY_MS)
        state = "open" if kept else "cancelled"
        self.documents.put(
            "purchase_order",
            purchase,
            {**old, "lines": kept, "due_at": due, "state": state},
            expected_version=found.version if found else 0,
        )


def _new_purchase(purchase: str, body: dict[str, Any], now: int) -> dict[str, Any]:
    return {
        "id": purchase,
        "supplier": body["supplier"],
        "shop": body["shop"],
        "lines": [],
        "state": "open",
        "ordered_at": now,
        "due_at": now,
        "receipts": [],
    }


def _require(found: Document, states: tuple[str, ...], what: str) -> None:
    if found.body["state"] not in states:
        raise Conflict(
            "proposal_state",
            f"the proposal is {found.body['state']}; it cannot {what} now",
            field="id",
            hint="undo the last decision first",
        )


def _arrived(body: dict[str, Any], lines: Sequence[tuple[str, int]] | None) -> dict[str, int]:
    left = {line["sku"]: line["quantity"] - line["received"] for line in body["lines"]}
    if lines is None:
        lines = [(sku, units) for sku, units in left.items() if units]
    arrived: dict[str, int] = {}
    for sku, units in lines:
        arrived[sku] = arrived.get(sku, 0) + units
        if units < 1 or arrived[sku] > left.get(sku, 0):
            raise BadInput(
                "receipt_too_much",
                f"{arrived[sku]} of {sku} arrived, but {left.get(sku, 0)} are open",
                field="lines",
                hint="receive what was ordered; post the rest as a stock count",
            )
    if not arrived:
        raise Conflict("nothing_to_receive", "everything of this purchase order has arrived", field="id")
    return arrived


def _day(now: int) -> str:
    return f"{now // DAY_MS:06d}"
