"""Persons kept up with the log, step by step, are those of all links at once."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked
from huozhao.events.event import Recorded, event
from huozhao.flows.people.people import People
from huozhao.insight.links import FOLD

SUBJECTS = ("u1", "u2", "u3", "o1", "o2", "d1", "d2")
VALUES = {"account": ("u1", "u2"), "openid": ("o1", "o2"), "unionid": ("A", "B"), "phone": ("p", "q"),
          "member_card": ("c",), "device": ("d1", "d2")}


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[bool, str, str, str, int]]:
    found = []
    for _ in range(draw(st.integers(1, 15))):
        kind = draw(st.sampled_from(list(VALUES)))
        found.append((draw(st.booleans()) or draw(st.booleans()), draw(st.sampled_from(SUBJECTS)), kind,
                      draw(st.sampled_from(VALUES[kind])), draw(st.integers(0, 20))))
    return found


def recorded(position: int, step: tuple[bool, str, str, str, int]) -> Recorded:
    linked, subject, kind, value, at = step
    what = (IdentityLinked if linked else IdentityUnlinked)(kind, value)
    return Recorded(position, event(f"e{position}", at, subject, what))


@given(steps())
def test_persons_step_by_step_are_those_of_all_links_at_once(told: list[tuple[bool, str, str, str, int]]) -> None:
    state = MemoryState((FOLD,))
    people, changed = People(state), set[str]()
    people.listen(changed.update)
    for position, step in enumerate(told, 1):
        before = {subject: people.members(subject) for subject in SUBJECTS}
        changed.clear()
        each = recorded(position, step)
        state.apply("identities", position - 1, position, list(FOLD.fold(each)))
        people.applied("identities", [each])
        anew = People(state)
        for subject in SUBJECTS:
            assert people.members(subject) == anew.members(subject)
            assert people.person(subject) == people.members(subject)[0]
            assert (before[subject] == people.members(subject)) or subject in changed


def test_a_link_told_twice_and_taken_back_is_gone_and_told_again_stands() -> None:
    state = MemoryState((FOLD,))
    people = People(state)
    told = [(True, "u1", "device", "d1", 1), (True, "u1", "device", "d1", 2), (False, "u1", "device", "d1", 3),
            (True, "u1", "device", "d1", 2)]
    seen = []
    for position, step in enumerate(told, 1):
        each = recorded(position, step)
        state.apply("identities", position - 1, position, list(FOLD.fold(each)))
        people.applied("identities", [each])
        seen.append(people.members("d1"))
    assert seen == [("u1", "d1"), ("u1", "d1"), ("d1",), ("d1",)]
    assert [row["linked"] for row in people.history("u1")] == [1, 1, 0, 1]


def test_a_shopper_who_is_forgotten_leaves_no_link() -> None:
    state = MemoryState((FOLD,))
    people = People(state)
    each = recorded(1, (True, "u1", "device", "d1", 1))
    state.apply("identities", 0, 1, list(FOLD.fold(each)))
    people.applied("identities", [each])
    assert people.forget(["u1"]) == 1
    assert people.members("d1") == ("d1",) and people.explain("d1").joins == ()
