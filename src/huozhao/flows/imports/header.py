"""Find the columns of a table by the names that merchants give them, in Chinese and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table contract. `kind` is text, whole number, yes or no, yuan, fen, time, day, degrees, list."""

    name: str
    zh: str
    kind: str
    help: Text
    example: str
    required: bool = False
    unit: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every header that is understood as this column."""
        return (self.name, self.zh, *self.aliases)


@dataclass(frozen=True, slots=True)
class TableContract:
    """What a kind of table holds; `one_of` are groups of columns of which at least one is needed."""

    kind: str
    label: Text
    help: Text
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


def plain(header: str) -> str:
    """Return a header without case, blanks, underscores and brackets: 'Customer ID' is customerid."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def bind(contract: TableContract, headers: Sequence[str], table: str) -> dict[str, str]:
    """Return column name -> header of the file. Raises BadInput naming a needed column that is not there."""
    found: dict[str, str] = {}
    by_plain = {plain(header): header for header in reversed(headers)}
    for column in contract.columns:
        header = next((by_plain[plain(name)] for name in column.names if plain(name) in by_plain), None)
        if header is not None:
            found[column.name] = header
    for column in contract.columns:
        if column.required and column.name not in found:
            raise _missing(contract, (column.name,), headers, table)
    for group in contract.one_of:
        if not any(name in found for name in group):
            raise _missing(contract, group, headers, table)
    return found


def _missing(
    contract: TableContract, names: Sequence[str], headers: Sequence[str], table: str,
) -> BadInput:
    wanted = " / ".join(name for each in names for name in contract.column(each).names)
    there = ", ".join(headers)
    return BadInput(
        "column_missing", f"{table} 缺少列 {wanted}；文件里有：{there}"
        f" / {table} has no column {wanted}; it has: {there}",
        field=names[0], hint=f"把对应的列名改成 {names[0]} / rename the matching column to {names[0]}",
    )


def cells_of(columns: Mapping[str, Sequence[object]], index: int) -> dict[str, str]:
    """Return one row of a batch as text, for the failed-events list."""
    return {name: "" if cells[index] is None else str(cells[index]) for name, cells in columns.items()}
