"""Send messages to other systems over HTTP: no redirects, bounded answers, nowhere that only this machine reaches."""

import ipaddress
import socket
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

TIMEOUT_S = 10.0
ACCEPTED = range(200, 300)


class HttpPost:
    """A Post over HTTP; accepted is an answer of 2xx."""

    def __init__(self) -> None:
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[bool, str]:
        """Send one message; see the port."""
        problem = _problem(url)
        if problem:
            return False, problem
        try:
            with self._opened().stream("POST", url, headers=dict(headers), content=body) as answer:
                return answer.status_code in ACCEPTED, f"HTTP {answer.status_code}"
        except httpx.HTTPError as error:
            return False, type(error).__name__

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)
            return self._client

    def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            self._client.close()


def _problem(url: str) -> str:
    """Say why an address is not written to: addresses of a machine's own services (metadata) and of many at once."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        return f"no such host: {type(error).__name__}"
    for each in found:
        address = ipaddress.ip_address(str(each[4][0]).partition("%")[0])
        if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
            return f"{address} is not an address for messages"
    return ""
