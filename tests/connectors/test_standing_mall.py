"""A running mall reads another one by itself and on request, and shows its shoppers what lies in that mall's stock."""

from dataclasses import replace

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Connect, Settings, Storage
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb
from tests.shopping import Mall, eventually, patient

pytestmark = pytest.mark.slow


def settings(connect: Connect) -> Settings:
    return replace(Settings(), storage=Storage(backend="memory"), connect=connect, matching=patient())


def test_a_mall_that_is_set_is_read_as_a_job_and_its_shoppers_see_what_is_in_stock(shop: LitemallShop) -> None:
    for sku in range(20, 30):
        shop.goods((sku, sku, f"茶 {sku}", "30.00", 0 if sku == 29 else 5))
        for buyer in (1, 2):
            shop.order(sku * 10 + buyer, buyer, 401, 5, (sku, 1, "30.00"), (11, 1, "12.50"))
    told = Connect(mall="litemall", dsn=shop.dsn, minutes=0, consented="personalisation")
    with open_app(settings(told)) as app, TestClient(create(app)) as http:
        job = http.post("/v1/connectors/pull").json()
        ended = eventually(lambda: http.get(f"/v1/jobs/{job['id']}").json(), lambda seen: seen["finished_at"])
        assert ended["state"] == "done", ended
        (found,) = http.get("/v1/connectors").json()["items"]
        orders = next(each for each in found["pulls"] if each["pull"] == "orders")
        assert (orders["accepted"], found["error"], found["hint"]) == (40, None, None)
        page = Mall(http, app).page("home", "1")
        shown = {item["sku"] for zone in page["zones"] for item in zone["items"]}
        assert shown and "29" not in shown


def test_a_mall_is_read_every_few_minutes_from_the_start(shop: LitemallShop) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    with open_app(settings(Connect(mall="litemall", dsn=shop.dsn, minutes=5))) as app, TestClient(create(app)) as http:
        found = eventually(lambda: http.get("/v1/connectors").json(), lambda seen: bool(seen["items"]))
        assert (found["standing"], found["minutes"], found["items"][0]["mall"]) == ("litemall", 5, "litemall")
        assert app.goods.sku("11") is not None


def test_a_database_that_is_down_is_told_and_none_set_is_refused(server: MariaDb, shop: LitemallShop) -> None:
    gone = Connect(mall="litemall", dsn=server.dsn("gone"), minutes=0)
    with open_app(settings(gone)) as app, TestClient(create(app)) as http:
        job = http.post("/v1/connectors/pull").json()
        ended = eventually(lambda: http.get(f"/v1/jobs/{job['id']}").json(), lambda seen: seen["finished_at"])
        assert ended["state"] == "failed" and "gone" in ended["error"] and "read only" not in ended["error"]
        assert http.get("/v1/connectors").json()["items"][0]["error"]["code"] == "mall_unknown_database"
    with open_app(settings(Connect())) as app, TestClient(create(app)) as http:
        assert http.post("/v1/connectors/pull").json()["error"]["code"] == "no_mall_set"
