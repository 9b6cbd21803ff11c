"""Crowds at work: counted while composed, watched by day, compared, paged, and asked about one shopper."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from huozhao.flows.crowds.book import CrowdBook
from huozhao.insight.crowds import Clause, Overlap, holds, members, narrow, overlap
from huozhao.insight.rfm import SEGMENTS
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import Node, needs
from huozhao.terms.errors import BadInput

if TYPE_CHECKING:
    from pyroaring import BitMap

MOST_COMPARED = 20
RFM = "rfm:"
RFM_TAGS = frozenset(f"{RFM}{segment}" for segment in SEGMENTS)
_parsed = lru_cache(maxsize=1_000)(parse)


class TagSets(Protocol):
    """Who carries which tag, as bitmaps over the numbers of persons."""

    def everyone(self) -> "BitMap":
        """Return all persons who may be looked at."""
        ...

    def carriers(self, tag: str, value: str = "") -> "BitMap":
        """Return who carries a tag; BadInput for a tag that does not exist."""
        ...

    def measured(self, node: Node) -> "BitMap":
        """Return for whom a condition on behaviour or facts holds."""
        ...

    def satisfies(self, person: str, node: Node) -> bool:
        """Tell whether a condition on behaviour or facts holds for one person."""
        ...

    def uid(self, person: str) -> int | None:
        """Return the number of a person, None when nothing is known of them."""
        ...

    def name(self, uid: int) -> str:
        """Return the person of a number."""
        ...


@dataclass(frozen=True, slots=True)
class Count:
    """How many belong to a crowd, out of how many, how long counting took, and how each condition narrows."""

    shoppers: int
    everyone: int
    ms: float
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Several sets against each other; the matrix holds one row a set, in the order of `names`."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    matrix: tuple[tuple[Overlap, ...], ...]


class Crowds:
    """Evaluates crowds over the tags' bitmaps."""

    def __init__(self, tags: TagSets, book: CrowdBook) -> None:
        self._tags, self._book = tags, book

    def check(self, expression: str) -> None:
        """Raise BadInput for an expression that cannot be evaluated: unreadable, or naming what does not exist."""
        named = needs(_parsed(expression))
        for crowd in named.crowds:
            if self._book.expression(crowd) is None:
                raise BadInput("unknown_crowd", f"there is no crowd {crowd!r}", field="expression",
                               hint="see GET /v1/crowds")  # fmt: skip
        for tag in named.tags:
            if tag not in RFM_TAGS:
                _known(self._tags, tag)

    def count(self, expression: str) -> Count:
        """Count a crowd exactly, and how each of its conditions narrows it."""
        self.check(expression)
        started = time.perf_counter()
        size = len(self.members(expression))
        ms = (time.perf_counter() - started) * 1000
        return Count(size, len(self._sets().allowed), ms, tuple(narrow(expression, self._sets())))

    def members(self, expression: str) -> "BitMap":
        """Return the numbers of a crowd's members."""
        return members(_parsed(expression), self._sets())

    def holds(self, expression: str, person: str, segment: str) -> bool:
        """Tell whether a person of an RFM segment is a member now, looking at that one person only."""
        uid = self._tags.uid(person)
        return uid is not None and holds(_parsed(expression), _Person(self._tags, self._book, person, uid, segment))

    def page(self, expression: str, after: int, limit: int) -> list[tuple[int, str]]:
        """Return members as (number, id) with numbers greater than `after`."""
        found = self.members(expression)
        first = found.rank(after) if after >= 0 else 0
        return [(uid, self._tags.name(uid)) for uid in found[first : first + limit]]

    def batches(self, expression: str, size: int) -> Iterator[tuple[list[str], int]]:
        """Yield the ids of all members in batches, each with how many members there are."""
        found = self.members(expression)
        for first in range(0, len(found), size):
            names = (self._tags.name(uid) for uid in found[first : first + size])
            yield [name for name in names if name], len(found)

    def compare(self, names: Sequence[str]) -> Compared:
        """Compare sets named crowd:x, segment:x or tag:x with each other."""
        if not 2 <= len(names) <= MOST_COMPARED:
            raise BadInput("sets_number", f"2 to {MOST_COMPARED} sets can be compared", field="of")
        expressions = [_expression_of(name) for name in names]
        for expression in expressions:
            self.check(expression)
        sets = [self.members(expression) for expression in expressions]
        matrix = tuple(tuple(overlap(one, other) for other in sets) for one in sets)
        return Compared(tuple(names), tuple(len(one) for one in sets), matrix)

    def note_sizes(self, day: int, watch: Callable[[int, int], None] = lambda *_: None) -> int:
        """Keep the size of every saved crowd for a local day; return how many."""
        saved = self._book.all()
        for done, crowd in enumerate(saved, 1):
            self._book.note_size(crowd.crowd, day, len(self.members(crowd.expression)))
            watch(done, len(saved))
        return len(saved)

    def _sets(self) -> "_Composed":
        return _Composed(self._tags, self._book, self._tags.everyone())


@dataclass(frozen=True, slots=True)
class _Composed:
    """The tags' sets, of those who may be looked at, together with saved crowds."""

    tags: TagSets
    book: CrowdBook
    allowed: "BitMap"

    def everyone(self) -> "BitMap":
        return self.allowed

    def carriers(self, tag: str, value: str) -> "BitMap":
        return self.tags.carriers(tag, value) & self.allowed

    def crowd(self, crowd: str) -> "BitMap":
        return members(_parsed(_saved(self.book, crowd)), self)

    def measured(self, node: Node) -> "BitMap":
        return self.tags.measured(node)


@dataclass(frozen=True, slots=True)
class _Person:
    """The same for one person."""

    tags: TagSets
    book: CrowdBook
    person: str
    uid: int
    segment: str

    def carries(self, tag: str, value: str) -> bool:
        if tag in RFM_TAGS:
            return tag == RFM + self.segment
        return self.uid in self.tags.carriers(tag, value)

    def belongs(self, crowd: str) -> bool:
        return holds(_parsed(_saved(self.book, crowd)), self)

    def satisfies(self, node: Node) -> bool:
        return self.tags.satisfies(self.person, node)


def _known(tags: TagSets, tag: str) -> None:
    if tag.startswith(RFM):
        raise BadInput("unknown_segment", f"there is no segment {tag.removeprefix(RFM)!r}", field="expression",
                       hint=f"one of {', '.join(SEGMENTS)}")  # fmt: skip
    tags.carriers(tag)


def _saved(book: CrowdBook, crowd: str) -> str:
    return book.get(crowd).expression


def _expression_of(name: str) -> str:
    kind, _, id = name.partition(":")
    if kind not in ("crowd", "segment", "tag") or not id or '"' in id:
        raise BadInput("set_unreadable", f"{name!r} names no set", field="of",
                       hint="crowd:spring_sale, segment:vip or tag:beauty_browser")  # fmt: skip
    return f'{kind}("{id}")'
