"""API security of the mini program's server side: bodies under AES-256-GCM, signed with RSA-PSS (SHA-256).

Source: https://developers.weixin.qq.com/miniprogram/dev/server/getting_started/api_signature.html. The sealed text is
bound to `urlpath|appid|timestamp|number of the key`, the signature covers `urlpath\\nappid\\ntimestamp\\nbody`.
"""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.backends.wechat.keys import private_key, public_key, unfit
from huozhao.operations.wechat.platform import Forged
from huozhao.terms.time import stamp_s

SEALED = "/cgi-bin/express/intracity/"
SALT_BYTES, TAG_BYTES, IV_BYTES, FRESH_S = 32, 16, 12, 300
SHA256 = hashes.SHA256()


@dataclass(frozen=True)
class ApiKeys:
    """The keys of API security: the symmetric key (Base64 of 32 bytes) and its number, our own private key, and
    WeChat's certificate and its number in the console (which is not the serial in the certificate)."""

    number: str
    key: str
    own_key_file: Path
    certificate_number: str
    certificate_file: Path

    @cached_property
    def cipher(self) -> AESGCM:
        """What closes and opens bodies."""
        try:
            return AESGCM(base64.b64decode(self.key, validate=True))
        except ValueError as error:
            raise unfit("wechat.api_key", error) from None

    @cached_property
    def own(self) -> rsa.RSAPrivateKey:
        """What signs our requests."""
        return private_key(self.own_key_file, "wechat.api_key_file")

    @cached_property
    def certificate(self) -> rsa.RSAPublicKey:
        """What WeChat's answers are checked with."""
        return public_key(self.certificate_file, "wechat.api_certificate_file")


@dataclass(frozen=True, slots=True)
class Seal:
    """Closes requests of one mini program and opens the answers; `clock` is in seconds."""

    appid: str
    keys: ApiKeys
    clock: Callable[[], float]
    chance: Callable[[int], bytes] = secrets.token_bytes
    nonce: Callable[[int], str] = secrets.token_urlsafe

    def covers(self, path: str) -> bool:
        """Tell whether an interface takes nothing but sealed requests."""
        return path.startswith(SEALED)

    def closed(self, url: str, body: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """Return headers and sealed body of a request; `url` is the address without its query."""
        stamp, iv = int(self.clock()), self.chance(IV_BYTES)
        marks = {"_n": self.nonce(16), "_appid": self.appid, "_timestamp": stamp}
        plain = json.dumps({**marks, **body}, ensure_ascii=False, separators=(",", ":")).encode()
        sealed = self.keys.cipher.encrypt(iv, plain, self._bound(url, str(stamp)))
        parts = {"iv": iv, "data": sealed[:-TAG_BYTES], "authtag": sealed[-TAG_BYTES:]}
        content = json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()},
                             separators=(",", ":")).encode()
        signed = self.keys.own.sign(self._signed(url, str(stamp), content), padding.PSS(padding.MGF1(SHA256),
                                    SALT_BYTES), SHA256)
        return {"Content-Type": "application/json", "Wechatmp-Appid": self.appid, "Wechatmp-TimeStamp": str(stamp),
                "Wechatmp-Signature": base64.b64encode(signed).decode()}, content

    def opened(self, url: str, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
        """Return what an answer says; Forged when it is not WeChat's. Refusals may come unsealed."""
        found = _object(content)
        if found.get("errcode") and "data" not in found:
            return found
        stamp = headers.get("Wechatmp-TimeStamp", "")
        if abs(self.clock() - stamp_s(stamp)) > FRESH_S:
            raise _forged("Wechatmp-TimeStamp")
        self._verify(url, stamp, headers, content)
        try:
            sealed = b"".join(base64.b64decode(found[name], validate=True) for name in ("data", "authtag"))
            plain = self.keys.cipher.decrypt(base64.b64decode(found["iv"]), sealed, self._bound(url, stamp))
        except (InvalidTag, ValueError, KeyError, TypeError):
            raise _forged("data") from None
        return _object(plain)

    def _verify(self, url: str, stamp: str, headers: Mapping[str, str], content: bytes) -> None:
        # While WeChat changes its certificate, it signs with both.
        signatures = {headers.get("Wechatmp-Serial" + old, ""): headers.get("Wechatmp-Signature" + old, "")
                      for old in ("-Deprecated", "")}
        try:
            self.keys.certificate.verify(
                base64.b64decode(signatures.get(self.keys.certificate_number, ""), validate=True),
                self._signed(url, stamp, content), padding.PSS(padding.MGF1(SHA256), padding.PSS.AUTO), SHA256)
        except (InvalidSignature, ValueError):
            raise _forged("Wechatmp-Signature") from None

    def _bound(self, url: str, stamp: str) -> bytes:
        return f"{url}|{self.appid}|{stamp}|{self.keys.number}".encode()

    def _signed(self, url: str, stamp: str, content: bytes) -> bytes:
        return f"{url}\n{self.appid}\n{stamp}\n".encode() + content


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise _forged("body") from None
    return found if isinstance(found, dict) else {}


def _forged(field: str) -> Forged:
    return Forged("answer_forged", "an answer is not WeChat's, too old, or was changed on the way / 应答验签失败",
                  field=field, hint="check the settings wechat.api_… against API security in the console")
