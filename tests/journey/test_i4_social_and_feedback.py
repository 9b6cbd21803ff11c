"""I4: shares, community, service talks and reviews are events like any other and feed tags."""

from tests.shopping import Mall, shopping


def voices(mall: Mall, shopper: str) -> None:
    mall.did(shopper, "Page Shared", 5, page="home", channel="moments")
    mall.did(shopper, "Product Shared", 5, sku="mask", channel="friend")
    mall.did(shopper, "Community Interacted", 4, group="护肤群", act="post", topic="面膜", text="求推荐温和的面膜")
    mall.did(shopper, "Service Talked", 3, channel="微信客服", topic="物流", text="怎么还没到 电话13800138000",
             satisfied=False)
    mall.did(shopper, "Product Reviewed", 2, sku="mask", stars=5, text="好用,就是物流太慢")
    mall.did(shopper, "Coupon Received", 1, coupon="NEW10", value_fen=1000)


def test_every_voice_is_on_the_timeline_once_and_masked() -> None:
    with shopping() as mall:
        mall.goods(mask=("美妆", "面膜"))
        voices(mall, "u1")
        mall.send()
        found = mall.get("/v1/shoppers/u1/timeline?limit=50")["items"]
        assert [item["name"] for item in found] == [
            "Coupon Received", "Product Reviewed", "Service Talked", "Community Interacted", "Product Shared",
            "Page Shared"]
        talk = next(item["properties"] for item in found if item["name"] == "Service Talked")
        assert talk["text"] == "怎么还没到 电话138****8000" and talk["satisfied"] is False
        assert all(item["label"]["zh"] != item["name"] for item in found)
        counts = mall.get("/v1/shoppers/u1")["counts"]
        assert (counts["Complaint Heard"], counts["Need Stated"], counts["Product Reviewed"]) == (2, 1, 1)


def test_stated_needs_and_hidden_complaints_become_tags() -> None:
    with shopping() as mall:
        mall.goods(mask=("美妆", "面膜"))
        voices(mall, "u1")
        mall.did("u2", "Product Reviewed", 1, sku="mask", stars=5, text="很好,没有色差")
        mall.send()
        held = {tag["tag"] for tag in mall.get("/v1/shoppers/u1")["tags"]}
        assert {"hidden_complaint", "stated_need"} <= held
        assert "hidden_complaint" not in {tag["tag"] for tag in mall.get("/v1/shoppers/u2")["tags"]}


def test_without_consent_posts_are_kept_without_their_shopper_and_reviews_stay_for_service() -> None:
    with shopping(purposes=()) as mall:
        mall.goods(mask=("美妆", "面膜"))
        voices(mall, "u1")
        mall.send()
        names = {item["name"] for item in mall.get("/v1/shoppers/u1/timeline?limit=50")["items"]}
        assert names == {"Service Talked", "Product Reviewed"}
        assert mall.get("/v1/shoppers/u1")["tags"] == []
