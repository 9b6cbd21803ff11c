"""What is read of another mall's database: the queries' parts, the codes of its orders, and the rows that come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.terms.table import Cell

Key = int | str
# Keys of each pull that a dry run reads, unless told otherwise: enough to meet what would be refused.
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Pull:
    """One thing to read: from where, in which order, and which expression is which column here.

    `key` rises with each row and never changes; `changed` says when a row changed last, and without it all rows are
    read each time. `lines` joins what belongs to a row, `order` puts these in order. Rows become an import of `kind`,
    or events named `event`. `states` are the words of the orders' states that are read, none = whatever the state.
    """

    name: str
    source: str
    key: str
    columns: Mapping[str, str]
    kind: str = ""
    event: str = ""
    changed: str = ""
    where: str = ""
    lines: str = ""
    order: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class States:
    """What the codes of an order's state mean: the column they stand in, and the codes by word."""

    source: str
    column: str
    words: Mapping[str, tuple[int, ...]]

    def codes(self, words: Sequence[str]) -> tuple[int, ...]:
        """Return the codes of some words."""
        return tuple(code for word in words for code in self.words[word])

    def word(self, code: int) -> str:
        """Return the word of a code; empty for one that no word has."""
        return next((word for word, codes in self.words.items() if code in codes), "")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in key order, column by column; `last` is the last of its `keys` keys, None when none was left."""

    columns: Mapping[str, list[Cell]]
    keys: int
    last: Key | None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()), []))
