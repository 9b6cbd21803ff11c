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


def test_the_trail_of_a_device_and_an_account_is_one_and_pages_without_gaps() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        for n in range(9):
            mall.did("device-1" if n % 3 else "u1", "Product Viewed", 0.5 + n / 100, sku="tea")
        mall.send()
        answer = mall.http.post("/v1/identities/link", json={"shopper": "u1", "kind": "device", "value": "device-1"})
        assert answer.json()["members"] == ["u1", "device-1"]
        paged, cursor = [], ""
        while True:
            page = mall.get(f"/v1/shoppers/u1/timeline?limit=2{cursor}")
            paged += page["items"]
            if page["next"] is None:
                break
            cursor = f"&before={page['next']}"
        assert len(paged) == len({item["position"] for item in paged}) == 10
        assert [item["at"] for item in paged] == sorted((item["at"] for item in paged), reverse=True)


def test_an_offline_phase_arrives_late_and_in_any_order_and_is_told_in_the_order_of_its_happening() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        for n in range(6):
            mall.did("u1", "Product Viewed", n, sku="tea")
        mall.events = [mall.events[i] for i in (3, 0, 5, 1, 4, 2)]
        mall.send()
        times = [item["at"] for item in mall.get("/v1/shoppers/u1/timeline")["items"]]
        assert len(times) == 6 and times == sorted(times, reverse=True)
