"""M1, M4: 与你相似的用户还购买了 – every face different, each item with its reason, live without a retrain."""

from tests.shopping import Mall, eventually, shopping, skus, zone

MASKS, TEAS = [f"m{n}" for n in range(8)], [f"t{n}" for n in range(8)]


def fill(mall: Mall) -> None:
    mall.goods(**dict.fromkeys(MASKS, ("美妆", "面膜")), **dict.fromkeys(TEAS, ("食品", "茶")))
    for n in range(6):
        for sku in MASKS:
            mall.did(f"beauty{n}", "Product Viewed", 2, sku=sku)
        for sku in TEAS:
            mall.did(f"tea{n}", "Product Viewed", 2, sku=sku)
    for sku in MASKS[:3]:
        mall.did("me", "Product Favourited", 1, sku=sku)
    mall.send()
    mall.run()


def test_the_taste_of_similar_shoppers_leads_the_page() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "me")
        alike = zone(page, "similar_shoppers")
        assert page["personal"] and page["model"]
        assert alike and set(skus(alike)) <= set(MASKS)
        assert alike[0]["reason"]["text"]["zh"] == "与你相似的用户还购买了"
        assert set(alike[0]["reason"]["evidence"]) <= set(MASKS[:3])
        assert set(skus(zone(mall.page("home", "tea0"), "for_you"))[:2]) <= set(TEAS)
        own = mall.get("/v1/shoppers/me/recommendations?limit=5")["items"]
        assert own[0]["sku"] in MASKS and own[0]["reason"]["text"]["en"]


def test_what_happens_in_this_session_changes_the_next_page_without_a_retrain() -> None:
    with shopping() as mall:
        fill(mall)
        assert not mall.page("home", "visitor")["personal"]
        mall.did("visitor", "Product Viewed", 0, sku="t1")
        mall.send()
        page = mall.page("home", "visitor")
        first = zone(page, "for_you")[0]
        assert page["personal"] and first["sku"] in TEAS and first["reason"]["evidence"] == ["t1"]


def test_bought_goods_and_delisted_goods_are_left_out() -> None:
    with shopping() as mall:
        fill(mall)
        mall.bought("me", "m4")
        mall.send()
        mall.http.delete("/v1/goods/m5")
        shown = {sku for z in mall.page("home", "me")["zones"] for sku in skus(z["items"])}
        assert "m3" in shown and not {"m4", "m5"} & shown


def test_a_page_is_recorded_as_an_impression_once() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "me")
        shown = [i for z in page["zones"] for i in z["items"]]
        assert [item["position"] for item in shown] == list(range(len(shown)))
        assert len(set(skus(shown))) == len(shown)
        newest = mall.get("/v1/shoppers/me/timeline?limit=1")["items"][0]
        assert newest["name"] == "Recommendation Shown"
        told = newest["properties"]
        assert (told["request_id"], told["placement"], told["skus"]) == (page["request_id"], "home", skus(shown))
        assert [(i["sku"], i["zone"], i["position"]) for i in told["items"]] == [
            (i["sku"], z["zone"], i["position"]) for z in page["zones"] for i in z["items"]]
        assert all(0 < item["propensity"] <= 1 and item["features"] for item in told["items"])


def test_a_mall_without_any_event_still_shows_its_goods() -> None:
    with shopping() as mall:
        assert mall.page("home", "first")["zones"] == []
        mall.goods(a=("茶",), b=("茶",))
        page = eventually(lambda: mall.page("home", "first"), lambda found: bool(found["zones"]))
        assert not page["personal"] and set(skus(zone(page, "for_you"))) == {"a", "b"}
        assert zone(page, "for_you")[0]["reason"]["code"] == "newest"


def test_a_wrong_placement_or_a_product_page_without_a_product_is_refused() -> None:
    with shopping() as mall:
        for body, field in (({"placement": "cellar"}, "placement"), ({"placement": "product"}, "sku")):
            answer = mall.http.post("/v1/page", json=body)
            assert answer.status_code == 422 and answer.json()["error"]["field"] == field
        place = {"longitude": 121.4, "latitude": 31.2, "system": "mars"}
        assert mall.http.post("/v1/page", json={"placement": "home", "place": place}).status_code == 422
