"""Clients of litemall and mall ask as they always did, and get what fits each shopper, in their own form."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.app.clock import real_clock
from huozhao.backends.malls.asking import AskedOfMall
from huozhao.flows.connectors.shims import LitemallTokens
from huozhao.http.server import create
from huozhao.settings import Connect, Settings, Storage
from tests.shopping import Mall, patient

RELATED, HOME = "/v1/shims/litemall/wx/goods/related", "/v1/shims/mall/home/recommendProductList"
SECRET = "X-Litemall-Token"


@contextmanager
def behind(connect: Connect) -> Iterator[Mall]:
    """Open a mall behind another one: product n has two SKUs, n1 and n2; dairy is 1…8, tea 20…27."""
    settings = replace(Settings(), storage=Storage(backend="memory"), connect=connect, matching=patient())
    with open_app(settings) as app, TestClient(create(app)) as http:
        mall = Mall(http, app)
        goods = [{"sku": f"{spu}{n}", "spu": str(spu), "title": f"商品 {spu}", "category": [kind], "price_fen": 1250,
                  "image": f"https://img.example/{spu}.jpg"}
                 for kind, spus in (("乳品", range(1, 9)), ("茶", range(20, 28))) for spu in spus for n in (1, 2)]
        assert http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        for n in range(30):
            mall.bought(f"tea-{n}", *(f"{20 + (n + k) % 8}1" for k in range(3)), days_ago=3)
            mall.bought(f"milk-{n}", *(f"{1 + (n + k) % 8}1" for k in range(3)), days_ago=3)
        for spu in (20, 21, 22):
            mall.did("77", "Product Viewed", sku=f"{spu}1")
            mall.bought("77", f"{spu}1", days_ago=2)
        mall.send()
        mall.run()
        yield mall


def token(shopper: int, secret: str = SECRET, ends_in_s: int = 7200, issuer: str = "LITEMALL") -> str:
    """Sign as litemall's JwtHelper does."""
    def part(value: dict[str, Any] | bytes) -> str:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    now = int(time.time())
    claims = {"sub": "this is litemall token", "aud": "MINIAPP", "userId": shopper, "iss": issuer, "iat": now,
              "exp": now + ends_in_s}  # fmt: skip
    told = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{told}.{part(hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest())}"


def shown_to(mall: Mall) -> list[tuple[str, int]]:
    """Return to whom how many goods were shown, as the log has it."""
    return [(each.event.shopper, len(each.event.properties.items)) for each in mall.app.log.read(0, 10_000)
            if each.event.name == "Recommendation Shown"]  # type: ignore[attr-defined]


def test_goods_beside_a_product_come_in_the_form_of_litemall_each_product_once() -> None:
    with behind(Connect(token_secret=SECRET)) as mall:
        answer = mall.http.get(RELATED, params={"id": "20"}, headers={"X-Litemall-Token": token(77)}).json()
        goods = answer["data"]["list"]
        assert (answer["errno"], answer["errmsg"]) == (0, "成功")
        assert answer["data"]["total"] == len(goods) <= 6 and len({each["id"] for each in goods}) == len(goods) > 0
        assert 20 not in {each["id"] for each in goods}
        id = goods[0]["id"]
        assert goods[0] == {"id": id, "name": f"商品 {id}", "brief": "", "picUrl": f"https://img.example/{id}.jpg",
                            "isNew": False, "isHot": False, "counterPrice": 12.5, "retailPrice": 12.5}  # fmt: skip
        assert shown_to(mall) == [("77", len(goods))]
        assert mall.http.get(RELATED, params={"id": "999"}).json() == {"errno": 402, "errmsg": "参数值不对"}


def test_a_token_of_litemall_says_who_asks_only_when_it_holds() -> None:
    with behind(Connect(token_secret=SECRET)) as mall:
        tokens = mall.app.shim_tokens.litemall
        assert tokens.shopper(token(77)) == "77"
        for wrong in ("", "a.b", "a.b.c", token(77, secret="another"), token(77, ends_in_s=-1), token(77, issuer="X"),
                      token(0), token(77)[:-2] + "AA"):
            assert tokens.shopper(wrong) == ""
        assert mall.http.get(RELATED, params={"id": "20"}, headers={"X-Litemall-Token": "a.b.c"}).json()["errno"] == 0


def test_without_a_secret_of_litemall_every_token_is_a_guests() -> None:
    assert LitemallTokens("", real_clock).shopper(token(77, secret="")) == ""


# Members by whom the portal answers with an error.
AWAY, BUSY = -1, -2
ERRORS = {AWAY: 502, BUSY: 429}


@contextmanager
def mall_portal(members: dict[str, int]) -> Iterator[tuple[str, list[str]]]:
    """Stand in for mall-portal: GET /sso/info tells whose token it is. Yields its address and what it was asked."""
    asked: list[str] = []

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown = self.headers.get("Authorization", "")
            asked.append(shown)
            known = members.get(shown)
            body = {"code": 200, "data": {"id": known, "phone": "138"}} if known else {"code": 401, "data": None}
            self.send_response(ERRORS.get(known or 0, 200))
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sso/info", asked
    finally:
        server.shutdown()
        server.server_close()


def test_the_home_page_of_mall_is_in_its_form_personal_and_turns_its_pages_without_repeating() -> None:
    with mall_portal({"Bearer t77": 77}) as (url, asked), behind(Connect(who_url=url)) as mall:
        known = {"X-Mall-Authorization": "Bearer t77"}
        pages = [mall.http.get(HOME, params={"pageSize": 4, "pageNum": n}, headers=known).json() for n in (1, 2)]
        assert all(page["code"] == 200 and page["message"] == "操作成功" for page in pages)
        ids = [each["id"] for page in pages for each in page["data"]]
        assert len(ids) == len(set(ids)) == 8
        first = pages[0]["data"][0]
        assert (first["name"], first["pic"], first["price"]) == (
            f"商品 {first['id']}", f"https://img.example/{first['id']}.jpg", 12.5)  # fmt: skip
        assert sum(each["productCategoryName"] == "茶" for each in pages[0]["data"]) >= 3
        assert asked == ["Bearer t77"], "the mall is asked once for a token"
        assert shown_to(mall) == [("77", 4), ("77", 4)]
        guest = mall.http.get(HOME, headers={"X-Mall-Authorization": "Bearer stranger"}).json()
        assert guest["code"] == 200 and len(guest["data"]) == 4 and len(shown_to(mall)) == 2
        end = mall.http.get(HOME, params={"pageSize": 4, "pageNum": 99}, headers=known).json()
        assert end["data"] == []


@pytest.mark.parametrize("trouble", [AWAY, BUSY])
def test_a_mall_that_could_not_tell_is_asked_again_soon_and_one_that_told_after_minutes(trouble: int) -> None:
    now, members = [0.0], {"Bearer t": trouble}
    with mall_portal(members) as (url, asked):
        mall = AskedOfMall(url, lambda: now[0])
        assert [mall.shopper("Bearer t") for _ in range(3)] == ["", "", ""] and len(asked) == 1
        members["Bearer t"], now[0] = 77, 11.0
        assert mall.shopper("Bearer t") == "77"
        members["Bearer t"], now[0] = AWAY, 300.0
        assert mall.shopper("Bearer t") == "77" and len(asked) == 2
        mall.close()


def test_a_mall_that_does_not_answer_makes_nobody_wait_for_long_and_everybody_a_guest() -> None:
    with behind(Connect(who_url="http://127.0.0.1:9/sso/info")) as mall:
        answer = mall.http.get(HOME, headers={"X-Mall-Authorization": "Bearer t77"}).json()
        assert answer["code"] == 200 and answer["data"]
