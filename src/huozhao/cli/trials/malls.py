"""A whole mall in this process, its clock moved by hand, asked through its public HTTP API without a network."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx

from huozhao.app import App, open_app
from huozhao.http.server import create
from huozhao.settings import Settings
from huozhao.terms.time import HOUR_MS
from huozhao.twin.api import Api

T = TypeVar("T")
URL = "http://127.0.0.1"
# Long work is waited for in steps of so many real seconds, while the mall's clock stands still.
STEP_S = 0.002
# Messages that wait are looked at so often, in ms of the mall's clock.
LOOK_MS = HOUR_MS


class Hands:
    """The hands of the mall's clock: they stand until they are moved."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """Return the mall's time in ms."""
        return self.at


class InProcess(httpx.BaseTransport):
    """Carries requests to the application of a mall; an answer comes when all that it started is done.

    Nothing works in the background, so what comes next depends on what came before and not on how fast the machine is.
    """

    def __init__(self, mall: App) -> None:
        self._mall, self._app = mall, create(mall)
        self._loop, self._one = asyncio.new_event_loop(), threading.Lock()
        # A thread of its own, as the caller's may have a loop that runs already.
        self._hand = ThreadPoolExecutor(1, "trial-mall")
        self._looked_at = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = request.read()
        with self._one:
            answer = self._run(self._ask(request, body))
            self._settle()
        return answer

    def close(self) -> None:
        """Give the event loop back."""
        self._run(self._loop.shutdown_default_executor())
        self._hand.shutdown()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._hand.submit(self._loop.run_until_complete, work).result()

    def _settle(self) -> None:
        while self._mall.jobs.is_busy:
            time.sleep(STEP_S)
        self._mall.folds.catch_up()
        if self._mall.clock() - self._looked_at >= LOOK_MS:
            self._looked_at = self._mall.clock()
            self._mall.messages.pulse.look()

    async def _ask(self, request: httpx.Request, body: bytes) -> httpx.Response:
        url = request.url
        scope: Any = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
            "scheme": url.scheme, "path": url.path, "raw_path": url.raw_path, "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 1), "server": (url.host, 80), "root_path": "", "state": {},
        }  # fmt: skip
        told: dict[str, Any] = {}
        parts: list[bytes] = []
        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            return next(asked, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            told.update(message)
            parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        return httpx.Response(told["status"], headers=told["headers"], content=b"".join(parts))


@contextmanager
def opened(settings: Settings, hands: Hands) -> Iterator[Api]:
    """Open a mall whose clock has these hands, and yield the way to its API."""
    with open_app(settings, clock=hands.now) as mall, httpx.Client(base_url=URL, transport=InProcess(mall)) as client:
        yield Api(client, patience_s=0.0, wait=lambda _: None)
