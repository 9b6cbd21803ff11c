"""The master key in Vault: the adapter speaks the transit API, here to a small server that behaves like it."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.backends.sqlite.keys import SqliteKeys
from huozhao.backends.vault_transit import VaultTransit
from huozhao.privacy.sealing import Unreadable
from huozhao.terms.errors import Busy

TOKEN = "hvs.test"


class Transit:
    """One transit key with versions, as Vault keeps it."""

    def __init__(self) -> None:
        self.keys = {1: os.urandom(32)}
        self.least = 1

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        bound = base64.b64decode(body.get("associated_data", ""))
        if path.endswith("/rotate"):
            self.keys[max(self.keys) + 1] = os.urandom(32)
        elif path.endswith("/config"):
            self.least = body["min_decryption_version"]
        elif "/encrypt/" in path:
            version, nonce = max(self.keys), os.urandom(12)
            sealed = nonce + AESGCM(self.keys[version]).encrypt(nonce, base64.b64decode(body["plaintext"]), bound)
            return 200, {"data": {"ciphertext": f"vault:v{version}:{base64.b64encode(sealed).decode()}"}}
        elif "/decrypt/" in path:
            _, version_text, text = body["ciphertext"].split(":")
            version, sealed = int(version_text[1:]), base64.b64decode(text)
            if version < self.least:
                return 400, {"errors": ["ciphertext version is disallowed by policy (too old)"]}
            plain = AESGCM(self.keys[version]).decrypt(sealed[:12], sealed[12:], bound)
            return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}
        return 200, {"data": {"latest_version": max(self.keys)}}


@pytest.fixture
def vault() -> Iterator[tuple[str, Transit]]:
    transit = Transit()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(size) or b"{}")
            known = self.headers.get("X-Vault-Token") == TOKEN
            status, said = transit.answer(self.command, self.path, body) if known else (403, {"errors": ["denied"]})
            answer = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", transit
    server.shutdown()
    server.server_close()


def test_keys_hang_on_vault_and_rotate_with_it(vault: tuple[str, Transit], tmp_path: Path) -> None:
    url, transit = vault
    store = SqliteKeys(tmp_path / "keys.db", VaultTransit(url, "huozhao", TOKEN))
    sealed = store.ensure(["a"])[0].seal(os.urandom(12), b"x", b"here")
    store.wrapping.turn()
    while store.wrapping.rewrap(10).left:
        pass
    store.wrapping.finish()
    store.close()
    assert max(transit.keys) == 2 and transit.least == 2
    again = SqliteKeys(tmp_path / "keys.db", VaultTransit(url, "huozhao", TOKEN))
    assert again.ensure(["a"])[0].open(sealed, b"here") == b"x"
    again.close()


def test_a_wrong_token_and_a_silent_vault_are_said_clearly(vault: tuple[str, Transit]) -> None:
    with pytest.raises(Unreadable, match="403"):
        VaultTransit(vault[0], "huozhao", "wrong").wrap(b"x", b"y")
    with pytest.raises(Busy, match="does not answer"):
        VaultTransit("http://127.0.0.1:9", "huozhao", TOKEN).wrap(b"x", b"y")
