"""The platform's portrait, day by day: fetched or imported, kept, and set beside the mall's own shoppers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.documents import Document, Documents
from huozhao.flows.fresh import Fresh
from huozhao.flows.jobs import Progress
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.facts import FactsOfPersons
from huozhao.flows.people.standing import Known
from huozhao.insight.coverage import Comparison, compare
from huozhao.insight.portrait import SPANS, Portrait, own_categories, read
from huozhao.insight.portrait_source import NotReady, PortraitSource
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, local_day

KIND = "portrait"
LABEL = Text("取平台画像", "Fetching the platform's portrait")
# Days that are asked for again when they are missing: the platform is late, or the mall was off.
BACK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Portraits:
    """Keeps portraits of 1, 7 and 30 days under their last day."""

    documents: Documents
    learned: Learned
    known: Known
    clock: Callable[[], int]
    zone: str
    facts: Fresh[FactsOfPersons]
    source: PortraitSource | None = None

    def take(self, payload: Mapping[str, Any], source: str) -> Portrait:
        """Keep the platform's answer; what stood for the same days is replaced."""
        found = read(payload)
        body = {"first": found.first, "last": found.last, "source": source, "at": self.clock(),
                "active": {d: dict(s) for d, s in found.active.items()},
                "new": {d: dict(s) for d, s in found.new.items()}}  # fmt: skip
        self.documents.put(KIND, f"{found.span:02d}:{found.last}", body)
        return found

    def series(self, span: int, before: str = "", limit: int = 31) -> list[Document]:
        """Return portraits of `span` days, newest last day first, before a last day."""
        _require_span(span)
        found = self.documents.list(KIND, after=f"{span:02d}:{before or '9999'}", limit=limit, newest=True)
        return [document for document in found if document.id.startswith(f"{span:02d}:")]

    def get(self, span: int, last: str = "") -> Portrait:
        """Return a portrait, the newest of the span when no last day is named; NotFound when there is none."""
        _require_span(span)
        found = self.documents.get(KIND, f"{span:02d}:{last}") if last else next(iter(self.series(span, limit=1)), None)
        if found is None:
            raise NotFound("portrait_missing", f"there is no portrait of {span} days up to {last or 'any day'}",
                           field="last", hint="POST /v1/portrait imports one; settings [portrait] fetch them daily")
        body = found.body
        return Portrait(body["first"], body["last"], body["active"], body["new"])

    def compare(self, portrait: Portrait) -> Comparison:
        """Set a portrait beside the persons who consented and of whom something is known."""
        year = int(portrait.last[:4])
        facts = {person: told for person, told in self.facts.get().items()
                 if self.known.allows(person, PERSONALISATION)}
        people = [own_categories(each, portrait.active["age"], year) for each in facts.values()]
        return compare(portrait, people, self._figures(list(facts)))

    def fetch(self, progress: Progress = lambda *_: None) -> dict[str, Any]:
        """Fetch what is missing up to yesterday; a day that is not ready is asked for again the next time."""
        if self.source is None:
            return {"source": None}
        wanted = self._missing()
        taken: list[str] = []
        late: list[str] = []
        for done, (first, last) in enumerate(wanted):
            progress(KIND, LABEL, done, len(wanted))
            try:
                found = self.take(self.source.fetch(first, last), "platform")
                taken.append(f"{found.first}/{found.last}")
            except NotReady:
                late.append(f"{first}/{last}")
        return {"taken": taken, "not_ready": late}

    def _missing(self) -> list[tuple[str, str]]:
        """Return the (first, last) that are to be fetched: single days of the last week, 7 and 30 up to yesterday."""
        yesterday = local_day(self.clock(), self.zone) - 1
        ends = [(yesterday - back, 1) for back in range(BACK_DAYS)] + [(yesterday, span) for span in SPANS[1:]]
        return [(day_name(end - span + 1), day_name(end)) for end, span in ends
                if self.documents.get(KIND, f"{span:02d}:{day_name(end)}") is None]

    def _figures(self, persons: list[str]) -> dict[str, np.ndarray]:
        """Return what each person bought, for the averages."""
        standing, count = self.learned.standing(), len(persons)
        places = np.array([standing.shoppers.place(person) for person in persons], np.int64)
        orders, spent = np.zeros(count), np.zeros(count)
        orders[places >= 0] = standing.measures.frequency[places[places >= 0]]
        spent[places >= 0] = standing.measures.monetary_fen[places[places >= 0]]
        return {"buyers": (orders > 0).astype(np.float64), "orders": orders, "spent_fen": spent}


def _require_span(span: int) -> None:
    if span not in SPANS:
        raise BadInput("span_unknown", f"there are no portraits of {span} days", field="span", hint="1, 7 or 30")
