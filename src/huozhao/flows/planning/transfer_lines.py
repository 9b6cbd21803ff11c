"""The lines of a transfer order: what its proposals ask for, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.time import DAY_MS

# Approved proposals by id; each body carries the transfer order that it joins.
Approved = Sequence[tuple[str, Mapping[str, Any]]]
ENDS = ("received", "lost", "returned")


def by_order(approved: Approved) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """Return the proposals of each order."""
    groups: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for id, body in approved:
        groups.setdefault(str(body["transfer_order"]), []).append((id, body))
    return groups


def new_order(group: Approved, now: int) -> dict[str, Any]:
    """Return an order for the giver and the shop of some proposals, with nothing on it."""
    body = group[0][1]
    return {"giver": body["giver"], "shop": body["shop"], "lines": [], "proposals": {}, "state": "cancelled",
            "ordered_at": now, "due_at": now + int(body["lead_time_days"]) * DAY_MS, "history": [],
            "withdrawn": 0}  # fmt: skip


def asking(old: Mapping[str, Any], group: Approved) -> dict[str, Any]:
    """Return an order that asks for some proposals too; one that is on it already stays as it is.

    `number` tells approvals of one proposal apart, so that approving again after an undo moves goods again.
    """
    new = {
        id: {"sku": body["sku"], "units": int(body["quantity"]), "unit_fen": int(body["unit_fen"]),
             "number": f"{len(body['audit'])}.{old['withdrawn']}", "sent": False}
        for id, body in group if id not in old["proposals"]
    }  # fmt: skip
    return _summed({**old, "proposals": {**old["proposals"], **new}})


def sent(old: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """Return an order on which the goods of some proposals are under way."""
    moved = {id: {**each, "sent": True} if id in ids else each for id, each in old["proposals"].items()}
    return {**old, "proposals": moved}


def without(old: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """Return an order without some proposals."""
    left = {id: each for id, each in old["proposals"].items() if id not in ids}
    return _summed({**old, "proposals": left, "withdrawn": old["withdrawn"] + len(old["proposals"]) - len(left)})


def came(body: Mapping[str, Any], arrived: Mapping[str, int] | None) -> dict[str, int]:
    """Return the units that are meant by SKU: those named, or with None all under way. BadInput when that is more."""
    left = {line["sku"]: left_of(line) for line in body["lines"] if left_of(line)}
    units = left if arrived is None else dict(arrived)
    for sku, many in units.items():
        if many < 1 or many > left.get(sku, 0):
            raise BadInput("receipt_too_much", f"{many} of {sku}, but {left.get(sku, 0)} are under way", field="lines",
                           hint="receive what was sent; post the rest as a stock count")  # fmt: skip
    if not units:
        raise Conflict("nothing_under_way", "nothing of this transfer order is under way", field="id")
    return units


def stepped(
    old: Mapping[str, Any], what: str, column: str, units: Mapping[str, int], who: str, now: int
) -> dict[str, Any]:
    """Return an order after a step that ends some units, on record."""
    lines = [{**line, column: line[column] + units.get(line["sku"], 0)} for line in old["lines"]]
    entry = {"who": who, "at": now, "what": what, "lines": dict(units)}
    body = {**old, "lines": lines, "history": [*old["history"], entry]}
    return {**body, "state": state_of(body)}


def left_of(line: Mapping[str, Any]) -> int:
    """Return the units of a line that are still under way."""
    return int(line["quantity"]) - sum(int(line[name]) for name in ENDS)


def state_of(body: Mapping[str, Any]) -> str:
    """Return under_way, partly_received, received or cancelled, as the lines say."""
    any_left = any(left_of(line) for line in body["lines"])
    arrived = any(line["received"] or line["lost"] for line in body["lines"])
    if any_left:
        return "partly_received" if arrived else "under_way"
    return "received" if arrived else "cancelled"


def done(body: Mapping[str, Any]) -> bool:
    """Tell whether nothing of an order is under way any more."""
    return not any(left_of(line) for line in body["lines"])


def require_nothing_came(body: Mapping[str, Any], sku: str) -> None:
    """Raise Conflict when goods of a line have arrived, were lost or went back."""
    if any(sum(line[name] for name in ENDS) for line in body["lines"] if line["sku"] == sku):
        raise Conflict("already_received", "goods of this transfer order have arrived already", field="id",
                       hint="approve a transfer back instead")  # fmt: skip


def _summed(body: dict[str, Any]) -> dict[str, Any]:
    ended = {line["sku"]: {name: line[name] for name in ENDS} for line in body["lines"]}
    lines: dict[str, dict[str, Any]] = {}
    for each in body["proposals"].values():
        blank = {"sku": each["sku"], "quantity": 0, "unit_fen": each["unit_fen"], **dict.fromkeys(ENDS, 0)}
        line = lines.setdefault(each["sku"], {**blank, **ended.get(each["sku"], {})})
        line["quantity"] += each["units"]
    return {**body, "lines": list(lines.values())}
