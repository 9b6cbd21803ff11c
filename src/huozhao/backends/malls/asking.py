"""Ask the mall itself whose token its client shows: for malls whose tokens name an account and not the shopper."""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

TIMEOUT_S, KEEP_S, MOST = 1.0, 300.0, 10_000
# A mall that did not answer is asked again after this long (s).
AGAIN_S = 10.0


class AskedOfMall:
    """A Whose over macrozheng/mall's GET /sso/info; an answer holds for five minutes, under a digest of the token.

    `clock` is in seconds.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock, self._lock = url, clock, threading.Lock()
        self._known: dict[bytes, tuple[float, str]] = {}
        self._client: httpx.Client | None = None

    def shopper(self, token: str) -> str:
        """Return the member's id; empty when the mall does not know the token or does not answer in time."""
        if not token or not self._url:
            return ""
        mark, now = hashlib.blake2b(token.encode(), digest_size=16).digest(), self._clock()
        until, shopper = self._known.get(mark, (now, ""))
        if now < until:
            return shopper
        told = self._asked(token)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[mark] = (now + (AGAIN_S if told is None else KEEP_S), told or "")
        return told or ""

    def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            self._client.close()

    def _asked(self, token: str) -> str | None:
        """Return whose token it is, "" for nobody's, None where the mall could not tell."""
        try:
            answer = self._opened().get(self._url, headers={"Authorization": token})
            if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                return None
            told = answer.json() if answer.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError):
            return None
        member = told.get("data") if isinstance(told, Mapping) else None
        id: Any = member.get("id") if isinstance(member, Mapping) else None
        return str(id) if id else ""

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)
            return self._client
