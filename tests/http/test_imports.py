"""Files and failed events over HTTP."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Settings, Storage

GOODS = "商品编码,商品名称,单价\nmilk,纯牛奶,12.50\nmask,面膜,免费\n"
NOW = int(time.time() * 1000)


@pytest.fixture
def http() -> Iterator[TestClient[Litestar]]:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall, TestClient(create(mall)) as client:
        yield client


def upload(http: TestClient[Litestar], kind: str, content: bytes, name: str = "goods.csv") -> dict[str, Any]:
    answer = http.post("/v1/imports", data={"kind": kind}, files={"file": (name, content)})
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        job = dict(http.get(f"/v1/jobs/{answer.json()['id']}").json())
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise TimeoutError


def test_an_uploaded_file_becomes_a_job_whose_summary_adds_up(http: TestClient[Litestar]) -> None:
    job = upload(http, "goods", GOODS.encode("gbk"))
    assert job["state"] == "done" and job["summary"]["reconciles"]
    assert (job["summary"]["rows"], job["summary"]["accepted"]) == (2, 1)
    assert http.get("/v1/goods/milk").json()["price_fen"] == 1250
    (failed,) = http.get("/v1/failed-events").json()["items"]
    assert failed["code"] == "not_a_number" and "第 3 行" in failed["message"] and "免费" in failed["raw"]


def test_a_file_that_is_no_table_fails_with_what_to_do(http: TestClient[Litestar]) -> None:
    job = upload(http, "goods", b"PK\x03\x04", "goods.xlsx")
    assert job["state"] == "failed" and "CSV UTF-8" in job["error"]


def test_an_unknown_kind_is_refused(http: TestClient[Litestar]) -> None:
    answer = http.post("/v1/imports", data={"kind": "poems"}, files={"file": ("a.csv", b"a\n1\n")})
    assert answer.status_code == 422 and answer.json()["error"]["field"] == "kind"


def test_the_kinds_name_their_columns(http: TestClient[Litestar]) -> None:
    kinds = {kind["kind"]: kind for kind in http.get("/v1/imports/kinds").json()["items"]}
    assert {"goods", "orders", "events", "stock", "online-retail"} <= set(kinds)
    assert "商品编码" in kinds["goods"]["columns"][0]["names"]


def test_failed_events_are_downloaded_replayed_and_removed(http: TestClient[Litestar]) -> None:
    viewed = {"name": "Product Viewed", "at": NOW, "shopper": "s1", "properties": {"sku": "milk"}}
    sent = [{"id": "e1", **viewed}, {"id": "e2", **viewed, "at": 5}]
    assert len(http.post("/v1/events", json={"events": sent}).json()["refused"]) == 2
    table = http.get("/v1/failed-events.csv")
    assert table.text.startswith("\ufeffid,at,source,code") and "unknown_sku" in table.text
    upload(http, "goods", GOODS.splitlines(keepends=True)[0].encode() + "milk,纯牛奶,12.50\n".encode())
    receipt = http.post("/v1/failed-events/replay", json={"ids": None}).json()
    assert receipt["accepted"] == 1 and receipt["refused"][0]["code"] == "time_in_seconds"
    (left,) = http.get("/v1/failed-events").json()["items"]
    assert http.delete(f"/v1/failed-events/{left['id']}").status_code == 204
    assert http.delete(f"/v1/failed-events/{left['id']}").status_code == 404
