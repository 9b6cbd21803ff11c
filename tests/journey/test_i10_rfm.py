"""I10: RFM with the merchant's own thresholds; VIP, churn warning, bargain hunter."""

from tests.shopping import Mall, shopping

MINE = {"recency_days": [7, 14, 30, 90], "frequency": [1, 2, 3, 4], "monetary_fen": [1000, 5000, 20000, 50000],
        "low_value_fen": 1500}


def fill(mall: Mall) -> None:
    mall.goods(tea=("食品",))
    for days in (2, 10, 20, 30, 40):
        mall.bought("vip", "tea", days_ago=days, fen=20_000)
    for days in (45, 50, 55, 60):
        mall.bought("churn", "tea", days_ago=days, fen=8_000)
    for days in (10, 20, 30, 40, 50):
        mall.bought("bargain", "tea", days_ago=days, fen=900)
    mall.bought("fresh", "tea", days_ago=3, fen=900)
    mall.bought("sleeper", "tea", days_ago=89, fen=900)
    mall.did("looker", "Product Viewed", 1, sku="tea")
    mall.send()


def segments(mall: Mall) -> dict[str, str]:
    return {row["shopper"]: row["segment"] for row in mall.get("/v1/shoppers")["items"]}


def test_the_merchants_thresholds_decide_who_is_what() -> None:
    with shopping() as mall:
        fill(mall)
        answer = mall.http.put("/v1/rfm/thresholds", json={**MINE, "dormant_days": 80})
        assert answer.status_code == 200 and answer.json()["own_thresholds"]
        assert segments(mall) == {"vip": "vip", "churn": "churn_warning", "bargain": "bargain_hunter", "fresh": "new",
                                  "sleeper": "dormant", "looker": "none"}
        overview = {s["segment"]: s for s in mall.get("/v1/rfm")["segments"]}
        rule = overview["vip"].pop("rule")
        assert overview["vip"] == {"segment": "vip", "label": {"zh": "VIP 顾客", "en": "VIP"}, "shoppers": 1,
                                   "spent_fen": 100_000}
        assert rule["zh"] == "7 天内下过单，频次分和金额分都 ≥ 4"
        rfm = mall.get("/v1/shoppers/vip")["rfm"]
        assert (rfm["recency_days"], rfm["frequency"], rfm["monetary_fen"], rfm["segment"]) == (2, 5, 100_000, "vip")
        assert [r["shopper"] for r in mall.get("/v1/shoppers?segment=churn_warning")["items"]] == ["churn"]
        assert mall.get("/v1/shoppers/looker")["rfm"] is None


def test_returned_and_cancelled_orders_do_not_count_as_value() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        one, two = ([{"sku": "tea", "quantity": n, "price_fen": 500}] for n in (1, 2))
        mall.did("u", "Order Paid", 5, order="a", lines=two, total_fen=1000)
        mall.did("u", "Order Paid", 3, order="b", lines=one, total_fen=500)
        mall.did("u", "Order Cancelled", 2, order="b")
        mall.did("u", "Order Returned", 1, order="a", lines=one, refund_fen=500)
        mall.send()
        row = mall.get("/v1/shoppers?query=u")["items"][0]
        assert (row["orders"], row["spent_fen"]) == (1, 500)
        assert mall.get("/v1/shoppers/u")["rfm"]["monetary_fen"] == 500


def test_thresholds_that_do_not_rise_are_refused_and_the_list_pages() -> None:
    with shopping() as mall:
        fill(mall)
        refused = mall.http.put("/v1/rfm/thresholds", json={"frequency": [4, 3, 2, 1]})
        assert refused.status_code == 422 and refused.json()["error"]["field"] == "frequency"
        assert mall.http.get("/v1/shoppers?segment=rich").status_code == 422
        first = mall.get("/v1/shoppers?limit=4")
        second = mall.get(f"/v1/shoppers?limit=4&after={first['next']}")
        assert len(first["items"]) == 4 and len(second["items"]) == 2 and second["next"] is None
        assert mall.get("/v1/rfm")["own_thresholds"] is False


def test_a_segment_can_be_composed_with_and_its_size_is_on_record_by_day() -> None:
    with shopping() as mall:
        fill(mall)
        mall.http.put("/v1/rfm/thresholds", json={**MINE, "dormant_days": 80})
        count = mall.http.post("/v1/crowds/count", json={"expression": 'segment("vip") or segment("new")'})
        assert count.json()["shoppers"] == 2
        sizes = mall.get("/v1/rfm/sizes")["items"]
        assert len(sizes) == 1 and sizes[0]["segments"]["vip"] == 1 and sum(sizes[0]["segments"].values()) == 6


def test_the_merchant_says_what_counts_as_a_high_score() -> None:
    with shopping() as mall:
        fill(mall)
        mall.http.put("/v1/rfm/thresholds", json={**MINE, "high_score": 5, "vip_days": 3})
        assert segments(mall)["vip"] == "vip", "frequency and money of this shopper score 5"
        answer = mall.http.put("/v1/rfm/thresholds", json={"high_score": 6})
        assert answer.status_code == 422
