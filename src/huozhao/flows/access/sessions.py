"""Log-in sessions: a random id in a cookie, only its hash on record, idle and absolute expiry."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

from huozhao.events.documents import Documents

KIND = "session"
ID_BYTES = 32
TOUCH_MS = 60_000


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands: its stored id, whose it is, and the token that unsafe requests must carry."""

    id: str
    user: str
    csrf: str
    until: int


class Sessions:
    """Opens, finds and ends sessions; times in ms."""

    def __init__(
        self, documents: Documents, clock: Callable[[], int], chance: Callable[[int], bytes], idle_ms: int,
        longest_ms: int,
    ) -> None:  # fmt: skip
        self._documents, self._clock, self._chance = documents, clock, chance
        self._idle_ms, self._longest_ms = idle_ms, longest_ms

    def open(self, user: str) -> tuple[str, Session]:
        """Begin a session and return the secret for the cookie with it."""
        self._tidy()
        secret = text(self._chance(ID_BYTES))
        now = self._clock()
        body: dict[str, Any] = {"user": user, "made_at": now, "seen_at": now}
        self._documents.put(KIND, _stored(secret), body)
        return secret, self._session(secret, body)

    def find(self, secret: str) -> Session | None:
        """Return the session of a cookie, or None when there is none or it has run out."""
        stored = _stored(secret)
        found = self._documents.get(KIND, stored)
        if found is None:
            return None
        now, body = self._clock(), found.body
        if now >= self._until(body):
            self._documents.delete(KIND, [stored])
            return None
        if now - body["seen_at"] >= TOUCH_MS:
            body = {**body, "seen_at": now}
            self._documents.put(KIND, stored, body)
        return self._session(secret, body)

    def end(self, id: str) -> None:
        """End one session by its stored id."""
        self._documents.delete(KIND, [id])

    def end_all(self, user: str) -> None:
        """End every session of a user."""
        ids = [each.id for each in self._documents.list(KIND, limit=100_000) if each.body["user"] == user]
        self._documents.delete(KIND, ids)

    def _tidy(self) -> None:
        now = self._clock()
        gone = [each.id for each in self._documents.list(KIND, limit=100_000) if now >= self._until(each.body)]
        if gone:
            self._documents.delete(KIND, gone)

    def _until(self, body: dict[str, Any]) -> int:
        return min(int(body["seen_at"]) + self._idle_ms, int(body["made_at"]) + self._longest_ms)

    def _session(self, secret: str, body: dict[str, Any]) -> Session:
        csrf = blake2b(secret.encode(), digest_size=24, person=b"huozhao-csrf").hexdigest()
        return Session(_stored(secret), str(body["user"]), csrf, self._until(body))


def text(raw: bytes) -> str:
    """Return random bytes as letters that fit a cookie or a header."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _stored(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
