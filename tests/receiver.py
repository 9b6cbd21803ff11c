"""A real HTTP server that receives webhooks and answers as a test wants: accepts, refuses, hangs, or is gone."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """One request: when it came (s), its headers in small letters, its raw body, and how it was answered."""

    at: float
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def id(self) -> str:
        """Return the id of the message."""
        return self.headers["webhook-id"]

    @property
    def message(self) -> dict[str, Any]:
        """Return the message."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """Tell whether one of the signatures holds, as Standard Webhooks has it."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        text = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        return wanted in self.headers["webhook-signature"].split()


@dataclass
class Receiver:
    """What came, in order; `answer` says the status of each (body, number of tries of that id), and may wait.

    `later` is the Retry-After of what is not accepted.
    """

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Callable[[dict[str, Any], int], int] = lambda message, tries: 204
    later: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Take a request and return the status to answer."""
        tries = 1 + sum(each.id == headers["webhook-id"] for each in self.got)
        status = self.answer(json.loads(body), tries)
        with self.lock:
            self.got.append(Got(time.time(), headers, body, status))
        return status

    def accepted(self, topic: str = "") -> list[Got]:
        """Return what was accepted, of one topic or of all."""
        with self.lock:
            return [each for each in self.got if each.status < 300 and topic in ("", each.message["type"])]

    def wait(self, count: int, topic: str = "", timeout_s: float = 30.0) -> list[Got]:
        """Wait until so many different messages were accepted, and return one of each, in the order they came."""
        deadline = time.monotonic() + timeout_s
        while len(found := {each.id: each for each in reversed(self.accepted(topic))}) < count:
            assert time.monotonic() < deadline, [(each.id, each.status) for each in self.got]
            time.sleep(0.02)
        return sorted(found.values(), key=lambda each: each.at)


@contextmanager
def receiving(**given: Any) -> Iterator[Receiver]:
    """Listen on a free port of the loopback."""
    receiver = Receiver(**given)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one go: small writes one after the other wait for each other's receipt.
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
            said = b"" if status == 204 else b"the receiver says: \xe4\xb8\x8d\xe8\xa1\x8c"
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", "/elsewhere")
            if status >= 300 and receiver.later:
                self.send_header("Retry-After", receiver.later)
            if status != 204:
                self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
