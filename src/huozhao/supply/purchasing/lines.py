"""The lines of a purchase order: asked, still expected, come; and the moves that lead from one state to another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from huozhao.supply.ledger import Bucket
from huozhao.terms.errors import BadInput

STATES = ("draft", "sent", "confirmed", "partly_received", "received", "closed", "cancelled")
Extra = Literal["refuse", "keep", "quarantine"]


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one SKU: `quantity` asked, `expected` in all (less what was refused or cancelled), what came of them.

    `received` stands on the shelf, `damaged` in quarantine. `confirmed` is the supplier's answer, None without one.
    `due_at` (ms) is when the rest is expected.
    """

    sku: str
    quantity: int
    expected: int
    unit_fen: int = 0
    received: int = 0
    damaged: int = 0
    confirmed: int | None = None
    due_at: int = 0
    note: str = ""

    @property
    def open(self) -> int:
        """Units that are still to come."""
        return max(0, self.expected - self.received - self.damaged)

    def as_dict(self) -> dict[str, Any]:
        """Return the line as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a supplier answers to one line: units (None = all) and the day they come (ms, None = as expected)."""

    sku: str
    quantity: int | None = None
    due_at: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived of one SKU: units for the shelf, and units that are damaged; lot and last day where known."""

    sku: str
    quantity: int
    damaged: int = 0
    lot: str = ""
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """Units of one SKU that go from one bucket of the ledger to another."""

    sku: str
    source: Bucket
    target: Bucket
    units: int


def line_from(found: Mapping[str, Any]) -> Line:
    """Read a line; one of an earlier release expects what it asked for."""
    known = {name: found[name] for name in Line.__slots__ if name in found}
    return Line(**{"expected": found["quantity"], **known})


def state_of(lines: Sequence[Line], sent: bool) -> str:
    """Return the state that follows from the lines: draft, sent, confirmed, partly_received, received or cancelled."""
    came = any(line.received or line.damaged for line in lines)
    if not any(line.open for line in lines):
        return "received" if came else "cancelled"
    if came:
        return "partly_received"
    if not sent:
        return "draft"
    return "confirmed" if all(line.confirmed is not None for line in lines) else "sent"


def confirmed(lines: Sequence[Line], answers: Iterable[Answer]) -> list[Line]:
    """Return the lines as the supplier confirms them: less = short, 0 = refused, another day = later.

    Raises BadInput for a SKU that is not on the order, for more than was asked, or less than has come.
    """
    known = {line.sku: line for line in lines}
    for answer in answers:
        line = _on_order(known, answer.sku)
        units = line.quantity if answer.quantity is None else answer.quantity
        came = line.received + line.damaged
        if not came <= units <= max(line.quantity, came):
            raise BadInput("confirmed_out_of_range",
                           f"{units} of {line.sku} confirmed; {line.quantity} were ordered and {came} have come",
                           field="quantity", hint=f"confirm {came} to {line.quantity} units")
        due = line.due_at if answer.due_at is None else answer.due_at
        known[line.sku] = replace(line, confirmed=units, expected=units, due_at=due, note=answer.note or line.note)
    return [known[line.sku] for line in lines]


def cancelled(lines: Sequence[Line], units: Mapping[str, int] | None) -> list[Line]:
    """Return the lines with `units` by SKU no longer expected; None cancels all that is open.

    Raises BadInput for a SKU that is not on the order or more units than are open.
    """
    known = {line.sku: line for line in lines}
    gone = {line.sku: line.open for line in lines if line.open} if units is None else units
    for sku, number in gone.items():
        line = _on_order(known, sku)
        if not 0 < number <= line.open:
            raise BadInput("cancel_too_much", f"{number} of {sku} cannot be cancelled, {line.open} are open",
                           field="quantity", hint=f"cancel 1 to {line.open} units")
        known[sku] = replace(line, expected=line.expected - number)
    return [known[line.sku] for line in lines]


def arrived(lines: Sequence[Line], arrivals: Iterable[Arrival], extra: Extra = "refuse") -> list[Line]:
    """Return the lines after goods came; units beyond what is open are refused, kept, or set aside in quarantine.

    Goods that were not ordered become a line of 0 asked units. Raises BadInput for too much when `extra` refuses.
    """
    known = {line.sku: line for line in lines}
    for arrival in arrivals:
        if arrival.quantity < 0 or arrival.damaged < 0 or not arrival.quantity + arrival.damaged:
            raise BadInput("receipt_nothing", f"nothing of {arrival.sku} arrived", field="quantity",
                           hint="name units that arrived, or leave the line out")
        line = known.get(arrival.sku, Line(arrival.sku, 0, 0))
        more = max(0, arrival.quantity + arrival.damaged - line.open)
        if more and extra == "refuse":
            raise BadInput("receipt_too_much",
                           f"{arrival.quantity + arrival.damaged} of {arrival.sku} arrived, but {line.open} are open",
                           field="lines", hint='receive what was ordered, or send "extra": "keep" or "quarantine"')
        aside = min(more, arrival.quantity) if extra == "quarantine" else 0
        known[arrival.sku] = replace(
            line, received=line.received + arrival.quantity - aside, damaged=line.damaged + arrival.damaged + aside)
    return list(known.values())


def shifts(before: Sequence[Line], after: Sequence[Line]) -> list[Shift]:
    """Return the moves that take the ledger from one state of the lines to another.

    Open units lie in `in_transit`, received ones `on_hand`, damaged ones in `quarantine`; what one bucket gives another
    takes, and the rest comes from or goes back to the supplier, so that no unit appears or vanishes.
    """
    old, new = {line.sku: line for line in before}, {line.sku: line for line in after}
    found: list[Shift] = []
    for sku in dict.fromkeys([*old, *new]):
        have, want = old.get(sku, Line(sku, 0, 0)), new.get(sku, Line(sku, 0, 0))
        changes: dict[Bucket, int] = {
            "in_transit": want.open - have.open, "on_hand": want.received - have.received,
            "quarantine": want.damaged - have.damaged}
        found += _matched(sku, changes)
    return found


def _matched(sku: str, changes: Mapping[Bucket, int]) -> list[Shift]:
    left = {bucket: -change for bucket, change in changes.items() if change < 0}
    found: list[Shift] = []
    for target, wanted in changes.items():
        for source in left:
            units = min(max(wanted, 0), left[source])
            if units:
                found.append(Shift(sku, source, target, units))
                left[source] -= units
                wanted -= units
        if wanted > 0:
            found.append(Shift(sku, "supplier", target, wanted))
    return found + [Shift(sku, bucket, "supplier", units) for bucket, units in left.items() if units]


def _on_order(known: Mapping[str, Line], sku: str) -> Line:
    line = known.get(sku)
    if line is None:
        raise BadInput("sku_not_on_order", f"{sku} is not on this purchase order", field="sku",
                       hint=f"one of {', '.join(list(known)[:8])}")
    return line
