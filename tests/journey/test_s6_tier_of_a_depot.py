"""S6: what is said of a depot's tier rests on what its shops sell, as its tier does."""

from tests.shopping import DAY, shopping


def test_the_reason_of_a_depots_tier_names_what_its_shops_sell() -> None:
    with shopping() as mall:
        goods = [{"sku": "tea", "spu": "tea", "title": "明前龙井", "price_fen": 5_000, "cost_fen": 3_000}]
        mall.http.put("/v1/goods", json={"goods": goods}).raise_for_status()
        shops = [{"shop": shop, "name": shop, "city": "成都", "supplied_from": "w1"} for shop in ("s1", "s2")]
        shops.append({"shop": "w1", "name": "中心仓", "city": "成都", "kind": "warehouse"})
        mall.http.put("/v1/shops", json={"shops": shops}).raise_for_status()
        events = [
            {"id": f"{shop}-{day}", "name": "Order Paid", "at": mall.now - day * DAY, "shopper": f"p{day}",
             "properties": {"order": f"{shop}-{day}", "total_fen": 10_000, "shop": shop,
                            "lines": [{"sku": "tea", "quantity": 2, "price_fen": 5_000}]}}
            for shop in ("s1", "s2") for day in range(1, 62)
        ]  # fmt: skip
        assert mall.http.post("/v1/events", json={"events": events}).json()["refused"] == []
        counts = [{"key": shop, "sku": "tea", "shop": shop, "on_hand": 20} for shop in ("s1", "s2", "w1")]
        mall.http.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        mall.run()
        found = {each["shop"]: each["why"]["zh"] for each in mall.get("/v1/tiers/goods?sku=tea")["items"]}
    assert "每天卖 2.0 件" in found["s1"] and "每天卖 4.0 件" in found["w1"], found
