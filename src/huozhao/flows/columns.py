"""State tables as arrays, read in pages so that memory stays bounded."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import Row, StateStore, Table

PAGE = 50_000


class Codes:
    """Gives each distinct name a number in order of first sight."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def code(self, name: str) -> int:
        """Return the number of a name."""
        return self._places.setdefault(name, len(self._places))

    def names(self) -> list[str]:
        """Return the names in the order of their numbers."""
        return list(self._places)


def rows(state: StateStore, table: Table, page: int = PAGE) -> Iterator[Row]:
    """Yield all rows of a table in key order."""
    after: tuple[Any, ...] | None = None
    while True:
        found = state.scan(table.name, after=after, limit=page)
        yield from found
        if len(found) < page:
            return
        after = tuple(found[-1][name] for name in table.key)


def columns(
    state: StateStore, table: Table, words: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, NDArray[np.int64]]]:
    """Return the names behind each coded word column, and every column as integers (None reads as 0)."""
    codes = {name: Codes() for name in words}
    parts: list[NDArray[np.int64]] = []
    page: list[tuple[int, ...]] = []
    for row in rows(state, table):
        page.append(tuple([codes[n].code(str(row[n])) for n in words] + [int(row[n] or 0) for n in numbers]))
        if len(page) == PAGE:
            parts.append(np.array(page, np.int64))
            page = []
    parts.append(np.array(page, np.int64).reshape(len(page), len(words) + len(numbers)))
    whole = np.concatenate(parts)
    arrays = {name: np.ascontiguousarray(whole[:, i]) for i, name in enumerate((*words, *numbers))}
    return {name: codes[name].names() for name in words}, arrays
