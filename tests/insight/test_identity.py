"""Which subject ids are one person: joins, refusals, and that taking a link back leaves no trace."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked, Properties
from huozhao.events.event import event
from huozhao.flows.folds import Folds
from huozhao.flows.people import People
from huozhao.flows.subscriptions import subscriptions
from huozhao.insight.identity import KINDS, Link, resolve

ZONE = "Asia/Shanghai"
SUBJECTS = [f"s{n}" for n in range(6)] + ["d1", "d2"]
VALUES = {
    "account": SUBJECTS[:6], "openid": SUBJECTS[:6], "unionid": ["U1", "U2"], "phone": ["P1", "P2"],
    "member_card": ["c1", "c2"], "device": ["d1", "d2"],
}


def links_of(*said: tuple[str, str, str]) -> list[Link]:
    return [Link(subject, kind, value, position) for position, (subject, kind, value) in enumerate(said, 1)]


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str, str]:
    kind = draw(st.sampled_from(KINDS))
    return draw(st.sampled_from(SUBJECTS)), kind, draw(st.sampled_from(VALUES[kind]))


def test_openids_a_phone_a_card_and_a_device_become_one_person() -> None:
    persons = resolve(links_of(
        ("openid-a", "phone", "P1"), ("openid-b", "phone", "P1"), ("openid-a", "member_card", "card-9"),
        ("openid-b", "device", "dev-1"), ("openid-b", "unionid", "U1"),
    ))  # fmt: skip
    assert set(persons.members) == {"openid-a"}
    assert set(persons.members["openid-a"]) == {"openid-a", "openid-b", "card-9", "dev-1"}


def test_a_device_of_two_identified_people_belongs_to_neither() -> None:
    persons = resolve(links_of(("ann", "device", "tablet"), ("bob", "device", "tablet")))
    assert persons.person_of() == {"ann": "ann", "bob": "bob", "tablet": "tablet"}
    assert [refused.link.subject for refused in persons.refused] == ["ann", "bob"]


def test_a_phone_shared_by_two_unionids_glues_nobody() -> None:
    persons = resolve(links_of(("ann", "unionid", "U1"), ("bob", "unionid", "U2"),
                               ("ann", "phone", "P1"), ("bob", "phone", "P1")))
    assert persons.person_of()["ann"] != persons.person_of()["bob"]
    assert "unionid" in persons.refused[0].why.en


@given(st.lists(statements(), max_size=25))
def test_two_identified_people_are_never_glued_by_a_device(said: list[tuple[str, str, str]]) -> None:
    whole = resolve(links_of(*said)).person_of()
    devices = {value for _, kind, value in said if kind == "device"}
    without = resolve([link for link in links_of(*said) if link.kind != "device" and link.subject not in devices])
    apart = without.person_of()
    for a in apart:
        for b in apart:
            if a not in devices and b not in devices and apart[a] != apart[b]:
                assert whole[a] != whole[b]


@given(st.lists(statements(), max_size=20), st.randoms())
def test_the_order_in_which_links_are_given_does_not_matter(said: list[tuple[str, str, str]], chance: object) -> None:
    links = links_of(*said)
    mixed = sorted(links, key=lambda link: hash((link.position * 7919) % 31))
    assert resolve(mixed).members == resolve(links).members


class Mall:
    def __init__(self) -> None:
        self.log, self.state = MemoryLog(), MemoryState(subscriptions(ZONE))
        self.folds, self.people, self.sent = Folds(self.log, self.state, subscriptions(ZONE)), People(self.state), 0
        self.folds.listen(self.people.applied)

    def say(self, subject: str, what: Properties) -> None:
        self.sent += 1
        self.log.append([event(f"e{self.sent}", self.sent, subject, what)])
        self.folds.catch_up()

    def persons(self) -> dict[str, tuple[str, ...]]:
        return {subject: self.people.members(subject) for subject in [*SUBJECTS, "c1", "c2"]}


@given(st.lists(statements(), max_size=10, unique=True), st.lists(statements(), min_size=1, max_size=4, unique=True))
def test_joining_and_taking_back_restores_exactly_what_was_before(
    base: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    mall = Mall()
    for subject, kind, value in base:
        mall.say(subject, IdentityLinked(kind, value))
    before = mall.persons()
    added = [said for said in more if said not in base]
    for subject, kind, value in added:
        mall.say(subject, IdentityLinked(kind, value))
    for subject, kind, value in reversed(added):
        mall.say(subject, IdentityUnlinked(kind, value))
    assert mall.persons() == before


@given(st.lists(st.tuples(statements(), st.booleans()), max_size=15))
def test_link_by_link_gives_the_same_persons_as_all_at_once_and_each_subject_counts_once(
    said: list[tuple[tuple[str, str, str], bool]]
) -> None:
    mall = Mall()
    for (subject, kind, value), linked in said:
        mall.say(subject, (IdentityLinked if linked else IdentityUnlinked)(kind, value))
    assert People(mall.state).version >= 0
    fresh = People(mall.state)
    everybody = list(mall.persons())
    assert {s: fresh.members(s) for s in everybody} == mall.persons()
    # Sums over persons equal sums over subjects: every subject stands in exactly one person.
    held = [member for person in {mall.people.person(s) for s in everybody} for member in mall.people.members(person)]
    assert sorted(held) == sorted(set(everybody) | set(held))
    assert len(held) == len(set(held))


def test_listeners_hear_whose_person_changed() -> None:
    mall, heard = Mall(), list[frozenset[str]]()
    mall.people.listen(heard.append)
    mall.say("s1", IdentityLinked("device", "d1"))
    assert heard == [frozenset({"s1", "d1"})]
    mall.say("s1", IdentityUnlinked("device", "d1"))
    assert heard[-1] == frozenset({"s1", "d1"})


def test_a_join_is_explained_link_by_link() -> None:
    mall = Mall()
    mall.say("s1", IdentityLinked("device", "d1"))
    mall.say("s2", IdentityLinked("device", "d1"))
    said = mall.people.explain("s1")
    assert said.joins == ()
    assert [r.link.subject for r in said.refused] == ["s1"]
    assert mall.people.members("d1") == ("d1",)
