"""An owner names another mall's database over HTTP: tried, read, forgotten; nobody else may, and no other files."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import load
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb
from tests.doors import code, door
from tests.shopping import eventually

SECRETS = (b"read only", b"read%20only")


def ended(http: TestClient[Any], answer: httpx.Response) -> dict[str, Any]:
    """Return the job that an answer began, when it has ended."""
    assert answer.status_code == 202, answer.text
    id = answer.json()["id"]
    found: dict[str, Any] = eventually(lambda: http.get(f"/v1/jobs/{id}").json(), lambda seen: seen["finished_at"])
    return found


def of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in report["pulls"] if each["pull"] == name)


@pytest.mark.slow
def test_a_mall_is_tried_then_read_and_its_password_stands_nowhere(shop: LitemallShop, tmp_path: Path) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    shop.order(2, 1, 201, 5, (99, 1, "1.00"))
    told = {"mall": "litemall", "dsn": shop.dsn, "consented": "none"}
    with open_app(load(tmp_path)) as app, TestClient(create(app)) as http:
        tried = ended(http, http.post("/v1/connectors/try", json=told))
        report = tried["summary"]
        assert (tried["kind"], tried["state"], report["dry_run"]) == ("connect_try", "done", True)
        assert (of(report, "orders")["accepted"], of(report, "orders")["refused_by_reason"]) == (1, {"unknown_sku": 1})
        assert "→ list it" in report["remedies"]["unknown_sku"]
        before = http.get("/v1/connectors").json()
        assert before["items"] == [] and http.get("/v1/goods").json()["items"] == []
        assert [each["mall"] for each in before["known"]] == ["litemall", "mall", "mall4j", "yudao"]
        read = ended(http, http.post("/v1/connectors/read", json=told))
        assert (read["kind"], read["state"], of(read["summary"], "orders")["accepted"]) == ("connect", "done", 1)
        assert http.get("/v1/connectors").json()["items"][0]["mall"] == "litemall"
        again = ended(http, http.post("/v1/connectors/try", json=told))["summary"]
        assert of(again, "goods")["accepted"] == 0
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 5 and not [path for path in kept if any(secret in path.read_bytes() for secret in SECRETS)]


def test_a_database_that_lets_nobody_in_says_what_to_mend(server: MariaDb, shop: LitemallShop) -> None:
    with door() as mall:
        owner = mall.log_in("owner")
        told = {"mall": "litemall", "dsn": server.dsn("litemall", password="a wrong one")}
        begun = mall.http.post("/v1/connectors/try", json=told, headers=owner).json()["id"]
        job = eventually(lambda: mall.http.get(f"/v1/jobs/{begun}", headers=owner).json(),
                         lambda seen: seen["finished_at"])
        assert job["state"] == "failed" and "check user and password" in job["error"] and "wrong" not in job["error"]


def test_only_owners_and_keys_made_for_it_name_a_database() -> None:
    told = {"mall": "litemall", "dsn": "mysql://reader:hush@127.0.0.1:1/litemall"}
    with door() as mall:
        for role in ("operator", "analyst", "service"):
            for step in ("try", "read"):
                answer = mall.http.post(f"/v1/connectors/{step}", json=told, headers=mall.log_in(role))
                assert answer.status_code == 403, (role, step)
        assert mall.http.post("/v1/connectors/try", json=told, headers=mall.key("imports:*")).status_code == 403
        key = mall.key("malls:connect", name="installer")
        assert mall.http.post("/v1/connectors/try", json=told, headers=key).status_code == 202
        for wrong, said, field in (({"mall": "/etc/mine.toml"}, "unknown_mall", "mall"),
                                   ({"mall": "../mall"}, "unknown_mall", "mall"),
                                   ({"dsn": "http://10.0.0.1/"}, "dsn_unreadable", "dsn")):
            answer = mall.http.post("/v1/connectors/read", json={**told, **wrong}, headers=key)
            assert (answer.status_code, code(answer), answer.json()["error"]["field"]) == (422, said, field)
            assert "hush" not in answer.text
