"""M2: after a phone earphones and a case; complements told apart from substitutes."""

from tests.shopping import Mall, shopping, skus, zone


def fill(mall: Mall) -> None:
    mall.goods(phoneA=("数码", "手机"), phoneB=("数码", "手机"), case=("数码", "配件"), buds=("数码", "耳机"),
               tea=("食品", "茶"))
    for n in range(12):
        phone = "phoneA" if n % 2 else "phoneB"
        mall.did(f"u{n}", "Product Viewed", 6, sku="phoneA")
        mall.did(f"u{n}", "Product Viewed", 6, sku="phoneB")
        mall.bought(f"u{n}", phone, "case", "buds", days_ago=5)
        mall.bought(f"v{n}", "tea", days_ago=5)
    mall.send()
    mall.run()


def test_a_phone_page_offers_what_goes_with_it_and_beside_it_the_other_phone() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("product", "visitor", sku="phoneA")
        goes_with = zone(page, "goes_with")
        assert set(skus(goes_with)) == {"case", "buds"}
        assert goes_with[0]["reason"]["text"]["zh"] == "买了“商品phoneA”的人也买了"
        assert "phoneB" in skus(zone(page, "similar"))
        assert all("phoneA" not in skus(z["items"]) for z in page["zones"])


def test_cart_and_order_pages_follow_what_lies_in_them() -> None:
    with shopping() as mall:
        fill(mall)
        mall.did("me", "Product Added To Cart", 0, sku="phoneB")
        mall.send()
        page = mall.page("cart", "me")
        assert set(skus(zone(page, "goes_with"))) == {"case", "buds"}
        assert all("phoneB" not in skus(z["items"]) for z in page["zones"])
        mall.bought("me", "phoneB")
        mall.send()
        assert set(skus(zone(mall.page("order_done", "me"), "goes_with"))) == {"case", "buds"}
