"""What the tag engine asks of its neighbours: persons and consents."""

from collections.abc import Callable
from typing import Protocol


class Persons(Protocol):
    """Which subjects are one person; see flows/people/people.py."""

    def person(self, subject: str) -> str:
        """Return the canonical subject of the person."""
        ...

    def members(self, subject: str) -> tuple[str, ...]:
        """Return all subjects of the person, the canonical one first."""
        ...

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Call `changed` with the subjects whose person changed."""
        ...


class Permissions(Protocol):
    """Which purposes a person has consented to; see flows/privacy/consents.py."""

    def allows(self, subject: str, purpose: str) -> bool:
        """Return whether a purpose is allowed."""
        ...

    def listen(self, changed: Callable[[str, str, bool], None]) -> None:
        """Call `changed(subject, purpose, given)` after each decision."""
        ...


class EachAlone:
    """Persons without links: every subject is a person."""

    def person(self, subject: str) -> str:
        """Return the subject."""
        return subject

    def members(self, subject: str) -> tuple[str, ...]:
        """Return the subject alone."""
        return (subject,)

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        """Nothing ever changes."""


class AllAllowed:
    """Every purpose is allowed: for benches and for malls that ask elsewhere."""

    def allows(self, subject: str, purpose: str) -> bool:
        """Return True."""
        return True

    def listen(self, changed: Callable[[str, str, bool], None]) -> None:
        """Nothing ever changes."""
