"""A demo's browser logs in through the fake WeChat, takes the guest along, and a real mall has no such door."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Settings, Storage, Storefront, Wechat
from huozhao.terms.errors import BadInput
from tests.doors import bearer
from tests.wechatting import Fake, wechat

Door = TestClient[object]
CODE = "/v1/storefront/wechat-code"


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with wechat() as found:
        yield found


def settings(fake: Fake, **changes: Any) -> Settings:
    world = fake.world
    chosen = replace(Wechat(url=fake.url, appid=world.appid, secret=world.secret), **changes)
    return replace(Settings(), storage=Storage(backend="memory"), storefront=Storefront(guests=True), wechat=chosen)


def guest(http: Door, secret: str = "") -> dict[str, str]:
    return dict(http.post("/v1/storefront/session", json={"secret": secret} if secret else {}).json())


def test_a_guest_who_logs_in_keeps_orders_and_favourites_and_stays_the_same_user(fake: Fake) -> None:
    with open_app(settings(fake, sandbox=True)) as app, TestClient(create(app)) as http:
        assert http.get("/v1/storefront").json()["wechat_sandbox"] is True
        http.put("/v1/goods", json={"goods": [{"sku": "tea", "spu": "tea", "title": "茶", "price_fen": 900}]})
        here = {"longitude": 123.43, "latitude": 41.8, "system": "wgs84"}
        shop = {"shop": "s1", "name": "店", "opens": "00:00", "closes": "24:00", **here}
        http.put("/v1/shops", json={"shops": [shop]})
        http.post("/v1/stock/counts", json={"counts": [{"key": "c", "sku": "tea", "shop": "s1", "on_hand": 9}]})
        came = guest(http)
        wish = {"key": "k", "lines": [{"sku": "tea", "quantity": 1}], "place": here}
        order = http.post("/v1/me/orders", json=wish, headers=bearer(came["token"])).json()["order"]

        def log_in() -> dict[str, str]:
            again = guest(http, came["secret"])
            code = http.post(CODE, headers=bearer(again["token"])).json()["code"]
            return dict(http.post("/v1/wechat/session", json={"code": code}, headers=bearer(again["token"])).json())

        def marked(token: str) -> list[str]:
            items = http.get("/v1/me/favourites", headers=bearer(token)).json()["items"]
            return [each["goods"]["sku"] for each in items]

        http.put("/v1/me/favourites/tea", headers=bearer(came["token"]))
        entered = log_in()
        assert entered["shopper"].startswith("wx-") and entered["is_new"]
        mine = http.get("/v1/me/orders", headers=bearer(entered["token"])).json()["items"]
        assert [each["order"] for each in mine] == [order]
        assert marked(entered["token"]) == ["tea"]
        http.put("/v1/me/favourites/tea", headers=bearer(entered["token"]))
        assert marked(entered["token"]) == ["tea"]
        http.delete("/v1/me/favourites/tea", headers=bearer(entered["token"]))
        assert marked(entered["token"]) == []
        again = log_in()
        assert again["shopper"] == entered["shopper"] and not again["is_new"]
        assert http.post(CODE).status_code in (401, 403)


@pytest.mark.parametrize("changes", [{"sandbox": False}, {"sandbox": True, "secret": ""}])
def test_a_mall_that_is_no_demo_has_no_such_door(fake: Fake, changes: dict[str, object]) -> None:
    with open_app(settings(fake, **changes)) as app, TestClient(create(app)) as http:
        assert http.get("/v1/storefront").json()["wechat_sandbox"] is False
        answer = http.post(CODE, headers=bearer(guest(http)["token"]))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_sandbox")


def test_a_sandbox_that_is_not_on_this_machine_is_refused_at_the_start(fake: Fake) -> None:
    with pytest.raises(BadInput) as caught, open_app(settings(fake, sandbox=True, url="https://api.weixin.qq.com")):
        pass
    assert (caught.value.code, caught.value.field) == ("sandbox_elsewhere", "wechat.sandbox")


def test_a_sandbox_that_has_gone_is_said_to_be_gone(fake: Fake) -> None:
    with (open_app(settings(fake, sandbox=True, url="http://127.0.0.1:9")) as app, TestClient(create(app)) as http):
        answer = http.post(CODE, headers=bearer(guest(http)["token"]))
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "wechat_unreachable")
