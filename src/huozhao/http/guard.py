"""Ask for the API key where one is set."""

import hmac
from typing import Any

from litestar import Request

from huozhao.http.errors import answer
from huozhao.terms.errors import HuozhaoError


class Guard:
    """ASGI middleware: everything under /v1 needs the key; health stays open."""

    def __init__(self, app: Any, api_key: str) -> None:
        self._app, self._expected = app, f"Bearer {api_key}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass requests that carry the key."""
        if scope["type"] == "http" and scope["path"].startswith("/v1"):
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                error = answer(
                    HuozhaoError(
                        "unauthorised",
                        "the API key is missing or wrong",
                        field="Authorization",
                        hint="send Authorization: Bearer <server.api_key>",
                    ),
                    401,
                )
                await error.to_asgi_response(app=None, request=Request(scope))(scope, receive, send)
                return
        await self._app(scope, receive, send)
