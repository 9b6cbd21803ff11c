"""What the fake WeChat knows: users and their codes, tokens, messages, payments, and the faults asked for."""

import base64
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

CODE_LIFE_S = 300
RSA_BITS = 2048
TEMPLATES = {
    "parcel": ("thing1", "time2", "character_string3"),
    "restock": ("thing1", "amount2"),
    "sale": ("thing1", "thing2"),
}


@dataclass(slots=True)
class Code:
    """A one-time code of a user, for log-in or for a phone number."""

    openid: str
    until: float
    phone: str = ""
    is_used: bool = False


@dataclass(slots=True)
class Fault:
    """How the next calls of a path fail: an error code, an HTTP status, or an answer that is lost after the work."""

    path: str
    times: int
    errcode: int = 0
    status: int = 0
    lost: bool = False


@dataclass(slots=True)
class Payment:
    """What one prepaid order came to; funds stay frozen until its shipping is uploaded."""

    out_trade_no: str
    order: Mapping[str, Any]
    prepay_id: str
    transaction_id: str = ""
    paid_at: float = 0.0
    uploads: list[Mapping[str, Any]] = field(default_factory=list)
    is_settled: bool = False


@dataclass(slots=True)
class Refund:
    """Money that goes back; `fen` of a payment, since `at` (s)."""

    out_refund_no: str
    transaction_id: str
    fen: int
    refund_id: str
    at: float
    notify_url: str = ""
    status: str = "PROCESSING"
    ended_at: float = 0.0


@cache
def key_pair(name: str) -> rsa.RSAPrivateKey:
    """Return the RSA key of a party; making one takes a second, so each is made once a process."""
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


@dataclass
class World:
    """One mini program, its merchant number and its users."""

    appid: str = "wx00000000sandbox1"
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    mchid: str = "1900000001"
    merchant_serial: str = "5A0000000000000000000000000000000000000A"
    platform_key_id: str = "PUB_KEY_ID_0119000000012026000000000001"
    api_v3_key: str = field(default_factory=lambda: secrets.token_hex(16))
    push_url: str = ""
    push_token: str = "sandbox"
    push_key: str = field(default_factory=lambda: secrets.token_urlsafe(40).replace("-", "a").replace("_", "b")[:43])
    ahead_s: float = 0.0
    has_unionids: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)
    faults: list[Fault] = field(default_factory=list)
    calls: deque[str] = field(default_factory=lambda: deque(maxlen=10_000))
    tokens: dict[str, float] = field(default_factory=dict)
    forced_at: list[float] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    phone_codes: dict[str, Code] = field(default_factory=dict)
    log_ins: dict[str, list[float]] = field(default_factory=dict)
    risky_users: set[str] = field(default_factory=set)
    users: dict[str, str] = field(default_factory=dict)
    templates: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(TEMPLATES))
    taps: dict[tuple[str, str], int] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[tuple[str, int, str], dict[str, Any]] = field(default_factory=dict)
    risky_words: set[str] = field(default_factory=lambda: {"赌博", "代开发票"})
    visits: dict[str, int] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    # How long money takes to go back, and what the merchant's account holds (fen), None = enough.
    refund_s: float = 5.0
    balance_fen: int | None = None
    stores: dict[str, dict[str, Any]] = field(default_factory=dict)
    deliveries: dict[str, dict[str, Any]] = field(default_factory=dict)
    api_key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())
    api_key_number: str = field(default_factory=lambda: secrets.token_hex(16))
    api_certificate_number: str = field(default_factory=lambda: secrets.token_hex(16))

    def now(self) -> float:
        """Return the time in seconds, as far ahead as it was put."""
        return time.time() + self.ahead_s

    def openid(self, user: str) -> str:
        """Return the openid of a user of this mini program, 28 characters as WeChat's; who is new becomes known."""
        found = "o" + sha256(f"{self.appid} {user}".encode()).hexdigest()[:27]
        self.users[found] = user
        return found

    def unionid(self, openid: str) -> str:
        """Return what a user is called over all programs of one owner."""
        return "oU" + sha256(self.users[openid].encode()).hexdigest()[:26]

    def payment(self, transaction_id: str) -> Payment | None:
        """Return the payment of a transaction."""
        return next((each for each in self.payments.values() if each.transaction_id == transaction_id), None)
