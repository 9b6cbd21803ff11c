"""One line a request, if the operator wants it: the route's template, never the path itself, and no query."""

import time
from typing import Any

from huozhao.http.gate.permissions import plain


class RequestLines:
    """ASGI middleware around the guard."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve, then write the line."""
        import structlog

        began, status = time.perf_counter(), [0]

        async def note(message: Any) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            principal = scope.get("principal")
            structlog.get_logger().info(
                "request", method=scope.get("method", ""), route=plain(scope.get("path_template", "")),
                status=status[0], ms=round((time.perf_counter() - began) * 1000, 1),
                kind=principal.kind if principal else "", who=principal.name if principal else "",
            )  # fmt: skip
