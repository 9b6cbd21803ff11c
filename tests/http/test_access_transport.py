"""HTTPS by a certificate, careful headers, proxies, and the hosts that are answered."""

import asyncio
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from huozhao.http.gate.addresses import Callers
from huozhao.http.gate.headers import API_POLICY, CONSOLE_POLICY
from huozhao.http.run import transport
from huozhao.settings import Server
from huozhao.terms.errors import BadInput
from tests.certificate import make_certificate
from tests.doors import PASSWORD, code, door
from tests.server import free_port, serving


def scope(client: str, **headers: str) -> dict[str, Any]:
    """Return what the server knows of a request."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 1), "scheme": "http", "headers": named}


def test_every_answer_carries_the_careful_headers() -> None:
    with door(users=False) as mall:
        for path, policy in (("/v1/status", API_POLICY), ("/v1/nowhere", API_POLICY), ("/", CONSOLE_POLICY),
                             ("/health/live", API_POLICY), ("/nowhere", CONSOLE_POLICY)):
            headers = mall.http.get(path).headers
            assert headers["content-security-policy"] == policy, path
            assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert "strict-transport-security" not in headers  # over plain HTTP it must not be sent
        assert mall.http.get("/v1/status").headers["cache-control"] == "no-store"
        told = int(mall.http.get("/v1/nowhere").headers["x-mall-time"])
        assert mall.app.clock() - told in range(60_000)
        assert "frame-ancestors 'none'" in API_POLICY and "frame-ancestors 'none'" in CONSOLE_POLICY
        assert "unsafe-eval" not in CONSOLE_POLICY and "script-src 'self';" in CONSOLE_POLICY


def test_forwarded_headers_are_believed_from_trusted_proxies_only() -> None:
    callers = Callers("10.0.0.0/8, 127.0.0.1")
    through = callers.of(scope("10.1.2.3", x_forwarded_for="203.0.113.7, 10.9.9.9", x_forwarded_proto="https"))
    assert (through.address, through.is_secure, through.is_remote) == ("203.0.113.7", True, True)
    lied = callers.of(scope("10.1.2.3", x_forwarded_for="1.1.1.1, 203.0.113.7"))
    assert lied.address == "203.0.113.7"  # what the client itself put in front is not believed
    stranger = callers.of(scope("198.51.100.1", x_forwarded_for="127.0.0.1", x_forwarded_proto="https"))
    assert (stranger.address, stranger.is_secure, stranger.was_forwarded) == ("198.51.100.1", False, True)


@pytest.mark.parametrize(("address", "truncated", "counted"), [
    ("203.0.113.77", "203.0.113.0", "203.0.113.77"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1::", "2001:db8:1:2::/64"),
    ("::ffff:203.0.113.77", "203.0.113.0", "::ffff:203.0.113.77"),
    ("testclient", "", "testclient"),
])
def test_an_address_is_kept_without_its_last_part(address: str, truncated: str, counted: str) -> None:
    caller = Callers("").of(scope(address))
    assert (caller.truncated, caller.counted) == (truncated, counted)


@pytest.mark.parametrize(("host", "is_ours"), [
    ("127.0.0.1:8750", True), ("localhost:8750", True), ("[::1]:8750", True), ("mall.example", False),
    ("127.0.0.1.evil.example", False), ("", False),
])
def test_an_open_mall_answers_only_to_the_names_of_this_machine(host: str, is_ours: bool) -> None:
    assert Callers("").of(scope("127.0.0.1", host=host)).is_of_this_machine == is_ours


def test_an_unreadable_proxy_is_named() -> None:
    with pytest.raises(BadInput, match="trusted_proxies"):
        Callers("everybody")


def test_a_certificate_that_will_not_do_is_said_at_the_start(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    _, wrong = make_certificate(other)
    assert transport(Server()) == {}
    assert transport(Server(tls_certificate=str(certificate), tls_key=str(key)))["ssl_cert"] == certificate
    for bad in (Server(tls_certificate=str(certificate)), Server(tls_certificate=str(certificate), tls_key="gone.pem"),
                Server(tls_certificate=str(certificate), tls_key=str(wrong)),
                Server(tls_certificate=str(key), tls_key=str(key))):
        with pytest.raises(BadInput):
            transport(bad)


def test_passwords_are_not_taken_over_plain_http_from_another_machine() -> None:
    with door(server=Server(trusted_proxies="10.0.0.1")) as mall:
        client = mall.http
        client.portal  # noqa: B018 - the application is running
        app = client.app
        remote = httpx.ASGITransport(app=app, client=("203.0.113.5", 1))  # type: ignore[arg-type]
        proxy = httpx.ASGITransport(app=app, client=("10.0.0.1", 1))  # type: ignore[arg-type]

        async def ask() -> tuple[httpx.Response, httpx.Response]:
            body = {"name": "owner", "password": PASSWORD}
            async with httpx.AsyncClient(transport=remote, base_url="http://mall.example") as plain:
                first = await plain.post("/v1/session", json=body)
            async with httpx.AsyncClient(transport=proxy, base_url="http://mall.example") as behind:
                forwarded = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https"}
                return first, await behind.post("/v1/session", json=body, headers=forwarded)

        # In a thread of its own, as a browser test before this one may have left an event loop in this thread.
        with ThreadPoolExecutor(1) as pool:
            plain, behind = pool.submit(lambda: asyncio.run(ask())).result()
        assert (plain.status_code, code(plain)) == (403, "https_needed")
        assert behind.status_code == 200 and "Secure" in behind.headers["set-cookie"]


@pytest.mark.slow
def test_with_a_certificate_the_server_speaks_https_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("HUOZHAO_SERVER_TLS_CERTIFICATE", str(certificate))
    monkeypatch.setenv("HUOZHAO_SERVER_TLS_KEY", str(key))
    trusted = ssl.create_default_context(cafile=str(certificate))
    with serving(tmp_path / "data", verify=trusted) as server:
        assert server.url.startswith("https://")
        answer = httpx.get(f"{server.url}/v1/status", verify=trusted)
        assert answer.status_code == 200 and answer.headers["strict-transport-security"] == "max-age=31536000"
        with pytest.raises(httpx.TransportError):
            httpx.get(server.url.replace("https", "http") + "/v1/status")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(certificate)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_2
        assert httpx.get(f"{server.url}/health/live", verify=old).status_code == 200


@pytest.mark.slow
def test_a_mall_without_users_and_keys_is_not_opened_to_other_machines(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "huozhao", "serve", "--data", str(tmp_path), "--host", "0.0.0.0",
               "--port", str(free_port())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "without a user or a key" in done.stderr
