"""The port for sealed fields: what the vault keeps, without any key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SealedField:
    """One sealed value of the subject that `token` stands for; `blind` finds it by its value."""

    token: str
    field: str
    sealed: bytes
    blind: str
    at: int


class SealedFields(Protocol):
    """Sealed fields, one a token and field. Each call is durable when it returns."""

    def put(self, fields: Sequence[SealedField]) -> None:
        """Keep fields in place of those before."""
        ...

    def of(self, token: str) -> list[SealedField]:
        """Return the fields of a token in the order of their names."""
        ...

    def find(self, field: str, blind: str) -> list[str]:
        """Return the tokens whose field has this blind index."""
        ...

    def forget(self, tokens: Sequence[str]) -> int:
        """Delete the fields of tokens without a trace; return how many went."""
        ...

    def drop(self, token: str, fields: Sequence[str]) -> None:
        """Delete some fields of a token without a trace."""
        ...

    def count(self) -> int:
        """Return how many fields there are."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...
