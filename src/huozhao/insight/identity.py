"""Identity: which subject ids are one person, as a pure function of the links that stand.

A subject id is what events come under: an account, an openid, a member card, an anonymous device. Phones and unionids
are keyed tokens that only tie subjects together. Nothing is rewritten when persons join, so taking a link back
restores exactly what was before. Three rules, in this order:

1. Strong links (account, openid, unionid) always join.
2. A phone or a member card joins the subjects that gave it, in the order of the links, unless that would put two
   different unionids, or two WeChat accounts that logged in here, into one person: of two identified people who share
   a phone, or had one number after the other, the first one keeps it.
3. A device joins a person only when all its links lead to that one person. A device that two people use belongs to
   neither, and devices never chain. An id of which nothing is known but that two accounts used it is such a device.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from huozhao.terms.text import Text

KINDS = ("account", "openid", "unionid", "phone", "member_card", "device")
# Kinds whose value is no subject id: it is kept as a keyed token and only ties subjects together.
TOKENS = frozenset({"phone", "unionid"})
SHARED = frozenset({"phone", "member_card"})
# Two of one kind are two people. A log-in through WeChat links its openid to itself, so such a link says who came in.
IDENTIFYING = ("unionid", "openid")
RANK = {"account": 0, "openid": 1, "member_card": 2, "device": 3}
# How sure a join of each kind is.
CONFIDENCE = {"account": 1.0, "unionid": 1.0, "openid": 1.0, "member_card": 0.95, "phone": 0.9, "device": 0.7}
REFUSED_SHARED = Text(
    "这个号码或会员卡已属于另一个微信用户（unionid 或 openid 不同），不合并",
    "this number or card already belongs to a person with another unionid or openid; nobody is joined",
)
REFUSED_DEVICE = Text("多人共用的设备，不归任何一人", "a device that several people use belongs to none of them")
REFUSED_CHAIN = Text("设备之间不相连", "devices are not joined to one another")


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that `value` of a kind belongs to a subject; `position` is its place in the event log, `at` ms."""

    subject: str
    kind: str
    value: str
    position: int
    at: int = 0
    source: str = ""

    @property
    def node(self) -> str:
        """The other end: a subject id, or the token of a phone or unionid."""
        return f"{self.kind}:{self.value}" if self.kind in TOKENS else self.value


@dataclass(frozen=True, slots=True)
class Refused:
    """A link that joins nobody, and why."""

    link: Link
    why: Text


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons by their canonical subject id, the links that made them, and those that were refused."""

    members: Mapping[str, tuple[str, ...]]
    joins: tuple[Link, ...]
    refused: tuple[Refused, ...]

    def person_of(self) -> dict[str, str]:
        """Return the canonical id of every subject."""
        return {member: canonical for canonical, members in self.members.items() for member in members}


@dataclass(slots=True)
class _Groups:
    """Disjoint sets with what identifies people in each, as (kind, value)."""

    parent: dict[str, str] = field(default_factory=dict)
    marks: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def find(self, node: str) -> str:
        self.parent.setdefault(node, node)
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def held(self, node: str, kind: str) -> set[str]:
        return {value for of, value in self.marks.get(self.find(node), ()) if of == kind}

    def mark(self, link: Link) -> None:
        if link.kind == "unionid" or (link.kind == "openid" and link.subject == link.value):
            self.marks.setdefault(self.find(link.subject), set()).add((link.kind, link.value))

    def join(self, a: str, b: str) -> None:
        root, other = self.find(a), self.find(b)
        if root != other:
            self.parent[other] = root
            self.marks[root] = self.marks.pop(root, set()) | self.marks.pop(other, set())


def resolve(links: Iterable[Link]) -> Persons:
    """Return the persons that a set of links makes; the order in which they are given does not matter."""
    ordered = sorted(links, key=lambda link: (link.position, link.subject, link.kind, link.value))
    devices = {link.value for link in ordered if link.kind == "device"} | _contested(ordered)
    groups, joins, refused = _Groups(), list[Link](), list[Refused]()
    own = [link for link in ordered if link.subject not in devices and link.node not in devices]
    for link in own:
        if link.kind not in SHARED:
            groups.join(link.subject, link.node)
            groups.mark(link)
            joins.append(link)
    for link in own:
        if link.kind in SHARED:
            _join_shared(groups, link, joins, refused)
    _join_devices(groups, ordered, devices, joins, refused)
    return Persons(_members(groups, ordered, devices), tuple(joins), tuple(refused))


def _contested(links: list[Link]) -> set[str]:
    """Return ids under which two accounts came in and of which nothing else is known: somebody's shared device."""
    known = {link.node for link in links} | {link.subject for link in links if link.kind in ("openid", "unionid")}
    accounts: dict[str, set[str]] = {}
    for link in links:
        if link.kind == "account" and link.subject not in known and link.subject != link.value:
            accounts.setdefault(link.subject, set()).add(link.value)
    return {subject for subject, found in accounts.items() if len(found) > 1}


def _join_shared(groups: _Groups, link: Link, joins: list[Link], refused: list[Refused]) -> None:
    held = [(groups.held(link.subject, kind), groups.held(link.node, kind)) for kind in IDENTIFYING]
    if any(mine and theirs and mine != theirs for mine, theirs in held):
        refused.append(Refused(link, REFUSED_SHARED))
    else:
        groups.join(link.subject, link.node)
        joins.append(link)


def _join_devices(
    groups: _Groups, links: list[Link], devices: set[str], joins: list[Link], refused: list[Refused]
) -> None:
    """Join each device to the one person that all its links lead to; links of a device are looked at last."""
    about: dict[str, list[tuple[Link, str]]] = {}
    for link in links:
        if link.subject in devices and link.node in devices:
            if link.subject != link.node:
                refused.append(Refused(link, REFUSED_CHAIN))
        elif link.node in devices:
            about.setdefault(link.node, []).append((link, link.subject))
        elif link.subject in devices:
            about.setdefault(link.subject, []).append((link, link.node))
    people = {device: {groups.find(end) for _, end in ends} for device, ends in about.items()}
    for device, ends in about.items():
        if len(people[device]) == 1:
            groups.join(ends[0][1], device)
            joins.extend(link for link, _ in ends)
        else:
            refused.extend(Refused(link, REFUSED_DEVICE) for link, _ in ends)


def _members(groups: _Groups, links: list[Link], devices: set[str]) -> dict[str, tuple[str, ...]]:
    """Return subjects by person, the canonical one first: by rank of kind, then first link, then id."""
    place: dict[str, tuple[int, int, str]] = {}
    kinds: dict[str, str] = {}
    for link in links:
        if link.kind not in TOKENS:
            kinds[link.value] = _higher(kinds.get(link.value), link.kind)
    for link in links:
        for subject in (link.subject,) if link.kind in TOKENS else (link.subject, link.value):
            kind = "device" if subject in devices else kinds.get(subject, "account")
            place.setdefault(subject, (RANK[kind], link.position, subject))
    gathered: dict[str, list[str]] = {}
    for subject in place:
        gathered.setdefault(groups.find(subject), []).append(subject)
    ordered = (tuple(sorted(subjects, key=lambda s: place[s])) for subjects in gathered.values())
    return {members[0]: members for members in ordered}


def _higher(known: str | None, kind: str) -> str:
    return kind if known is None or RANK[kind] < RANK[known] else known


def connected(seeds: Iterable[str], around: Callable[[str], Iterable[Link]]) -> set[Link]:
    """Return all links that hang together with the nodes given; `around` gives the links at a node.

    `resolve` of these alone gives the same persons as `resolve` of everything.
    """
    seen, waiting, found = set[str](), list(seeds), set[Link]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for link in around(node):
            found.add(link)
            waiting += [link.subject, link.node]
    return found
