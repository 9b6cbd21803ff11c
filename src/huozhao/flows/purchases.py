"""Purchase orders: what approved proposals ask of a supplier for a shop, and what of it has arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.supply.ledger import Bucket, Ledger, Move
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS

# Two operators approving at once write the same purchase order; the later one reads again and repeats.
MOST_TRIES = 8
# Approved proposals by id; each body carries the purchase order that it joins.
Approved = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Purchases:
    """Keeps purchase orders in step with the ledger; every step may be repeated after a crash."""

    documents: Documents
    ledger: Ledger

    def order(self, approved: Approved, now: int) -> None:
        """Put approved proposals on their purchase orders and their units in transit; a repeat changes nothing."""
        for purchase, group in _by_purchase(approved).items():
            self._set(purchase, group, {id: int(body["quantity"]) for id, body in group}, now)
        self.ledger.post([_move(id, body, "supplier", "in_transit", now) for id, body in approved])

    def withdraw(self, id: str, body: Mapping[str, Any], now: int) -> None:
        """Take a proposal off its purchase order again; Conflict when its goods have arrived."""
        found = self.documents.get("purchase_order", body["purchase_order"])
        lines = {line["sku"]: line for line in found.body["lines"]} if found else {}
        line = lines.get(body["sku"], {"quantity": 0, "received": 0})
        is_listed = found is not None and id in found.body["proposals"]
        if is_listed and line["quantity"] - line["received"] < body["quantity"]:
            raise Conflict("already_received", "goods of this purchase order have arrived already", field="id",
                           hint="book a return to the supplier as a stock move instead")  # fmt: skip
        self._set(body["purchase_order"], [(id, body)], {id: 0}, now)
        self.ledger.post([_move(id, body, "in_transit", "supplier", now)])

    def receive(self, id: str, lines: Sequence[tuple[str, int]] | None, who: str, now: int) -> dict[str, Any]:
        """Put arrived goods on the shelf; None receives all that is open, fewer units are a partial receipt."""
        found = self.documents.get("purchase_order", id)
        if found is None:
            raise NotFound("unknown_purchase_order", f"there is no purchase order {id!r}", field="id",
                           hint="see GET /v1/purchase-orders")  # fmt: skip
        arrived, number = _arrived(found.body, lines), len(found.body["receipts"])
        # The ledger first: its keys let one receipt of each number through, and a repeat after a crash count once.
        outcomes = self.ledger.post([
            Move(f"receipt:{id}:{number}:{sku}", sku, found.body["shop"], "in_transit", "on_hand", units, now,
                 f"purchase order {id}") for sku, units in arrived.items()])  # fmt: skip
        if set(outcomes) - {"posted", "duplicate"}:
            raise Conflict("receipt_conflict", "the goods in transit were changed meanwhile", field="lines",
                           hint="read the purchase order and the stock again")  # fmt: skip
        took = [{**line, "received": line["received"] + arrived.get(line["sku"], 0)} for line in found.body["lines"]]
        receipts = [*found.body["receipts"], {"who": who, "at": now, "lines": arrived}]
        body = {**found.body, "lines": took, "receipts": receipts, "state": _state(took)}
        return self.documents.put("purchase_order", id, body, expected_version=found.version).body

    def _set(self, purchase: str, group: Approved, units: Mapping[str, int], now: int) -> None:
        """Write how many units each proposal asks for; the lines are always the sums of that."""
        for tried in range(MOST_TRIES):
            found = self.documents.get("purchase_order", purchase)
            old = found.body if found else _new(purchase, group[0][1], now)
            asked = {**old["proposals"], **{id: [body["sku"], units[id], body["unit_fen"]] for id, body in group}}
            lines = _lines(asked, old["lines"])
            due = max(old["due_at"], *(now + body["lead_time_days"] * DAY_MS for _, body in group))
            body = {**old, "proposals": asked, "lines": lines, "state": _state(lines), "due_at": due}
            if asked == old["proposals"]:
                return
            try:
                self.documents.put("purchase_order", purchase, body, expected_version=found.version if found else 0)
                return
            except Conflict:
                if tried == MOST_TRIES - 1:
                    raise


def purchase_of(body: Mapping[str, Any], now: int) -> str:
    """Return the id of today's purchase order of a proposal's supplier and shop."""
    name = f"{now // DAY_MS:06d}-{body['supplier'] or 'none'}-{body['shop'] or 'all'}"
    return name.replace("/", "_")


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


def _lines(asked: Mapping[str, Sequence[Any]], old: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    received = {line["sku"]: line["received"] for line in old}
    lines: dict[str, dict[str, Any]] = {}
    for sku, units, unit_fen in asked.values():
        line = {"sku": sku, "quantity": 0, "received": received.get(sku, 0), "unit_fen": unit_fen}
        lines.setdefault(sku, line)["quantity"] += units
    return [line for line in lines.values() if line["quantity"] > 0]


def _state(lines: Sequence[Mapping[str, Any]]) -> str:
    if not lines:
        return "cancelled"
    if all(line["received"] == line["quantity"] for line in lines):
        return "received"
    return "partly_received" if any(line["received"] for line in lines) else "open"


def _new(purchase: str, body: Mapping[str, Any], now: int) -> dict[str, Any]:
    return {"id": purchase, "supplier": body["supplier"], "shop": body["shop"], "lines": [], "proposals": {},
            "state": "open", "ordered_at": now, "due_at": now, "receipts": []}  # fmt: skip


def _arrived(body: Mapping[str, Any], lines: Sequence[tuple[str, int]] | None) -> dict[str, int]:
    left = {line["sku"]: line["quantity"] - line["received"] for line in body["lines"]}
    arrived: dict[str, int] = {}
    for sku, units in [(sku, units) for sku, units in left.items() if units] if lines is None else lines:
        arrived[sku] = arrived.get(sku, 0) + units
        if units < 1 or arrived[sku] > left.get(sku, 0):
            raise BadInput("receipt_too_much", f"{arrived[sku]} of {sku} arrived, but {left.get(sku, 0)} are open",
                           field="lines", hint="receive what was ordered; post the rest as a stock count")  # fmt: skip
    if not arrived:
        raise Conflict("nothing_to_receive", "everything of this purchase order has arrived", field="id")
    return arrived
