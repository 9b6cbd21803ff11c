"""M4: 千人千面 – pages differ by shopper and say why; the merchant's rules are applied where everybody can see them."""

from typing import Any

from tests.shopping import Mall, shopping, skus, zone

MASKS, TEAS, CAMPS = [f"m{n}" for n in range(8)], [f"t{n}" for n in range(8)], [f"c{n}" for n in range(8)]


def fill(mall: Mall) -> None:
    mall.goods(**dict.fromkeys(MASKS, ("美妆", "面膜")), **dict.fromkeys(TEAS, ("食品", "茶")),
               **dict.fromkeys(CAMPS, ("户外", "露营")))  # fmt: skip
    for n in range(6):
        for who, goods in (("beauty", MASKS), ("tea", TEAS), ("camp", CAMPS)):
            for sku in goods:
                mall.did(f"{who}{n}", "Product Viewed", 20, sku=sku)
    for who, goods in (("ann", MASKS), ("bob", TEAS)):
        for sku in goods[:2]:
            mall.did(who, "Product Favourited", 10, sku=sku)
    mall.send()
    mall.run()


def shown(page: dict[str, Any]) -> list[str]:
    return [sku for each in page["zones"] for sku in skus(each["items"])]


def explained(mall: Mall, shopper: str, about: str = "", **asked: Any) -> dict[str, Any]:
    body = {"page": {"placement": "home", "shopper": shopper, **asked}, "about": about, "limit": 500}
    answer = mall.http.post("/v1/page/explain", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def why(mall: Mall, shopper: str, sku: str, **asked: Any) -> tuple[str, str]:
    [product] = explained(mall, shopper, sku, **asked)["products"]
    return product["code"], product["rule"]


def rule(mall: Mall, name: str, **body: Any) -> dict[str, Any]:
    answer = mall.http.put(f"/v1/merch-rules/{name}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_every_placement_is_personal_and_every_item_says_why() -> None:
    with shopping() as mall:
        fill(mall)
        asks: list[dict[str, Any]] = [
            {"placement": "home"}, {"placement": "product", "sku": "c0"}, {"placement": "cart", "skus": ["c0"]},
            {"placement": "order_done", "skus": ["c0"]}, {"placement": "search", "query": "商品"},
            {"placement": "popup"},
        ]  # fmt: skip
        for ask in asks:
            ann, bob = (mall.http.post("/v1/page", json={**ask, "shopper": who}).json() for who in ("ann", "bob"))
            assert shown(ann) != shown(bob), ask
            assert ann["personal"] and ann["request_id"] and ann["arm"] == "main" and ann["policy"], ask
            items = [item for each in ann["zones"] for item in each["items"]]
            assert [item["position"] for item in items] == list(range(len(items)))
            assert len(set(shown(ann))) == len(items)
            assert all(item["reason"]["text"]["zh"] and item["reason"]["text"]["en"] for item in items), ask
        assert set(shown(mall.page("category", "ann", category=["食品"]))) <= set(TEAS)


def test_a_search_keeps_its_hits_and_orders_them_for_the_shopper_unless_told_not_to() -> None:
    with shopping() as mall:
        fill(mall)
        ann = shown(mall.page("search", "ann", query="商品"))
        plain = shown(mall.page("search", "ann", query="商品", personal=False))
        assert plain == shown(mall.page("search", "bob", query="商品", personal=False)) == shown(
            mall.page("search", "", query="商品"))
        assert set(ann) & set(plain) and ann != plain and ann[0] in MASKS


def test_without_personalisation_two_shoppers_see_the_same_page() -> None:
    with shopping() as mall:
        fill(mall)
        pages = [mall.page("home", who, personal=False) for who in ("ann", "bob")]
        assert shown(pages[0]) == shown(pages[1]) and not any(page["personal"] for page in pages)


def test_rules_pin_block_boost_and_keep_a_margin_and_the_debugger_shows_them() -> None:
    with shopping() as mall:
        fill(mall)
        rule(mall, "push_tent", kind="pin", goods={"skus": ["c7"]}, position=2, placements=["home"],
             label={"zh": "推帐篷", "en": "push the tent"})  # fmt: skip
        rule(mall, "no_m5", kind="block", goods={"skus": ["m5"]})
        rule(mall, "tea_up", kind="boost", goods={"category": ["食品", "茶"]}, factor=10)
        mall.http.put("/v1/goods", json={"goods": [
            {"sku": "m6", "spu": "m6", "title": "商品m6", "category": ["美妆", "面膜"], "price_fen": 1000,
             "cost_fen": 990}]})  # fmt: skip
        rule(mall, "margin", kind="margin_floor", floor=0.2)
        page = mall.page("home", "ann")
        assert skus(zone(page, "for_you"))[1] == "c7"
        assert not {"m5", "m6"} & set(shown(page))
        assert why(mall, "ann", "c7") == ("pinned", "push_tent") and why(mall, "ann", "m5") == ("blocked", "no_m5")
        assert why(mall, "ann", "m6") == ("margin", "margin")
        told = explained(mall, "ann")
        assert {each["rule"] for each in told["rules"]} == {"push_tent", "no_m5", "tea_up", "margin"}
        lifted = next(each for each in told["products"] if each["sku"] in TEAS)
        assert [f["rule"] for f in lifted["factors"]] == ["tea_up"] and lifted["score"] > lifted["base"]
        assert all(step["ms"] >= 0 and not step["error"] for step in told["took"])
        assert why(mall, "ann", "nothing")[0] == "unlisted" and told["sources"]["popular"] > 0


def test_a_rule_may_hold_for_a_segment_and_for_some_days_only() -> None:
    with shopping() as mall:
        fill(mall)
        mall.bought("ann", "t7", days_ago=3)
        mall.send()
        mall.run()
        segment = mall.get("/v1/shoppers/ann")["rfm"]["segment"]
        rule(mall, "for_them", kind="pin", goods={"skus": ["c7"]}, position=1, segments=[segment])
        assert skus(zone(mall.page("home", "ann"), "for_you"))[0] == "c7"
        assert skus(zone(mall.page("home", "bob"), "for_you"))[0] != "c7"
        assert skus(zone(mall.page("home", "ann", personal=False), "for_you"))[0] != "c7"
        rule(mall, "for_them", kind="pin", goods={"skus": ["c7"]}, position=1, ends_at="2020-01-01T00:00:00Z")
        assert skus(zone(mall.page("home", "ann"), "for_you"))[0] != "c7"


def test_a_removed_rule_comes_back_and_an_edit_can_be_undone() -> None:
    with shopping() as mall:
        fill(mall)
        rule(mall, "no_m2", kind="block", goods={"skus": ["m2"]})
        assert mall.http.delete("/v1/merch-rules/no_m2").json()["state"] == "removed"
        assert mall.get("/v1/merch-rules")["items"] == []
        assert "m2" in shown(mall.page("home", "ann"))
        assert mall.http.post("/v1/merch-rules/no_m2/undo").json()["state"] == "on"
        assert "m2" not in shown(mall.page("home", "ann"))
        rule(mall, "no_m2", kind="block", goods={"skus": ["m3"]})
        undone = mall.http.post("/v1/merch-rules/no_m2/undo").json()
        assert undone["goods"]["skus"] == ["m2"] and [each["what"] for each in undone["audit"]][-2:] == ["edit", "undo"]
        assert mall.http.get("/v1/merch-rules/none").status_code == 404
        wrong = mall.http.put("/v1/merch-rules/x", json={"kind": "pin", "goods": {"skus": ["a"]}}).json()["error"]
        assert wrong["field"] == "position" and wrong["hint"]


def test_a_rule_is_tried_on_a_page_before_it_holds() -> None:
    with shopping() as mall:
        fill(mall)
        body = {"page": {"placement": "home", "shopper": "ann"},
                "data": {"kind": "pin", "goods": {"skus": ["c7"]}, "position": 1}}  # fmt: skip
        tried = mall.http.post("/v1/merch-rules/preview", json=body).json()
        moved = next(each for each in tried["moved"] if each["sku"] == "c7")
        assert moved["after"] is not None and moved["after"] != moved["before"]
        assert shown(mall.page("home", "ann")) == tried["before"] and mall.get("/v1/merch-rules")["items"] == []


def test_one_category_does_not_fill_the_page_and_what_was_bought_stays_away_until_it_is_due() -> None:
    with shopping() as mall:
        fill(mall)
        mall.bought("ann", "m7")
        mall.send()
        first = skus(zone(mall.page("home", "ann"), "for_you"))
        assert len({sku[0] for sku in first[:10]}) > 1
        assert "m7" not in shown(mall.page("home", "ann")) and why(mall, "ann", "m7")[0] == "bought"
        assert "m7" in shown(mall.page("search", "ann", query="商品m7"))


def test_what_is_seen_again_and_again_without_a_click_steps_back() -> None:
    with shopping() as mall:
        fill(mall)
        top = skus(zone(mall.page("home", "ann"), "for_you"))[0]
        for n in range(12):
            mall.did("ann", "Recommendation Shown", 0.01 * n, request_id=f"r{n}", placement="home", skus=[top])
        mall.send()
        told = explained(mall, "ann", top)["products"][0]
        assert [f["rule"] for f in told["factors"]] == ["fatigue"] and told["score"] < told["base"]
        mall.did("ann", "Product Viewed", 0, sku=top)
        mall.send()
        assert explained(mall, "ann", top)["products"][0]["factors"] == []


def test_a_look_at_why_goes_on_the_access_log() -> None:
    with shopping() as mall:
        fill(mall)
        explained(mall, "ann")
        looks = mall.get("/v1/access-log?shopper=ann")["items"]
        assert [each["what"] for each in looks] == ["page_explained"]
