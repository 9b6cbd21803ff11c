"""What a mapping makes of rows. Every row ends in exactly one item, so that the counts can be added up."""

from dataclasses import dataclass
from typing import Any

import msgspec

from huozhao.events.event import Event
from huozhao.privacy.consent import Decision
from huozhao.supply.ledger import Count
from huozhao.terms.table import Fault

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Fact:
    """An event, as JSON, and the number of rows it was made of (0 for what the importer adds itself)."""

    raw: bytes
    rows: int = 1


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that a person can mend; it goes to the failed-events list."""

    table: str
    row: int
    fault: Fault
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that were understood and are not facts about shoppers and goods, by reason."""

    code: str
    rows: int
    table: str
    row: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """Rows that were already read from an earlier file of the same import."""

    rows: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A point where what was listed so far has to be known before the next items are checked."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One row of a stock count, for the ledger; `table`, `row` and `cells` say where it stood."""

    count: Count
    table: str
    row: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One row of what a shopper decided about a purpose, for the consent ledger."""

    decision: Decision
    table: str
    row: int
    cells: dict[str, Any]


Item = Fact | Shelf | Said | RefusedRow | SetAside | Repeated | Settled


def fact(made: Event, rows: int = 1) -> Fact:
    """Return an event as an item."""
    return Fact(_encoder.encode(made), rows)
