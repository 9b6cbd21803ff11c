"""Idempotency-Key: a write repeated under the same key is answered again, not done again."""

from hashlib import blake2b
from typing import Any

from litestar import Request

from huozhao.events.documents import Documents
from huozhao.http.errors import answer
from huozhao.terms.errors import Conflict

KEPT_MS = 24 * 3_600_000


class Idempotency:
    """ASGI middleware; only requests that carry the header pay for it."""

    def __init__(self, app: Any, documents: Documents) -> None:
        self._app, self._documents = app, documents

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from record when the key is known, otherwise serve and remember the answer."""
        key = dict(scope.get("headers") or {}).get(b"idempotency-key", b"").decode("latin-1")
        if scope["type"] != "http" or not key or scope["method"] not in ("POST", "PUT", "DELETE"):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        mark = blake2b(f"{scope['method']} {scope['path']}\n".encode() + body, digest_size=16).hexdigest()
        known = self._documents.get("idempotency", key)
        if known is None:
            await self._serve(scope, body, send, key, mark)
        elif known.body["request"] != mark:
            error = answer(
                Conflict(
                    "idempotency_conflict",
                    "this Idempotency-Key was used for another request",
                    field="Idempotency-Key",
                    hint="use a new key for a new request",
                )
            )
            await error.to_asgi_response(app=None, request=Request(scope))(scope, receive, send)
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
                    self._documents.put("idempotency", key, kept)
            await send(message)

        await self._app(scope, receive, remember)


async def _whole(receive: Any) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _replay(kept: dict[str, Any], send: Any) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotent-replay", b"true")]
    await send({"type": "http.response.start", "status": kept["status"], "headers": headers})
    await send({"type": "http.response.body", "body": kept["body"].encode(), "more_body": False})
