"""What shoppers search for, by query: how often, with what success. A query is shown when enough people made it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.people.standing import Known
from huozhao.matching.search.spelling import spelled
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.time import local_day

# A query is readable when at least so many people made it; people who withdrew their consent do not count.
LEAST_PEOPLE = 5
LOW_CLICK, SHOWN = 0.1, 50
POPULAR_DAYS, MOST_POPULAR = 30, 500


@dataclass(frozen=True, slots=True)
class Line:
    """One query of a span: searches, people, searches that found nothing and that led to a click."""

    query: str
    searches: int
    people: int
    empty: int
    clicked: int


@dataclass(frozen=True, slots=True)
class Report:
    """Searches of a span of days. `hidden` queries (with `hidden_searches`) were made by too few people to be shown."""

    searches: int
    queries: int
    empty: int
    clicked: int
    hidden: int
    hidden_searches: int
    top: tuple[Line, ...]
    zero: tuple[Line, ...]
    low_click: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """Searches in columns; `person` is a number of no meaning, -1 for nobody known."""

    queries: tuple[str, ...]
    query: NDArray[np.int64]
    person: NDArray[np.int64]
    day: NDArray[np.int64]
    empty: NDArray[np.bool_]
    clicked: NDArray[np.bool_]


class QueryLog:
    """Reads the searches of the mall; holds no id of a shopper."""

    def __init__(self, state: StateStore, known: Known, clock: Callable[[], int], zone: str) -> None:
        self._state, self._known, self._clock, self._zone = state, known, clock, zone
        self._table = Fresh(self._read, self.mark)

    def mark(self) -> object:
        """Return what changes when there is something new to read."""
        return self._state.position("searches"), self._known.version()

    def report(self, first: int, last: int) -> Report:
        """Return the searches of local days `first` to `last`, both included."""
        lines, table, within = self._lines(first, last)
        shown = [line for line in lines if line.people >= LEAST_PEOPLE]
        return Report(
            int(within.sum()), len(lines), int(table.empty[within].sum()), int(table.clicked[within].sum()),
            len(lines) - len(shown), sum(line.searches for line in lines) - sum(line.searches for line in shown),
            _top(shown, lambda line: line.searches), _top(shown, lambda line: line.empty),
            _top([line for line in shown if _is_low(line)], lambda line: line.searches - line.clicked),
        )  # fmt: skip

    def popular(self) -> list[Line]:
        """Return what many people searched for and found in the last month, most frequent first."""
        today = local_day(self._clock(), self._zone)
        lines, _, _ = self._lines(today - POPULAR_DAYS, today)
        found = [line for line in lines if line.people >= LEAST_PEOPLE and line.empty * 2 <= line.searches]
        return sorted(found, key=lambda line: (-line.searches, line.query))[:MOST_POPULAR]

    def weekly(self, first: int, weeks: int) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]:
        """Return searches by week (weeks,) from the local day `first` on: of each query that many made, and of all."""
        lines, table, within = self._lines(first, first + 7 * weeks - 1)
        shown = {line.query for line in lines if line.people >= LEAST_PEOPLE}
        week, query = (table.day[within] - first) // 7, table.query[within]
        found = {table.queries[n]: np.bincount(week[query == n], minlength=weeks).astype(np.float64)
                 for n in np.unique(query).tolist() if table.queries[n] in shown}  # fmt: skip
        return found, np.bincount(week, minlength=weeks).astype(np.float64)

    def _lines(self, first: int, last: int) -> tuple[list[Line], _Table, NDArray[np.bool_]]:
        table = self._table.get()
        within = (table.day >= first) & (table.day <= last)
        count = len(table.queries)
        query, person = table.query[within], table.person[within]
        known = person >= 0
        pairs = np.unique(np.stack([query[known], person[known]]), axis=1)
        searches, people = np.bincount(query, minlength=count), np.bincount(pairs[0], minlength=count)
        empty = np.bincount(query[table.empty[within]], minlength=count)
        clicked = np.bincount(query[table.clicked[within]], minlength=count)
        lines = [
            Line(table.queries[n], int(searches[n]), int(people[n]), int(empty[n]), int(clicked[n]))
            for n in np.flatnonzero(searches)
        ]
        return lines, table, within

    def _read(self) -> _Table:
        rows = self._state.columns("searches", ["shopper", "query", "results", "at", "clicks"])
        texts, shoppers = rows["query"], rows["shopper"]
        kept = [n for n, text in enumerate(texts) if text]
        spelling = {text: " ".join(spelled(str(text)).split()) for text in {texts[n] for n in kept}}
        queries = {text: n for n, text in enumerate(sorted(set(spelling.values())))}
        persons = self._persons({str(shoppers[n]) for n in kept})
        days = [local_day(int(rows["at"][n] or 0), self._zone) for n in kept]
        return _Table(
            tuple(queries), np.array([queries[spelling[texts[n]]] for n in kept], np.int64),
            np.array([persons[str(shoppers[n])] for n in kept], np.int64), np.array(days, np.int64),
            np.array([rows["results"][n] == 0 for n in kept], np.bool_),
            np.array([int(rows["clicks"][n] or 0) > 0 for n in kept], np.bool_),
        )  # fmt: skip

    def _persons(self, shoppers: set[str]) -> dict[str, int]:
        """Return a number for the person of each shopper; -1 for nobody and for who does not consent now."""
        numbers: dict[str, int] = {}
        found = {}
        for shopper in sorted(shoppers):
            may = bool(shopper) and self._known.allows(shopper, PERSONALISATION)
            found[shopper] = numbers.setdefault(self._known.person(shopper), len(numbers)) if may else -1
        return found


def _top(lines: list[Line], by: Callable[[Line], int]) -> tuple[Line, ...]:
    found = sorted((line for line in lines if by(line) > 0), key=lambda line: (-by(line), line.query))
    return tuple(found[:SHOWN])


def _is_low(line: Line) -> bool:
    return line.empty * 2 <= line.searches and line.clicked < LOW_CLICK * line.searches
