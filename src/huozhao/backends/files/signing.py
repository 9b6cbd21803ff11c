"""Signing keys in a file that only its owner may read."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from huozhao.privacy.signing import SigningKey


class FileSigningKeys:
    """One JSON file with mode 0600; read again when another process has changed it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: tuple[SigningKey, ...] = ()
        self._read_at = -1

    def all(self) -> Sequence[SigningKey]:
        """Return the keys."""
        try:
            changed = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        if changed != self._read_at:
            self._keys = msgspec.json.decode(self._path.read_bytes(), type=tuple[SigningKey, ...])
            self._read_at = changed
        return self._keys

    def keep(self, keys: Sequence[SigningKey]) -> None:
        """Write a new file beside the old one and put it in its place."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self._path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(tuple(keys)))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
