"""Retention: what is older than its purpose allows goes by itself, once a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from huozhao.events.catalogue import PURPOSE_OF
from huozhao.events.documents import SearchedDocuments
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.flows.jobs import Progress
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.gate import COARSE, fields_of
from huozhao.privacy.purposes import LOCATION
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

KIND, LABEL = "retention", Text("到期数据清理", "Letting old data go")
PAGE, SUMMARY = 2_000, "retention_report"


@dataclass(frozen=True, slots=True)
class Kept:
    """How long (days) things are kept, by purpose, and failed events."""

    days: Mapping[str, int]
    failed_event_days: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Walks the log by time and takes the shopper out of what has been kept long enough.

    `rewritten` is called with the shoppers whose events changed, so that state and tags are brought in line.
    """

    log: EventLog
    documents: SearchedDocuments
    consents: Consents
    kept: Kept
    others: Sequence[tuple[str, Callable[[], int]]]
    rewritten: Callable[[frozenset[str]], None]
    clock: Callable[[], int]

    def work(self, progress: Progress) -> dict[str, Any]:
        """Let go of what is due; return and keep the report."""
        now = self.clock()
        report = {name: drop() for name, drop in self.others}
        report["failed_events"] = self._failed(now - self.kept.failed_event_days * DAY_MS)
        detached, trimmed, touched = self._log(now, progress)
        if touched:
            self.rewritten(frozenset(touched))
        report |= {"detached": detached, "fields_removed": trimmed, "shoppers": len(touched), "at": now,
                   "places_of_orders": self._places(now - self.kept.days[LOCATION] * DAY_MS)}
        self.documents.put(SUMMARY, "newest", report)
        return report

    def newest(self) -> dict[str, Any] | None:
        """Return what the last run let go of."""
        found = self.documents.get(SUMMARY, "newest")
        return dict(found.body) if found else None

    def _log(self, now: int, progress: Progress) -> tuple[int, int, set[str]]:
        """Find events that are due, shopper by shopper, and rewrite them."""
        due: set[str] = set()
        head, after = self.log.head(), 0
        while batch := self.log.read(after, PAGE):
            due |= {r.event.shopper for r in batch if r.event.shopper and self._due(r.event, now) is not r.event}
            after = batch[-1].position
            progress("retention", LABEL, after, max(head, after))
        counts = {"detached": 0, "trimmed": 0}

        def rewrite(event: Event) -> Event:
            kept = self._due(event, now)
            if kept is not event:
                counts["trimmed" if kept.shopper else "detached"] += 1
            return kept

        subjects = sorted(due)
        for first in range(0, len(subjects), 200):
            self.log.rewrite(subjects[first:first + 200], rewrite)
        return counts["detached"], counts["trimmed"], due

    def _due(self, event: Event, now: int) -> Event:
        """Return an event as it may still be kept: the very same when nothing is due."""
        age = now - event.at
        purpose = PURPOSE_OF.get(event.name, "service")
        may = purpose == "service" or self.consents.allows(event.shopper, purpose)
        if not may or age > self.kept.days.get(purpose, 0) * DAY_MS:
            return msgspec.structs.replace(event, shopper="")
        changes: dict[str, Any] = {
            name: None for name, field_purpose in fields_of(event.name)
            if field_purpose != "service" and getattr(event.properties, name) is not None
            and (age > self.kept.days.get(field_purpose, 0) * DAY_MS
                 or not self.consents.allows(event.shopper, field_purpose))
        }
        changes |= self._coarse(event, age)
        if not changes:
            return event
        return msgspec.structs.replace(event, properties=msgspec.structs.replace(event.properties, **changes))

    def _coarse(self, event: Event, age: int) -> dict[str, Any]:
        longitude = getattr(event.properties, "longitude", None)
        may = self.consents.allows(event.shopper, LOCATION) and age <= self.kept.days[LOCATION] * DAY_MS
        if longitude is None or may:
            return {}
        exact = {"longitude": longitude, "latitude": event.properties.latitude}  # type: ignore[attr-defined]
        coarse = {name: round(value, COARSE) for name, value in exact.items()}
        return coarse if coarse != exact else {}

    def _failed(self, before: int) -> int:
        gone = 0
        while old := [each.id for each in self.documents.list("failed_event", limit=1_000) if each.at < before]:
            gone += self.documents.delete("failed_event", old)
        return gone

    def _places(self, before: int) -> int:
        """Take the exact place out of orders that were placed before an instant."""
        changed, after = 0, ""
        while batch := self.documents.list("order", after=after, limit=500):
            after = batch[-1].id
            due = [(each.id, {**each.body, "place": None}) for each in batch
                   if each.body.get("place") and each.body.get("placed_at", 0) < before]
            if due:
                self.documents.put_many("order", due)
                changed += len(due)
        return changed
