"""Nothing personal reaches what the server prints, whichever route or error it came through."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from huozhao.http.logs import hide
from tests.server import serving

CANARIES = {
    "phone": "13987654321", "name": "欧阳金丝雀", "address": "武汉市珞喻路1037号金丝雀楼",
    "id_number": "420106199003074567", "openid": "oCanary-6_bmjrPTlm6", "email": "canary@example.com",
}  # fmt: skip
FORMS = {form for value in CANARIES.values() for form in (value, quote(value), json.dumps(value)[1:-1])}
FORMS |= {ascii(value)[1:-1] for value in CANARIES.values()}


def found_in(text: str) -> list[str]:
    """Return the canaries that a text holds in any of the usual spellings."""
    return sorted(form for form in FORMS if form in text)


def _ask_everything(http: httpx.Client) -> int:
    """Send every canary through every route: as path, query, body, broken body and headers; return how many answers."""
    schema = http.get("/v1/openapi.json").json()
    answers = 0
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            for value in CANARIES.values():
                answers += _ask(http, method.upper(), path, operation, value)
    return answers


def _ask(http: httpx.Client, method: str, path: str, operation: dict[str, Any], value: str) -> int:
    filled = re.sub(r"\{[^}]+\}", quote(value, safe=""), path)
    query = {p["name"]: value for p in operation.get("parameters", ()) if p["in"] == "query"}
    headers = {"X-Reason": quote(value), "Authorization": "", "User-Agent": quote(value)}
    everything = {**CANARIES, "shopper": value, "properties": CANARIES, "events": [CANARIES], "goods": [CANARIES],
                  "shoppers": [{"shopper": value, **CANARIES}], "value": value, "expression": f"{value} (",
                  "ids": [value]}
    http.request(method, filled, params=query, headers=headers)
    if method in ("POST", "PUT"):
        for body in (json.dumps(everything), f'{{"name": "{value}', f'["{value}"]', value):
            http.request(method, filled, content=body.encode(), headers=headers | {"Content-Type": "application/json"})
        return 5
    return 1


@pytest.mark.slow
def test_canaries_sent_through_every_route_and_error_are_nowhere_in_what_the_server_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOZHAO_SERVER_REQUEST_LINES", "true")
    printed = tmp_path / "printed"
    with (printed.open("wb") as output, serving(tmp_path / "data", output=output) as server,
          httpx.Client(base_url=server.url, timeout=60) as http):
        assert _ask_everything(http) > 500
        contact = {"id": "c1", "name": "Shopper Contact Given", "at": int(time.time() * 1000), "shopper": "s1",
                   "properties": {k: CANARIES[k] for k in ("phone", "name", "address")}}
        http.post("/v1/events", json={"events": [contact]})
        http.post("/v1/session", json={"name": CANARIES["name"], "password": CANARIES["phone"]})
    text = printed.read_text("utf-8")
    assert text.count('"event": "request"') > 500  # the lines are there, and say nothing
    assert found_in(text) == []
    logs = list((tmp_path / "data").rglob("*.log*"))
    assert [path for path in logs if found_in(path.read_text("utf-8", "replace"))] == []


FAULTS = """
import asyncio, logging, sys, threading, warnings
from huozhao.http import logs
logs.configure()
secret = {secret!r}
import structlog
log = structlog.get_logger()
def fail():
    person = secret
    raise ValueError(f"cannot read {{person}}")
try:
    fail()
except ValueError as error:
    from huozhao.http.errors import on_unexpected
    on_unexpected(None, error)
    logging.getLogger("some.library").exception("failed for %s", secret)
    logging.getLogger("some.library").error(f"failed for {{secret}}")
log.warning("told", phone=secret, nested={{"手机号": secret, "list": [secret]}}, shopper=secret, body=secret)
warnings.warn(secret)
thread = threading.Thread(target=fail)
thread.start(); thread.join()
async def forgotten():
    asyncio.get_running_loop().create_task(asyncio.to_thread(fail))
    await asyncio.sleep(0.1)
asyncio.run(forgotten())
fail()
"""


@pytest.mark.parametrize("secret", ["13987654321", "420106199003074567"])
def test_a_fault_of_ours_is_logged_by_kind_and_place_without_what_it_quotes(secret: str) -> None:
    done = subprocess.run([sys.executable, "-c", FAULTS.format(secret=secret)], capture_output=True, text=True)
    assert secret not in done.stdout + done.stderr, done.stderr
    assert done.stderr.count('"fault": "ValueError"') >= 4
    assert "<string>" in done.stderr or "string" in done.stderr


def test_names_and_addresses_that_no_pattern_knows_are_not_logged_either() -> None:
    done = subprocess.run([sys.executable, "-c", FAULTS.replace('log.warning("told"', "0 and log.warning(0")
                           .format(secret=CANARIES["name"])], capture_output=True, text=True)
    assert found_in(done.stdout + done.stderr) == [], done.stderr


@pytest.mark.parametrize(("field", "value", "shown"), [
    ("phone", "x", "***"), ("手机号", "x", "***"), ("Address", "x", "***"), ("password", "x", "***"),
    ("shopper", "s1", "***"), ("note", "call 13987654321", "call 139****4321"), ("count", 3, 3), ("ok", True, True),
    ("nested", {"name_real": "x", "n": 1}, {"name_real": "***", "n": 1}), ("many", ["a@b.cn"], ["***@***"]),
    ("thing", object(), "object"), ("nothing", None, None),
])
def test_a_field_is_hidden_by_its_name_and_its_text_masked(field: str, value: object, shown: object) -> None:
    assert hide(field, value) == shown
