"""The master key in HashiCorp Vault's transit engine: it never leaves Vault. The shape of any cloud KMS adapter."""

import base64
from typing import Any

import httpx

from huozhao.privacy.sealing import Unreadable
from huozhao.terms.errors import Busy

TIMEOUT_S = 5.0


class VaultTransit:
    """A MasterKey over Vault's HTTP API; only the few wrapping keys pass through it, at start and at rotation."""

    def __init__(self, url: str, key: str, token: str) -> None:
        self._key = key
        self._client = httpx.Client(base_url=f"{url.rstrip('/')}/v1/transit", headers={"X-Vault-Token": token},
                                    timeout=TIMEOUT_S)

    def wrap(self, plain: bytes, bound: bytes) -> bytes:
        """Encrypt with the newest version; Vault's text names it."""
        answer = self._send("POST", f"/encrypt/{self._key}", plaintext=_text(plain), associated_data=_text(bound))
        return str(answer["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Decrypt."""
        answer = self._send("POST", f"/decrypt/{self._key}", ciphertext=wrapped.decode(), associated_data=_text(bound))
        return base64.b64decode(answer["plaintext"])

    def turn(self) -> int:
        """Rotate the transit key."""
        self._send("POST", f"/keys/{self._key}/rotate")
        return self.version()

    def version(self) -> int:
        """Return the newest version."""
        return int(self._send("GET", f"/keys/{self._key}")["latest_version"])

    def drop(self, before: int) -> None:
        """Let Vault refuse older versions."""
        self._send("POST", f"/keys/{self._key}/config", min_decryption_version=before)

    def _send(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=body or None)
        except httpx.TransportError as error:
            raise Busy("vault_unreachable", f"Vault does not answer: {error}",
                       hint="check privacy.vault_url and the network") from None
        if answer.status_code >= 400:
            raise Unreadable("vault_refused", f"Vault answered {answer.status_code}: {answer.text[:200]}",
                             field="privacy.vault_token", hint="check the token, its policy and the name of the key")
        return dict(answer.json().get("data") or {}) if answer.content else {}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
