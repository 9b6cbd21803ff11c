"""Who is one person follows from the links alone, and a link taken back leaves no trace."""

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from huozhao.insight.identity import Link, Persons, connected, resolve

SUBJECTS = [*(f"u{n}" for n in range(4)), *(f"o{n}" for n in range(4)), *(f"d{n}" for n in range(3)), "card1", "card2"]
VALUES = {
    "account": SUBJECTS[:4], "openid": SUBJECTS[4:8], "device": SUBJECTS[8:11], "member_card": ["card1", "card2"],
    "unionid": ["U1", "U2"], "phone": ["p1", "p2"],
}


@st.composite
def graphs(draw: st.DrawFn, kinds: Sequence[str] = tuple(VALUES)) -> list[Link]:
    count = draw(st.integers(0, 14))
    found: dict[tuple[str, str, str], Link] = {}
    for position in range(count):
        kind = draw(st.sampled_from(list(kinds)))
        link = Link(draw(st.sampled_from(SUBJECTS)), kind, draw(st.sampled_from(VALUES[kind])), position + 1)
        found.setdefault((link.subject, link.kind, link.value), link)
    return list(found.values())


def groups(persons: Persons) -> set[frozenset[str]]:
    return {frozenset(members) for members in persons.members.values()}


@given(graphs(), st.randoms())
def test_the_order_in_which_links_are_told_does_not_matter(links: list[Link], chance: random.Random) -> None:
    shuffled = list(links)
    chance.shuffle(shuffled)
    assert resolve(shuffled).members == resolve(links).members


@given(graphs())
def test_every_id_is_in_exactly_one_person_and_every_link_is_explained(links: list[Link]) -> None:
    found = resolve(links)
    members = [member for person in found.members.values() for member in person]
    assert len(members) == len(set(members))
    told = [link for link in links if link.subject != link.node]
    explained = {*found.joins, *(refused.link for refused in found.refused)}
    assert set(told) <= explained and not set(found.joins) & {refused.link for refused in found.refused}


@given(graphs(), graphs())
def test_merging_and_taking_back_is_identity(links: list[Link], more: list[Link]) -> None:
    known = {(link.subject, link.kind, link.value) for link in links}
    later = [Link(m.subject, m.kind, m.value, m.position + 100) for m in more
             if (m.subject, m.kind, m.value) not in known]
    before = resolve(links)
    resolve([*links, *later])
    assert resolve([link for link in [*links, *later] if link not in later]) == before


@given(graphs())
def test_devices_glue_nobody(links: list[Link]) -> None:
    """Without its devices every person is what the other links alone make of it."""
    devices = {link.value for link in links if link.kind == "device"}
    others = [link for link in links if link.subject not in devices and link.node not in devices]
    seen = {frozenset(members) - devices for members in resolve(links).members.values()} - {frozenset()}
    alone = groups(resolve(others))
    named = {m for group in alone for m in group}
    assert {group for group in seen if group & named} >= {g for g in alone if len(g) > 1}
    assert all(len(group) == 1 or group in alone for group in seen)


@given(graphs(kinds=("unionid", "phone", "member_card")))
def test_a_shared_phone_or_card_never_joins_two_unionids(links: list[Link]) -> None:
    person = resolve(links).person_of()
    for one in links:
        for other in links:
            if one.kind == other.kind == "unionid" and person[one.subject] == person[other.subject]:
                strong = resolve([link for link in links if link.kind == "unionid"]).person_of()
                assert one.value == other.value or strong[one.subject] == strong[other.subject]


@given(graphs(), st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 50)))
def test_counters_are_conserved(links: list[Link], counts: dict[str, int]) -> None:
    persons = resolve(links)
    grouped = sum(sum(counts.get(m, 0) for m in members) for members in persons.members.values())
    alone = sum(n for subject, n in counts.items() if subject not in persons.person_of())
    assert grouped + alone == sum(counts.values())


@given(graphs())
def test_a_part_that_hangs_together_resolves_as_in_the_whole(links: list[Link]) -> None:
    whole = resolve(links).members

    def around(node: str) -> list[Link]:
        return [link for link in links if node in (link.subject, link.node)]

    for subject in SUBJECTS:
        part = resolve(connected([subject], around)).members
        assert all(whole[canonical] == members for canonical, members in part.items())


def link(subject: str, kind: str, value: str, position: int) -> Link:
    return Link(subject, kind, value, position)


def test_openids_a_phone_a_card_and_a_device_are_one_person() -> None:
    found = resolve([
        link("u1", "openid", "o1", 1), link("u1", "openid", "o2", 2), link("u1", "phone", "t", 3),
        link("u1", "member_card", "card9", 4), link("u1", "device", "anon", 5),
    ])
    assert found.members == {"u1": ("u1", "o1", "o2", "card9", "anon")}
    assert not found.refused


def test_a_device_of_two_people_belongs_to_neither() -> None:
    found = resolve([link("u1", "device", "tablet", 1), link("u2", "device", "tablet", 2)])
    assert groups(found) == {frozenset({"u1"}), frozenset({"u2"}), frozenset({"tablet"})}
    assert len(found.refused) == 2


def test_an_anonymous_id_under_which_two_accounts_came_in_glues_nobody() -> None:
    found = resolve([link("anon", "account", "u1", 1), link("anon", "account", "u2", 2)])
    assert groups(found) == {frozenset({"u1"}), frozenset({"u2"}), frozenset({"anon"})}


def test_of_two_identified_people_who_share_a_phone_the_first_keeps_it() -> None:
    found = resolve([
        link("a", "unionid", "U1", 1), link("b", "unionid", "U2", 2), link("a", "phone", "t", 3),
        link("b", "phone", "t", 4), link("c", "phone", "t", 5),
    ])
    assert groups(found) == {frozenset({"a", "c"}), frozenset({"b"})}
    (refused,) = found.refused
    assert refused.link.subject == "b" and "unionid" in refused.why.en


def test_two_who_logged_in_through_wechat_stay_two_though_they_gave_one_phone_one_after_the_other() -> None:
    def came_in(subject: str, position: int) -> list[Link]:
        return [Link(subject, "openid", subject, position), Link(subject, "phone", "p1", position + 1)]

    card = Link("u1", "phone", "p1", 9)
    found = resolve([*came_in("o1", 1), *came_in("o2", 3), card])
    assert groups(found) == {frozenset({"o1", "u1"}), frozenset({"o2"})}
    assert [each.link for each in found.refused] == [Link("o2", "phone", "p1", 4)]
    one = Link("o2", "account", "o1", 0)
    assert frozenset({"o1", "o2", "u1"}) in groups(resolve([one, *came_in("o1", 1), *came_in("o2", 3), card]))
