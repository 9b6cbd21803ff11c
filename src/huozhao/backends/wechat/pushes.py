"""Messages that WeChat pushes: whose they are, that they are new, and what is in them.

Signatures are SHA-1 over the sorted token, timestamp, nonce and sealed text; the text is AES-256-CBC over 16 random
bytes ‖ length (4 bytes, big-endian) ‖ message ‖ appid, padded to blocks of 32.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from huozhao.operations.wechat.platform import Forged, Pushed
from huozhao.terms.errors import BadInput
from huozhao.terms.time import stamp_s

FRESH_S, BLOCK = 300, 32
# A document with a declaration could name entities that grow without end; WeChat sends none.
# Nor does it write UTF-16, in which a declaration would not be seen.
DECLARATION, NUL = "<!", "\0"


class WechatPushes:
    """A Pushes for one mini program. `token` and `key` (EncodingAESKey, 43 characters) are set on WeChat's side too."""

    def __init__(self, appid: str, token: str, key: str, clock: Callable[[], float]) -> None:
        self._appid, self._token, self._clock = appid, token, clock
        try:
            self._key = base64.b64decode(key + "=", validate=True)
        except binascii.Error:
            self._key = b""
        if len(self._key) != 32:
            raise BadInput("push_key_unreadable", "the key for pushes has 43 letters and digits",
                           field="wechat.push_key", hint="copy EncodingAESKey from the mini program's console")

    def greet(self, query: Mapping[str, str]) -> str:
        """Return the echo; see the port."""
        self._require(query, "signature")
        return query.get("echostr", "")

    def read(self, query: Mapping[str, str], body: bytes) -> Pushed:
        """Open a message; see the port."""
        sealed = str(_parsed(body).get("Encrypt") or "")
        self._require(query, "msg_signature", sealed)
        message = _parsed(self._opened(sealed))
        at = int(message.get("CreateTime") or 0) * 1000
        return Pushed(str(message.get("Event") or ""), str(message.get("FromUserName") or ""), at, message)

    def _require(self, query: Mapping[str, str], name: str, *more: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        plain = "".join(sorted((self._token, stamp, nonce, *more)))
        right = hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()
        if not hmac.compare_digest(right.encode(), query.get(name, "").encode()):
            raise _forged("the signature is not WeChat's / 签名不对", name)
        if abs(self._clock() - stamp_s(stamp)) > FRESH_S:
            raise _forged("this message is older than five minutes / 消息已过时", "timestamp")

    def _opened(self, sealed: str) -> bytes:
        try:
            raw = base64.b64decode(sealed, validate=True)
            opening = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).decryptor()
            plain = opening.update(raw) + opening.finalize()
            plain = plain[:-plain[-1]] if 1 <= plain[-1] <= BLOCK else b""
        except (ValueError, IndexError):
            raise _forged("this message does not open with the key / 消息无法解密", "Encrypt") from None
        length = int.from_bytes(plain[16:20], "big")
        if plain[20 + length:] != self._appid.encode():
            raise _forged("this message is not for this mini program / 消息不属于本小程序", "Encrypt")
        return plain[20:20 + length]


def _parsed(text: bytes) -> Mapping[str, Any]:
    try:
        words = text.decode()
        if words.lstrip().startswith("<"):
            if NUL in words or DECLARATION in words.replace("<![CDATA[", ""):
                raise ValueError
            found = _tree(ElementTree.fromstring(words))
        else:
            found = json.loads(words)
    except (ValueError, ElementTree.ParseError):
        raise BadInput("push_unreadable", "this is neither JSON nor XML / 消息格式不对", field="body",
                       hint="choose JSON and the safe mode for pushes in the mini program's console") from None
    return found if isinstance(found, dict) else {}


def _tree(element: ElementTree.Element) -> Any:
    """Return an element as JSON would have it; what comes several times is a list."""
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = _tree(child)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[child.tag] = value
    return found


def _forged(message: str, field: str) -> Forged:
    return Forged("push_forged", message, field=field, hint="check wechat.push_token and wechat.push_key")
