"""Headers that tell browsers to be careful."""

from collections.abc import Awaitable, Callable
from typing import Any

from huozhao.http.gate.addresses import Callers
from huozhao.settings import Server

CONSOLE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# An answer of the API is never a page with scripts; the readable copy of one's data brings its own style.
API_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_COMMON = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_API = [*_COMMON, (b"content-security-policy", API_POLICY.encode())]
_CONSOLE = [*_COMMON, (b"content-security-policy", CONSOLE_POLICY.encode())]


# The mall's clock in ms on every answer of the API: by it a client puts right what its own clock says.
TIME = b"x-mall-time"


def careful(server: Server, clock: Callable[[], int]) -> Callable[[Any, Any], Awaitable[None]]:
    """Return a hook that adds the headers to every answer; HSTS (RFC 6797) only over HTTPS, as it must be."""
    callers = Callers(server.trusted_proxies)
    strict = (b"strict-transport-security", f"max-age={server.hsts_days * 86_400}".encode())

    async def add(message: Any, scope: Any) -> None:
        if message["type"] != "http.response.start":
            return
        of_api = scope["path"].startswith(("/v1", "/metrics", "/health"))
        headers = [*message.get("headers", ()), *(_API if of_api else _CONSOLE)]
        if of_api:
            headers.append((TIME, b"%d" % clock()))
        if of_api and not any(name.lower() == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))
        if server.hsts_days and callers.of(scope).is_secure:
            headers.append(strict)
        message["headers"] = headers

    return add
