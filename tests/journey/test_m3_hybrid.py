"""M3: tags + behaviour + content + collaborative signals together; newcomers, new goods and a cold mall get sense."""

from datetime import date, timedelta
from typing import Any

from tests.journey.test_i7_behaviour_tags import publish
from tests.shopping import Mall, eventually, shopping, skus, zone

SENSITIVE = """
tag: sensitive_skin_told
label: {zh: 敏感肌, en: sensitive skin}
when: count(search, query contains "敏感肌", 30d) >= 1
owner: operations
"""
LIKED = [f"舒缓{n}" for n in range(4)]
OTHER = [f"焕亮{n}" for n in range(4)]
TEAS = [f"茶{n}" for n in range(8)]


def listing(sku: str, title: str, *category: str, days_old: int = 90, **attributes: str) -> dict[str, Any]:
    launched = (date.today() - timedelta(days=days_old)).isoformat()
    return {"sku": sku, "spu": sku, "title": title, "category": list(category), "price_fen": 5900,
            "attributes": attributes, "launched_on": launched}  # fmt: skip


def fill(mall: Mall) -> None:
    goods = [listing(sku, f"{sku} 面膜 敏感肌适用", "美妆", "面膜", skin="敏感肌") for sku in LIKED]
    goods += [listing(sku, f"{sku} 面膜 美白", "美妆", "面膜") for sku in OTHER]
    goods += [listing(sku, f"{sku} 龙井", "食品", "茶") for sku in TEAS]
    goods += [listing("新面膜", "新品 面膜 敏感肌适用 神经酰胺", "美妆", "面膜", days_old=1, skin="敏感肌"),
              listing("新帐篷", "新品 帐篷", "户外", "露营", days_old=1)]  # fmt: skip
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
    for n in range(8):
        mall.did(f"skin{n}", "Products Searched", 5, query="敏感肌 面膜")
        for sku in LIKED:
            mall.did(f"skin{n}", "Product Viewed", 4, sku=sku)
        mall.bought(f"skin{n}", LIKED[n % 4], days_ago=3)
        for sku in OTHER:
            mall.did(f"bright{n}", "Product Viewed", 4, sku=sku)
        for sku in TEAS:
            mall.did(f"tea{n}", "Product Viewed", 4, sku=sku)
    mall.send()


def listed(page: dict[str, Any]) -> list[str]:
    return [sku for each in page["zones"] for sku in skus(each["items"])]


def test_sensitive_skin_and_browsing_lead_to_masks_that_such_shoppers_like_and_to_fitting_new_goods() -> None:
    with shopping() as mall:
        fill(mall)
        publish(mall, SENSITIVE)
        mall.run()
        mall.did("me", "Products Searched", 0.01, query="敏感肌")
        mall.did("me", "Product Viewed", 0, sku=LIKED[0])
        mall.send()
        page = mall.page("home", "me")
        main, alike = skus(zone(page, "for_you")), skus(zone(page, "similar_shoppers"))
        # A new product that nobody has bought stands among those such shoppers like, by its words and attributes.
        assert page["personal"] and set(main[:3]) <= {*LIKED, "新面膜"} and "新面膜" in main[:3]
        assert alike and set(alike) <= set(LIKED)
        assert main.index("新面膜") < main.index("新帐篷")
        body = {"page": {"placement": "home", "shopper": "me"}, "limit": 500}
        told = {each["sku"]: each for each in mall.http.post("/v1/page/explain", json=body).json()["products"]}
        assert {f["source"] for f in told[LIKED[1]]["found"]} >= {"item_cf", "user_cf"}
        assert told[LIKED[1]]["features"]["tag_match"] >= 1 > told[OTHER[1]]["features"]["tag_match"]
        ours, theirs = told[LIKED[2]]["base"], told[OTHER[2]]["base"]
        assert ours > theirs
        assert {f["source"] for f in told["新面膜"]["found"]} & {"content", "newest"}


def test_a_shopper_seen_for_the_first_time_gets_something_sensible_and_one_view_already_counts() -> None:
    with shopping() as mall:
        fill(mall)
        mall.run()
        page = mall.page("home", "stranger")
        assert not page["personal"] and len(listed(page)) >= 10
        assert all(item["reason"]["text"]["zh"] for each in page["zones"] for item in each["items"])
        mall.did("stranger", "Product Viewed", 0, sku=TEAS[0])
        mall.send()
        assert set(skus(zone(mall.page("home", "stranger"), "for_you"))[:3]) <= set(TEAS)


def test_a_product_listed_a_moment_ago_is_found_by_what_is_said_of_it() -> None:
    with shopping() as mall:
        fill(mall)
        mall.run()
        mall.did("me", "Product Viewed", 0, sku=LIKED[0])
        mall.send()
        fresh = listing("刚上架", "舒缓 面膜 敏感肌适用", "美妆", "面膜", days_old=0, skin="敏感肌")
        assert mall.http.put("/v1/goods", json={"goods": [fresh]}).json()["refused"] == []
        page = eventually(lambda: mall.page("home", "me"), lambda found: "刚上架" in listed(found))
        assert "刚上架" in listed(page)
        alike = mall.page("product", "", sku="刚上架")
        assert set(listed(alike)[:4]) & set(LIKED)


def test_a_cold_mall_without_any_history_still_shows_a_sensible_page() -> None:
    with shopping() as mall:
        goods = [listing(f"g{n}", f"商品{n}", ("甲", "乙", "丙")[n % 3], days_old=n) for n in range(30)]
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        page = eventually(lambda: mall.page("home", "first"), lambda found: len(listed(found)) >= 20)
        main = zone(page, "for_you")
        assert len(main) == 20 and main[0]["sku"] == "g0" and not page["degraded"]
        # The newest lead, and no category fills the page.
        named = {sku["sku"]: sku["category"][0] for sku in goods}
        assert len({named[sku] for sku in skus(main)[:6]}) == 3
        asks: list[dict[str, Any]] = [
            {"placement": "category", "category": ["甲"]}, {"placement": "product", "sku": "g0"},
            {"placement": "search", "query": "商品"}, {"placement": "cart"}, {"placement": "popup"},
        ]  # fmt: skip
        for ask in asks:
            assert listed(mall.http.post("/v1/page", json=ask).json()), ask
