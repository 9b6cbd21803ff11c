"""WeChat Pay v3: prepay orders, sign what the mini program pays with, read what WeChat tells of payments.

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
from huozhao.backends.wechat.refusals import unreachable
from huozhao.operations.wechat.platform import Forged, Paid, Prepaid
from huozhao.terms.errors import BadInput, Busy, HuozhaoError
from huozhao.terms.time import parse_instant

PREPAY, SCHEMA = "/v3/pay/transactions/jsapi", "WECHATPAY2-SHA256-RSA2048"
FRESH_S, TIMEOUT_S = 300, 10.0
PAID = "TRANSACTION.SUCCESS"


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


class WechatPay:
    """A Till over WeChat Pay; `clock` is in seconds, `notify_url` is where WeChat tells of payments."""

    def __init__(self, url: str, account: Account, notify_url: str, clock: Callable[[], float]) -> None:
        self._account, self._notify_url, self._clock = account, notify_url, clock
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_S)

    def prepay(self, out_trade_no: str, said: str, total_fen: int, openid: str) -> Prepaid:
        """Announce an order; see the port. A lost answer is asked for again: WeChat knows the number."""
        order = {"appid": self._account.appid, "mchid": self._account.mchid, "description": said[:127],
                 "out_trade_no": out_trade_no, "notify_url": self._notify_url,
                 "amount": {"total": total_fen, "currency": "CNY"}, "payer": {"openid": openid}}
        body = json.dumps(order, ensure_ascii=False).encode()
        try:
            answer = self._posted(PREPAY, body)
        except httpx.TransportError:
            try:
                answer = self._posted(PREPAY, body)
            except httpx.TransportError as error:
                raise unreachable(error) from None
        if answer.status_code != 200:
            raise _refused(answer)
        self._verify({name.lower(): value for name, value in answer.headers.items()}, answer.content)
        return Prepaid(out_trade_no, self._payment(str(answer.json()["prepay_id"])))

    def read(self, headers: Mapping[str, str], body: bytes) -> Paid:
        """Return what a notification tells; see the port."""
        self._verify({name.lower(): value for name, value in headers.items()}, body)
        try:
            told = json.loads(body)
            sealed = told["resource"]
            plain = self._account.cipher.decrypt(
                sealed["nonce"].encode(), base64.b64decode(sealed["ciphertext"]),
                (sealed.get("associated_data") or "").encode())
            found = json.loads(plain)
            is_ours = (found["mchid"], found["appid"]) == (self._account.mchid, self._account.appid)
            state = found["trade_state"] if told["event_type"] == PAID else told["event_type"]
            paid = Paid(told["id"], found["out_trade_no"], found["transaction_id"], int(found["amount"]["total"]),
                        str((found.get("payer") or {}).get("openid") or ""), str(state),
                        parse_instant(found["success_time"], "success_time") if found.get("success_time") else 0)
        except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, BadInput):
            raise _forged("this notification does not open with the APIv3 key / 通知无法解密", "resource") from None
        if not is_ours:
            raise _forged("this notification is for another merchant / 通知不属于本商户", "mchid")
        return paid

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def _posted(self, path: str, body: bytes) -> httpx.Response:
        stamp, nonce = str(int(self._clock())), secrets.token_hex(16)
        mark = self._mark(f"POST\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n")
        account = self._account
        head = (f'{SCHEMA} mchid="{account.mchid}",nonce_str="{nonce}",signature="{mark}",timestamp="{stamp}",'
                f'serial_no="{account.serial}"')
        headers = {"Authorization": head, "Content-Type": "application/json", "Accept": "application/json"}
        if account.platform_key_id.startswith("PUB_KEY_ID"):
            headers["Wechatpay-Serial"] = account.platform_key_id
        return self._http.post(path, content=body, headers=headers)

    def _payment(self, prepay_id: str) -> dict[str, str]:
        stamp, nonce, package = str(int(self._clock())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        mark = self._mark(f"{self._account.appid}\n{stamp}\n{nonce}\n{package}\n".encode())
        return {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": mark}

    def _mark(self, text: bytes) -> str:
        return base64.b64encode(self._account.key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        stamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        if headers.get("wechatpay-serial") != self._account.platform_key_id:
            raise _forged("signed with another key than the one in the settings / 平台公钥不符", "Wechatpay-Serial")
        if not stamp.isdigit() or abs(self._clock() - int(stamp)) > FRESH_S:
            raise _forged("signed more than five minutes ago / 签名已过时", "Wechatpay-Timestamp")
        try:
            mark = base64.b64decode(headers.get("wechatpay-signature", ""), validate=True)
            self._account.platform_key.verify(mark, f"{stamp}\n{nonce}\n".encode() + body + b"\n", padding.PKCS1v15(),
                                              hashes.SHA256())
        except (InvalidSignature, binascii.Error, ValueError):
            raise _forged("the signature is not WeChat Pay's / 签名不对", "Wechatpay-Signature") from None


def _refused(answer: httpx.Response) -> HuozhaoError:
    try:
        found: Any = answer.json()
    except ValueError:
        found = {}
    code, message = str(found.get("code", "")), str(found.get("message", ""))[:200]
    if answer.status_code == 429 or answer.status_code >= 500:
        return Busy("wechat_busy", f"WeChat Pay asks to come back later: {code}", retry_after_s=5, hint="try again")
    return BadInput("payment_refused", f"WeChat Pay answered {code}: {message}", field="order",
                    hint="check the settings [wechat] and the merchant platform")


def _forged(message: str, field: str) -> Forged:
    return Forged("notice_forged", message, field=field, hint="only WeChat Pay may call this address")
