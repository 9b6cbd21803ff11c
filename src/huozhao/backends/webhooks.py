"""Send messages to other systems over HTTP: no redirects, bounded in time and size, only to addresses that may be."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore

from huozhao.terms.sent import Sent

# One step of a message (connect, write, read) and a whole one, in seconds.
TIMEOUT_S, WHOLE_S = 10.0, 15.0
ACCEPTED = range(200, 300)
# Who answers so is there, and may say when it has time again.
BUSY = (429, 503)
# So much of an answer is read, and so much of a refusal is kept for people to see.
READ_BYTES, SHOWN = 4_096, 200
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HttpPost:
    """A Post over HTTP; accepted is an answer of 2xx.

    Addresses are looked at when a connection is opened, so a name that leads elsewhere later is looked at again.
    `private` lets messages go into the merchant's own network.
    """

    def __init__(self, private: bool = True) -> None:
        self._private, self._until = private, threading.local()
        self._pool: httpcore.ConnectionPool | None = None
        self._lock = threading.Lock()

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send one message; see the port."""
        self._until.at = time.monotonic() + WHOLE_S
        steps = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
        try:
            with self._opened().stream("POST", url, headers=[*headers.items()], content=body,
                                       extensions={"timeout": steps}) as answer:
                accepted, said = answer.status in ACCEPTED, _said(answer.iter_stream())  # read, to keep the connection
                told = f"HTTP {answer.status}" + (f": {said}" if said and not accepted else "")
                return Sent(accepted, told, _later(answer) if answer.status in BUSY else "")
        except _Refused as error:
            return Sent(False, str(error))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Sent(False, type(error).__name__)

    def _opened(self) -> httpcore.ConnectionPool:
        with self._lock:
            if self._pool is None:
                self._pool = httpcore.ConnectionPool(max_connections=100, keepalive_expiry=15.0,
                                                     network_backend=_Network(self._private, self._until))
            return self._pool

    def close(self) -> None:
        """Release the connections."""
        if self._pool is not None:
            self._pool.close()


class _Refused(httpcore.ConnectError):
    """The address is not one that messages go to."""


class _Network(httpcore.SyncBackend):
    """Opens connections to addresses that were looked at, and no others."""

    def __init__(self, private: bool, until: threading.local) -> None:
        super().__init__()
        self._private, self._until = private, until

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first address of a host that answers, when all of them may be written to."""
        found = _addresses(host, port)
        for address in found:
            if problem := _problem(address, self._private):
                raise _Refused(f"{address} {problem}")
        failed: Exception | None = None
        for address in found:
            try:
                stream = super().connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._until)
        raise failed or _Refused("no such host")


class _Timed(httpcore.NetworkStream):
    """A connection on which no message takes longer than a whole one may, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: threading.local) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write a buffer."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Speak TLS from now on, with the certificate of the host that was asked for."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell what is known of the connection."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left: float = self._until.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole message took too long")
        return min(left, TIMEOUT_S if timeout is None else timeout)


def _later(answer: httpcore.Response) -> str:
    """Return when a receiver that is busy says that it has time again."""
    return next((value.decode("latin-1") for name, value in answer.headers if name.lower() == b"retry-after"), "")


def _said(parts: Iterable[bytes]) -> str:
    """Return the beginning of an answer, on one line."""
    read = b""
    for part in parts:
        read += part
        if len(read) >= READ_BYTES:
            break
    return " ".join(read[:READ_BYTES].decode(errors="replace").split())[:SHOWN]


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise _Refused(f"no such host: {type(error).__name__}") from error
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


def _problem(address: Address, private: bool) -> str:
    """Say why an address is not written to: a machine's own services (metadata), many at once, the own network."""
    inner = _inner(address)
    if inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved:
        return "is not an address for messages"
    if not private and not inner.is_global:
        return "lies in a private network; connect.private_receivers = true lets messages go there / 内网地址"
    return ""


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
