"""Passwords: Argon2id (RFC 9106), a hash that carries its own parameters."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from huozhao.terms.errors import BadInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 256
SALT_BYTES = 16
AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords, at most two at once, because each takes `memory_kib` of memory.

    The defaults are the second recommended option of RFC 9106, section 4: 64 MiB, 3 passes.
    """

    def __init__(self, chance: Callable[[int], bytes], memory_kib: int = 65_536, passes: int = 3) -> None:
        self._chance, self._memory_kib, self._passes = chance, memory_kib, passes
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = ""

    def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        hasher = self._hasher()
        with self._turns:
            encoded: str = hasher.hash(password, salt=self._chance(SALT_BYTES))
        return encoded

    def check(self, encoded: str, password: str) -> bool:
        """Tell whether a password fits; an empty hash costs as long as a real one, so that names cannot be guessed."""
        from argon2.exceptions import InvalidHashError, VerificationError

        if not encoded:
            self._nobody = self._nobody or self.hash("nobody has this password")
        hasher = self._hasher()
        try:
            with self._turns:
                return bool(hasher.verify(encoded or self._nobody, password)) and bool(encoded)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, encoded: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return bool(self._hasher().check_needs_rehash(encoded))

    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        return PasswordHasher(time_cost=self._passes, memory_cost=self._memory_kib, parallelism=2)


def require_strong(password: str, name: str) -> None:
    """Raise BadInput when a password is too short, too long or the name itself (NIST SP 800-63B: length counts)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput("password_length", f"a password has {SHORTEST} to {LONGEST} characters / 密码长度不合要求",
                       field="password", hint="a sentence of four or five words is easy to remember / 用一句话最好记")
    if password.lower() == name.lower() or len(set(password)) < 4:
        raise BadInput("password_weak", "this password is easy to guess / 密码太容易猜到", field="password",
                       hint="use a sentence of four or five words / 用一句话最好记")
