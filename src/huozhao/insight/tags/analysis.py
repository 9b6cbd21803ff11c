"""The port of the analytical engine: whole tables in, who carries a tag out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from huozhao.insight.tags.reading import Past


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that the batch reading looks at, by person."""

    persons: Sequence[str]
    acts: Iterable[tuple[str, Past]]
    facts: Iterable[tuple[str, str, str]]


class Analysis(Protocol):
    """Runs the SQL of `insight.tags.sql`."""

    def load(self, tables: Tables) -> None:
        """Take in the tables of the batch reading."""
        ...

    def members(self, sql: str) -> dict[str, str]:
        """Return the value with which each person carries the tag of a query."""
        ...

    def know(self, tag: str, members: Iterable[tuple[str, str]]) -> None:
        """Take the memberships (person, value) of a tag, for tags that ask for it."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...
