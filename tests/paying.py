"""A mall whose orders are paid through a fake WeChat, and short words for what happens there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.sandbox.pay import notice, paid
from huozhao.settings import Settings, Storage, Wechat
from tests.doors import bearer
from tests.shopping import Mall
from tests.wechatting import Fake, key_files, toml, wechat

Both = tuple[Mall, Fake]
MASK = {"sku": "mask", "spu": "mask", "title": "面膜", "category": ["美妆"], "price_fen": 1000,
        "image": "https://mall.example/mask.png"}
SHOP = {"shop": "s1", "name": "一店", "longitude": 112.4, "latitude": 34.6, "system": "gcj02"}


def settings_of(fake: Fake, folder: Path) -> Wechat:
    """Return settings that connect a mall with a fake WeChat and its merchant account."""
    (own, theirs), world = key_files(folder), fake.world
    return Wechat(url=fake.url, pay_url=fake.url, appid=world.appid, secret=world.secret, mchid=world.mchid,
                  push_token=world.push_token, push_key=world.push_key, merchant_serial=world.merchant_serial,
                  merchant_key_file=str(own), api_v3_key=world.api_v3_key, platform_key_id=world.platform_key_id,
                  platform_key_file=str(theirs), notify_url="https://mall.example/v1/wechat/pay",
                  order_page="pages/order/order?order={order}", goods_page="pages/product/product?sku={sku}")


@contextmanager
def paying(folder: Path, storage: Storage) -> Iterator[Both]:
    """Open a mall with goods, one shop, and a merchant account at a fake WeChat."""
    with wechat() as fake:
        settings = replace(Settings(), storage=storage, wechat=settings_of(fake, folder))
        with open_app(settings) as app, TestClient(create(app)) as http:
            mall = Mall(http, app)
            assert http.put("/v1/goods", json={"goods": [MASK]}).json()["refused"] == []
            assert http.put("/v1/shops", json={"shops": [SHOP]}).json()["refused"] == []
            count = {"key": "c1", "sku": "mask", "shop": "s1", "on_hand": 500}
            assert http.post("/v1/stock/counts", json={"counts": [count]}).status_code == 200
            yield mall, fake


def log_in(mall: Mall, fake: Fake, user: str) -> tuple[str, dict[str, str]]:
    body = mall.http.post("/v1/wechat/session", json={"code": fake.code(user)}).json()
    return str(body["shopper"]), bearer(body["token"])


def ordered(mall: Mall, shopper: str, order: str) -> str:
    body = {"order": order, "shopper": shopper, "lines": [{"sku": "mask", "quantity": 2}]}
    answer = mall.http.post("/v1/orders", json=body)
    assert answer.status_code == 201, answer.text
    return order


def begun(mall: Mall, header: dict[str, str], order: str) -> dict[str, Any]:
    answer = mall.http.post("/v1/me/wechat/payments", json={"order": order}, headers=header)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def notified(mall: Mall, fake: Fake, number: str, late_s: float = 0, **changes: Any) -> httpx.Response:
    headers, body = notice(fake.world, paid(fake.world, number), changes, late_s)
    answer: httpx.Response = mall.http.post("/v1/wechat/pay", content=body, headers=headers)
    return answer


def trade(mall: Mall, number: str) -> dict[str, Any]:
    return next(each for each in mall.get("/v1/wechat/payments?limit=500")["items"] if each["number"] == number)


def status(mall: Mall, order: str) -> str:
    return str(mall.get(f"/v1/orders/{order}")["status"])


def written(folder: Path, fake: Fake) -> Path:
    """Return the data folder of a mall that is yet to be served, connected with a fake WeChat."""
    data = folder / "mall"
    data.mkdir()
    (data / "huozhao.toml").write_text(toml(settings_of(fake, folder)), "utf-8")
    return data


def bought(http: httpx.Client, fake: Fake, user: str) -> str:
    """Give a served mall its goods, and return the order that somebody placed and paid there: two masks, 2,000 fen."""
    count = {"key": "c", "sku": "mask", "shop": "s1", "on_hand": 9}
    asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("PUT", "goods", {"goods": [MASK]}),
        ("PUT", "shops", {"shops": [SHOP]}),
        ("POST", "stock/counts", {"counts": [count]}),
    )
    for method, path, body in asked:
        http.request(method, f"/v1/{path}", json=body).raise_for_status()
    header = bearer(http.post("/v1/wechat/session", json={"code": fake.code(user)}).json()["token"])
    wanted = {"key": "k", "lines": [{"sku": "mask", "quantity": 2}]}
    order = str(http.post("/v1/me/orders", json=wanted, headers=header).json()["order"])
    http.post("/v1/me/wechat/payments", json={"order": order}, headers=header).raise_for_status()
    headers, told = notice(fake.world, paid(fake.world, order), {})
    assert http.post("/v1/wechat/pay", content=told, headers=headers).status_code == 200
    return order
