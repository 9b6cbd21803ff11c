"""A merchant account at WeChat Pay v3: signed calls, checked answers, opened notifications.

Every request and every answer is signed with RSA (SHA-256, PKCS #1 v1.5); notifications are sealed with AES-256-GCM
under the merchant's APIv3 key. A signature older than five minutes is not taken, as it may be played again.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.backends.wechat.keys import private_key, public_key
from huozhao.backends.wechat.refusals import pay_error, unreachable
from huozhao.operations.wechat.platform import Forged
from huozhao.terms.errors import BadInput
from huozhao.terms.time import stamp_s

SCHEMA = "WECHATPAY2-SHA256-RSA2048"
FRESH_S, TIMEOUT_S = 300, 10.0


@dataclass(frozen=True)
class Account:
    """A merchant's account: numbers and the files of its keys, read when they are first needed."""

    appid: str
    mchid: str
    serial: str
    key_file: Path
    api_v3_key: str
    platform_key_id: str
    platform_key_file: Path

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        """The merchant's private key."""
        return private_key(self.key_file, "wechat.merchant_key_file")

    @cached_property
    def platform_key(self) -> rsa.RSAPublicKey:
        """WeChat Pay's public key, from a file with the key or with its certificate."""
        return public_key(self.platform_key_file, "wechat.platform_key_file")

    @cached_property
    def cipher(self) -> AESGCM:
        """What opens notifications."""
        try:
            return AESGCM(self.api_v3_key.encode())
        except ValueError:
            raise BadInput("api_v3_key_unreadable", "the APIv3 key has 32 characters", field="wechat.api_v3_key",
                           hint="copy it from the merchant platform") from None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification, opened: its id, its kind (such as TRANSACTION.SUCCESS) and what it tells."""

    id: str
    event: str
    told: Mapping[str, Any]


class Merchant:
    """Speaks for one merchant account; `clock` is in seconds."""

    def __init__(self, url: str, account: Account, clock: Callable[[], float]) -> None:
        self.account, self._clock = account, clock
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_S)

    def post(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a call that carries its own number, so that a lost answer is asked for again."""
        return self._called("POST", path, json.dumps(asked, ensure_ascii=False).encode())

    def get(self, path: str) -> dict[str, Any]:
        """Return the answer to a call that only reads."""
        return self._called("GET", path, b"")

    def opened(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return a notification; Forged when it is not WeChat Pay's, too old, or was changed."""
        self._verify({name.lower(): value for name, value in headers.items()}, body)
        try:
            told = json.loads(body)
            sealed = told["resource"]
            plain = json.loads(self.account.cipher.decrypt(
                sealed["nonce"].encode(), base64.b64decode(sealed["ciphertext"]),
                (sealed.get("associated_data") or "").encode()))
            notice, mchid = Notice(str(told["id"]), str(told["event_type"]), plain), plain["mchid"]
        except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
            raise unread() from None
        if (mchid, plain.get("appid", self.account.appid)) != (self.account.mchid, self.account.appid):
            raise _forged("this notification is for another merchant / 通知不属于本商户", "mchid")
        return notice

    def signed(self, *lines: str) -> dict[str, str]:
        """Return timeStamp, nonceStr and paySign over appid, time, nonce and further lines."""
        stamp, nonce = self._stamp()
        text = "".join(f"{line}\n" for line in (self.account.appid, stamp, nonce, *lines))
        return {"timeStamp": stamp, "nonceStr": nonce, "paySign": self._mark(text.encode())}

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def _called(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        try:
            answer = self._sent(method, path, body)
        except httpx.TransportError:
            try:
                answer = self._sent(method, path, body)
            except httpx.TransportError as error:
                raise unreachable(error) from None
        if answer.status_code != 200:
            raise pay_error(answer.status_code, answer.content)
        self._verify({name.lower(): value for name, value in answer.headers.items()}, answer.content)
        return dict(answer.json())

    def _sent(self, method: str, path: str, body: bytes) -> httpx.Response:
        stamp, nonce = self._stamp()
        mark = self._mark(f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n")
        account = self.account
        head = (f'{SCHEMA} mchid="{account.mchid}",nonce_str="{nonce}",signature="{mark}",timestamp="{stamp}",'
                f'serial_no="{account.serial}"')
        headers = {"Authorization": head, "Content-Type": "application/json", "Accept": "application/json"}
        if account.platform_key_id.startswith("PUB_KEY_ID"):
            headers["Wechatpay-Serial"] = account.platform_key_id
        return self._http.request(method, path, content=body, headers=headers)

    def _stamp(self) -> tuple[str, str]:
        return str(int(self._clock())), secrets.token_hex(16)

    def _mark(self, text: bytes) -> str:
        return base64.b64encode(self.account.key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        stamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        if headers.get("wechatpay-serial") != self.account.platform_key_id:
            raise _forged("signed with another key than the one in the settings / 平台公钥不符", "Wechatpay-Serial")
        if abs(self._clock() - stamp_s(stamp)) > FRESH_S:
            raise _forged("signed more than five minutes ago / 签名已过时", "Wechatpay-Timestamp")
        try:
            mark = base64.b64decode(headers.get("wechatpay-signature", ""), validate=True)
            self.account.platform_key.verify(mark, f"{stamp}\n{nonce}\n".encode() + body + b"\n", padding.PKCS1v15(),
                                             hashes.SHA256())
        except (InvalidSignature, binascii.Error, ValueError):
            raise _forged("the signature is not WeChat Pay's / 签名不对", "Wechatpay-Signature") from None


def unread() -> Forged:
    """Return the error for a notification that does not open, or does not tell what it should."""
    return _forged("this notification does not open with the APIv3 key / 通知无法解密", "resource")


def _forged(message: str, field: str) -> Forged:
    return Forged("notice_forged", message, field=field, hint="only WeChat Pay may call this address")
