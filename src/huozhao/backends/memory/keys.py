"""Data keys in memory: for trials and tests."""

import os
import threading
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.privacy.sealing import KEY_BYTES, DataKey, Turned


class MemoryWrapping:
    """Implements `Rotating`: versions are counted, there is nothing to wrap."""

    def __init__(self, keys: dict[str, DataKey]) -> None:
        self._keys, self._version = keys, 1

    def turn(self) -> int:
        """Count a version."""
        self._version += 1
        return self._version

    def rewrap(self, limit: int) -> Turned:
        """Nothing is left to do."""
        return Turned(len(self._keys), 0)

    def finish(self) -> None:
        """Nothing to destroy."""

    def versions(self) -> dict[int, int]:
        """Return how many keys there are."""
        return {self._version: len(self._keys)}


class MemoryKeys:
    """Keys in dictionaries; there is no master key, as nothing is written anywhere."""

    def __init__(self) -> None:
        self._keys: dict[str, DataKey] = {}
        self._tokens: dict[str, DataKey] = {}
        self._secrets: dict[str, bytes] = {}
        self._erased: set[str] = set()
        self._lock = threading.Lock()
        self.wrapping = MemoryWrapping(self._keys)

    def ensure(self, subjects: Sequence[str]) -> list[DataKey]:
        """Return keys, made where they are missing."""
        with self._lock:
            for subject in subjects:
                if subject not in self._keys:
                    key = DataKey(os.urandom(12).hex(), subject, AESGCM(os.urandom(KEY_BYTES)), 0)
                    self._keys[subject] = self._tokens[key.token] = key
                    self._erased.discard(subject)
            return [self._keys[subject] for subject in subjects]

    def find(self, subject: str) -> DataKey | None:
        """Return a subject's key."""
        return self._keys.get(subject)

    def by_token(self, token: str) -> DataKey | None:
        """Return the key of a token."""
        return self._tokens.get(token)

    def forget(self, subjects: Sequence[str], at: int) -> int:
        """Destroy keys."""
        with self._lock:
            gone = [key for subject in subjects if (key := self._keys.pop(subject, None))]
            for key in gone:
                del self._tokens[key.token]
            self._erased |= set(subjects)
            return len(gone)

    def erased(self, subjects: Iterable[str]) -> list[str]:
        """Return those that were erased."""
        return [subject for subject in subjects if subject in self._erased]

    def secret(self, name: str) -> bytes:
        """Return a secret."""
        return self._secrets.setdefault(name, os.urandom(KEY_BYTES))

    def close(self) -> None:
        """Nothing to release."""
