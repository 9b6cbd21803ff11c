"""RFM segments as sets: published where tags are kept, their sizes watched by day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from huozhao.events.documents import Documents
from huozhao.flows.learned import Learned
from huozhao.insight.rfm import SEGMENTS
from huozhao.insight.standing import Standing
from huozhao.insight.tags.language.tree import Node
from huozhao.terms.errors import BadInput

if TYPE_CHECKING:
    from pyroaring import BitMap

SIZES = "segment_sizes"
NONE = "none"
# publish(tag, members, now): members by id.
Publish = Callable[[str, Iterable[str], int], object]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Shoppers and money (fen) of each segment on one local day."""

    day: int
    segments: dict[str, tuple[int, int]]


class Segments:
    """Keeps the published segments in step with everybody's standing."""

    def __init__(self, learned: Learned, documents: Documents, publish: Publish | None = None) -> None:
        self._learned, self._documents, self._publish = learned, documents, publish
        self._published: Standing | None = None

    def of(self, person: str) -> str:
        """Return a person's segment, `none` without orders that may be looked at."""
        standing = self._learned.standing()
        place = standing.shoppers.place(person)
        return SEGMENTS[int(standing.scores.segment[place])] if place >= 0 else NONE

    def sync(self, now: int) -> bool:
        """Publish the segments of the newest standing, once for each standing; return whether there was a new one."""
        standing = self._learned.standing()
        if standing is self._published:
            return False
        self._published = standing
        if self._publish is not None:
            for place, segment in enumerate(SEGMENTS):
                inside = np.flatnonzero(standing.scores.segment == place)
                self._publish(f"rfm:{segment}", [standing.shoppers.name(int(i)) for i in inside], now)
        self.note_sizes(standing)
        return True

    def note_sizes(self, standing: Standing) -> None:
        """Keep the sizes of the standing's day; the last standing of a day stands."""
        body = {name: [n, fen] for name, n, fen in standing.summary()}
        self._documents.put(SIZES, f"{standing.today:06d}", {"day": standing.today, "segments": body})

    def sizes(self, days: int) -> list[Sizes]:
        """Return the sizes of the last `days` days on record, oldest first."""
        found = self._documents.list(SIZES, limit=days, newest=True)
        return [_sizes(each.body) for each in reversed(found)]


class StandingSets:
    """Everybody's standing as sets of tags `rfm:<segment>`; it knows of no other tag."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._kept: tuple[Standing, dict[str, BitMap]] | None = None

    def everyone(self) -> "BitMap":
        """Return all persons."""
        return self._sets()["*"]

    def carriers(self, tag: str, value: str = "") -> "BitMap":
        """Return the members of a segment; BadInput for any other tag."""
        found = self._sets().get(tag)
        if found is None:
            raise BadInput("unknown_tag", f"there is no tag {tag!r}", field="expression", hint="see GET /v1/tags")
        return found

    def measured(self, node: Node) -> "BitMap":
        """Refuse: behaviour is not known here."""
        raise BadInput("condition_unknown", "this condition cannot be evaluated", field="expression")

    def satisfies(self, person: str, node: Node) -> bool:
        """Refuse, as `measured`."""
        raise BadInput("condition_unknown", "this condition cannot be evaluated", field="expression")

    def uid(self, person: str) -> int | None:
        """Return a person's place in the standing."""
        place = self._learned.standing().shoppers.place(person)
        return place if place >= 0 else None

    def name(self, uid: int) -> str:
        """Return the person at a place."""
        return self._learned.standing().shoppers.name(uid)

    def _sets(self) -> "dict[str, BitMap]":
        standing = self._learned.standing()
        if self._kept is None or self._kept[0] is not standing:
            from pyroaring import BitMap

            sets = {"*": BitMap(range(len(standing.shoppers)))}
            for place, segment in enumerate(SEGMENTS):
                sets[f"rfm:{segment}"] = BitMap(np.flatnonzero(standing.scores.segment == place).astype(np.uint32))
            self._kept = (standing, sets)
        return self._kept[1]


def _sizes(body: dict[str, Any]) -> Sizes:
    return Sizes(int(body["day"]), {name: (int(n), int(fen)) for name, (n, fen) in body["segments"].items()})
