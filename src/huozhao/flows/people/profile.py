"""Put one person's profile together from all their subject ids, as far as they have consented."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from huozhao.events.catalogue import PURPOSE_OF
from huozhao.events.state import Row, StateStore
from huozhao.flows.people.standing import EVERYBODY, Known
from huozhao.insight.facts import weight
from huozhao.insight.tags.fact import Fact, Tag, fact_tags, label
from huozhao.insight.trade import Trade, trade
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text

PERSONALISATION = "personalisation"
# Facts that serve the running of the shop; the others are for personalisation.
SERVICE_FACTS = frozenset({"device", "os"})
_LINES = frozenset({"Product Bought", "Product Returned"})


class Value(Protocol):
    """What a person is worth to the mall, with bounds."""

    @property
    def alive(self) -> float:
        """The probability that they still buy."""
        ...

    @property
    def orders(self) -> float:
        """Orders expected."""
        ...

    @property
    def clv_fen(self) -> int:
        """Lifetime value in fen."""
        ...

    @property
    def clv_bounds(self) -> tuple[int, int]:
        """The 10 % and 90 % bounds of it."""
        ...

    @property
    def months(self) -> int:
        """The horizon in months."""
        ...


class Decided(Protocol):
    """A decision of a person on a purpose."""

    @property
    def given(self) -> bool:
        """Whether it was a yes."""
        ...


class Carried(Protocol):
    """A tag that a person carries."""

    @property
    def tag(self) -> str:
        """Its name."""
        ...

    @property
    def layer(self) -> str:
        """fact, behaviour, predicted …"""
        ...

    @property
    def label(self) -> Text:
        """Its label."""
        ...

    @property
    def evidence(self) -> Text:
        """Why it is carried."""
        ...

    @property
    def since(self) -> int:
        """Since when, ms, 0 = not known."""
        ...


def _nothing(_: str) -> tuple[()]:
    return ()


def _none(_: str) -> None:
    return None


def _empty(_: Sequence[str]) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a profile comes from beside the tables: who is one person, live tags, value, consents, masked contact."""

    known: Known = EVERYBODY
    held: Callable[[str], Sequence[Carried]] = _nothing
    value_of: Callable[[str], Value | None] = _none
    decided: Callable[[str], Mapping[str, Decided]] = field(default=lambda _: {})
    contact: Callable[[Sequence[str]], Mapping[str, str]] = _empty


@dataclass(frozen=True, slots=True)
class Profile:
    """All that may be said of one person. Counts are totals by name of act over all members.

    `consents` holds the purposes decided on; `is_personal` tells whether personalisation is among the given ones. When
    it is not, there are only service data: orders, service facts, masked contact.
    """

    shopper: str
    person: str
    members: tuple[str, ...]
    is_personal: bool
    consents: Mapping[str, bool]
    contact: Mapping[str, str]
    facts: tuple[tuple[Fact, Text | None], ...]
    tags: tuple[Tag, ...]
    trade: Trade | None
    value: Value | None
    counts: dict[str, int]
    last_seen_at: int


@dataclass(frozen=True, slots=True)
class Profiles:
    """Reads profiles from the tables of insight."""

    state: StateStore
    sources: Sources

    def read(self, shopper: str, year: int, now: int) -> Profile:
        """Return a profile in the calendar year `year` at `now` (ms); NotFound when nothing is on record."""
        known = self.sources.known
        members, is_personal = tuple(known.members(shopper)), known.allows(shopper, PERSONALISATION)
        seen = [row for member in members if (row := self.state.get("shoppers", (member,)))]
        facts = [fact for fact in self.facts(members) if is_personal or fact.field in SERVICE_FACTS]
        contact = self.sources.contact(members)
        if not seen and not facts and not contact:
            raise NotFound("unknown_shopper", f"nothing is on record of shopper {shopper!r}", field="shopper",
                           hint="shoppers appear with their first event")
        counts = self.counts(members, is_personal)
        return Profile(
            shopper, known.person(shopper), members, is_personal,
            {purpose: each.given for purpose, each in self.sources.decided(shopper).items()}, contact,
            tuple((fact, label(fact, year)) for fact in facts),
            (*fact_tags(facts, year), *self._held(shopper)) if is_personal else (),
            self.trade(members, counts, now) if is_personal else None,
            self.sources.value_of(shopper) if is_personal else None, counts,
            max((int(row["last_at"] or 0) for row in seen), default=0),
        )  # fmt: skip

    def facts(self, members: Iterable[str]) -> list[Fact]:
        """Return the word that stands on each fact over all members: the best source, then the newest."""
        best: dict[str, Row] = {}
        for row in (row for member in members for row in self.state.scan("facts", (member,))):
            name = str(row["field"])
            if name not in best or _weight(row) > _weight(best[name]):
                best[name] = row
        return [_fact(best[name]) for name in sorted(best)]

    def counts(self, members: Iterable[str], is_personal: bool = True) -> dict[str, int]:
        """Return how often each act was done by all members; without consent only the acts of service."""
        counts: dict[str, int] = {}
        for row in (row for member in members for row in self.state.scan("activity", (member,))):
            name = str(row["name"])
            if is_personal or name in _LINES or PURPOSE_OF.get(name) == "service":
                counts[name] = counts.get(name, 0) + int(row["n"] or 0)
        return counts

    def trade(self, members: Iterable[str], counts: Mapping[str, int], now: int) -> Trade | None:
        """Return the trade of all members together."""
        ids = list(members)
        orders = [row for member in ids for row in self.state.scan("orders", (member,))]
        payments = [row for member in ids for row in self.state.scan("payments", (member,))]
        return trade(orders, payments, counts.get("Order Exchanged", 0), now)

    def _held(self, shopper: str) -> list[Tag]:
        return [Tag(t.tag, t.layer, t.label, t.evidence, t.since) for t in self.sources.held(shopper)]


def _weight(row: Row) -> int:
    return weight(str(row["origin"] or ""), int(row["told_at"] or 0))


def _fact(row: Row) -> Fact:
    return Fact(str(row["field"]), str(row["value"]), str(row["source"] or ""), int(row["told_at"] or 0),
                str(row["origin"] or "told"))
