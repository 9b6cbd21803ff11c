"""Crowds: set algebra that says what sets of Python say, clauses as written, cycles found."""

from functools import cached_property

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from huozhao.insight.crowds import clauses, find_cycle, holds, members, narrow, overlap
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import Node


class Known:
    """Sets of ten tags over a hundred shoppers; crowd c is tag t0 without t1."""

    def __init__(self, holders: list[frozenset[int]]) -> None:
        self.holders = holders

    @cached_property
    def all(self) -> BitMap:
        return BitMap(range(100))

    def everyone(self) -> BitMap:
        return self.all

    def carriers(self, tag: str, value: str) -> BitMap:
        return BitMap(self.holders[int(tag[1:])])

    def crowd(self, crowd: str) -> BitMap:
        return members(parse('tag("t0") and not tag("t1")'), self)

    def measured(self, node: Node) -> BitMap:
        return BitMap(range(50))


leaves = st.one_of(st.integers(0, 9).map(lambda n: f'tag("t{n}")'), st.just('crowd("c")'), st.just("age() >= 25"))
expressions = st.recursive(leaves, lambda inner: st.one_of(
    st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' and '.join(parts)})"),
    st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' or '.join(parts)})"),
    inner.map(lambda part: f"not {part}")), max_leaves=12)
holders = st.lists(st.frozensets(st.integers(0, 99)), min_size=10, max_size=10)


def plain(expression: str, held: list[frozenset[int]]) -> set[int]:
    """Evaluate shopper by shopper with Python's own and / or / not."""
    code = expression.replace('crowd("c")', '(tag("t0") and not tag("t1"))').replace("age() >= 25", "who < 50")
    return {who for who in range(100) if eval(code, {"tag": lambda t, who=who: who in held[int(t[1:])], "who": who})}


class Shopper:
    """One shopper of those sets."""

    def __init__(self, who: int, held: list[frozenset[int]]) -> None:
        self.who, self.held = who, held

    def carries(self, tag: str, value: str) -> bool:
        return self.who in self.held[int(tag[1:])]

    def belongs(self, crowd: str) -> bool:
        return holds(parse('tag("t0") and not tag("t1")'), self)

    def satisfies(self, node: Node) -> bool:
        return self.who < 50


@given(expressions, holders, st.integers(0, 99))
def test_one_shopper_is_a_member_exactly_when_the_crowd_holds_them(
    expression: str, held: list[frozenset[int]], who: int
) -> None:
    tree = parse(expression)
    assert holds(tree, Shopper(who, held)) == (who in members(tree, Known(held)))


@given(expressions, holders)
def test_a_crowd_is_what_and_or_and_not_say_shopper_by_shopper(expression: str, held: list[frozenset[int]]) -> None:
    assert set(members(parse(expression), Known(held))) == plain(expression, held)


@given(st.lists(expressions, min_size=1, max_size=4), holders)
def test_each_clause_narrows_and_the_last_one_leaves_the_crowd(parts: list[str], held: list[frozenset[int]]) -> None:
    expression, sets = " and ".join(parts), Known(held)
    found = narrow(expression, sets)
    assert [clause.alone for clause in found] == [len(members(parse(clause.text), sets)) for clause in found]
    assert [clause.left for clause in found] == sorted((clause.left for clause in found), reverse=True)
    assert found[-1].left == len(members(parse(expression), sets))


def test_clauses_are_cut_where_and_joins_them_and_nowhere_else() -> None:
    assert clauses('tag("a") and (tag("b") or tag("c")) 且 age() between 20 and 30 and not crowd("d and e")') == [
        'tag("a")', '(tag("b") or tag("c"))', "age() between 20 and 30", 'not crowd("d and e")']
    assert clauses('tag("a") and tag("b") or tag("c")') == ['tag("a") and tag("b") or tag("c")']


def test_an_overlap_is_counted_and_shared() -> None:
    found = overlap(BitMap([1, 2, 3, 4]), BitMap([3, 4, 5]))
    assert (found.both, found.of_first, round(found.of_second, 3)) == (2, 0.5, 0.667)
    assert overlap(BitMap(), BitMap([1])).of_first == 0.0


def test_a_cycle_is_found_through_any_number_of_crowds() -> None:
    saved = {"b": 'crowd("c") or tag("x")', "c": 'crowd("a")', "d": 'crowd("d2")', "d2": 'crowd("d")'}
    assert find_cycle("a", 'tag("y") and crowd("b")', saved.get) == ["a", "b", "c", "a"]
    assert find_cycle("a", 'crowd("a")', saved.get) == ["a", "a"]
    assert find_cycle("a", 'crowd("d") and crowd("gone")', saved.get) == []
