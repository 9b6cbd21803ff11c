"""P2: purpose by purpose consent, versioned notice, default off; no consent, no processing for that purpose."""

import time

from tests.shopping import Mall, shopping, skus, zone

GOODS = {"milk": ("食品", "乳品"), "tea": ("食品", "茶"), "mask": ("美妆",), "soap": ("日用",)}


def behave(mall: Mall) -> None:
    mall.goods(**GOODS)
    for n in range(6):
        mall.bought(f"fan{n}", "milk", "tea", days_ago=2)
    mall.bought("other", "soap", days_ago=2)
    for days in (3, 2, 1):
        mall.did("u1", "Product Viewed", days_ago=days, sku="milk")
    mall.send()


def test_without_consent_acts_are_kept_without_the_shopper_and_the_page_is_popular() -> None:
    with shopping(purposes=()) as mall:
        mall.goods(**GOODS)
        mall.did("u1", "Product Viewed", sku="milk")
        mall.did("u1", "Products Searched", query="牛奶")
        receipt = mall.http.post("/v1/events", json={"events": mall.events}).json()
        assert (receipt["accepted"], receipt["anonymised"]) == (2, 2)
        assert mall.app.folds.reached(receipt["position"])
        assert mall.http.get("/v1/shoppers/u1").status_code == 404
        page = mall.page("home", "u1")
        assert page["personal"] is False and zone(page, "similar_shoppers") == []


def test_orders_are_served_without_consent_and_make_no_profile() -> None:
    with shopping(purposes=()) as mall:
        mall.goods(**GOODS)
        mall.bought("u1", "milk")
        mall.send()
        mall.run()
        profile = mall.get("/v1/shoppers/u1")
        assert profile["is_personal"] is False and profile["tags"] == [] and profile["rfm"] is None
        assert mall.page("home", "u1")["personal"] is False
        assert not mall.app.learned.model().shoppers.names()


def test_a_withdrawal_is_in_force_within_a_second_at_collection_computation_and_use() -> None:
    with shopping() as mall:
        behave(mall)
        mall.run()
        assert mall.page("home", "u1")["personal"] is True and mall.get("/v1/shoppers/u1")["is_personal"]
        began = time.monotonic()
        mall.consent("u1", "personalisation", given=False)
        page = mall.page("home", "u1")
        assert page["personal"] is False
        assert all(item["reason"]["code"] in ("popular", "newest") for z in page["zones"] for item in z["items"])
        mall.did("u1", "Product Viewed", sku="mask")
        receipt = mall.http.post("/v1/events", json={"events": mall.events}).json()
        assert receipt["anonymised"] == 1
        profile = mall.get("/v1/shoppers/u1")
        assert not profile["is_personal"] and profile["tags"] == []
        assert time.monotonic() - began < 1
        mall.run()
        assert "u1" not in mall.app.learned.model().shoppers.names()
        mall.consent("u1", "personalisation")
        assert mall.page("home", "u1")["personal"] is True
        assert "mask" not in skus(zone(mall.page("home", "u1"), "for_you")[:1])


def test_a_notice_has_versions_and_a_material_change_asks_again() -> None:
    with shopping() as mall:
        mall.consent("u1", "personalisation", "marketing")
        first = mall.get("/v1/notices/personalisation")["items"]
        assert [n["version"] for n in first] == [1] and "推荐" in first[0]["text"]["zh"]
        text = {"zh": "新的说明", "en": "a new notice"}
        assert mall.http.post("/v1/notices/marketing", json=text).json()["version"] == 2
        assert mall.http.post("/v1/notices/personalisation", json={**text, "material": True}).json()["version"] == 2
        choices = {c["purpose"]: c for c in mall.get("/v1/shoppers/u1/privacy")["consents"]}
        assert choices["personalisation"]["needs_renewal"] and not choices["marketing"]["needs_renewal"]
        assert (choices["personalisation"]["decided_notice"], choices["personalisation"]["notice"]) == (1, 2)
        mall.consent("u1", "personalisation")
        choices = {c["purpose"]: c for c in mall.get("/v1/shoppers/u1/privacy")["consents"]}
        assert not choices["personalisation"]["needs_renewal"]
        assert [n["version"] for n in mall.get("/v1/notices/personalisation")["items"]] == [2, 1]


def test_every_purpose_is_off_by_default_and_the_ledger_proves_itself() -> None:
    with shopping(purposes=()) as mall:
        purposes = {p["purpose"]: p for p in mall.get("/v1/purposes")["items"]}
        assert {name for name, p in purposes.items() if p["basis"] == "contract"} == {"service"}
        assert all(p["given"] == 0 for p in purposes.values())
        mall.consent("u1", "personalisation")
        mall.consent("u1", "personalisation", given=False)
        proof = mall.get("/v1/consents/proof")
        assert proof["whole"] and proof["entries"] == 2
        wrong = {"decisions": [{"shopper": "u1", "purpose": "gossip", "given": True}]}
        assert mall.http.post("/v1/consents", json=wrong).json()["error"]["code"] == "unknown_purpose"


def test_a_precise_place_is_made_coarse_without_consent_to_location() -> None:
    with shopping() as mall:
        mall.goods(milk=("食品",))
        place = {"longitude": 113.930512, "latitude": 22.533321, "system": "wgs84"}
        lines = [{"sku": "milk", "quantity": 1, "price_fen": 1000}]
        mall.did("u1", "Order Placed", order="o1", lines=lines, total_fen=1000, **place)
        mall.send()
        mall.consent("u1", "location")
        mall.did("u1", "Order Placed", order="o2", lines=lines, total_fen=1000, **place)
        mall.send()
        kept = [m["properties"]["longitude"] for m in mall.get("/v1/shoppers/u1/timeline")["items"]]
        assert sorted(kept) == [113.93, 113.930512]
