"""The master key in a file that only its owner may read. Keep a copy of it apart from the copies of the data."""

import base64
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.privacy.sealing import KEY_BYTES, NONCE_BYTES, MasterKey, Unreadable, unseal


class FileMaster:
    """A MasterKey in one JSON file of mode 0600, made when it is not there. `may_make` refuses to make a new one."""

    def __init__(self, path: Path, *, may_make: bool = True) -> None:
        self._path = path
        if not path.exists():
            if not may_make:
                raise Unreadable(
                    "master_key_missing", f"the master key {path} is gone, but there are data sealed with it",
                    field="privacy.keys", hint="put the backup of the key file back in its place",
                )
            self._write({1: os.urandom(KEY_BYTES)})
        self._keys = self._read()

    def wrap(self, plain: bytes, bound: bytes) -> bytes:
        """Wrap with the newest version."""
        version = self.version()
        nonce = os.urandom(NONCE_BYTES)
        return version.to_bytes(4, "big") + nonce + AESGCM(self._keys[version]).encrypt(nonce, plain, bound)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Unwrap with the version that wrapped."""
        version = int.from_bytes(wrapped[:4], "big")
        if version not in self._keys:
            self._keys = self._read()
        if version not in self._keys:
            raise Unreadable("master_key_missing", f"version {version} of the master key is not in {self._path}",
                             field="privacy.keys", hint="restore the key file that belongs to these data")
        return unseal(AESGCM(self._keys[version]), wrapped[4:], bound)

    def turn(self) -> int:
        """Add a version."""
        newest = self.version() + 1
        self._write({**self._keys, newest: os.urandom(KEY_BYTES)})
        self._keys = self._read()
        return newest

    def version(self) -> int:
        """Return the newest version."""
        return max(self._keys)

    def drop(self, before: int) -> None:
        """Destroy older versions."""
        self._write({version: key for version, key in self._keys.items() if version >= before})
        self._keys = self._read()

    def _read(self) -> dict[int, bytes]:
        found = json.loads(self._path.read_text("utf-8"))
        return {int(version): base64.b64decode(key) for version, key in found["keys"].items()}

    def _write(self, keys: dict[int, bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self._path.with_suffix(".new")
        body = json.dumps({"keys": {str(v): base64.b64encode(k).decode() for v, k in keys.items()}})
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def open_master(folder: Path, settings: Any) -> MasterKey:
    """Return the master key: in Vault when `settings.vault_url` is set, else in a file beside the key store."""
    if settings.vault_url:
        from huozhao.backends.vault_transit import VaultTransit

        return VaultTransit(settings.vault_url, settings.vault_key, settings.vault_token)
    return FileMaster(folder / "master.json", may_make=not (folder / "keys.db").exists())
