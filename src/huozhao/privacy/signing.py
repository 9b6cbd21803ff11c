"""The port for the keys that shopper tokens are signed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret of 32 bytes with its id; `at` is when it came into use (UTC ms)."""

    id: str
    secret: bytes
    at: int


class SigningKeys(Protocol):
    """The keys in the order they came into use; the last one signs, the others still verify."""

    def all(self) -> Sequence[SigningKey]:
        """Return the keys, oldest first."""
        ...

    def keep(self, keys: Sequence[SigningKey]) -> None:
        """Store these keys in place of those before; durable on return."""
        ...
