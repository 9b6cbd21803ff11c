"""Read what pages showed out of the log, with what came of each item within a day, as lists to learn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from huozhao.events.event import Event
from huozhao.events.log import EventLog, between
from huozhao.events.recommended import RecommendationShown, ShownItem
from huozhao.events.state import StateStore
from huozhao.flows.page.plans import FOR_YOU, IN_CATEGORY
from huozhao.flows.people.standing import Known
from huozhao.matching.features import BLEND, FEATURES
from huozhao.matching.impressions import ANSWERS, CART, CLICK, ORDER, VIEW
from huozhao.matching.rank_learning.lists import CARTED, CLICKED, ORDERED, Lists
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.time import DAY_MS, HOUR_MS, local_day

# Zones that the ranker orders; the small ones keep to the order of their source.
RANKED = frozenset({FOR_YOU.zone, IN_CATEGORY.zone})
LABELS = {CLICK: CLICKED, VIEW: CLICKED, CART: CARTED, ORDER: ORDERED}
WITHIN_MS = DAY_MS
MOST_DAYS, MOST_LISTS = 60, 40_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the pages of shoppers who still consent to personalisation."""

    log: EventLog
    state: StateStore
    known: Known
    zone: str

    def read(self, now: int) -> Lists:
        """Return the newest lists of the last 60 days, at most 40,000 of them, oldest first."""
        shown = list(islice(self._newest(now), MOST_LISTS))[::-1]
        if not shown:
            return _lists([], [])
        answers = self._answers(shown[0].at, now)
        kept = [(event, items) for event in shown if len(items := _items(event)) > 1]
        return _lists([items for _, items in kept], [answers.labels(event, items) for event, items in kept])

    def _newest(self, now: int) -> Iterator[Event]:
        """Yield the pages shown to shoppers who consent, newest first. Pages of the last day have time left."""
        last = now - WITHIN_MS
        for hour in range(MOST_DAYS * 24):
            since = last - (hour + 1) * HOUR_MS
            found = list(self._between(since, since + HOUR_MS))
            yield from reversed(found)

    def _between(self, since: int, until: int) -> Iterator[Event]:
        for recorded in between(self.log, since, until):
            event = recorded.event
            if isinstance(event.properties, RecommendationShown) and self._may(event.shopper):
                yield event

    def _may(self, shopper: str) -> bool:
        return bool(shopper) and self.known.allows(shopper, PERSONALISATION)

    def _answers(self, since: int, until: int) -> "_Answers":
        found = _Answers()
        for day in range(local_day(since, self.zone), local_day(until, self.zone) + 1):
            for row in self.state.scan(ANSWERS.name, (day,)):
                label, sku, at = LABELS.get(str(row["act"]), 0), str(row["sku"]), int(row["at"] or 0)
                request = str(row["request_id"] or "")
                if request:
                    found.of_page[request, sku] = max(label, found.of_page.get((request, sku), 0))
                if label > CLICKED:
                    found.of_shopper.setdefault((str(row["shopper"]), sku), []).append((at, label))
        return found


@dataclass(slots=True)
class _Answers:
    """What came of pages: by page and SKU where the act names its page, and carts and orders by shopper and SKU."""

    of_page: dict[tuple[str, str], int] = field(default_factory=dict)
    of_shopper: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def labels(self, event: Event, items: list[ShownItem]) -> list[int]:
        """Return the greatest thing that came of each item: a click on it, a cart or an order within a day."""
        what = event.properties
        assert isinstance(what, RecommendationShown)
        return [max(self.of_page.get((what.request_id, item.sku), 0), self._later(event, item.sku)) for item in items]

    def _later(self, event: Event, sku: str) -> int:
        acts = self.of_shopper.get((event.shopper, sku), ())
        return max((label for at, label in acts if event.at <= at < event.at + WITHIN_MS), default=0)


def _items(event: Event) -> list[ShownItem]:
    """Return the shown items that can be learned from: of a ranked zone, with today's features."""
    what = event.properties
    assert isinstance(what, RecommendationShown)
    return [item for item in what.items if item.zone in RANKED and len(item.features) == len(FEATURES)]


def _lists(pages: list[list[ShownItem]], labels: list[list[int]]) -> Lists:
    items = [item for page in pages for item in page]
    features = np.array([[np.nan if v is None else v for v in item.features] for item in items], np.float32)
    features = features.reshape(len(items), len(FEATURES))
    group = np.repeat(np.arange(len(pages)), [len(page) for page in pages]) if pages else np.zeros(0, np.int64)
    return Lists(
        features, group.astype(np.int64), np.array([item.position for item in items], np.int64),
        np.array([label for page in labels for label in page], np.int64),
        np.array([item.propensity for item in items], np.float64), np.nan_to_num(features[:, BLEND]).astype(np.float64),
    )  # fmt: skip

