"""Suppliers: who they are, what they promise and ask, and what experience says about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.flows.purchasing.book import batches
from huozhao.flows.purchasing.learning import LeadTimes
from huozhao.flows.webhooks.addresses import require_address
from huozhao.supply.purchasing import LeadTime
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS, local_day

KIND = "supplier"
EMPTY: dict[str, Any] = {
    "name": "", "contact": "", "lead_time_days": None, "min_order_fen": 0, "min_order_units": 0, "weekdays": [],
    "webhook_url": "", "note": "", "secret_number": 1,
}  # fmt: skip
_ID = re.compile(r"[^\x00-\x1f#]{1,128}")


@dataclass(frozen=True)
class Suppliers:
    """The suppliers of a mall. One that was never described has the defaults."""

    documents: Documents
    learned: LeadTimes
    zone: str
    default_days: int = 3

    def put(self, id: str, fields: Mapping[str, Any], who: str, now: int) -> Document:
        """Describe a supplier anew, on record; BadInput names the field that does not fit."""
        if not _ID.fullmatch(id):
            raise BadInput("supplier_id", "the id of a supplier has 1 to 128 characters and no #", field="supplier")
        if sorted(set(fields["weekdays"])) != sorted(fields["weekdays"]):
            raise BadInput("weekdays", "each weekday once, 1 is Monday and 7 Sunday", field="weekdays")
        if fields["webhook_url"]:
            require_address(fields["webhook_url"], "webhook_url")
        found = self.documents.get(KIND, id)
        old = found.body if found else {**EMPTY, "audit": []}
        body = changed(old, fields, who, "edit" if found else "create", now)
        body["audit"] = body["audit"][-50:]
        return self.documents.put(KIND, id, body, expected_version=found.version if found else 0)

    def get(self, id: str) -> Document:
        """Return a supplier that was described; NotFound otherwise."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_supplier", f"there is no supplier {id!r}", field="supplier",
                           hint="describe it with PUT /v1/suppliers/{supplier}")  # fmt: skip
        return found

    def terms(self, id: str) -> dict[str, Any]:
        """Return what is known of a supplier, the defaults where nothing is."""
        found = self.documents.get(KIND, id) if id else None
        return {**EMPTY, **(found.body if found else {})}

    def ids(self) -> list[str]:
        """Return the ids of the suppliers that were described."""
        return [each.id for batch in batches(self.documents, KIND) for each in batch]

    def delete(self, id: str) -> None:
        """Forget what was described; orders and learned lead times stay. NotFound when nothing is."""
        self.get(id)
        self.documents.delete(KIND, [id])

    def rotate(self, id: str, who: str, now: int) -> Document:
        """Give a supplier's webhook a new secret; the old one is worthless from now on."""
        found = self.get(id)
        body = changed(found.body, {"secret_number": found.body["secret_number"] + 1}, who, "rotate", now)
        return self.documents.put(KIND, id, body, expected_version=found.version)

    def lead_time(self, id: str, promised: int | None = None) -> LeadTime:
        """Return a lead time; the promise is that of the goods, else the supplier's, else the default."""
        own = self.terms(id)["lead_time_days"]
        days = promised if promised is not None else own if own is not None else self.default_days
        return self.learned.of(id, days)

    def require_order(self, id: str, value_fen: int, units: int) -> None:
        """Raise Conflict when an order is smaller than the supplier accepts."""
        known = self.terms(id)
        for least, have, field, what in ((known["min_order_fen"], value_fen, "min_order_fen", "fen"),
                                         (known["min_order_units"], units, "min_order_units", "units")):
            if have < least:
                raise Conflict("below_minimum", f"the order is {have} {what}, {id} accepts {least} or more",
                               field=field, hint='wait for more proposals, or send "anyway": true')

    def next_order_day(self, id: str, now: int) -> int:
        """Return the first local day from today on which the supplier takes orders."""
        days, today = self.terms(id)["weekdays"], local_day(now, self.zone)
        if not days:
            return today
        return next(day for day in range(today, today + 7) if (day + 3) % 7 + 1 in days)

    def expected_at(self, id: str, sent_at: int, promised: int | None) -> int:
        """Return when (ms) an order sent at `sent_at` is expected: the days that are usual, or else promised."""
        return sent_at + round(self.lead_time(id, promised).mean) * DAY_MS
