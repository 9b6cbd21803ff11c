"""API security: requests that must come sealed and signed, answers that leave so."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.sandbox.asked import Answer, Asked, Refused, Route, require_token
from huozhao.sandbox.world import World, key_pair

APART_S, SALT_BYTES, TAG_BYTES = 300, 32, 16


def sealed(route: Route) -> Route:
    """Return a route that takes and gives sealed bodies only; the application's key is the merchant's."""
    def door(world: World, asked: Asked) -> Answer:
        require_token(world, asked)
        url = f"http://{asked.headers.get('host')}{asked.path}"
        body = json.dumps(_opened(world, asked, url)).encode()
        found = route(world, Asked(asked.method, asked.path, asked.query, asked.headers, body))
        return _closed(world, url, json.loads(found.body))

    return door


def _opened(world: World, asked: Asked, url: str) -> dict[str, Any]:
    stamp = _stamp(world, asked.headers)
    try:
        mark = base64.b64decode(asked.headers["wechatmp-signature"])
        text = f"{url}\n{world.appid}\n{stamp}\n".encode() + asked.body
        key_pair("merchant").public_key().verify(mark, text, padding.PSS(padding.MGF1(hashes.SHA256()), SALT_BYTES),
                                                 hashes.SHA256())
    except (InvalidSignature, ValueError):
        raise Refused(40234) from None
    parts = asked.json()
    try:
        iv, data, tag = (base64.b64decode(parts[name]) for name in ("iv", "data", "authtag"))
        plain = json.loads(_cipher(world).decrypt(iv, data + tag, _bound(world, url, stamp)))
    except (KeyError, ValueError, InvalidTag):
        raise Refused(40235) from None
    if (plain.pop("_appid", ""), str(plain.pop("_timestamp", ""))) != (world.appid, stamp) or not plain.pop("_n", ""):
        raise Refused(40235)
    return dict(plain)


def _stamp(world: World, headers: Mapping[str, str]) -> str:
    for name, errcode in (("wechatmp-timestamp", 40231), ("wechatmp-signature", 40232), ("wechatmp-appid", 40233)):
        if not headers.get(name):
            raise Refused(errcode)
    if headers["wechatmp-appid"] != world.appid:
        raise Refused(40236)
    stamp = headers["wechatmp-timestamp"]
    if not stamp.isdigit() or abs(world.now() - int(stamp)) > APART_S:
        raise Refused(40240)
    return stamp


def _closed(world: World, url: str, found: Mapping[str, Any]) -> Answer:
    stamp, iv = str(int(world.now())), os.urandom(12)
    plain = {"_n": secrets.token_hex(16), "_appid": world.appid, "_timestamp": int(stamp), **found}
    data = _cipher(world).encrypt(iv, json.dumps(plain).encode(), _bound(world, url, stamp))
    parts = {"iv": iv, "data": data[:-TAG_BYTES], "authtag": data[-TAG_BYTES:]}
    body = json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}).encode()
    text = f"{url}\n{world.appid}\n{stamp}\n".encode() + body
    mark = key_pair("platform").sign(text, padding.PSS(padding.MGF1(hashes.SHA256()), SALT_BYTES), hashes.SHA256())
    return Answer(body, headers={"Wechatmp-Appid": world.appid, "Wechatmp-TimeStamp": stamp,
                                 "Wechatmp-Serial": world.api_certificate_number,
                                 "Wechatmp-Signature": base64.b64encode(mark).decode()})


def _cipher(world: World) -> AESGCM:
    return AESGCM(base64.b64decode(world.api_key))


def _bound(world: World, url: str, stamp: str) -> bytes:
    return f"{url}|{world.appid}|{stamp}|{world.api_key_number}".encode()
