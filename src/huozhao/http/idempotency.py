"""Idempotency-Key: a write repeated under the same key is answered again, not done again.

An answer may hold personal data, so what is kept is sealed with the client's own key: without it nobody can read it,
and who asks under another name never gets it.
"""

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Any

from litestar import Request

from huozhao.events.documents import Document, Documents
from huozhao.http.errors import answer
from huozhao.privacy.principal import Principal
from huozhao.terms.errors import Conflict, HuozhaoError
from huozhao.terms.time import DAY_MS

CONFLICT = Conflict(
    "idempotency_conflict",
    "this Idempotency-Key was used for another request",
    field="Idempotency-Key",
    hint="use a new key for a new request",
)
BUSY = 429  # the same request may succeed later
TOO_LARGE = HuozhaoError("body_too_large", "the body is too large", hint="split the request into smaller ones")


class Answers:
    """What was answered under each key, kept for at least a day: one kind of document a day, dropped whole."""

    def __init__(self, documents: Documents, clock: Callable[[], int]) -> None:
        self._documents, self._clock, self._cleaned = documents, clock, 0
        self._turns: dict[str, tuple[asyncio.Lock, set[object]]] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Let one request at a time work under a key; who waited finds the answer of the one before."""
        lock, waiting = self._turns.setdefault(key, (asyncio.Lock(), set()))
        me = object()
        waiting.add(me)
        try:
            async with lock:
                yield
        finally:
            waiting.remove(me)
            if not waiting:
                del self._turns[key]

    def get(self, key: str) -> Document | None:
        """Return the answer of today or yesterday."""
        today = self._clock() // DAY_MS
        return self._documents.get(_kind(today), key) or self._documents.get(_kind(today - 1), key)

    def put(self, key: str, kept: dict[str, Any]) -> None:
        """Keep an answer, and once a day drop those of the week before yesterday."""
        today = self._clock() // DAY_MS
        self._documents.put(_kind(today), key, kept)
        if self._cleaned != today:
            self._cleaned = today
            for past in range(today - 8, today - 1):
                self._documents.delete(_kind(past))


class Idempotency:
    """ASGI middleware; only requests that carry the header pay for it. Uploads pass: imports count once anyway."""

    def __init__(self, app: Any, answers: Answers, body_limit_bytes: int) -> None:
        self._app, self._answers, self._limit = app, answers, body_limit_bytes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from record when the key is known, otherwise serve and remember the answer."""
        headers = dict(scope.get("headers") or {})
        key = headers.get(b"idempotency-key", b"").decode("latin-1")
        upload = headers.get(b"content-type", b"").startswith(b"multipart/")
        rule = scope.get("rule")
        passes = upload or (rule is not None and rule.is_secret)
        if scope["type"] != "http" or not key or passes or scope["method"] not in ("POST", "PUT", "DELETE"):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive, self._limit)
        if body is None:
            await _say(TOO_LARGE, 413, scope, receive, send)
            return
        mark = blake2b(f"{scope['method']} {scope['path']}\n".encode() + body, digest_size=16).hexdigest()
        place, seal = _place_and_seal(key, scope.get("principal"))
        async with self._answers.turn(place):
            known = self._answers.get(place)
            if known is None:
                await self._serve(scope, body, send, place, seal, mark)
            elif known.body["request"] != mark:
                await _say(CONFLICT, 409, scope, receive, send)
            else:
                await _replay(known.body, seal, send)

    async def _serve(self, scope: Any, body: bytes, send: Any, place: str, seal: bytes, mark: str) -> None:
        kept: dict[str, Any] = {"request": mark, "status": 0, "body": ""}
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def remember(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept["status"] = message["status"]
            elif message["type"] == "http.response.body":
                parts.append(message["body"])
                if not message.get("more_body") and kept["status"] < 500 and kept["status"] != BUSY:
                    kept["body"] = _sealed(seal, b"".join(parts))
                    self._answers.put(place, kept)
            await send(message)

        await self._app(scope, receive, remember)


def _place_and_seal(key: str, principal: Principal | None) -> tuple[str, bytes]:
    """Return under which id an answer is kept and the 32 bytes that seal it; both differ by who asks."""
    who = f"{principal.kind} {principal.name or principal.shopper}" if principal else ""
    given = f"{who}\n{key}".encode()
    return (blake2b(given, digest_size=16, person=b"huozhao-place").hexdigest(),
            blake2b(given, digest_size=32, person=b"huozhao-seal").digest())


def _sealed(seal: bytes, body: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return base64.b64encode(nonce + AESGCM(seal).encrypt(nonce, body, None)).decode()


def _opened(seal: bytes, sealed: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = base64.b64decode(sealed)
    return AESGCM(seal).decrypt(raw[:12], raw[12:], None)


def _kind(day: int) -> str:
    return f"idempotency:{day}"


async def _whole(receive: Any, limit: int) -> bytes | None:
    """Return the whole body, or None when it is larger than the limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _say(error: HuozhaoError, status: int, scope: Any, receive: Any, send: Any) -> None:
    await answer(error, status).to_asgi_response(app=None, request=Request(scope))(scope, receive, send)


async def _replay(kept: dict[str, Any], seal: bytes, send: Any) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotent-replay", b"true")]
    await send({"type": "http.response.start", "status": kept["status"], "headers": headers})
    await send({"type": "http.response.body", "body": _opened(seal, kept["body"]), "more_body": False})
