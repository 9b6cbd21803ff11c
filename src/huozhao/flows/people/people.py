"""People: which subject ids are one person now, kept in memory and brought up to date with every link."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked
from huozhao.events.event import Recorded
from huozhao.events.state import Row, StateStore
from huozhao.insight.identity import Link, Persons, connected, resolve
from huozhao.insight.links import standing

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
            self._take({key: standing(self._state.scan("identities", key)) for key in keys})

    def refresh(self) -> None:
        """Read every link anew."""
        told: dict[Key, list[Row]] = {}
        for row in self._rows():
            told.setdefault((str(row["shopper"]), str(row["kind"]), str(row["value"])), []).append(row)
        found = {key: standing(rows) for key, rows in told.items()}
        with self._lock:
            found |= dict.fromkeys(set(self._links) - set(found))
        if found:
            self._take(found)

    def history(self, subject: str) -> list[Row]:
        """Return everything that was ever told of the links of a person's subject ids, oldest first."""
        rows = [row for member in self.members(subject) for row in self._state.scan("identities", (member,))]
        return sorted(rows, key=lambda row: int(row["position"] or 0))

    def explain(self, subject: str) -> Persons:
        """Return the person of a subject with the links that made it and those that were refused around it."""
        with self._lock:
            whole = resolve(connected(self.members(subject), self._around))
        mine = set(self.members(subject))
        return Persons(
            {self.person(subject): self.members(subject)},
            tuple(link for link in whole.joins if _touches(link, mine)),
            tuple(r for r in whole.refused if _touches(r.link, mine)),
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
        before = {subject: self.members(subject) for subject in touched}
        persons = resolve(links)
        self._members |= persons.members
        self._person |= persons.person_of()
        for subject in touched - set(persons.person_of()):
            self._person.pop(subject, None)
        for canonical in {members[0] for members in before.values()} - set(persons.members):
            self._members.pop(canonical, None)
        subjects = touched | {m for members in persons.members.values() for m in members}
        return frozenset(s for s in subjects if before.get(s, (s,)) != self.members(s))

    def _place(self, key: Key, link: Link | None) -> None:
        old = self._links.pop(key, None)
        for node in (old.subject, old.node) if old else ():
            self._at[node].discard(key)
        if link is not None:
            self._links[key] = link
            for node in (link.subject, link.node):
                self._at.setdefault(node, set()).add(key)

    def _rows(self) -> Iterator[Row]:
        after: tuple[str | int, ...] | None = None
        while rows := self._state.scan("identities", after=after, limit=PAGE):
            yield from rows
            last = rows[-1]
            after = (str(last["shopper"]), str(last["kind"]), str(last["value"]), int(last["position"] or 0))

    def _around(self, node: str) -> Iterable[Link]:
        return [self._links[key] for key in self._at.get(node, ())]


def _touches(link: Link, subjects: set[str]) -> bool:
    return link.subject in subjects or link.value in subjects
