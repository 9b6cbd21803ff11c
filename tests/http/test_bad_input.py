"""Bad input gets an answer a person understands: what is wrong, in which field, what to do."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.http.idempotency import Answers, Idempotency
from huozhao.http.server import create
from huozhao.settings import Server, Settings, Storage

NOW = int(time.time() * 1000)
DAY = 86_400_000


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient[Litestar]]:
    """One mall for all: what is refused leaves nothing behind, and what is taken in has ids of its own."""
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall, TestClient(create(mall)) as client:
        client.put("/v1/goods", json={"goods": [{"sku": "mask", "spu": "mask", "title": "面膜", "price_fen": 1250}]})
        yield client


def viewed(id: str = "e1", **changes: Any) -> dict[str, Any]:
    return {"id": id, "name": "Product Viewed", "at": NOW, "shopper": "s1", "properties": {"sku": "mask"}, **changes}


def refusal(http: TestClient[Litestar], event: dict[str, Any]) -> dict[str, Any]:
    answer = http.post("/v1/events", json={"events": [event]})
    assert answer.status_code == 200
    refused = answer.json()["refused"]
    assert len(refused) == 1 and answer.json()["accepted"] == 0
    assert refused[0]["hint"]
    return dict(refused[0])


def test_malformed_json_is_told_so(http: TestClient[Litestar]) -> None:
    for body in (b'{"events":[{"id":"1"', b"", b"\xff\xfe", b"events"):
        answer = http.post("/v1/events", content=body)
        assert answer.json()["error"]["code"] == "malformed_json", body


def test_a_body_of_the_wrong_shape_names_the_field(http: TestClient[Litestar]) -> None:
    answer = http.post("/v1/events", json={"events": {"id": "1"}})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "events"


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"at": NOW // 1000}, "time_in_seconds", "at"),
    ({"at": "2026-11-23 08:00:00"}, "time_without_offset", "at"),
    ({"at": "yesterday"}, "time_unreadable", "at"),
    ({"at": NOW + DAY}, "time_in_future", "at"),
    ({"at": NOW - 3000 * DAY}, "time_too_old", "at"),
    ({"name": "product_view"}, "unknown_event", "name"),
    ({"shopper": ""}, "shopper_missing", "shopper"),
    ({"id": ""}, "id_length", "id"),
    ({"properties": {"sku": "nowhere"}}, "unknown_sku", "properties.sku"),
    ({"properties": {}}, "field_missing", "properties.sku"),
    ({"properties": {"sku": "mask", "dwell_ms": "9"}}, "field_invalid", "properties.dwell_ms"),
    ({"properties": {"sku": "mask", "dwell_ms": -1}}, "field_invalid", "properties.dwell_ms"),
    ({"properties": {"sku": "mask", "phone": "13812345678"}}, "personal_field_undeclared", "properties.phone"),
    ({"properties": {"sku": "mask", "手机号": "13812345678"}}, "personal_field_undeclared", "properties.手机号"),
    ({"properties": {"sku": "mask", "colour": "red"}}, "unknown_field", "properties.colour"),
])
def test_a_bad_event_names_the_field_and_the_fix(
    http: TestClient[Litestar], change: dict[str, Any], code: str, field: str
) -> None:
    found = refusal(http, viewed(**change))
    assert (found["code"], found["field"]) == (code, field)


@pytest.mark.parametrize("price", [-1, 12.5, "1250", None])
def test_a_price_that_is_not_whole_fen_is_refused(http: TestClient[Litestar], price: object) -> None:
    goods = {"sku": "x", "spu": "x", "title": "x", "price_fen": price}
    refused = http.put("/v1/goods", json={"goods": [goods]}).json()["refused"]
    assert refused[0]["field"] == "properties.price_fen"


def test_nan_is_not_json(http: TestClient[Litestar]) -> None:
    body = b'{"events":[{"id":"1","name":"Product Viewed","at":NaN,"shopper":"s","properties":{}}]}'
    assert http.post("/v1/events", content=body).json()["error"]["code"] == "malformed_json"


def test_an_order_line_with_an_unknown_sku_or_shop_is_named(http: TestClient[Litestar]) -> None:
    lines = [{"sku": "mask", "quantity": 1, "price_fen": 1}, {"sku": "ghost", "quantity": 1, "price_fen": 1}]
    order = {"order": "o", "lines": lines, "total_fen": 2}
    assert refusal(http, viewed(name="Order Paid", properties=order))["field"] == "properties.lines[1].sku"
    order["lines"] = lines[:1]
    assert refusal(http, viewed(name="Order Paid", properties={**order, "shop": "?"}))["code"] == "unknown_shop"


@pytest.mark.parametrize(("place", "code"), [
    ({"longitude": 114.3, "latitude": 30.6}, "coordinates_without_system"),
    ({"longitude": 114.3, "latitude": 30.6, "system": "mars"}, "coordinates_without_system"),
    ({"longitude": 114.3, "system": "gcj02"}, "coordinates_incomplete"),
    ({"longitude": 30.6, "latitude": 114.3, "system": "gcj02"}, "field_invalid"),
])
def test_coordinates_need_both_degrees_and_their_system(
    http: TestClient[Litestar], place: dict[str, Any], code: str
) -> None:
    answer = http.put("/v1/shops", json={"shops": [{"shop": "s", "name": "店", **place}]})
    assert answer.json()["refused"][0]["code"] == code


def test_one_id_with_two_contents_is_a_conflict_and_a_repeat_is_not(http: TestClient[Litestar]) -> None:
    assert http.post("/v1/events", json={"events": [viewed("twice")]}).json()["accepted"] == 1
    assert http.post("/v1/events", json={"events": [viewed("twice")]}).json()["duplicate"] == 1
    assert refusal(http, viewed("twice", at=NOW - 1))["code"] == "id_conflict"


def test_events_may_come_out_of_order(http: TestClient[Litestar]) -> None:
    batch = [viewed("late", at=NOW - 1000), viewed("early", at=NOW - 5000)]
    assert http.post("/v1/events", json={"events": batch}).json()["accepted"] == 2


def test_good_events_pass_beside_bad_ones_and_the_bad_are_kept_with_personal_data_masked(
    http: TestClient[Litestar],
) -> None:
    before = http.get("/v1/status").json()["failed_events"]
    bad = viewed("e2", properties={"sku": "mask", "phone": "13812345678"})
    answer = http.post("/v1/events", json={"events": [viewed("good-1"), bad, viewed("good-2")]}).json()
    assert (answer["accepted"], [r["index"] for r in answer["refused"]]) == (2, [1])
    assert http.get("/v1/status").json()["failed_events"] == before + 1


def test_too_many_events_in_one_request_are_refused_whole(http: TestClient[Litestar]) -> None:
    answer = http.post("/v1/events", json={"events": [viewed(str(n)) for n in range(1001)]})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "batch_too_large"


def test_a_ten_megabyte_body_is_refused_with_the_reason(http: TestClient[Litestar]) -> None:
    answer = http.post("/v1/events", content=b'{"events":["' + b"x" * (10 << 20) + b'"]}')
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "body_too_large"


def test_an_unknown_route_and_method_answer_in_the_same_shape(http: TestClient[Litestar]) -> None:
    assert http.get("/v1/nowhere").json()["error"]["code"] == "not_found"
    assert http.delete("/v1/events").json()["error"]["code"] == "method_not_allowed"


def test_a_write_repeated_under_its_idempotency_key_is_answered_again(http: TestClient[Litestar]) -> None:
    headers, body = {"Idempotency-Key": "k1"}, {"events": [viewed()]}
    first = http.post("/v1/events", json=body, headers=headers)
    again = http.post("/v1/events", json=body, headers=headers)
    assert first.json() == again.json() and again.headers["idempotent-replay"] == "true"
    other = http.post("/v1/events", json={"events": []}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")


def test_the_api_key_is_asked_for_where_one_is_set() -> None:
    settings = replace(Settings(), storage=Storage(backend="memory"), server=Server(api_key="secret"))
    with open_app(settings) as mall, TestClient(create(mall)) as client:
        assert client.get("/v1/status").json()["error"]["code"] == "unauthorised"
        assert client.get("/v1/status", headers={"Authorization": "Bearer secret"}).status_code == 200
        assert client.get("/health/live").status_code == 200


def test_a_large_body_is_refused_under_an_idempotency_key_too(http: TestClient[Litestar]) -> None:
    body = b'{"events":["' + b"x" * (10 << 20) + b'"]}'
    answer = http.post("/v1/events", content=body, headers={"Idempotency-Key": "big"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


def test_answers_are_kept_for_a_day_and_then_dropped() -> None:
    now = [100 * DAY]
    documents = MemoryDocuments(lambda: now[0])
    answers = Answers(documents, lambda: now[0])
    answers.put("k", {"request": "r", "status": 200, "body": ""})
    now[0] += DAY
    assert answers.get("k") is not None
    now[0] += DAY
    answers.put("later", {"request": "r", "status": 200, "body": ""})
    assert answers.get("k") is None
    assert documents.count("idempotency:100") == 0


@pytest.mark.parametrize("body", [b'{"events":' + b"[" * 50_000, b'{"events":[' + b'{"a":' * 50_000])
def test_a_body_that_nests_without_end_is_refused_and_no_fault_of_ours(
    http: TestClient[Litestar], body: bytes
) -> None:
    answer = http.post("/v1/events", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "nested_too_deeply")
    code = body.replace(b"events", b"code")
    answer = http.post("/v1/wechat/session", content=code, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "nested_too_deeply")


@pytest.mark.parametrize("at", ["²", "9" * 5_000, "--5", "soon"])
def test_a_moment_that_cannot_be_read_is_told_so(http: TestClient[Litestar], at: str) -> None:
    assert http.get("/v1/context", params={"at": at}).json()["error"]["code"] == "time_unreadable"


@pytest.mark.parametrize(("status", "served"), [(201, 1), (429, 2)])
def test_requests_under_one_key_at_once_are_served_once_but_for_those_that_may_succeed_later(
    status: int, served: int
) -> None:
    calls = list[str]()

    async def work(scope: Any, receive: Any, send: Any) -> None:
        calls.append(scope["path"])
        await asyncio.sleep(0.02)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def ask(door: Idempotency) -> int:
        told = list[dict[str, Any]]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"{}"}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        scope = {"type": "http", "method": "POST", "path": "/v1/x", "headers": [(b"idempotency-key", b"k")]}
        await door(scope, receive, send)
        return int(told[0]["status"])

    async def both() -> list[int]:
        door = Idempotency(work, Answers(MemoryDocuments(lambda: NOW), lambda: NOW), 1_000)
        return list(await asyncio.gather(ask(door), ask(door)))

    assert asyncio.run(both()) == [status, status] and len(calls) == served
