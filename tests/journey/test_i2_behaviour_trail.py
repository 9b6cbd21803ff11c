"""I2: everything a shopper does is stored once and read back as one timeline."""

from tests.shopping import shopping


def test_a_trail_is_read_back_once_newest_first_and_in_pages() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        mall.did("u1", "Page Viewed", 0.9, page="home", dwell_ms=1200)
        mall.did("u1", "Products Searched", 0.8, query="冬季保湿")
        for name in ("Product Viewed", "Product Added To Cart", "Product Favourited", "Product Removed From Cart",
                     "Product Unfavourited"):
            mall.did("u1", name, 0.5, sku="tea")
        mall.did("other", "Page Viewed", 0.1, page="home")
        twice = list(mall.events)
        mall.send()
        mall.events = twice[::-1]
        mall.send()
        whole = mall.get("/v1/shoppers/u1/timeline?limit=50")
        assert len(whole["items"]) == 7 and whole["next"] is None
        assert whole["items"][-1]["properties"] == {"page": "home", "dwell_ms": 1200}
        assert whole["items"][-2]["label"]["zh"] == "搜索"
        times = [item["at"] for item in whole["items"]]
        assert times == sorted(times, reverse=True)
        paged, cursor = [], ""
        while True:
            page = mall.get(f"/v1/shoppers/u1/timeline?limit=6{cursor}")
            paged += page["items"]
            if page["next"] is None:
                break
            cursor = f"&before={page['next']}"
        assert paged == whole["items"]


def test_a_stranger_has_no_profile_but_an_answer() -> None:
    with shopping() as mall:
        answer = mall.http.get("/v1/shoppers/nobody")
        assert answer.status_code == 404 and answer.json()["error"]["code"] == "unknown_shopper"
        assert mall.get("/v1/shoppers/nobody/timeline")["items"] == []
