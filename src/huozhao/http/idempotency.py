"""Idempotency-Key: a write repeated under the same key is answered again, not done again."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from litestar import Request

from huozhao.events.documents import Document, Documents
from huozhao.http.errors import answer
from huozhao.terms.errors import Conflict, HuozhaoError
from huozhao.terms.time import DAY_MS

CONFLICT = Conflict(
    "idempotency_conflict",
    "this Idempotency-Key was used for another request",
    field="Idempotency-Key",
    hint="use a new key for a new request",
)
TOO_LARGE = HuozhaoError("body_too_large", "the body is too large", hint="split the request into smaller ones")


class Answers:
    """What was answered under each key, kept for at least a day: one kind of document a day, dropped whole."""

    def __init__(self, documents: Documents, clock: Callable[[], int]) -> None:
        self._documents, self._clock, self._cleaned = documents, clock, 0

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
        if scope["type"] != "http" or not key or upload or scope["method"] not in ("POST", "PUT", "DELETE"):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive, self._limit)
        if body is None:
            await _say(TOO_LARGE, 413, scope, receive, send)
            return
        mark = blake2b(f"{scope['method']} {scope['path']}\n".encode() + body, digest_size=16).hexdigest()
        known = self._answers.get(key)
        if known is None:
            await self._serve(scope, body, send, key, mark)
        elif known.body["request"] != mark:
            await _say(CONFLICT, 409, scope, receive, send)
        else:
            await _replay(known.body, send)

    async def _serve(self, scope: Any, body: bytes, send: Any, key: str, mark: str) -> None:
        kept: dict[str, Any] = {"request": mark, "status": 0, "body": ""}
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def remember(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept["status"] = message["status"]
            elif message["type"] == "http.response.body":
                parts.append(message["body"])
                if not message.get("more_body") and kept["status"] < 500:
                    kept["body"] = b"".join(parts).decode()
                    self._answers.put(key, kept)
            await send(message)

        await self._app(scope, receive, remember)


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


async def _replay(kept: dict[str, Any], send: Any) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotent-replay", b"true")]
    await send({"type": "http.response.start", "status": kept["status"], "headers": headers})
    await send({"type": "http.response.body", "body": kept["body"].encode(), "more_body": False})
