"""An alert: the shelf it is about, since when, and what people did about it."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from huozhao.supply.alerts import SEVERITIES, Severity, Shelf, State, severity

Key = tuple[str, str]
# What a list may be filtered by, beside the states that a shelf itself has.
SHOWN = ("open", "snoozed", "covered", "closed")


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of one shelf, whose `id` it has; `raised_at` (ms) tells it from earlier ones of the same shelf.

    `snoozed_until` (ms) keeps it out of the list of open ones unless it gets worse than `snoozed_at`;
    `acknowledged` says who has seen it and when; `orders` are the purchase orders that were made of it.
    """

    id: str
    sku: str
    shop: str
    state: State
    shelf: Shelf
    raised_at: int
    snoozed_until: int = 0
    snoozed_at: Severity = "low"
    acknowledged: Mapping[str, Any] | None = None
    orders: tuple[str, ...] = ()
    audit: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return severity(self.shelf)

    def shown(self, now: int) -> str:
        """Return the state in which people see it: open, snoozed or covered."""
        return "snoozed" if self.state == "open" and self.snoozed_until > now else self.state

    def rank(self) -> str:
        """Return a word that sorts alerts, the worst first, and is the cursor of a list."""
        left = self.shelf.days_left
        days = min(max(left if left is not None else 9e5, 0.0), 9e5)
        return f"{SEVERITIES.index(self.severity)}-{days:09.1f}-{self.id}"

    def at_shelf(self, state: State, shelf: Shelf) -> "Alert":
        """Return the alert with the shelf as it is now; a snooze ends when it got worse."""
        orders = () if self.state == "covered" and state == "open" else self.orders
        after = replace(self, state=state, shelf=shelf, orders=orders)
        if self.snoozed_until and SEVERITIES.index(after.severity) < SEVERITIES.index(self.snoozed_at):
            return replace(after, snoozed_until=0, snoozed_at="low")
        return after

    def as_dict(self) -> dict[str, Any]:
        """Return the alert as plain data."""
        return {**asdict(self), "orders": list(self.orders), "audit": list(self.audit)}


def alert_from(body: Mapping[str, Any]) -> Alert:
    """Read an alert."""
    known = {name: body[name] for name in Alert.__slots__ if name in body}
    return Alert(**{**known, "shelf": Shelf(**body["shelf"]), "orders": tuple(body["orders"]),
                    "audit": tuple(body["audit"])})  # fmt: skip


def alert_id(sku: str, shop: str) -> str:
    """Return the id of a shelf's alert; it stands in addresses, so it is no more than letters and digits."""
    return hashlib.sha256(f"{sku}\n{shop}".encode()).hexdigest()[:24]
