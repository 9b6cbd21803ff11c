"""A shopper keeps several addresses, sealed; one is chosen at checkout, and all of it goes with them."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.backends.files.canaries import search
from huozhao.http.server import create
from tests.journey.test_storefront import HERE, Shop, fill, settings

HOME, WORK = "深圳市南山区访客巷 7 号", "深圳市福田区访客大厦 19 层"


@pytest.fixture(scope="module")
def mall() -> Iterator[Shop]:
    with open_app(settings(guests=True, trial_payment=True)) as app, TestClient(create(app)) as http:
        yield Shop(http, app)


@pytest.fixture
def shop(mall: Shop) -> Shop:
    """Return a new guest in a mall with stock."""
    fill(mall.http)
    return Shop(mall.http, mall.app)


def keep(shop: Shop, id: str, address: str, **more: Any) -> Any:
    """Keep an address and return the answer."""
    return shop.ask("PUT", f"/v1/me/addresses/{id}", name="访客七", phone="13800138077", address=address, **more)


def test_the_contact_given_before_is_the_first_address_and_stays_the_default(shop: Shop) -> None:
    shop.ask("PUT", "/v1/me/contact", name="访客七", phone="13800138077", address=HOME)
    assert [(each["id"], each["is_default"]) for each in shop.get("/v1/me/addresses")["items"]] == [("contact", True)]
    assert keep(shop, "work", WORK, label="work", place=HERE).json()["place"]["system"] == "wgs84"
    assert [each["id"] for each in shop.get("/v1/me/addresses")["items"]] == ["contact", "work"]
    shop.ask("PUT", "/v1/me/contact", address=f"{HOME} 2 楼")
    assert shop.get("/v1/me/addresses")["items"][0]["address"] == f"{HOME} 2 楼"


def test_the_default_is_where_parcels_go_and_what_is_sent_twice_is_kept_once(shop: Shop) -> None:
    for _ in range(2):
        assert keep(shop, "home", HOME, label="home").status_code == 200
    keep(shop, "work", WORK, label="work", is_default=True)
    assert [each["id"] for each in shop.get("/v1/me/addresses")["items"]] == ["work", "home"]
    assert shop.get("/v1/me/contact")["address"] == WORK
    left = shop.ask("DELETE", "/v1/me/addresses/work").json()["items"]
    assert [(each["id"], each["is_default"]) for each in left] == [("home", True)]
    assert shop.get("/v1/me/contact")["address"] == HOME
    assert shop.ask("DELETE", "/v1/me/addresses/home").json()["items"] == []
    assert shop.get("/v1/me/contact") == {"name": "", "phone": "", "address": ""}


def test_what_is_wrong_is_named_with_its_field(shop: Shop) -> None:
    assert keep(shop, "a", "").json()["error"]["field"] == "data.address"
    assert keep(shop, "a", HOME, label="castle").status_code == 422
    bad = shop.ask("PUT", "/v1/me/addresses/a", name="访客七", phone="12", address=HOME).json()["error"]
    assert (bad["code"], bad["field"]) == ("phone_unreadable", "phone")
    assert shop.order(address="none").json()["error"]["code"] == "unknown_address"


def test_an_order_goes_to_the_address_chosen_for_it_which_stays_until_it_is_there(shop: Shop) -> None:
    keep(shop, "home", HOME)
    keep(shop, "work", WORK)
    order = shop.order(address="work").json()
    assert order["address"] == "work" and shop.order(address="work").json()["order"] == order["order"]
    assert shop.order(address="home").json()["error"]["code"] == "order_conflict"
    assert shop.ask("DELETE", "/v1/me/addresses/work").json()["error"]["code"] == "address_in_use"
    who = shop.me["shopper"]
    shown = shop.http.post(f"/v1/shoppers/{who}/reveal", json={"field": "address", "order": order["order"]},
                           headers={"X-Reason": "delivery"})  # fmt: skip
    assert shown.json()["value"] == WORK
    assert shop.app.wechat.connection.openids.contact(who, "work")["address"] == WORK
    for step in ("pay", "receive"):
        assert shop.ask("POST", f"/v1/me/orders/{order['order']}/{step}").status_code == 200
    assert shop.ask("DELETE", "/v1/me/addresses/work").status_code == 200


def test_goods_come_from_near_the_address_wherever_the_shopper_looks_from(shop: Shop) -> None:
    futian = {"longitude": 114.05, "latitude": 22.54, "system": "wgs84"}
    count = {"key": token_hex(8), "sku": "cup-red", "shop": "s2", "on_hand": 9}
    assert shop.http.post("/v1/stock/counts", json={"counts": [count]}).status_code == 200
    keep(shop, "home", HOME)
    keep(shop, "work", WORK, place=futian)
    there = shop.order("there", address="work").json()
    assert [part["shop_name"] for part in there["parts"]] == ["福田店"]
    unsaid = shop.order("unsaid", address="home").json()
    assert [part["shop_name"] for part in unsaid["parts"]] == ["南山店"], "by its own place, as the address has none"


def test_addresses_of_another_shopper_are_not_there(shop: Shop) -> None:
    keep(shop, "home", HOME)
    shop.enter()
    assert shop.get("/v1/me/addresses")["items"] == []
    assert shop.order(address="home").json()["error"]["code"] == "unknown_address"


def test_an_address_that_a_person_changes_is_changed_under_whichever_of_their_ids_it_was_given(shop: Shop) -> None:
    account, me = f"account-of-{shop.me['shopper']}", shop.me["shopper"]
    given = {"name": "访客七", "phone": "13800138077", "address": HOME}
    told = {"id": f"contact-{me}", "name": "Shopper Contact Given", "at": shop.app.clock(), "shopper": account,
            "properties": given}  # fmt: skip
    assert shop.http.post("/v1/events", json={"events": [told]}).json()["accepted"] == 1
    link = {"shopper": me, "kind": "account", "value": account}
    assert shop.http.post("/v1/identities/link", json=link).status_code < 300
    assert shop.app.people.members(me) == (account, me)
    assert shop.get("/v1/me/addresses")["items"][0]["address"] == HOME
    assert keep(shop, "contact", WORK).json()["address"] == WORK
    assert shop.get("/v1/me/addresses")["items"][0]["address"] == WORK
    wanted = {"name": "访客八", "phone": "+8613800138077", "address": WORK}
    assert shop.ask("PUT", "/v1/me/contact", name="访客八").json() == wanted
    assert shop.get("/v1/me/addresses")["items"][0]["name"] == "访客八"
    assert shop.app.wechat.connection.openids.contact(account) == wanted


def test_addresses_are_masked_for_the_mall_copied_for_the_shopper_and_erased_with_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_app(settings(data, guests=True)) as app, TestClient(create(app)) as http:
        fill(http)
        shop = Shop(http, app)
        keep(shop, "home", HOME, label="home", place=HERE)
        keep(shop, "work", WORK, label="work")
        masked = ["访** 138****8077 深圳市南山区***", "访** 138****8077 深圳市福田区***"]
        assert shop.get("/v1/me")["addresses"] == masked
        copy = shop.get("/v1/me/copy")
        assert [each["address"] for each in copy["addresses"]] == [HOME, WORK] and "addresses" not in copy["contact"]
        assert WORK in shop.ask("GET", "/v1/me/copy.html").text
        assert search(data, (HOME, WORK))[0] == []
        assert shop.ask("POST", "/v1/me/erase").status_code == 200
        shop.enter()
        assert shop.get("/v1/me/addresses")["items"] == []
