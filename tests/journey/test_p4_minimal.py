"""P4: a field with no declared purpose is refused at the door; what is due goes by itself, purpose by purpose."""

from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.flows.privacy.gate import fields_of
from huozhao.http.server import create
from huozhao.privacy.purposes import BY_NAME
from huozhao.settings import Privacy, Settings, Storage
from tests.shopping import Mall, shopping


def retained(mall: Mall) -> dict[str, int]:
    """Let due data go and return the report."""
    mall.app.jobs.run("retention", mall.app.privacy.retention.work)
    return dict(mall.get("/v1/privacy/retention"))


@pytest.mark.parametrize("field", ["phone", "id_card", "wechat_id", "手机号", "real_name", "openid"])
def test_a_field_without_a_purpose_is_refused_with_the_reason(field: str) -> None:
    with shopping() as mall:
        mall.goods(milk=("食品",))
        mall.did("u1", "Product Viewed", sku="milk", **{field: "x"})
        receipt = mall.http.post("/v1/events", json={"events": mall.events}).json()
        assert [r["code"] for r in receipt["refused"]] == ["personal_field_undeclared"]
        assert receipt["refused"][0]["field"] == f"properties.{field}"


@pytest.mark.parametrize("shopper", ["13800138000", "+8613800138000", "11010519491231002X"])
def test_an_id_that_is_itself_personal_is_refused(shopper: str) -> None:
    with shopping(purposes=()) as mall:
        mall.did(shopper, "Page Viewed", page="home")
        receipt = mall.http.post("/v1/events", json={"events": mall.events}).json()
        assert [r["code"] for r in receipt["refused"]] == ["shopper_is_personal"]
        kept = mall.get("/v1/failed-events")["items"][0]
        assert shopper.lstrip("+") not in str(kept["raw"])


def test_every_personal_field_of_the_catalogue_names_a_purpose_that_exists() -> None:
    from huozhao.events.catalogue import CATALOGUE, MALL_EVENTS, PURPOSE_OF

    assert set(PURPOSE_OF) == set(CATALOGUE) - MALL_EVENTS
    declared = {purpose for name in CATALOGUE for _, purpose in fields_of(name)} | set(PURPOSE_OF.values())
    assert declared <= set(BY_NAME) and "personalisation" in declared
    assert dict(fields_of("Shopper Contact Given")) == dict.fromkeys(("phone", "name", "address"), "service")


@pytest.mark.parametrize("backend", ["memory", "sqlite"])
def test_what_is_due_goes_by_itself_purpose_by_purpose(tmp_path: Path, backend: str) -> None:
    storage = Storage(data=tmp_path / "data", backend=backend)
    privacy = replace(Privacy(), personalisation_days=30, location_days=5)
    settings = replace(Settings(), storage=storage, privacy=privacy)
    with open_app(settings) as app, TestClient(create(app)) as http:
        mall = Mall(http, app, purposes=("personalisation", "location"))
        mall.goods(milk=("食品",), tea=("食品",))
        for days in (50, 40, 10):
            mall.did("u1", "Product Viewed", days_ago=days, sku="milk")
        mall.bought("u1", "tea", days_ago=45)
        place = {"longitude": 113.930512, "latitude": 22.533321, "system": "wgs84"}
        lines = [{"sku": "tea", "quantity": 1, "price_fen": 1000}]
        mall.did("u1", "Order Placed", days_ago=10, order="o9", lines=lines, total_fen=1000, **place)
        mall.send()
        app.tags.wait(app.log.head())
        ground = app.tags.engine.ground
        acts = int(ground.pool.length[ground.uids.place("u1")])
        before = {m["name"]: m for m in mall.get("/v1/shoppers/u1/timeline")["items"]}
        assert before["Order Placed"]["properties"]["longitude"] == 113.930512
        demand = app.state.scan("heat")
        report = retained(mall)
        assert (report["detached"], report["fields_removed"], report["shoppers"]) == (2, 1, 1)
        left = [(m["name"], m["properties"].get("longitude")) for m in mall.get("/v1/shoppers/u1/timeline")["items"]]
        assert sorted(left, key=str) == [("Order Paid", None), ("Order Placed", 113.93), ("Product Viewed", None)]
        assert mall.get("/v1/shoppers/u1")["counts"]["Product Viewed"] == 1
        assert int(ground.pool.length[ground.uids.place("u1")]) == acts - 2
        assert app.log.head() == len(app.log.read(0, 1_000)) and app.state.scan("heat") == demand
        assert retained(mall)["detached"] == 0


def test_acts_whose_consent_was_withdrawn_are_detached_by_the_next_run() -> None:
    with shopping() as mall:
        mall.goods(milk=("食品",))
        mall.did("u1", "Product Viewed", sku="milk")
        mall.did("u1", "Shopper Registered", city="深圳", device="iPhone")
        mall.bought("u1", "milk")
        mall.send()
        mall.consent("u1", "personalisation", given=False)
        assert retained(mall)["detached"] == 1
        mall.consent("u1", "personalisation")
        profile = mall.get("/v1/shoppers/u1")
        assert {f["field"] for f in profile["facts"]} == {"device"} and "Product Viewed" not in profile["counts"]


def test_letting_go_of_old_acts_leaves_links_and_other_shoppers_as_they_are() -> None:
    with shopping() as mall:
        mall.goods(milk=("食品",))
        mall.did("phone-app", "Product Viewed", sku="milk")
        mall.did("account", "Identity Linked", kind="device", value="phone-app")
        mall.bought("account", "milk")
        mall.send()
        before = mall.get("/v1/shoppers/account")
        assert before["members"] == ["account", "phone-app"]
        mall.consent("account", "personalisation", given=False)
        assert retained(mall)["detached"] == 1
        mall.consent("account", "personalisation")
        mall.app.people.refresh()
        after = mall.get("/v1/shoppers/phone-app")
        assert after["members"] == before["members"] and "Product Viewed" not in after["counts"]
        assert after["counts"]["Order Paid"] == 1


def test_failed_events_and_places_of_orders_go_too() -> None:
    with shopping() as mall:
        assert retained(mall)["failed_events"] == 0
        assert {"failed_events", "access_log", "places_of_orders"} <= set(retained(mall))


def test_daily_work_includes_retention_and_runs_once_a_day() -> None:
    with shopping() as mall:
        assert "retention" in mall.app.schedule.tick()
        assert mall.app.schedule.tick() == []


def test_what_is_collected_and_never_used_is_listed() -> None:
    with shopping() as mall:
        mall.goods(milk=("食品",))
        mall.did("u1", "Product Viewed", sku="milk", placement="home")
        mall.did("u1", "Page Viewed", page="home", referrer="wechat")
        mall.send()
        report = mall.get("/v1/privacy/minimisation")
        uses = {(i["event"], i["field"]): i for i in report["items"]}
        assert uses["Page Viewed", "referrer"]["idle"] and uses["Page Viewed", "referrer"]["collected"] == 1
        assert not uses["Product Viewed", "sku"]["idle"] and "tastes" in uses["Product Viewed", "sku"]["read_by"]
        assert not uses["Shopper Registered", "city"]["idle"]
        assert report["items"][0]["idle"] and report["idle"] >= 1


def test_the_record_of_processing_can_be_exported() -> None:
    with shopping() as mall:
        record = mall.get("/v1/privacy/record")
        lines = {line["purpose"]: line for line in record["items"]}
        assert lines["service"]["basis"] == "contract" and "Order Paid" in lines["service"]["events"]
        assert lines["location"]["separate_consent"] and lines["location"]["days"] == 90
        assert "Shopper Registered.city" in lines["personalisation"]["fields"] and record["measures"]
