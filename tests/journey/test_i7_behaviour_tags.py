"""I7: viewed beauty 10 times in 30 days + favourited 3 masks + buys twice a month, declared without code."""

from tests.shopping import Mall, shopping

MASKS = ("m1", "m2", "m3")


def shop_for_beauty(mall: Mall, shopper: str, views: int, oldest: float) -> None:
    for n in range(views):
        mall.did(shopper, "Product Viewed", oldest * n / max(1, views - 1), sku=MASKS[n % 3])
    for sku in MASKS:
        mall.did(shopper, "Product Favourited", 1, sku=sku)
    mall.bought(shopper, "m1", days_ago=20)
    mall.bought(shopper, "m2", days_ago=2)


def tags(mall: Mall, shopper: str) -> dict[str, str]:
    found = mall.get(f"/v1/shoppers/{shopper}")["tags"]
    return {t["tag"]: t["evidence"]["zh"] for t in found if t["layer"] == "behaviour"}


def test_windows_are_exact_and_every_tag_shows_its_evidence() -> None:
    with shopping() as mall:
        mall.goods(**dict.fromkeys(MASKS, ("美妆", "面膜")), tea=("食品",))
        shop_for_beauty(mall, "keen", views=10, oldest=25)
        shop_for_beauty(mall, "late", views=10, oldest=40)
        mall.send()
        keen = tags(mall, "keen")
        assert keen["beauty_browser"] == "近30天浏览「美妆」10次"
        assert keen["mask_collector"] == "近30天收藏「面膜」3种"
        assert keen["buys_twice_a_month"] == "近30天支付订单2次"
        assert "beauty_browser" not in tags(mall, "late")
        mall.did("late", "Product Viewed", 0, sku="m1")
        mall.did("late", "Product Viewed", 0, sku="tea")
        for _ in range(3):
            mall.did("late", "Product Viewed", 0, sku="m2")
        mall.send()
        assert "beauty_browser" in tags(mall, "late")


def test_an_operator_declares_a_tag_and_it_is_in_force_at_once() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品", "茶"))
        for _ in range(2):
            mall.did("u1", "Product Viewed", 1, sku="tea")
        mall.send()
        body = {"label": {"zh": "茶客", "en": "tea lover"},
                "clauses": [{"names": ["Product Viewed"], "days": 7, "at_least": 2, "category": "茶"}]}
        assert mall.http.put("/v1/tags/tea_lover", json=body).json()["rule"]["zh"] == "近7天浏览「茶」至少2次"
        assert "tea_lover" in tags(mall, "u1")
        listed = {t["tag"]: t for t in mall.get("/v1/tags")["items"]}
        assert listed["tea_lover"]["shoppers"] == 1 and listed["beauty_browser"]["shoppers"] == 0
        mall.http.delete("/v1/tags/tea_lover")
        assert "tea_lover" not in tags(mall, "u1")
        wrong = {**body, "clauses": [{"names": ["Sneezed"], "days": 7}]}
        refused = mall.http.put("/v1/tags/x", json=wrong)
        assert refused.status_code == 422 and refused.json()["error"]["field"] == "clauses[0].names"
