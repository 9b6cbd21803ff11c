"""The receipt of an erasure: what was removed, signed by the mall, so that anybody can check it later."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"


def sign(body: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Return a receipt with its signature (RFC 8032) and the public key that belongs to it."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signature = key.sign(canonical(body))
    return {**body, "algorithm": ALGORITHM, "public_key": _text(key.public_key().public_bytes_raw()),
            "signature": _text(signature)}


def is_genuine(receipt: Mapping[str, Any], secret: bytes) -> bool:
    """Tell whether this mall signed exactly this receipt."""
    body = {name: value for name, value in receipt.items() if name not in ("algorithm", "public_key", "signature")}
    public: Ed25519PublicKey = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    try:
        public.verify(base64.b64decode(str(receipt.get("signature", "")), validate=True), canonical(body))
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: JSON with sorted keys and no spaces."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
