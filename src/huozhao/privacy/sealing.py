"""Sealing: AES-256-GCM with a data key for each shopper, the data keys wrapped by a master key that rotates.

The keys form a chain: the master key (a file, Vault, a cloud KMS) wraps a few wrapping keys, each of which has a
version; a wrapping key wraps the data keys; a data key seals what belongs to one shopper. Destroying a data key makes
everything sealed with it unreadable for ever, in backups too. Turning the master key re-wraps keys and touches no data.
"""

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.terms.errors import HuozhaoError

KEY_BYTES, NONCE_BYTES = 32, 12
# Gives n random bytes; chance is an argument of every rule.
Chance = Callable[[int], bytes]


class Unreadable(HuozhaoError):
    """Sealed bytes that were changed, moved to another row, or whose key is gone."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one subject. `token` is random and stands for the subject wherever data lie sealed."""

    token: str
    subject: str
    cipher: AESGCM
    at: int

    def seal(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Return nonce ‖ ciphertext ‖ tag; `bound` names the place, so that sealed bytes open nowhere else."""
        return nonce + self.cipher.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Return what was sealed; Unreadable when it was changed or belongs to another place."""
        return unseal(self.cipher, sealed, bound)


def unseal(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    """Open nonce ‖ ciphertext ‖ tag; Unreadable when it was changed or belongs to another place."""
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag:
        raise damaged() from None


def damaged() -> Unreadable:
    """Return the error of sealed bytes that do not open."""
    return Unreadable("unreadable", "sealed data were changed, moved, or sealed with another key",
                      hint="restore the database together with its own keys")


def place(table: str, field: str, token: str) -> bytes:
    """Return what sealed bytes are bound to (the associated data): table, field and the token of the subject."""
    return f"{table}|{field}|{token}".encode()


def blind(key: bytes, field: str, value: str) -> str:
    """Return the blind index of a value: the first 16 bytes of HMAC-SHA256(key, field ‖ 0 ‖ value), in hex.

    Without the key it cannot be turned back by trying: there are only 1e10 mobile numbers, so a plain hash could be.
    """
    return hmac.new(key, f"{field}\0{value}".encode(), sha256).hexdigest()[:32]


class MasterKey(Protocol):
    """What wraps the wrapping keys: a file here, Vault or a cloud KMS elsewhere. Versions rise with `turn`."""

    def wrap(self, plain: bytes, bound: bytes) -> bytes:
        """Wrap a key with the newest version; the result names its version."""
        ...

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Return a key that any version wrapped; Unreadable when it does not fit."""
        ...

    def turn(self) -> int:
        """Make a new version, which wraps from now on; the old ones still unwrap. Return its number."""
        ...

    def version(self) -> int:
        """Return the newest version."""
        ...

    def drop(self, before: int) -> None:
        """Destroy the versions before this one."""
        ...


class Keys(Protocol):
    """Data keys by subject. Each call is durable when it returns; a destroyed key never comes back."""

    def ensure(self, subjects: Sequence[str]) -> list[DataKey]:
        """Return the keys of subjects in order, making those that are missing, all or nothing."""
        ...

    def find(self, subject: str) -> DataKey | None:
        """Return the key of a subject, None when there is none."""
        ...

    def by_token(self, token: str) -> DataKey | None:
        """Return the key that a token stands for, None when it was destroyed."""
        ...

    def forget(self, subjects: Sequence[str], at: int) -> int:
        """Destroy the keys of subjects and keep keyed marks of them, by which `erased` knows them again."""
        ...

    def erased(self, subjects: Iterable[str]) -> list[str]:
        """Return those subjects that were erased and have no key made since."""
        ...

    def secret(self, name: str) -> bytes:
        """Return the secret of 32 bytes with this name, made when first asked for."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


@dataclass(frozen=True, slots=True)
class Turned:
    """How far a rotation is: data keys in all, and those that hang on an older wrapping key."""

    total: int
    left: int


class Rotating(Protocol):
    """The part of a key store that rotates; it can be stopped and taken up again at any moment."""

    def turn(self) -> int:
        """Turn the master key and make a new wrapping key; return the version of the wrapping key."""
        ...

    def rewrap(self, limit: int) -> Turned:
        """Wrap up to `limit` data keys anew with the newest wrapping key; return how far that brought it."""
        ...

    def finish(self) -> None:
        """Destroy the wrapping and master keys that nothing hangs on any more."""
        ...

    def versions(self) -> dict[int, int]:
        """Return how many data keys hang on each version of the wrapping key."""
        ...
