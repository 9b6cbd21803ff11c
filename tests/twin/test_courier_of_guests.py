"""Guests of the demo's storefront get what they paid, and what others ordered is left alone."""

from dataclasses import replace
from datetime import date

from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Settings, Storage, Storefront
from huozhao.terms.time import parse_instant
from huozhao.twin.api import Api
from huozhao.twin.city import make_city
from huozhao.twin.life import Life
from huozhao.twin.operator import live_courier_of_guests
from huozhao.twin.report import Report
from huozhao.twin.session import Mall
from huozhao.twin.settings import CitySettings

HERE = {"longitude": 123.43, "latitude": 41.8, "system": "wgs84"}


def test_a_guests_paid_order_is_shipped_at_once_and_delivered_when_promised() -> None:
    settings = replace(Settings(), storage=Storage(backend="memory"), storefront=Storefront(True, True))
    with open_app(settings) as app, TestClient(create(app)) as http:
        http.put("/v1/goods", json={"goods": [{"sku": "tea", "spu": "tea", "title": "茶", "price_fen": 900}]})
        shop = {"shop": "s1", "name": "店", "opens": "00:00", "closes": "24:00", **HERE}
        http.put("/v1/shops", json={"shops": [shop]})
        http.post("/v1/stock/counts", json={"counts": [{"key": "c", "sku": "tea", "shop": "s1", "on_hand": 9}]})
        lines = [{"sku": "tea", "quantity": 1}]
        guest = http.post("/v1/storefront/session", json={}).json()
        mine = {"Authorization": f"Bearer {guest['token']}"}
        order = http.post("/v1/me/orders", json={"key": "k", "lines": lines, "place": HERE}, headers=mine).json()
        http.post(f"/v1/me/orders/{order['order']}/pay", headers=mine)
        http.post("/v1/orders", json={"order": "other", "shopper": "U00001", "lines": lines})
        http.post("/v1/orders/other/pay", json={})

        report = Report(lambda _: None)
        life, city = Life(report), make_city(CitySettings(seed=3, shops=1, shoppers=10, skus=20), date(2026, 10, 5))
        courier = live_courier_of_guests(Mall(city, Api(http), life, report))

        def status_after(now: int) -> str:
            life.now = now
            next(courier)
            return str(http.get(f"/v1/me/orders/{order['order']}", headers=mine).json()["status"])

        assert status_after(app.clock()) == "shipped"
        promised = parse_instant(order["promised_at"])
        assert status_after(promised - 1) == "shipped"
        assert status_after(promised) == "delivered"
        assert http.get("/v1/orders/other").json()["status"] == "paid"
