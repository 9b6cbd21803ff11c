"""Crowds: shoppers composed by and / or / not from tags, segments, behaviour and other crowds; algebra on bitmaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Protocol

from huozhao.insight.tags.language.lexer import tokens
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import Both, Either, InCrowd, Node, Not, TagHeld, needs

if TYPE_CHECKING:
    from pyroaring import BitMap


class Sets(Protocol):
    """The sets that crowds are composed of; what is returned is read and never changed."""

    def everyone(self) -> "BitMap":
        """Return all shoppers who may be looked at."""
        ...

    def carriers(self, tag: str, value: str) -> "BitMap":
        """Return who carries a tag (with one value, where that is named)."""
        ...

    def crowd(self, crowd: str) -> "BitMap":
        """Return the members of a saved crowd."""
        ...

    def measured(self, node: Node) -> "BitMap":
        """Return for whom a condition on behaviour or facts holds."""
        ...


class One(Protocol):
    """The same questions about one shopper."""

    def carries(self, tag: str, value: str) -> bool:
        """Tell whether the shopper carries a tag."""
        ...

    def belongs(self, crowd: str) -> bool:
        """Tell whether the shopper is a member of a saved crowd."""
        ...

    def satisfies(self, node: Node) -> bool:
        """Tell whether a condition on behaviour or facts holds for the shopper."""
        ...


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the conditions joined by `and`: its text, whom it holds for alone, and who is left after it."""

    text: str
    alone: int
    left: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many belong to both of two sets, and which part of each that is (0 for an empty set)."""

    both: int
    of_first: float
    of_second: float


def members(node: Node, sets: Sets) -> "BitMap":
    """Return the shoppers for whom a condition holds, exactly; O(size of the bitmaps)."""
    match node:
        case Both():
            return _all_of(node.parts, sets)
        case Either():
            return reduce(lambda a, b: a | b, (members(part, sets) for part in node.parts))
        case Not():
            return sets.everyone() - members(node.part, sets)
        case TagHeld():
            return sets.carriers(node.tag, node.value)
        case InCrowd():
            return sets.crowd(node.crowd)
    return sets.measured(node)


def holds(node: Node, one: One) -> bool:
    """Tell whether one shopper is a member; the same as looking them up in `members`."""
    match node:
        case Both():
            return all(holds(part, one) for part in node.parts)
        case Either():
            return any(holds(part, one) for part in node.parts)
        case Not():
            return not holds(node.part, one)
        case TagHeld():
            return one.carries(node.tag, node.value)
        case InCrowd():
            return one.belongs(node.crowd)
    return one.satisfies(node)


def _all_of(parts: Sequence[Node], sets: Sets) -> "BitMap":
    """Intersect the conditions, the smallest first, then take away those that are negated, without complements."""
    wanted = sorted((members(part, sets) for part in parts if not isinstance(part, Not)), key=len)
    unwanted = [members(part.part, sets) for part in parts if isinstance(part, Not)]
    found = reduce(lambda a, b: a & b, wanted) if wanted else sets.everyone()
    return reduce(lambda a, b: a - b, unwanted, found)


def narrow(expression: str, sets: Sets) -> list[Clause]:
    """Return how each condition joined by `and` at the top narrows a crowd, in the order written."""
    found: list[Clause] = []
    left: BitMap | None = None
    for text in clauses(expression):
        alone = members(parse(text), sets)
        left = alone if left is None else left & alone
        found.append(Clause(text, len(alone), len(left)))
    return found


def clauses(expression: str) -> list[str]:
    """Return the conditions joined by `and` at the top of an expression, as written; one where `or` joins."""
    depth, after_between, cuts = 0, False, []
    for token in tokens(expression):
        if token.kind == "symbol" and token.value in ("(", ")"):
            depth += 1 if token.value == "(" else -1
        elif token.kind == "word" and depth == 0:
            if token.value == "or":
                return [expression.strip()]
            if token.value == "and" and not after_between:
                cuts.append((token.offset, token.offset + len(token.written)))
            after_between = token.value == "between" or (after_between and token.value != "and")
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(expression)]
    return [expression[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def overlap(first: "BitMap", second: "BitMap") -> Overlap:
    """Return how two sets overlap."""
    both = first.intersection_cardinality(second)
    return Overlap(both, both / len(first) if first else 0.0, both / len(second) if second else 0.0)


def find_cycle(crowd: str, expression: str, expression_of: Callable[[str], str | None]) -> list[str]:
    """Return the way from a crowd through others back to itself, empty when there is none."""

    def search(node: str, way: list[str]) -> list[str]:
        for other in needs(parse(node)).crowds:
            if other == crowd:
                return [*way, other]
            inner = expression_of(other)
            if inner is not None and other not in way and (found := search(inner, [*way, other])):
                return found
        return []

    return search(expression, [crowd])
