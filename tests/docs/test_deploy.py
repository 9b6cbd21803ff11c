"""What the page on deployment shows is right: its block for nginx in front of a mall, and the unit that starts one."""

import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import source
from typer.testing import CliRunner

from huozhao.cli.main import app
from tests.certificate import make_certificate
from tests.server import free_port, serving

PASSWORD = "a sentence that nobody guesses"
FAR = "127.1.1.2"
"""Where the shopper's client is: an address of this machine that is not the proxy's."""


def _block(kind: str) -> str:
    text = (source.ROOT / "docs" / "how-to" / "deploy.md").read_text("utf-8")
    return str(re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)[0])


def _configuration(folder: Path, plain: int, secure: int, mall: str) -> Path:
    """Write the page's block, with ports and paths of the test, inside the least that nginx needs around it."""
    certificate, key = make_certificate(folder)
    block = _block("nginx")
    for shown, here in (("listen 80;", f"listen {plain};"), ("listen 443 ssl", f"listen {secure} ssl"),
                        ("/etc/letsencrypt/live/mall.example/fullchain.pem", str(certificate)),
                        ("/etc/letsencrypt/live/mall.example/privkey.pem", str(key)),
                        ("http://127.0.0.1:8750", mall)):  # fmt: skip
        assert shown in block, shown
        block = block.replace(shown, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error;\nevents {{}}\n"
                    f"http {{\naccess_log off;\n{kept}{block}}}\n")
    return path


@pytest.fixture
def mall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[httpx.Client, int]]:
    """Yield a client far away that comes in through nginx, and the port on which nginx speaks plainly."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("nginx is not installed: sudo apt-get install nginx-light")
    proxies = re.findall(r'trusted_proxies = "(.*)"', _block("toml"))
    monkeypatch.setenv("HUOZHAO_SERVER_TRUSTED_PROXIES", proxies[0])
    added = CliRunner().invoke(app, ["users", "add", "wang", "--role", "owner", "--password-stdin", "--data",
                                     str(tmp_path / "data")], input=f"{PASSWORD}\n")  # fmt: skip
    assert added.exit_code == 0, added.output
    plain, secure = free_port(), free_port()
    with serving(tmp_path / "data") as server:
        command = [nginx, "-c", str(_configuration(tmp_path, plain, secure, server.url)), "-e", str(tmp_path / "error")]
        proxy = subprocess.Popen(command)
        trusted = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
        far = httpx.HTTPTransport(verify=trusted, local_address=FAR, retries=5)
        try:
            with httpx.Client(transport=far, base_url=f"https://127.0.0.1:{secure}", timeout=30) as client:
                _wait(client)
                yield client, plain
        finally:
            proxy.terminate()
            proxy.wait(10)


def _wait(client: httpx.Client) -> None:
    for _ in range(100):
        try:
            client.get("/health/ready").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("nginx does not answer")


@pytest.mark.slow
def test_a_mall_behind_the_proxy_of_the_page_knows_who_asks_and_takes_big_files(mall: tuple[httpx.Client, int]) -> None:
    client, plain = mall
    moved = httpx.get(f"http://127.0.0.1:{plain}/shop/")
    assert (moved.status_code, moved.headers["location"]) == (301, "https://127.0.0.1/shop/")
    entered = client.post("/v1/session", json={"name": "wang", "password": PASSWORD},
                          headers={"Origin": str(client.base_url).rstrip("/")})
    assert entered.status_code == 200 and "Secure" in entered.headers["set-cookie"], entered.text
    assert client.get("/v1/shoppers/u1/privacy").status_code == 200
    looks = client.get("/v1/access-log").json()["items"]
    assert [each["address"] for each in looks] == ["127.1.1.0"]  # the client's, not the proxy's
    rows = "sku,title,category,price\n" + "".join(f"A{n},茶 {n},茶,9.90\n" for n in range(80_000))
    assert len(rows) > 1 << 20  # more than nginx takes unless told
    sent = client.post("/v1/imports", data={"kind": "goods"}, files={"file": ("goods.csv", rows.encode())},
                       headers={"X-CSRF-Token": entered.json()["csrf"]})
    assert sent.status_code == 202, sent.text


def test_the_unit_of_the_page_starts_a_verb_that_exists_with_its_options() -> None:
    started = re.search(r"^ExecStart=\S+/huozhao (.+)$", _block("ini"), re.MULTILINE)
    assert started is not None
    words = started[1].split()
    help_text = CliRunner().invoke(app, [words[0], "--help"]).output
    assert all(word in help_text for word in words if word.startswith("--"))
