"""Messages that WeChat pushes to the mall's server: encrypted, signed, sent again when they are not taken."""

import base64
import hashlib
import json
import os
import secrets
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from huozhao.sandbox.world import World

BLOCK, TIMEOUT_S = 32, 5.0


def push(world: World, openid: str, event: str, **more: Any) -> tuple[int, str]:
    """Push an event of a user; return what the mall's server answered, (0, reason) when it did not."""
    message = {"ToUserName": "gh_sandbox", "FromUserName": openid, "CreateTime": int(world.now()), "MsgType": "event",
               "Event": event, **more}
    return post(world, message)


def post(world: World, message: dict[str, Any]) -> tuple[int, str]:
    """Encrypt, sign and post one message."""
    if not world.push_url:
        return 0, "no address for pushes is set"
    sealed = encrypted(world, json.dumps(message, ensure_ascii=False).encode())
    stamp, nonce = str(int(world.now())), secrets.token_hex(5)
    query = {"signature": signature(world.push_token, stamp, nonce), "timestamp": stamp, "nonce": nonce,
             "openid": message["FromUserName"], "encrypt_type": "aes",
             "msg_signature": signature(world.push_token, stamp, nonce, sealed)}
    body = {"ToUserName": message["ToUserName"], "Encrypt": sealed}
    try:
        answer = httpx.post(f"{world.push_url}?{urlencode(query)}", json=body, timeout=TIMEOUT_S, trust_env=False)
    except httpx.HTTPError as error:
        return 0, type(error).__name__
    return answer.status_code, answer.text


def signature(*parts: str) -> str:
    """Return SHA-1 over the sorted parts, as the platform signs its pushes."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypted(world: World, message: bytes) -> str:
    """Return 16 random bytes ‖ length ‖ message ‖ appid under AES-256-CBC, padded to blocks of 32, in Base64."""
    key = base64.b64decode(world.push_key + "=")
    plain = os.urandom(16) + len(message).to_bytes(4, "big") + message + world.appid.encode()
    more = BLOCK - len(plain) % BLOCK
    sealing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealing.update(plain + bytes([more]) * more) + sealing.finalize()).decode()
