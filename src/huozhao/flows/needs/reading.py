"""Read a person's acts, as far as they tell of needs, from the table of activity and the log."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import ProductViewed
from huozhao.events.log import EventLog
from huozhao.events.state import Row, StateStore
from huozhao.flows.people.standing import Known
from huozhao.insight.folds import BOUGHT
from huozhao.matching.needs.acts import OWNED_DAYS, Act, Kind
from huozhao.terms.time import DAY_MS

KINDS: dict[str, Kind] = {
    "Product Viewed": "view", "Product Favourited": "favourite", "Product Added To Cart": "cart",
    "Products Searched": "search", "Page Viewed": "compare", BOUGHT: "order",
}  # fmt: skip
# Pages that a mall names <kind>:<sku>[,<sku>…] when goods are compared or what is in them is read.
COMPARED = ("compare", "ingredients", "specs", "配料", "对比")
MOST_ROWS = 2_000
MOST_EVENTS = 200


def acts_of(rows: Iterable[Row]) -> Iterator[Act]:
    """Yield the acts that rows of activity tell of."""
    for row in rows:
        kind = KINDS.get(str(row["name"]))
        if kind is not None:
            for subject in _subjects(kind, str(row["subject"])):
                yield Act(kind, subject, float(int(row["day"] or 0)), int(row["n"] or 0))


def _subjects(kind: Kind, subject: str) -> Sequence[str]:
    if kind != "compare":
        return (subject,) if subject else ()
    page, _, skus = subject.partition(":")
    return tuple(filter(None, skus.split(","))) if page in COMPARED else ()


def by_leaf(acts: Iterable[Act], leaf_of: Callable[[str], str]) -> tuple[dict[str, list[Act]], list[Act]]:
    """Return the acts on goods by leaf category, and the searches."""
    leaves: dict[str, list[Act]] = {}
    searches: list[Act] = []
    for act in acts:
        name = "" if act.kind == "search" else leaf_of(act.subject)
        if act.kind == "search":
            searches.append(act)
        elif name:
            leaves.setdefault(name, []).append(act)
    return leaves, searches


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads persons, all their subject ids together."""

    state: StateStore
    log: EventLog
    known: Known

    def acts(self, person: str, today: int, days: float = OWNED_DAYS) -> list[Act]:
        """Return the acts of a person of the last days up to the local day `today`."""
        since = today - int(days)
        return [
            act for member in self.known.members(person)
            for act in acts_of(self.state.scan("activity", (member,), (member, since, "", ""), MOST_ROWS))
        ]

    def dwells_ms(self, person: str, now: int, days: int) -> Counter[str]:
        """Return how long (ms) a person looked at each of the goods within days before `now`, as far as measured."""
        found, since = Counter[str](), now - days * DAY_MS
        for member in self.known.members(person):
            for recorded in self.log.by_shopper(member, None, MOST_EVENTS):
                what = recorded.event.properties
                if isinstance(what, ProductViewed) and what.dwell_ms is not None and recorded.event.at > since:
                    found[what.sku] += what.dwell_ms
        return found
