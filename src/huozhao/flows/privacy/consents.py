"""Consents in force: asked on every event, page and computation, so answered from memory; the ledger is the truth."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from huozhao.privacy.consent import ConsentLedger, Decision, Proof
from huozhao.privacy.purposes import BY_NAME, CONSENTED, PURPOSES
from huozhao.terms.errors import BadInput

# How often (s) the ledger is asked for decisions that another process wrote.
LOOK_S = 0.5
BATCH = 10_000
_BIT = {purpose.name: 1 << n for n, purpose in enumerate(PURPOSES)}
Changed = Callable[[str, str, bool], None]


class People(Protocol):
    """Which subject ids are one person."""

    def members(self, subject: str) -> tuple[str, ...]:
        """Return all subject ids of the person that a subject id belongs to, the canonical one first."""
        ...

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Call `changed` with the subject ids whose person changed."""
        ...


class Alone:
    """People of which each has one subject id."""

    def members(self, subject: str) -> tuple[str, ...]:
        """Return the subject id itself."""
        return (subject,)

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Nothing ever changes."""


class Consents:
    """What stands for each person and purpose: the newest decision over all their subject ids; off until given."""

    def __init__(self, ledger: ConsentLedger, people: People | None = None) -> None:
        self._ledger, self._people = ledger, people or Alone()
        self._allowed: dict[str, int] = {}
        self._listeners: list[Changed] = []
        self._lock = threading.RLock()
        self._head, self._looked = -1, 0.0
        self.version = 0
        self._load()
        self._people.listen(self._regrouped)

    def allows(self, subject: str, purpose: str) -> bool:
        """Tell whether a purpose may be pursued with the data of a subject; service always may."""
        if time.monotonic() - self._looked > LOOK_S:
            self._look()
        if purpose == "service":
            return True
        return bool(self._allowed.get(subject, 0) & _BIT.get(purpose, 0))

    def tell(self, decisions: Sequence[Decision]) -> int:
        """Put decisions on record, durable and in force on return; return the ledger's newest number.

        BadInput for a purpose that there is not or that needs no consent.
        """
        for index, decision in enumerate(decisions):
            _check(decision, index)
        if not decisions:
            return self._ledger.head()
        with self._lock:
            before = self._ledger.head()
            self._head = self._ledger.append(decisions)
            if self._head != before + len(decisions):
                self._load()
            changes = [change for decision in decisions for change in self._take(decision)]
            self.version += 1
        self._announce(changes)
        return self._head

    def of(self, subject: str) -> dict[str, Decision]:
        """Return the newest decision of the person by purpose; purposes never decided are missing."""
        return newest(self._ledger.history(self._people.members(subject)))

    def history(self, subject: str) -> list[Decision]:
        """Return every decision of the person, oldest first."""
        return self._ledger.history(self._people.members(subject))

    def undecided(self, subjects: Iterable[str], purposes: Sequence[str]) -> list[tuple[str, str]]:
        """Return the (subject, purpose) on which the ledger has no decision of that subject."""
        found = list(dict.fromkeys(subjects))
        known: set[tuple[str, str]] = set()
        for first in range(0, len(found), 500):
            known |= {(d.subject, d.purpose) for d in self._ledger.history(found[first:first + 500])}
        return [(subject, purpose) for subject in found for purpose in purposes if (subject, purpose) not in known]

    def listen(self, changed: Changed) -> None:
        """Call `changed(subject, purpose, given)` after each change of what is allowed."""
        self._listeners.append(changed)

    def forget(self, subjects: Sequence[str]) -> int:
        """Delete what was decided; the chain stays whole. All purposes are off afterwards."""
        with self._lock:
            gone = self._ledger.forget(subjects)
            changes = [(s, p, False) for s in subjects for p in CONSENTED if self._allowed.get(s, 0) & _BIT[p]]
            for subject in subjects:
                self._allowed.pop(subject, None)
            self.version += 1
        self._announce(changes)
        return gone

    def verify(self) -> Proof:
        """Prove that the ledger is whole."""
        return self._ledger.verify()

    def subjects(self) -> list[str]:
        """Return the subject ids that have decided anything."""
        return list(self._allowed)

    def counts(self) -> dict[str, int]:
        """Return how many subject ids each purpose is on for."""
        masks = list(self._allowed.values())
        return {purpose: sum(1 for mask in masks if mask & bit) for purpose, bit in _BIT.items()}

    def _take(self, decision: Decision) -> list[tuple[str, str, bool]]:
        members, bit = self._people.members(decision.subject), _BIT[decision.purpose]
        changes = []
        for member in members:
            before = self._allowed.get(member, 0)
            after = before | bit if decision.given else before & ~bit
            if before != after:
                self._allowed[member] = after
                changes.append((member, decision.purpose, decision.given))
        return changes

    def _regrouped(self, subjects: frozenset[str]) -> None:
        with self._lock:
            before = {subject: self._allowed.get(subject, 0) for subject in subjects}
            for subject in subjects:
                standing = newest(self._ledger.history(self._people.members(subject)))
                self._allowed[subject] = sum(_BIT[p] for p, d in standing.items() if d.given)
            self.version += 1
        self._announce(_differences(before, self._allowed))

    def _look(self) -> None:
        self._looked = time.monotonic()
        if self._ledger.head() == self._head:
            return
        with self._lock:
            before = self._allowed
            self._load()
        self._announce(_differences({**dict.fromkeys(self._allowed, 0), **before}, self._allowed))

    def _load(self) -> None:
        """Read what stands, then join the decisions of persons with several subject ids."""
        self._head = self._ledger.head()
        allowed: dict[str, int] = {}
        for subject, purpose, given in self._ledger.standing():
            allowed[subject] = allowed.get(subject, 0) | (_BIT.get(purpose, 0) if given else 0)
        for subject in list(allowed):
            members = self._people.members(subject)
            if len(members) > 1 and subject in (m for m in members if m in allowed):
                standing = newest(self._ledger.history(members))
                for member in members:
                    allowed[member] = sum(_BIT[p] for p, d in standing.items() if d.given)
        self._allowed = allowed
        self.version += 1

    def _announce(self, changes: Iterable[tuple[str, str, bool]]) -> None:
        for change in changes:
            for listener in self._listeners:
                listener(*change)


def newest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decision by purpose that came last into the ledger."""
    return {decision.purpose: decision for decision in decisions}


def _differences(before: dict[str, int], after: dict[str, int]) -> list[tuple[str, str, bool]]:
    return [
        (subject, purpose, bool(after.get(subject, 0) & bit))
        for subject, mask in before.items()
        for purpose, bit in _BIT.items()
        if (mask ^ after.get(subject, 0)) & bit
    ]


def _check(decision: Decision, index: int) -> None:
    place = f"decisions[{index}]"
    purpose = BY_NAME.get(decision.purpose)
    if purpose is None or not purpose.needs_consent:
        raise BadInput("unknown_purpose", f"there is no consent to ask for {decision.purpose!r}",
                       field=f"{place}.purpose", hint=f"one of {', '.join(CONSENTED)}")
    if not decision.subject:
        raise BadInput("shopper_missing", "a decision needs a shopper", field=f"{place}.shopper",
                       hint="send the mall's own id of the shopper")
