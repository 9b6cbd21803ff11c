"""What predictions ask of their neighbours: persons, consents, and where tags are published."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from huozhao.flows.tags.tags import About


class Persons(Protocol):
    """Which subjects are one person; see flows/people/people.py."""

    def person(self, subject: str) -> str:
        """Return the canonical subject of the person."""
        ...

    def members(self, subject: str) -> tuple[str, ...]:
        """Return all subjects of the person, the canonical one first."""
        ...


class Permissions(Protocol):
    """Which purposes a person has consented to; see flows/privacy/consents.py."""

    def allows(self, subject: str, purpose: str) -> bool:
        """Return whether a purpose is allowed."""
        ...

    def listen(self, changed: Callable[[str, str, bool], None]) -> None:
        """Call `changed(subject, purpose, given)` after each decision."""
        ...


class Publishing(Protocol):
    """Where memberships go; see flows/tags."""

    def publish(self, tag: str, members: Iterable[str], now: int, about: About | None = None) -> Any:
        """Make the holders of a tag exactly `members` as of `now` (ms)."""
        ...
