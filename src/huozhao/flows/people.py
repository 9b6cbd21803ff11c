"""People: which subject ids are one person now, kept in memory and brought up to date with every link."""

import threading
from collections.abc import Callable, Iterable, Sequence

from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked
from huozhao.events.event import Recorded
from huozhao.events.state import Row, StateStore
from huozhao.insight.identity import Link, Persons, Refused, connected, resolve

Changed = Callable[[frozenset[str]], None]
Key = tuple[str, str, str]
PAGE = 50_000


class People:
    """The persons of the mall. A subject id without links is a person of its own."""

    def __init__(self, state: StateStore) -> None:
        self._state = state
        self._links: dict[Key, Link] = {}
        self._at: dict[str, set[Key]] = {}
        self._person: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._listeners: list[Changed] = []
        self._lock = threading.RLock()
        self.version = 0
        self.refresh()

    def person(self, subject: str) -> str:
        """Return the canonical subject id of the person that a subject id belongs to."""
        return self._person.get(subject, subject)

    def members(self, subject: str) -> tuple[str, ...]:
        """Return all subject ids of that person, the canonical one first."""
        return self._members.get(self.person(subject), (subject,))

    def listen(self, changed: Changed) -> None:
        """Call `changed` with the subject ids whose person changed."""
        self._listeners.append(changed)

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Take up the links that a batch of the fold `identities` has written."""
        if fold != "identities":
            return
        keys = {
            (r.event.shopper, r.event.properties.kind, r.event.properties.value)
            for r in batch if isinstance(r.event.properties, IdentityLinked | IdentityUnlinked) and r.event.shopper
        }
        if keys:
            self._take({key: _link(self._state.get("identities", key)) for key in keys})

    def refresh(self) -> None:
        """Read every link anew."""
        found: dict[Key, Link | None] = {}
        after: Key | None = None
        while rows := self._state.scan("identities", after=after, limit=PAGE):
            for row in rows:
                after = (str(row["shopper"]), str(row["kind"]), str(row["value"]))
                found[after] = _link(row)
        with self._lock:
            found |= dict.fromkeys(set(self._links) - set(found))
        if found:
            self._take(found)

    def explain(self, subject: str) -> Persons:
        """Return the person of a subject with the links that made it and those that were refused around it."""
        with self._lock:
            whole = resolve(connected(self.members(subject), self._around))
        mine = set(self.members(subject))
        return Persons(
            {self.person(subject): self.members(subject)},
            tuple(link for link in whole.joins if _touches(link, mine)),
            tuple(Refused(r.link, r.why) for r in whole.refused if _touches(r.link, mine)),
        )

    def forget(self, subjects: Sequence[str]) -> int:
        """Drop every link of subjects from memory; the table is the state store's."""
        gone = set(subjects)
        with self._lock:
            keys = [key for key, link in self._links.items() if _touches(link, gone)]
        self._take(dict.fromkeys(keys))
        return len(keys)

    def _take(self, changes: dict[Key, Link | None]) -> None:
        with self._lock:
            changed = self._regroup(changes)
            self.version += 1
        if changed:
            for listener in self._listeners:
                listener(changed)

    def _regroup(self, changes: dict[Key, Link | None]) -> frozenset[str]:
        """Put changed links in place and resolve again what hangs together with them."""
        old = [link for key in changes if (link := self._links.get(key)) is not None]
        new = [link for link in changes.values() if link is not None]
        nodes = {node for link in (*old, *new) for node in (link.subject, link.node)}
        touched = nodes | {n for link in connected(nodes, self._around) for n in (link.subject, link.node)}
        for key, link in changes.items():
            self._place(key, link)
        links = connected(touched, self._around)
        before = {subject: self._person.pop(subject) for subject in touched if subject in self._person}
        grouped = {subject: self._members.get(person, ()) for subject, person in before.items()}
        for person in set(before.values()):
            self._members.pop(person, None)
        persons = resolve(links)
        for canonical, members in persons.members.items():
            self._members[canonical] = members
            self._person.update(dict.fromkeys(members, canonical))
        subjects = set(before) | {m for members in persons.members.values() for m in members}
        return frozenset(s for s in subjects if grouped.get(s, (s,)) != self.members(s))

    def _place(self, key: Key, link: Link | None) -> None:
        old = self._links.pop(key, None)
        for node in (old.subject, old.node) if old else ():
            self._at[node].discard(key)
        if link is not None:
            self._links[key] = link
            for node in (link.subject, link.node):
                self._at.setdefault(node, set()).add(key)

    def _around(self, node: str) -> Iterable[Link]:
        return [self._links[key] for key in self._at.get(node, ())]


def _touches(link: Link, subjects: set[str]) -> bool:
    return link.subject in subjects or link.value in subjects


def _link(row: Row | None) -> Link | None:
    """Return the link of a row, None when it was taken back."""
    if row is None or not row["linked"]:
        return None
    return Link(str(row["shopper"]), str(row["kind"]), str(row["value"]), int(row["position"] or 0),
                int(row["linked_at"] or 0), str(row["source"] or ""))
