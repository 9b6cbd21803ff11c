"""What the fake WeChat knows: users and their codes, tokens, messages, payments, and the faults asked for."""

import base64
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

CODE_LIFE_S = 300
RSA_BITS = 2048
TEMPLATES = {
    "parcel": ("thing1", "time2", "character_string3"),
    "restock": ("thing1", "amount2"),
    "care": ("thing1", "thing2"),
    "sale": ("thing1", "thing2"),
}
# Who the visitors are, unless told otherwise: shares of each kind.
SHARES = {
    "province": {"河南省": 0.7, "湖北省": 0.3}, "city": {"洛阳": 0.6, "郑州": 0.1, "武汉": 0.3},
    "genders": {"女": 0.62, "男": 0.36, "未知": 0.02}, "platforms": {"Android": 0.64, "iOS": 0.36},
    "devices": {"HUAWEI": 0.5, "iPhone": 0.5}, "ages": {"17岁以下": 0.04, "18-24岁": 0.2, "25-29岁": 0.24,
                                                           "30-39岁": 0.34, "40-49岁": 0.12, "50岁以上": 0.06},
}  # fmt: skip
_PAIRS: dict[str, rsa.RSAPrivateKey] = {}


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


def key_pair(name: str) -> rsa.RSAPrivateKey:
    """Return the RSA key of a party; making one takes a second, so each is made once a process."""
    if name not in _PAIRS:
        _PAIRS[name] = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return _PAIRS[name]


def hold_pair(name: str, pair: rsa.RSAPrivateKey) -> None:
    """Let a party have a key that was made before."""
    _PAIRS[name] = pair


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
    # The clock (s) that days are counted by, where a mall lives faster; WeChat's own, None, for all else.
    days_by: Callable[[], float] | None = None
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
    # By day and openid: how often the mini program was opened, pages, whether the user came for the first time.
    opened: dict[tuple[str, str], tuple[int, int, bool]] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=lambda: dict(SHARES))
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    # How long money takes to go back, and what the merchant's account holds (fen), None = enough.
    refund_s: float = 5.0
    # Where the merchant platform tells of refunds that were made on it, "" = nowhere.
    refund_url: str = ""
    balance_fen: int | None = None
    stores: dict[str, dict[str, Any]] = field(default_factory=dict)
    deliveries: dict[str, dict[str, Any]] = field(default_factory=dict)
    api_key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())
    api_key_number: str = field(default_factory=lambda: secrets.token_hex(16))
    api_certificate_number: str = field(default_factory=lambda: secrets.token_hex(16))

    def now(self) -> float:
        """Return the time in seconds, as far ahead as it was put."""
        return time.time() + self.ahead_s

    def calendar(self) -> float:
        """Return the time in seconds that days are counted by."""
        return self.days_by() if self.days_by else self.now()

    def openid(self, user: str) -> str:
        """Return the openid of a user of this mini program, 28 characters as WeChat's; who is new becomes known."""
        found = "o" + sha256(f"{self.appid} {user}".encode()).hexdigest()[:27]
        if found not in self.users:
            self.users[found] = user
        return found

    def unionid(self, openid: str) -> str:
        """Return what a user is called over all programs of one owner."""
        return "oU" + sha256(self.users[openid].encode()).hexdigest()[:26]

    def payment(self, transaction_id: str) -> Payment | None:
        """Return the payment of a transaction."""
        return next((each for each in self.payments.values() if each.transaction_id == transaction_id), None)
