"""Keys of programs and tokens of shoppers: what they open, how often, and until when."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jwt
import pytest

from huozhao.backends.files.signing import FileSigningKeys
from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.signing import MemorySigningKeys
from huozhao.events.catalogue import CATALOGUE
from huozhao.flows.access.own_events import FROM_SHOPPERS
from huozhao.flows.access.shopper_tokens import ShopperTokens, Unrecognised
from huozhao.http.gate.permissions import ANYONE, TABLE
from huozhao.settings import Access
from tests.doors import Door, bearer, code, door

NOW = int(time.time() * 1000) - 1000


@pytest.fixture
def mall() -> Iterator[Door]:
    with door(users=False) as opened:
        goods = {"sku": "mask", "spu": "mask", "title": "面膜", "price_fen": 1000}
        opened.http.put("/v1/goods", json={"goods": [goods]})
        opened.key("*", name="first")
        yield opened


def viewed(id: str, shopper: str, name: str = "Product Viewed", **properties: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "at": NOW, "shopper": shopper, "properties": properties or {"sku": "mask"}}


def test_the_secret_of_a_key_is_shown_once_and_kept_as_a_hash(mall: Door) -> None:
    made = mall.http.post("/v1/keys", json={"name": "till-1", "scopes": ["events:write"]},
                          headers=mall.key("keys:manage", name="maker")).json()
    assert made["secret"].startswith("hz_") and len(made["secret"]) > 40
    kept = repr([mall.app.documents.list(kind) for kind in ("api_key", "api_key_hash")])
    assert made["secret"] not in kept and made["secret"][8:] not in kept
    listed = mall.http.get("/v1/keys", headers=mall.key("keys:manage", name="reader")).json()["items"]
    assert all(each["secret"] is None for each in listed)
    assert next(each for each in listed if each["name"] == "maker")["seen_at"]


def test_a_revoked_key_and_one_past_its_time_open_nothing(mall: Door) -> None:
    admin, till = mall.key("keys:manage", name="admin"), mall.key("goods:read", name="till-2")
    assert mall.http.get("/v1/goods", headers=till).status_code == 200
    assert mall.http.delete("/v1/keys/till-2", headers=admin).json()["revoked"]
    assert code(mall.http.get("/v1/goods", headers=till)) == "unauthorised"
    brief = mall.key("goods:read", name="brief", days=1e-9)
    time.sleep(0.01)
    assert code(mall.http.get("/v1/goods", headers=brief)) == "unauthorised"


def test_a_key_has_its_own_rate_and_hears_how_long_to_wait(mall: Door) -> None:
    slow, quick = mall.key("goods:read", name="slow", rate_per_s=0.5), mall.key("goods:read", name="quick")
    answers = [mall.http.get("/v1/goods", headers=slow) for _ in range(6)]
    assert [a.status_code for a in answers].count(200) <= 3
    assert (answers[-1].status_code, code(answers[-1])) == (429, "too_many_requests")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3
    assert all(mall.http.get("/v1/goods", headers=quick).status_code == 200 for _ in range(20))


def test_guessing_keys_is_slowed_down_by_address() -> None:
    with door(access=Access(address_rate_per_s=1)) as mall:
        answers = [mall.http.get("/v1/status", headers=bearer(f"hz_{n}")) for n in range(10)]
        assert answers[0].status_code == 401 and answers[-1].status_code == 429


def test_what_one_key_was_answered_is_never_replayed_to_another(mall: Door) -> None:
    headers = {"Idempotency-Key": "same"}
    one, two = mall.key("events:write", name="one"), mall.key("events:write", name="two")
    body = {"events": [viewed("e1", "s1")]}
    assert mall.http.post("/v1/events", json=body, headers=one | headers).json()["accepted"] == 1
    assert "idempotent-replay" in mall.http.post("/v1/events", json=body, headers=one | headers).headers
    assert "idempotent-replay" not in mall.http.post("/v1/events", json=body, headers=two | headers).headers


def test_an_answer_kept_for_a_repeat_cannot_be_read_without_the_clients_key(mall: Door) -> None:
    headers = mall.key("events:write", name="one") | {"Idempotency-Key": "a-random-key"}
    wrong = {"events": [viewed("e1", "s1", sku="canary-sku")]}
    first = mall.http.post("/v1/events", json=wrong, headers=headers)
    assert "canary-sku" in first.text
    kinds = {kind for kind, _ in mall.app.documents._kept if kind.startswith("idempotency")}  # type: ignore[attr-defined]
    kept = repr([mall.app.documents.list(kind) for kind in kinds])
    assert kinds and "canary-sku" not in kept and "a-random-key" not in kept
    assert mall.http.post("/v1/events", json=wrong, headers=headers).text == first.text


def test_secrets_are_never_kept_for_a_repeat(mall: Door) -> None:
    headers = mall.key("*", name="all") | {"Idempotency-Key": "k"}
    made = mall.http.post("/v1/shopper-tokens", json={"shopper": "s1"}, headers=headers)
    again = mall.http.post("/v1/shopper-tokens", json={"shopper": "s1"}, headers=headers)
    assert made.status_code == again.status_code == 201 and "idempotent-replay" not in again.headers


def test_a_shopper_token_sends_only_the_own_shoppers_acts_and_each_other_event_is_refused_by_itself(mall: Door) -> None:
    issuer = mall.key("tokens:issue", name="shop-server")
    made = mall.http.post("/v1/shopper-tokens", json={"shopper": "s1", "ttl_s": 600}, headers=issuer).json()
    batch = [
        viewed("e0", "s2"),
        viewed("e1", "s1"),
        viewed("e2", ""),
        viewed("e3", "s1", sku="nowhere"),
        viewed("e4", "s1", "Order Paid", order="o", total_fen=1, lines=[]),
        viewed("e5", "", "Product Delisted"),
        viewed("e6", "s1", "Made Up"),
    ]
    receipt = mall.http.post("/v1/events", json={"events": batch}, headers=bearer(made["token"])).json()
    assert receipt["accepted"] == 1
    assert [(r["index"], r["code"]) for r in receipt["refused"]] == [
        (0, "not_yours"), (2, "not_yours"), (3, "unknown_sku"), (4, "not_from_shoppers"), (5, "not_yours"),
        (6, "unknown_event"),
    ]
    failed = mall.http.get("/v1/failed-events", headers=mall.key("failed:read", name="f")).json()["items"]
    assert {each["code"] for each in failed} >= {"not_yours", "not_from_shoppers"}


def test_no_shopper_takes_the_id_of_an_event_that_the_mall_will_record(mall: Door) -> None:
    shop = {"shop": "s1", "name": "一店", "longitude": 112.4, "latitude": 34.6, "system": "gcj02"}
    mall.http.put("/v1/shops", json={"shops": [shop]}, headers=mall.key("goods:write", name="g"))
    till = mall.key("orders:write", "stock:write", name="o")
    mall.http.post("/v1/stock/counts", headers=till,
                   json={"counts": [{"key": "c1", "sku": "mask", "shop": "s1", "on_hand": 5}]})
    batch = [viewed(f"order:M-1:{step}", "s1") for step in ("placed", "paid")]
    refused = mall.http.post("/v1/events", json={"events": batch}, headers=mall.token("s1")).json()["refused"]
    assert [each["code"] for each in refused] == ["id_reserved", "id_reserved"]
    order = {"order": "M-1", "shopper": "s2", "lines": [{"sku": "mask", "quantity": 1}]}
    assert mall.http.post("/v1/orders", json=order, headers=till).status_code == 201
    assert mall.http.post("/v1/orders/M-1/pay", json={}, headers=till).status_code == 200
    told = [each.event.name for each in mall.app.log.read(0, 100) if each.event.id.startswith("order:M-1:")]
    assert told == ["Order Placed", "Order Paid"]


def test_what_shoppers_may_tell_is_in_the_catalogue() -> None:
    assert set(CATALOGUE) >= FROM_SHOPPERS


def test_a_shopper_token_asks_for_the_own_page_only(mall: Door) -> None:
    token = mall.token("s1")
    assert mall.http.post("/v1/page", json={"placement": "home", "shopper": "s1"}, headers=token).status_code == 200
    assert mall.http.post("/v1/page", json={"placement": "home"}, headers=token).status_code == 200
    other = mall.http.post("/v1/page", json={"placement": "home", "shopper": "s2"}, headers=token)
    assert (other.status_code, code(other)) == (403, "not_yours")


def test_a_shopper_token_opens_no_other_route() -> None:
    with door(users=False, access=Access(shopper_rate_per_s=10_000)) as mall:
        mall.key("*")
        token = mall.token("s1")
        own = ("POST /v1/events", "POST /v1/page", "GET /v1/search", "GET /v1/search/suggest",
               "POST /v1/popups/{id}/{what}", "POST /v1/quotes", "GET /v1/live-sales", "GET /v1/groups/{group}",
               "POST /v1/top-up", "GET /v1/storefront", "GET /v1/storefront/goods", "GET /v1/storefront/goods/{sku}",
               "GET /v1/storefront/goods/{sku}/reviews", "GET /v1/storefront/shops", "POST /v1/storefront/promises",
               "GET /v1/shims/litemall/wx/goods/related",
               "GET /v1/shims/mall/home/recommendProductList")  # fmt: skip
        for line, rule in TABLE.items():
            if rule.permission in (ANYONE, "me:use") or line in own:
                continue
            method, path = line.split()
            path = path.replace("{shopper}", "s1").replace("{", "").replace("}", "")
            assert code(mall.http.request(method, path, headers=token)) == "not_allowed", line


def test_a_token_that_ran_out_was_ended_or_was_signed_elsewhere_is_refused_with_the_reason(mall: Door) -> None:
    admin = mall.key("tokens:issue", "privacy:rotate", name="admin")
    ask = {"placement": "home"}

    def shown(token: dict[str, str]) -> str:
        return code(mall.http.post("/v1/page", json=ask, headers=token))

    ended = mall.token("s1")
    time.sleep(0.005)
    assert mall.http.delete("/v1/shopper-tokens/s1", headers=admin).status_code == 204
    assert shown(ended) == "token_ended"
    time.sleep(0.005)
    assert mall.http.post("/v1/page", json=ask, headers=mall.token("s1")).status_code == 200
    forged = jwt.encode({"sub": "s1", "aud": "huozhao:shopper", "exp": 9999999999, "iat": 1, "at": 1}, "x" * 32,
                        headers={"kid": jwt.get_unverified_header(ended["Authorization"][7:])["kid"]})
    assert shown(bearer(forged)) == "token_unreadable"
    unsigned = jwt.encode({"sub": "s1", "aud": "huozhao:shopper", "exp": 9999999999, "iat": 1, "at": 1}, None,
                          algorithm="none", headers={"kid": jwt.get_unverified_header(forged)["kid"]})
    assert shown(bearer(unsigned)) == "token_unreadable"


def test_a_token_lives_as_long_as_it_says_and_survives_one_change_of_the_signing_key() -> None:
    now, number = [1_000_000_000_000], [0]

    def chance(size: int) -> bytes:
        number[0] += 1
        return number[0].to_bytes(size, "big")

    tokens = ShopperTokens(MemorySigningKeys(), MemoryDocuments(lambda: 0), lambda: now[0], chance, 86_400_000)
    old = tokens.issue("s1", 3600)
    tokens.rotate()
    new = tokens.issue("s1", 86_400)
    assert old.key != new.key and tokens.read(old.token) == tokens.read(new.token) == "s1"
    now[0] += 3_600_000
    with pytest.raises(Unrecognised, match="run out"):
        tokens.read(old.token)
    now[0] += 86_400_000
    tokens.rotate()
    with pytest.raises(Unrecognised, match="key that is gone"):
        tokens.read(old.token)


def test_an_ended_token_leaves_no_trace_of_the_shopper_and_the_mark_goes_when_no_token_can_live() -> None:
    now = [1_000_000_000_000]
    documents = MemoryDocuments(lambda: 0)
    tokens = ShopperTokens(MemorySigningKeys(), documents, lambda: now[0], lambda n: b"k" * n, 86_400_000)
    made = tokens.issue("shopper-canary", 3600)
    tokens.end(["shopper-canary"])
    with pytest.raises(Unrecognised, match="taken back"):
        tokens.read(made.token)
    assert documents.count("token_end") == 1 and "canary" not in repr(documents.list("token_end"))
    now[0] += 86_400_001
    assert tokens.tidy() == 1


@pytest.mark.parametrize("body", [{"shopper": ""}, {"shopper": "s" * 129}, {"shopper": "s1", "ttl_s": 0},
                                  {"shopper": "s1", "ttl_s": 86_401}])
def test_a_token_for_nobody_or_for_ever_is_refused(mall: Door, body: dict[str, Any]) -> None:
    assert mall.http.post("/v1/shopper-tokens", json=body, headers=mall.key("tokens:issue")).status_code == 422


def test_the_signing_keys_lie_in_a_file_that_only_its_owner_may_read(tmp_path: Any) -> None:
    path = tmp_path / "keys" / "tokens.json"
    tokens = ShopperTokens(FileSigningKeys(path), MemoryDocuments(lambda: 0), lambda: NOW, lambda n: b"k" * n, 10_000)
    made = tokens.issue("s1", 5)
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o077 == 0
    again = ShopperTokens(FileSigningKeys(path), MemoryDocuments(lambda: 0), lambda: NOW, lambda n: b"k" * n, 10_000)
    assert again.read(made.token) == "s1"


def test_the_very_first_tokens_hold_though_many_ask_at_once(tmp_path: Path) -> None:
    keys = FileSigningKeys(tmp_path / "keys.json")
    tokens = ShopperTokens(keys, MemoryDocuments(lambda: 0), lambda: NOW, os.urandom, 3_600_000)
    with ThreadPoolExecutor(16) as pool:
        issued = list(pool.map(lambda n: tokens.issue(f"u{n}", 60).token, range(64)))
    assert [tokens.read(each) for each in issued] == [f"u{n}" for n in range(64)]
