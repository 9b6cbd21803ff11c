"""The storefront: a guest comes in, looks at goods, marks them, orders, and can take all of it back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import App, open_app
from huozhao.backends.files.canaries import search
from huozhao.http.server import create
from huozhao.operations.messages.wish import Wish
from huozhao.settings import Access, Server, Settings, Storage, Storefront
from tests.doors import bearer, door
from tests.shopping import eventually

HERE = {"longitude": 113.93, "latitude": 22.53, "system": "wgs84"}
ADDRESS = "深圳市南山区访客巷 7 号"


class Shop:
    """A mall in which guests shop, and what one of them does in it."""

    def __init__(self, http: TestClient[Any], app: App) -> None:
        self.http, self.app = http, app
        self.me = self.enter()

    def enter(self, secret: str = "") -> dict[str, Any]:
        """Come in; the answer's token speaks from then on."""
        answer = self.http.post("/v1/storefront/session", json={"secret": secret} if secret else {})
        assert answer.status_code == 201, answer.text
        self.me = answer.json()
        return dict(self.me)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Ask as this guest and return the answer."""
        return self.http.request(method, path, json=body or None,
                                 headers={"Authorization": f"Bearer {self.me['token']}"})

    def get(self, path: str) -> Any:
        """Read something that is there."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, key: str = "k1", **more: Any) -> Any:
        """Place an order of two cups."""
        return self.ask("POST", "/v1/me/orders", key=key, lines=[{"sku": "cup-red", "quantity": 2}], place=HERE, **more)


def settings(data: Path | None = None, **shop: bool) -> Settings:
    storage = Storage(data=data) if data else Storage(backend="memory")
    return replace(Settings(), storage=storage, storefront=Storefront(**shop),
                   access=Access(log_in_rate_per_minute=10_000, shopper_rate_per_s=10_000))  # fmt: skip


@pytest.fixture(scope="module")
def mall() -> Iterator[tuple[TestClient[Any], App]]:
    with open_app(settings(guests=True, trial_payment=True)) as app, TestClient(create(app)) as http:
        yield http, app


@pytest.fixture
def shop(mall: tuple[TestClient[Any], App]) -> Shop:
    """Return a new guest in a mall whose goods, prices and stock are as in the beginning."""
    fill(mall[0])
    return Shop(*mall)


def fill(http: TestClient[Any]) -> None:
    goods = [
        {"sku": "cup-blue", "spu": "cup", "title": "保温杯 蓝", "category": ["家居", "杯壶"], "price_fen": 4900,
         "cost_fen": 1900, "supplier": "秘密供应商", "attributes": {"颜色": "蓝", "材质": "316 不锈钢"}},
        {"sku": "cup-red", "spu": "cup", "title": "保温杯 红", "category": ["家居", "杯壶"], "price_fen": 3900,
         "cost_fen": 1900, "supplier": "秘密供应商", "attributes": {"颜色": "红"}},
        {"sku": "tea", "spu": "tea", "title": "绿茶 100g", "category": ["食品", "茶"], "price_fen": 2900},
    ]  # fmt: skip
    assert http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
    shops = [{"shop": "s1", "name": "南山店", "city": "深圳", "opens": "00:00", "closes": "24:00", **HERE},
             {"shop": "s2", "name": "福田店", "city": "深圳", "longitude": 114.05, "latitude": 22.54,
              "system": "wgs84"},
             {"shop": "w", "name": "总仓", "kind": "warehouse", **HERE}]  # fmt: skip
    assert http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []
    counts = [{"key": token_hex(8), "sku": sku, "shop": "s1", "on_hand": units}
              for sku, units in (("cup-blue", 9), ("cup-red", 9), ("tea", 0))]  # fmt: skip
    assert http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200


def test_guests_come_in_only_where_the_mall_lets_them_and_return_as_the_same_shopper(shop: Shop) -> None:
    with open_app(settings()) as app, TestClient(create(app)) as http:
        refused = http.post("/v1/storefront/session", json={})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "guests_off")
    first = dict(shop.me)
    assert shop.enter(first["secret"])["shopper"] == first["shopper"]
    assert shop.enter()["shopper"] != first["shopper"]
    assert first["secret"] not in repr(shop.get("/v1/me"))
    assert shop.http.post("/v1/storefront/session", json={"secret": "U00001"}).status_code == 422
    own = shop.http.get("/v1/me", headers={"Authorization": f"Bearer {first['token']}"}).json()
    assert own["shopper"] == first["shopper"]


def test_an_operators_cookie_in_the_same_browser_neither_helps_nor_harms_a_guest() -> None:
    with door(server=Server(), users=True, storefront=Storefront(guests=True)) as opened:
        headers = {"Cookie": opened.log_in("operator")["Cookie"], "Origin": "http://testserver.local"}
        entered = opened.http.post("/v1/storefront/session", json={}, headers=headers)
        assert entered.status_code == 201, entered.text
        guest = {**headers, **bearer(entered.json()["token"])}
        assert opened.http.get("/v1/storefront", headers=guest).status_code == 200
        assert opened.http.get("/v1/orders", headers=guest).status_code == 403
        assert opened.http.get("/v1/storefront").status_code == 401


def test_goods_show_what_a_shopper_needs_and_nothing_of_the_trade(shop: Shop) -> None:
    start = shop.get("/v1/storefront")
    assert [each["name"] for each in start["categories"]] == ["家居", "食品"]
    within = start["categories"][0]["within"][0]
    assert within == {"name": "杯壶", "path": ["家居", "杯壶"], "products": 1, "within": []}
    assert start["trial_payment"] is True and start["speed"] == 1.0
    assert start["templates"] == {}, "nothing is connected that could bring a message"
    listed = shop.get("/v1/storefront/goods?category=家居")["items"]
    assert [each["sku"] for each in listed] == ["cup-blue"]  # one SKU a product
    page = shop.get("/v1/storefront/goods/cup-red?longitude=113.93&latitude=22.53&system=wgs84")
    assert page["goods"]["in_stock"] and page["goods"]["deliverable"]["shop_name"] == "南山店"
    assert [each["sku"] for each in page["variants"]] == ["cup-red", "cup-blue"]
    assert page["attributes"] == {"颜色": "红"} and page["rating"]["mean"] is None
    assert shop.get("/v1/storefront/goods/tea")["goods"]["in_stock"] is False
    assert "秘密供应商" not in repr(page) and "cost" not in repr(page)
    assert shop.ask("GET", "/v1/goods/cup-red").status_code == 403
    shops = shop.get("/v1/storefront/shops?longitude=114.05&latitude=22.54&system=wgs84")["items"]
    assert [each["name"] for each in shops] == ["福田店", "南山店"] and shops[0]["distance_km"] == 0
    shop.http.delete("/v1/goods/tea")
    assert shop.ask("GET", "/v1/storefront/goods/tea").json()["error"]["code"] == "unknown_sku"


def test_reviews_are_read_without_their_writers(shop: Shop) -> None:
    for n, (stars, text) in enumerate(((5, "保温一整天，很好"), (2, "盖子漏水，找王女士 13800138000 也没用"), (4, ""))):
        writer = shop.enter()["shopper"]
        said = {"id": f"r{n}", "name": "Product Reviewed", "at": shop.app.clock(), "shopper": writer,
                "properties": {"sku": "cup-blue", "stars": stars, "text": text}}  # fmt: skip
        assert shop.ask("POST", "/v1/events", events=[said]).json()["accepted"] == 1
    assert shop.app.folds.reached(shop.app.log.head(), 60.0)
    found = shop.get("/v1/storefront/goods/cup-red/reviews")
    assert len(found["items"]) == 2
    assert found["rating"] == {"mean": 3.7, "shoppers": 3, "counts": [0, 1, 0, 1, 1]}
    assert "13800138000" not in repr(found) and "王女士" not in repr(found) and shop.me["shopper"] not in repr(found)


def test_an_order_is_placed_once_at_the_malls_price_and_moved_by_its_shopper_only(shop: Shop) -> None:
    placed = shop.order()
    assert placed.status_code == 201, placed.text
    first = placed.json()
    assert first["total_fen"] == 7800 and first["status"] == "placed" and first["expires_at"]
    assert first["parts"][0]["shop_name"] == "南山店" and first["promised_at"] > first["times"]["placed"]
    assert shop.order().json()["order"] == first["order"]
    assert [each["order"] for each in shop.get("/v1/me/orders")["items"]] == [first["order"]]
    assert {name: each["may"] for name, each in first["may"].items()} == {
        "pay": True, "cancel": True, "receive": False, "return": False}
    priced = shop.ask("POST", "/v1/me/orders", key="k2", lines=[{"sku": "tea", "quantity": 1, "price_fen": 1}])
    assert priced.json()["error"]["field"].endswith("price_fen"), priced.text
    owner = dict(shop.me)
    shop.enter()
    for path in (first["order"], f"{first['order']}/pay", f"{first['order']}/cancel", f"{first['order']}/return"):
        method = "POST" if "/" in path else "GET"
        assert shop.ask(method, f"/v1/me/orders/{path}").json()["error"]["code"] == "unknown_order"
    assert shop.order().json()["order"] != first["order"]  # another shopper's key is another order
    shop.me = owner
    assert shop.ask("POST", f"/v1/me/orders/{first['order']}/pay").json()["status"] == "paid"
    got = shop.ask("POST", f"/v1/me/orders/{first['order']}/receive").json()
    assert got["status"] == "delivered" and got["may"]["return"]["may"]
    back = shop.ask("POST", f"/v1/me/orders/{first['order']}/return", lines=[{"sku": "cup-red", "quantity": 1}])
    assert back.json()["return_state"] == "asked", back.text
    too_many = shop.ask("POST", f"/v1/me/orders/{first['order']}/return", lines=[{"sku": "cup-red", "quantity": 3}])
    assert too_many.json()["error"]["code"] == "return_too_much"
    waiting = shop.http.get("/v1/return-requests").json()["items"]
    assert first["order"] in [each["order"] for each in waiting]


def test_what_went_off_sale_is_not_sold_but_an_order_of_before_stands(shop: Shop) -> None:
    before = shop.order().json()
    assert shop.http.delete("/v1/goods/cup-red").status_code == 200
    refused = shop.order("k2")
    assert refused.status_code == 409, refused.text
    assert refused.json()["error"]["code"] == "not_on_sale" and refused.json()["error"]["field"] == "lines[0].sku"
    assert "保温杯 红" in refused.json()["error"]["message"]
    assert shop.order().json()["order"] == before["order"]
    paid = shop.ask("POST", f"/v1/me/orders/{before['order']}/pay").json()
    assert paid["status"] == "paid"
    assert [each["order"] for each in shop.get("/v1/me/orders")["items"]] == [paid["order"]]


def test_without_trial_payment_only_the_malls_server_says_what_is_paid() -> None:
    with open_app(settings(guests=True)) as app, TestClient(create(app)) as http:
        fill(http)
        shop = Shop(http, app)
        order = shop.order().json()
        assert not order["may"]["pay"]["may"]
        refused = shop.ask("POST", f"/v1/me/orders/{order['order']}/pay").json()["error"]
        assert refused["code"] == "pay_elsewhere" and "商城" in refused["message"]
        assert http.post(f"/v1/orders/{order['order']}/pay", json={}).json()["status"] == "paid"
        assert shop.get(f"/v1/me/orders/{order['order']}")["status"] == "paid"
        assert shop.ask("POST", f"/v1/me/orders/{order['order']}/cancel").json()["status"] == "cancelled"


def test_favourites_say_when_they_are_cheaper_or_back(shop: Shop) -> None:
    before = shop.app.log.head()
    for sku in ("tea", "cup-red", "tea"):
        assert shop.ask("PUT", f"/v1/me/favourites/{sku}").status_code == 204
    assert shop.ask("PUT", "/v1/me/favourites/none").status_code == 404
    back = {"key": token_hex(8), "sku": "tea", "shop": "s1", "on_hand": 5}
    shop.http.post("/v1/stock/counts", json={"counts": [back]})
    cheaper = {"sku": "cup-red", "spu": "cup", "title": "保温杯 红", "category": ["家居", "杯壶"], "price_fen": 3500}
    shop.http.put("/v1/goods", json={"goods": [cheaper]})
    found = {each["goods"]["sku"]: each for each in shop.get("/v1/me/favourites")["items"]}
    assert (found["cup-red"]["dropped_fen"], found["cup-red"]["is_back"]) == (400, False)
    assert (found["tea"]["dropped_fen"], found["tea"]["is_back"]) == (0, True)
    assert shop.ask("DELETE", "/v1/me/favourites/tea").status_code == 204
    assert [each["goods"]["sku"] for each in shop.get("/v1/me/favourites")["items"]] == ["cup-red"]
    # Without consent the mall hears that somebody marked goods, and not who.
    told = [each.event for each in shop.app.log.read(before, 1_000) if each.event.name.startswith("Product Favou")]
    assert len(told) == 2 and not any(shop.me["shopper"] in repr(each) for each in told)


def test_who_agreed_to_marketing_is_told_once_that_a_favourite_is_cheaper_or_back(shop: Shop) -> None:
    calm = {"quiet_from": "00:00", "quiet_until": "00:00", "a_day": 9, "a_week": 9}  # the test's clock is the real one
    assert shop.http.put("/v1/messages/rules", json={"policy": calm}).status_code == 200
    agreed, silent = dict(shop.me), dict(shop.enter())
    for shop.me in (agreed, silent):
        for sku in ("tea", "cup-red"):
            shop.ask("PUT", f"/v1/me/favourites/{sku}")
    shop.me = agreed
    shop.ask("PUT", "/v1/me/consents", consents=[{"purpose": "marketing", "given": True}])
    reminders = shop.app.storefront.reminders
    assert shop.get("/v1/me/messages")["items"] == [] and reminders.work(lambda *_: None)["shoppers"] == 0
    cheaper = {"sku": "cup-red", "spu": "cup", "title": "保温杯 红", "category": ["家居", "杯壶"], "price_fen": 3550}
    shop.http.put("/v1/goods", json={"goods": [cheaper]})
    back = {"key": token_hex(8), "sku": "tea", "shop": "s1", "on_hand": 5}
    shop.http.post("/v1/stock/counts", json={"counts": [back]})
    assert reminders.work(lambda *_: None)["handed"] >= 4  # guests of other tests have favourites, too
    assert reminders.work(lambda *_: None)["handed"] == 0
    told = eventually(lambda: shop.get("/v1/me/messages")["items"], lambda seen: len(seen) == 2)
    assert {each["body"]["zh"] for each in told} == {
        "“保温杯 红”现在 ¥35.50，比收藏时便宜 ¥3.50。", "“绿茶 100g”又有货了。"}
    shop.me = silent
    assert shop.get("/v1/me/messages")["items"] == []


def test_news_that_does_not_hold_any_more_is_not_told(shop: Shop) -> None:
    shop.ask("PUT", "/v1/me/favourites/cup-red")
    favourites, reminders = shop.app.storefront.favourites, shop.app.storefront.reminders
    taken: list[Wish] = []

    def take(wishes: Sequence[Wish]) -> int:
        taken.extend(wish for wish in wishes if wish.shopper == shop.me["shopper"])
        return len(wishes)

    cheaper = {"sku": "cup-red", "spu": "cup", "title": "保温杯 红", "category": ["家居", "杯壶"], "price_fen": 3550}
    shop.http.put("/v1/goods", json={"goods": [cheaper]})
    replace(reminders, hand=take).work(lambda *_: None)
    assert [wish.facts["news"] for wish in taken] == ["cheaper"] and reminders.unfit(taken[0]) == ""
    shop.http.put("/v1/goods", json={"goods": [cheaper | {"price_fen": 3900}]})
    assert reminders.unfit(taken[0]) == "withdrawn"
    shop.http.put("/v1/goods", json={"goods": [cheaper]})
    favourites.unmark(shop.me["shopper"], "cup-red")
    assert reminders.unfit(taken[0]) == "withdrawn"


def test_contact_is_sealed_and_read_by_its_shopper_alone(shop: Shop) -> None:
    told = shop.ask("PUT", "/v1/me/contact", name="访客七", phone="13800138077", address=ADDRESS)
    assert told.json() == {"name": "访客七", "phone": "+8613800138077", "address": ADDRESS}
    assert shop.ask("PUT", "/v1/me/contact", phone="12").status_code == 422
    assert shop.get("/v1/me/contact")["address"] == ADDRESS
    assert ADDRESS not in repr(shop.app.log.read(0, 10_000))


def test_an_erased_guest_leaves_nothing_and_comes_back_as_somebody_new(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_app(settings(data, guests=True, trial_payment=True)) as app, TestClient(create(app)) as http:
        fill(http)
        shop = Shop(http, app)
        before = dict(shop.me)
        shop.ask("PUT", "/v1/me/favourites/tea")
        shop.ask("PUT", "/v1/me/contact", name="访客七", phone="13800138077", address=ADDRESS)
        assert shop.order().status_code == 201
        assert [each["sku"] for each in shop.get("/v1/me/copy")["favourites"]] == ["tea"]
        receipt = shop.ask("POST", "/v1/me/erase").json()
        assert receipt["removed"]["favourites"] == 1
        assert search(data, (before["shopper"], ADDRESS, "13800138077", before["secret"]))[0] == []
        assert shop.ask("GET", "/v1/me/favourites").json()["error"]["code"] == "token_ended"
        assert shop.enter(before["secret"])["shopper"] != before["shopper"]
        assert shop.get("/v1/me/favourites")["items"] == [] and shop.get("/v1/me/orders")["items"] == []


def test_favourites_go_by_themselves_when_their_time_is_up(shop: Shop) -> None:
    shop.ask("PUT", "/v1/me/favourites/tea")
    favourites = shop.app.storefront.favourites
    assert favourites.expire() == 0
    aged = replace(favourites, keep_days=-1)
    assert aged.expire() >= 1 and shop.get("/v1/me/favourites")["items"] == []
    assert shop.app.documents.get("favourite", shop.me["shopper"]) is None


def test_the_storefront_page_is_served_or_says_how_it_is_built(shop: Shop) -> None:
    moved = shop.http.get("/shop", follow_redirects=False)
    assert moved.status_code in (301, 302) and moved.headers["location"] == "/shop/"
    page = shop.http.get("/shop/")
    assert page.status_code == 200 and ("make console shop" in page.text or "<div id=\"app\"" in page.text)
    assert "script-src 'self'" in page.headers["content-security-policy"]
