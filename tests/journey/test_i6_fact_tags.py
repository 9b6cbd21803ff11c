"""I6: 女性 + 25-30岁 + 深圳 + iPhone."""

from datetime import UTC, datetime

from tests.shopping import shopping


def test_what_a_shopper_says_becomes_tags_with_their_source() -> None:
    born = datetime.now(UTC).year - 28
    with shopping() as mall:
        mall.consent("u1", "personalisation")
        told = {"shopper": "u1", "sex": "female", "birth_year": born, "city": "深圳", "device": "iPhone"}
        assert mall.http.put("/v1/shoppers", json={"shoppers": [told]}).json()["accepted"] == 1
        profile = mall.get("/v1/shoppers/u1")
        assert {t["label"]["zh"] for t in profile["tags"]} == {"女性", "25-30岁", "深圳", "iPhone"}
        assert all(t["layer"] == "fact" and "商城上报" in t["evidence"]["zh"] for t in profile["tags"])
        moved = {"shopper": "u1", "city": "广州"}
        mall.http.put("/v1/shoppers", json={"shoppers": [moved]})
        labels = {t["label"]["zh"] for t in mall.get("/v1/shoppers/u1")["tags"]}
        assert "广州" in labels and "深圳" not in labels and "女性" in labels


def test_a_personal_field_without_a_purpose_is_refused_with_the_reason() -> None:
    with shopping() as mall:
        told = [{"shopper": "u1", "id_card": "11010519491231002X"}, {"city": "深圳"}, {"shopper": "u2", "city": "深圳"}]
        receipt = mall.http.put("/v1/shoppers", json={"shoppers": told}).json()
        assert receipt["accepted"] == 1
        assert [r["code"] for r in receipt["refused"]] == ["personal_field_undeclared", "shopper_missing"]


def test_facts_are_usable_in_expressions_and_have_bitmaps() -> None:
    born = datetime.now(UTC).year - 28
    with shopping() as mall:
        for shopper, city in (("u1", "深圳"), ("u2", "广州")):
            mall.consent(shopper, "personalisation")
            told = {"shopper": shopper, "sex": "female", "birth_year": born, "city": city, "device": "iPhone"}
            mall.http.put("/v1/shoppers", json={"shoppers": [told]})
        tags = mall.app.tags
        assert tags.wait(mall.app.log.head())
        assert {"fact:sex:female", "fact:birth_year:25-30", "fact:city:深圳"} <= set(tags.fact_tags())
        found = tags.evaluate('tag("fact:sex:female") and fact("city") = "深圳" and age() between 25 and 30')
        assert [tags.name(uid) for uid in found] == ["u1"]
        assert len(tags.bitmap("fact:device:iPhone")) == 2
        mall.consent("u2", "personalisation", given=False)
        assert len(tags.bitmap("fact:device:iPhone")) == 1
