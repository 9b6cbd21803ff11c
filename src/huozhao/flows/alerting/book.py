"""The book of alerts: open ones in memory and on disk, past ones on disk, in step with other processes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.alerting.alert import Alert, Key, alert_from
from huozhao.terms.time import DAY_MS

OPEN, PAST, MARK = "alert", "alert_past", "alert_mark"
KEPT_DAYS = 90
BATCH = 1_000


@dataclass(slots=True)
class Mark:
    """How far the ledger was looked at, beside which plan; the version rises with every change of alerts."""

    position: int = -1
    plan: str = ""
    version: int = -1


class AlertBook:
    """Keeps alerts; what is on disk says which there are, the numbers in memory are newer."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.mark = Mark()
        self.open: dict[Key, Alert] = {}

    def refresh(self) -> bool:
        """Read everything again when another process has changed something; tell whether that was so."""
        found = self._documents.get(MARK, MARK)
        version = found.version if found else 0
        if version == self.mark.version:
            return False
        self.mark = Mark(found.body["position"], found.body["plan"], version) if found else Mark(version=0)
        alerts = (alert_from(each.body) for each in self._every(OPEN))
        self.open = {(alert.sku, alert.shop): alert for alert in alerts}
        return True

    def write(self, changed: Iterable[Alert], closed: Iterable[Alert], now: int) -> None:
        """Put changed alerts on disk, and closed ones into the past; then in memory, so that a full disk loses none."""
        over = list(closed)
        past = [(f"{now:015d}-{alert.id}", {**alert.as_dict(), "state": "closed", "closed_at": now}) for alert in over]
        for first in range(0, len(past), BATCH):
            self._documents.put_many(PAST, past[first : first + BATCH])
        bodies = [(alert.id, alert.as_dict()) for alert in changed]
        for first in range(0, len(bodies), BATCH):
            self._documents.put_many(OPEN, bodies[first : first + BATCH])
        self._documents.delete(OPEN, [alert.id for alert in over])
        for alert in changed:
            self.open[alert.sku, alert.shop] = alert
        for alert in over:
            self.open.pop((alert.sku, alert.shop), None)

    def advance(self, position: int, plan: str) -> None:
        """Note on disk how far the ledger was looked at; others then read what changed."""
        put = self._documents.put(MARK, MARK, {"position": position, "plan": plan})
        self.mark = Mark(position, plan, put.version)

    def past(self, after: str, limit: int) -> list[Document]:
        """Return past alerts, newest first."""
        return self._documents.list(PAST, after, limit, newest=True)

    def prune(self, now: int) -> None:
        """Forget what is long past."""
        last = f"{now - KEPT_DAYS * DAY_MS:015d}"
        while old := [each.id for each in self._documents.list(PAST, limit=BATCH) if each.id < last]:
            self._documents.delete(PAST, old)

    def _every(self, kind: str) -> Iterator[Document]:
        after = ""
        while batch := self._documents.list(kind, after=after, limit=BATCH):
            yield from batch
            after = batch[-1].id


def noted(alert: Alert, who: str, what: str, now: int, **told: Any) -> tuple[dict[str, Any], ...]:
    """Return the audit of an alert with one entry more."""
    return (*(dict(each) for each in alert.audit), {"who": who, "at": now, "what": what, **told})
