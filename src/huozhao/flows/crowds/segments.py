"""RFM segments as sets: published where tags are kept, their sizes watched by day."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.documents import Documents
from huozhao.flows.learning.learned import Learned
from huozhao.flows.tags.tags import About
from huozhao.insight.rfm import LABELS, SEGMENTS, rule_texts
from huozhao.insight.standing import Standing
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.text import Text

SIZES = "segment_sizes"
LABEL = Text("发布分群", "Publishing segments")
NONE = "none"
# Up to so many shoppers, publishing takes moments.
AT_ONCE = 20_000
# publish(tag, members, now, about): members by id.
Publish = Callable[[str, Iterable[str], int, About], object]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Shoppers and money (fen) of each segment on one local day."""

    day: int
    segments: dict[str, tuple[int, int]]


class Segments:
    """Keeps the published segments in step with everybody's standing."""

    def __init__(self, learned: Learned, documents: Documents, publish: Publish) -> None:
        self._learned, self._documents, self._publish = learned, documents, publish
        self._published: Standing | None = None
        self._busy = threading.Lock()

    def of(self, person: str) -> str:
        """Return a person's segment as of this moment, from their own orders; `none` where none may be looked at."""
        standing = self._learned.standing()
        found = self._learned.standings.one(person, self._learned.today(), standing)
        return SEGMENTS[int(found[1].segment[0])] if found else NONE

    def kept(self, person: str) -> str:
        """Return a person's segment in the newest standing of all, which costs nothing to look up."""
        standing = self._learned.standing()
        place = standing.shoppers.place(person)
        # The standing may be of before they withdrew.
        may = place >= 0 and self._learned.standings.known.allows(person, PERSONALISATION)
        return SEGMENTS[int(standing.scores.segment[place])] if may else NONE

    def sync(self, now: int) -> None:
        """Publish the newest standing if that has not been done: at once in a small mall, else in the background."""
        standing = self._learned.standing()
        if standing is self._published or not self._busy.acquire(blocking=False):
            return
        if len(standing.shoppers) <= AT_ONCE:
            self._release_after(standing, now)
        else:
            threading.Thread(target=self._release_after, args=(standing, now), name="segments", daemon=True).start()

    def publish(self, now: int) -> dict[str, Any]:
        """Publish the newest standing now; return how many segments there are."""
        standing = self._learned.standing()
        with self._busy:
            self._all(standing, now)
        return {"segments": len(SEGMENTS), "shoppers": len(standing.shoppers)}

    def _release_after(self, standing: Standing, now: int) -> None:
        try:
            self._all(standing, now)
        finally:
            self._busy.release()

    def _all(self, standing: Standing, now: int) -> None:
        rules = rule_texts(standing.thresholds)
        for place, segment in enumerate(SEGMENTS):
            inside = np.flatnonzero(standing.scores.segment == place)
            names = [standing.shoppers.name(int(i)) for i in inside]
            self._publish(f"rfm:{segment}", names, now, About("rfm", LABELS[segment], rules[segment]))
        self.note_sizes(standing)
        self._published = standing

    def note_sizes(self, standing: Standing) -> None:
        """Keep the sizes of the standing's day; the last standing of a day stands."""
        body = {name: [n, fen] for name, n, fen in standing.summary()}
        self._documents.put(SIZES, f"{standing.today:06d}", {"day": standing.today, "segments": body})

    def sizes(self, days: int) -> list[Sizes]:
        """Return the sizes of the last `days` days on record, oldest first."""
        found = self._documents.list(SIZES, limit=days, newest=True)
        return [_sizes(each.body) for each in reversed(found)]


def _sizes(body: dict[str, Any]) -> Sizes:
    return Sizes(int(body["day"]), {name: (int(n), int(fen)) for name, (n, fen) in body["segments"].items()})
