"""A table that is imported: rows in bounded batches, whatever the file format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from huozhao.terms.text import Text

Cell = object


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell or a row, and how to mend it."""

    code: str
    message: Text
    hint: Text
    field: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be cut into the table's columns; `row` counts as a spreadsheet does."""

    row: int
    fault: Fault
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, column by column: `rows` are their numbers, `columns` the cells under each header."""

    rows: list[int]
    columns: dict[str, list[Cell]]
    broken: tuple[BrokenRow, ...] = ()


class Table(Protocol):
    """One file of rows under named columns."""

    @property
    def name(self) -> str:
        """The file's name, without folders."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers as written in the file."""
        ...

    @property
    def size(self) -> int:
        """The length of the file in bytes, for progress."""
        ...

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in file order, in batches of bounded size; reading twice gives the same."""
        ...

    def read_bytes(self) -> int:
        """Return about how many bytes have been read so far, for progress."""
        ...
