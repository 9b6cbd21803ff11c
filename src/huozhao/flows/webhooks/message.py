"""A message to another system: what it holds, whose secret signs it, how long it waits for its next try."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from huozhao.terms.sent import Sent
from huozhao.terms.time import DAY_MS, iso

# Exponential back-off, half of it by chance: the wait lies in the upper half of 0 … min(cap, base · 2^tries).
BASE_MS, CAP_MS = 15_000, 6 * 3_600_000
# A message is tried for so long after its first failure; then it is given up.
PATIENCE_MS = 3 * DAY_MS


class Post(Protocol):
    """What carries a message to another system."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send one message; return what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets by which receivers know our messages: derived from one that this mall keeps, one each and number."""

    root: Callable[[], bytes]

    def of(self, name: str, number: int) -> bytes:
        """Return the 32 bytes that sign for a receiver; another number is another secret."""
        return hmac.new(self.root(), f"{name}#{number}".encode(), hashlib.sha256).digest()

    def shown(self, name: str, number: int) -> str:
        """Return the secret as receivers write it down."""
        return "whsec_" + base64.b64encode(self.of(name, number)).decode()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as it leaves: where to, what it says, and the secrets that sign it, the newest first."""

    url: str
    topic: str
    at: int
    body: Mapping[str, Any]
    secrets: tuple[bytes, ...]


def message_of(
    topic: str, url: str, secret: str, about: str, body: Mapping[str, Any], now: int
) -> dict[str, Any]:
    """Return a message that waits to be delivered; `secret` names whose secret signs it, `about` what it is about."""
    return {"topic": topic, "url": url, "secret": secret, "about": about, "body": dict(body), "at": now, "tries": 0,
            "next_at": 0, "state": "waiting", "error": "", "done_at": None}


def signed(
    secret: bytes, id: str, message: Mapping[str, Any], at_s: int, *also: bytes
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a message as Standard Webhooks 1.0 has them: v1 = HMAC-SHA256(id.timestamp.body).

    `also` are secrets that still hold while a receiver changes to the new one; each signs, apart by a space.
    """
    body = msgspec.json.encode({"type": message["topic"], "timestamp": iso(message["at"]), "data": message["body"]})
    marks = (hmac.new(each, f"{id}.{at_s}.".encode() + body, hashlib.sha256).digest() for each in (secret, *also))
    headers = {"webhook-id": id, "webhook-timestamp": str(at_s), "content-type": "application/json",
               "webhook-signature": " ".join("v1," + base64.b64encode(mark).decode() for mark in marks)}
    return headers, body


def packed(parcel: Parcel, id: str, at_s: int) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a parcel."""
    message = {"topic": parcel.topic, "at": parcel.at, "body": parcel.body}
    return signed(parcel.secrets[0], id, message, at_s, *parcel.secrets[1:])


def wait_ms(tries: int, chance: float) -> int:
    """Return how long (ms) to wait after so many tries; `chance` is drawn from 0 … 1."""
    span = min(CAP_MS, BASE_MS * 2 ** min(tries, 20))
    return int(span * (1 + chance) / 2)
