"""Signing keys in memory."""

from collections.abc import Sequence

from huozhao.privacy.signing import SigningKey


class MemorySigningKeys:
    """Keys in a tuple."""

    def __init__(self) -> None:
        self._keys: tuple[SigningKey, ...] = ()

    def all(self) -> Sequence[SigningKey]:
        """Return the keys."""
        return self._keys

    def keep(self, keys: Sequence[SigningKey]) -> None:
        """Store keys."""
        self._keys = tuple(keys)
