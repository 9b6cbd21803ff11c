"""A group that buys together: seats, a deadline, full when enough have paid in time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

OPEN, FULL, FAILED = "open", "full", "failed"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a group, taken by a shopper's order and sure once that is paid."""

    order: str
    shopper: str
    at: int
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Shoppers who buy together; `people` must have paid by `deadline` (ms)."""

    group: str
    sale: str
    people: int
    deadline: int
    seats: tuple[Seat, ...] = ()
    state: str = OPEN

    @property
    def lacking(self) -> int:
        """How many more have to join and pay."""
        return max(0, self.people - sum(seat.paid for seat in self.seats))


def sit(group: Group, order: str, shopper: str, now: int) -> Group | str:
    """Return the group with one more seat, or why not: `group_full`, `group_over`, `in_group`. Counts once an order."""
    if any(seat.order == order for seat in group.seats):
        return group
    if group.state == FULL or len(group.seats) >= group.people:
        return "group_full"
    if group.state == FAILED or now >= group.deadline:
        return "group_over"
    if shopper and any(seat.shopper == shopper for seat in group.seats):
        return "in_group"
    return replace(group, seats=(*group.seats, Seat(order, shopper, now)))


def paid(group: Group, order: str) -> Group:
    """Return the group with an order paid; full when that was the last."""
    seats = tuple(replace(seat, paid=True) if seat.order == order else seat for seat in group.seats)
    after = replace(group, seats=seats)
    return replace(after, state=FULL) if group.state == OPEN and after.lacking == 0 else after


def left(group: Group, order: str) -> Group:
    """Return the group without an order; a full group stays full, so that one who leaves harms nobody."""
    return replace(group, seats=tuple(seat for seat in group.seats if seat.order != order))


def due(group: Group, now: int) -> Group:
    """Return the group as it stands at its deadline: one that is not full has failed."""
    return replace(group, state=FAILED) if group.state == OPEN and now >= group.deadline else group


def group_from_dict(id: str, body: Mapping[str, Any]) -> Group:
    """Read a group from plain data."""
    seats = tuple(Seat(each["order"], each["shopper"], each["at"], each["paid"]) for each in body["seats"])
    return Group(id, body["sale"], body["people"], body["deadline"], seats, body["state"])


def group_to_dict(group: Group) -> dict[str, Any]:
    """Return a group as plain data, without its id."""
    seats = [{"order": each.order, "shopper": each.shopper, "at": each.at, "paid": each.paid} for each in group.seats]
    return {"sale": group.sale, "people": group.people, "deadline": group.deadline, "seats": seats,
            "state": group.state}
