"""Sealed fields in memory."""

from collections.abc import Sequence

from huozhao.privacy.fields import SealedField


class MemoryFields:
    """SealedFields in a dictionary."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], SealedField] = {}

    def put(self, fields: Sequence[SealedField]) -> None:
        """Keep fields."""
        self._held |= {(field.token, field.field): field for field in fields}

    def of(self, token: str) -> list[SealedField]:
        """Return the fields of a token."""
        return [field for key, field in sorted(self._held.items()) if key[0] == token]

    def find(self, field: str, blind: str) -> list[str]:
        """Return the tokens with this blind index."""
        return sorted(each.token for each in self._held.values() if (each.field, each.blind) == (field, blind))

    def forget(self, tokens: Sequence[str]) -> int:
        """Delete the fields of tokens."""
        gone = [key for key in self._held if key[0] in tokens]
        for key in gone:
            del self._held[key]
        return len(gone)

    def drop(self, token: str, fields: Sequence[str]) -> None:
        """Delete some fields of a token."""
        for name in fields:
            self._held.pop((token, name), None)

    def count(self) -> int:
        """Return how many fields there are."""
        return len(self._held)

    def close(self) -> None:
        """Nothing to release."""
