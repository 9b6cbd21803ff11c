"""M4, search: Chinese words of any length, every way of typing them, one's own order only with consent."""

from typing import Any

from tests.shopping import Mall, eventually, shopping

MASK, WASH, GEL, RING, CREAM, DEAR = "mask", "wash", "gel", "ring", "cream", "dear"
HERE = {"longitude": 121.4737, "latitude": 31.2304, "system": "wgs84"}


def fill(mall: Mall) -> None:
    """List six products with brands, categories and prices."""
    told: list[tuple[str, str, str, int, str]] = [
        (MASK, "敏感肌补水保湿面膜10片", "面膜", 9_900, "自然堂"),
        (WASH, "男士控油洗面奶100g", "洁面", 4_900, "欧莱雅"),
        (GEL, "氨基酸洁面乳 120ml", "洁面", 5_900, ""), (RING, "银宝石戒指", "戒指", 19_900, ""),
        (CREAM, "保湿面霜50克", "面霜", 12_900, "自然堂"), (DEAR, "贵妇保湿面霜50克", "面霜", 99_900, "雅诗兰黛"),
    ]  # fmt: skip
    goods = [
        {"sku": sku, "spu": sku, "title": title, "category": ["商品", leaf], "price_fen": fen,
         "attributes": {"品牌": brand} if brand else {}}
        for sku, title, leaf, fen, brand in told
    ]  # fmt: skip
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []


def search(mall: Mall, q: str, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    answer = mall.http.get("/v1/search", params={"q": q, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def skus(mall: Mall, q: str, **more: Any) -> list[str]:
    return [item["sku"] for item in search(mall, q, **more)["items"]]


def codes(found: dict[str, Any]) -> list[str]:
    return [note["code"] for note in found["notes"]]


def test_words_of_one_and_two_characters_are_found_with_the_reason_of_each_hit() -> None:
    with shopping() as mall:
        fill(mall)
        assert set(skus(mall, "保湿")) == {MASK, CREAM, DEAR} and RING in skus(mall, "戒")
        assert skus(mall, "湿面膜") == [MASK]
        first = search(mall, "保湿面膜")["items"][0]
        assert first["sku"] == MASK and first["matched"] == {"title": ["保湿", "面膜"], "category": ["面膜"]}
        assert [factor["code"] for factor in first["why"]] == ["text", "phrase"]


def test_pinyin_initials_slips_traditional_and_full_width_lead_to_the_same_goods() -> None:
    with shopping() as mall:
        fill(mall)
        for query in ("mianmo", "敏感肌面膜", "保濕面膜", "ＭＩＡＮＭＯ", "bsmm", "面末"):
            assert skus(mall, query)[0] == MASK, query
        assert search(mall, "mianmo")["how"] == "pinyin"
        assert skus(mall, "欧来雅") == [WASH] and skus(mall, "面霜 50g")[0] == CREAM
        corrected = search(mall, "洗面乃")
        assert (corrected["how"], corrected["corrected"], corrected["items"][0]["sku"]) == ("corrected", "洗面奶", WASH)
        assert corrected["notes"][0]["text"]["zh"] == "没有找到“洗面乃”，已为你显示“洗面奶”"


def test_what_is_found_as_written_is_not_corrected() -> None:
    with shopping() as mall:
        fill(mall)
        assert skus(mall, "宝石") == [RING] and search(mall, "宝石")["how"] == "exact"


def test_prices_cheapness_and_unwanted_words_are_understood_and_said() -> None:
    with shopping() as mall:
        fill(mall)
        bounded = search(mall, "100元以内的保湿")
        assert [item["sku"] for item in bounded["items"]] == [MASK] and codes(bounded) == ["price"]
        assert skus(mall, "便宜的面霜") == [CREAM, DEAR] and skus(mall, "保湿 不要面霜") == [MASK]
        assert skus(mall, "保湿", max_price_fen=10_000) == [MASK] and skus(mall, "保湿", category="面膜") == [MASK]
        nothing = search(mall, "10元以内的戒指")
        assert [item["sku"] for item in nothing["items"]] == [RING] and codes(nothing) == ["no_such_price"]


def test_without_any_hit_something_sensible_is_shown_and_said() -> None:
    with shopping() as mall:
        fill(mall)
        mall.did("someone", "Product Viewed", sku=RING)
        mall.send()
        some = search(mall, "保湿 戒指 蓝牙")
        assert some["how"] == "relaxed" and codes(some) == ["relaxed"] and some["items"]
        none = eventually(lambda: search(mall, "量子"), lambda found: found["items"][0]["sku"] == RING)
        assert (none["how"], none["total"], codes(none)) == ("nothing", 0, ["popular_instead"])
        assert none["items"][0]["sku"] == RING


def test_goods_appear_and_are_gone_at_once() -> None:
    with shopping() as mall:
        fill(mall)
        assert skus(mall, "面膜") == [MASK]
        mall.http.delete(f"/v1/goods/{MASK}")
        assert MASK not in skus(mall, "面膜")
        new = {"sku": "new", "spu": "new", "title": "火山泥面膜", "category": ["面膜"], "price_fen": 1}
        mall.http.put("/v1/goods", json={"goods": [new]})
        assert skus(mall, "面膜") == ["new"] and skus(mall, "huoshanni") == ["new"]


def test_sizes_of_one_product_show_once_and_pages_do_not_repeat() -> None:
    with shopping() as mall:
        goods = [{"sku": f"d{n}", "spu": f"p{n // 3}", "title": f"连衣裙 {n}", "price_fen": n} for n in range(30)]
        mall.http.put("/v1/goods", json={"goods": goods})
        first, second = search(mall, "连衣裙", limit=6), search(mall, "连衣裙", limit=6, offset=6)
        seen = [item["sku"] for item in first["items"] + second["items"]]
        assert first["total"] == 10 and len(set(seen)) == len(seen) == 10
        assert first["next"] == "6" and second["next"] is None


def test_the_order_is_ones_own_only_with_consent_and_only_when_wanted() -> None:
    with shopping(purposes=()) as mall:
        fill(mall)
        plain = skus(mall, "面霜")
        last = plain[-1]
        mall.consent("fan", "personalisation")
        for shopper in ("fan", "stranger"):
            mall.did(shopper, "Product Viewed", sku=last)
            mall.bought(shopper, last)
        mall.send()
        mine = search(mall, "面霜", shopper="fan")
        assert mine["personal"] and mine["items"][0]["sku"] == last
        assert mine["items"][0]["why"][-1]["code"] == "taste"
        for other in (search(mall, "面霜", shopper="fan", personal=False), search(mall, "面霜", shopper="stranger")):
            assert not other["personal"] and "taste" not in str(other["items"])
        mall.consent("fan", "personalisation", given=False)
        assert not search(mall, "面霜", shopper="fan")["personal"]
        mall.consent("fan", "personalisation")
        assert mall.http.post("/v1/shoppers/fan/erase", json={}).status_code < 300
        assert not search(mall, "面霜", shopper="fan")["personal"]


def test_a_shopper_s_own_client_may_search_for_nobody_else() -> None:
    with shopping() as mall:
        fill(mall)
        token = mall.token("me")
        assert search(mall, "面膜", headers=token)["items"]
        assert mall.http.get("/v1/search?q=面膜&shopper=other", headers=token).status_code == 403
        assert mall.http.get("/v1/synonyms", headers=token).status_code == 403


def test_synonyms_count_at_once_are_checked_and_can_be_taken_back() -> None:
    with shopping() as mall:
        fill(mall)
        assert set(skus(mall, "洁面乳")) == {WASH, GEL}
        assert search(mall, "泥膜")["how"] != "exact"
        written = mall.http.put("/v1/synonyms", json={"rules": [{"words": ["泥膜", "面膜"], "one_way": True}]})
        assert written.status_code == 200 and written.json()["version"] == 1
        found = search(mall, "泥膜")
        assert found["items"][0]["sku"] == MASK and codes(found) == ["synonym"]
        stale = mall.http.put("/v1/synonyms", json={"rules": [], "version": 0})
        assert stale.status_code == 409 and stale.json()["error"]["code"] == "changed_meanwhile"
        alone = mall.http.put("/v1/synonyms", json={"rules": [{"words": ["面膜"]}]})
        assert alone.status_code == 422 and alone.json()["error"]["field"] == "rules[0].words"
        undone = mall.http.post("/v1/synonyms/undo").json()
        assert undone["rules"] == [] and [change["what"] for change in undone["changes"]] == ["write", "undo"]
        assert search(mall, "泥膜")["how"] != "exact"
        assert mall.http.post("/v1/synonyms/undo").status_code == 409


def test_the_query_log_shows_what_five_people_made_and_counts_the_rest() -> None:
    with shopping() as mall:
        fill(mall)
        for n in range(6):
            mall.consent(f"s{n}", "personalisation")
            clicked = search(mall, "保湿", shopper=f"s{n}")
            mall.did(f"s{n}", "Recommendation Clicked", request_id=clicked["request_id"], placement="search",
                     sku=MASK, position=0)  # fmt: skip
            search(mall, "量子面膜机", shopper=f"s{n}")
        search(mall, "我的秘密", shopper="s0")
        search(mall, "保湿", shopper="s0", record=False)
        search(mall, "保湿")
        mall.send()
        log = eventually(lambda: mall.get("/v1/search/queries"), lambda log: log["searches"] == 13)
        assert {line["query"]: (line["searches"], line["people"], line["clicked"]) for line in log["top"]} == {
            "保湿": (6, 6, 6),
            "量子面膜机": (6, 6, 0),
        }
        assert [line["query"] for line in log["zero"]] == ["量子面膜机"]
        assert (log["searches"], log["queries"], log["hidden"], log["hidden_searches"]) == (13, 3, 1, 1)
        assert "我的秘密" not in str(log) and "s0" not in str(log)
        assert mall.get("/v1/search/suggest?q=bao")["items"][0] == {"text": "保湿", "kind": "query", "count": 6}
        assert mall.get("/v1/search/suggest?q=wo")["items"] == []


def test_who_withdraws_or_is_erased_leaves_the_query_log() -> None:
    with shopping() as mall:
        fill(mall)
        for n in range(5):
            mall.consent(f"s{n}", "personalisation")
            search(mall, "保湿", shopper=f"s{n}")
        shown = eventually(lambda: mall.get("/v1/search/queries"), lambda log: bool(log["top"]))
        assert [line["people"] for line in shown["top"]] == [5]
        mall.consent("s0", "personalisation", given=False)
        gone = eventually(lambda: mall.get("/v1/search/queries"), lambda log: not log["top"])
        assert gone["top"] == [] and gone["hidden"] == 1
        mall.consent("s0", "personalisation")
        assert mall.http.post("/v1/shoppers/s1/erase", json={}).status_code < 300
        left = eventually(lambda: mall.get("/v1/search/queries"), lambda log: log["searches"] == 4)
        assert left["top"] == [] and not [row for row in mall.app.state.scan("searches") if row["shopper"] == "s1"]


def test_without_consent_a_search_is_counted_for_nobody() -> None:
    with shopping(purposes=()) as mall:
        fill(mall)
        for n in range(5):
            search(mall, "保湿", shopper=f"s{n}")
        log = eventually(lambda: mall.get("/v1/search/queries"), lambda log: log["searches"] == 5)
        assert log["top"] == [] and log["hidden"] == 1
        assert {row["shopper"] for row in mall.app.state.scan("searches")} == {""}


def test_phone_numbers_are_masked_in_what_is_recorded() -> None:
    with shopping() as mall:
        fill(mall)
        search(mall, "保湿 13812345678", shopper="s")
        rows = eventually(lambda: mall.app.state.scan("searches"), bool)
        assert rows and "13812345678" not in str(rows)


def test_what_lies_near_stands_first_and_says_when_it_comes() -> None:
    with shopping() as mall:
        fill(mall)
        shop = {
            "shop": "S1",
            "name": "人民广场店",
            "city": "上海",
            "longitude": 121.48,
            "latitude": 31.235,
            "system": "wgs84",
        }
        mall.http.put("/v1/shops", json={"shops": [shop]})
        last = skus(mall, "保湿")[-1]
        counts = [{"key": last, "sku": last, "shop": "S1", "on_hand": 2}]
        assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code < 300
        items = search(mall, "保湿", **HERE)["items"]
        assert (
            items[0]["sku"] == last and items[0]["deliverable"]["shop"] == "S1" and items[0]["deliverable"]["minutes"]
        )
        assert [item["deliverable"] for item in items[1:]] == [None, None]


def test_bad_questions_are_refused_with_what_to_do() -> None:
    with shopping() as mall:
        for path, code in (
            ("search?q=", "query_empty"),
            ("search?q=" + "长" * 121, "query_too_long"),
            ("search/queries?from=gestern", "day_unreadable"),
            ("search/queries?from=2026-02-01&to=2026-01-01", "span"),
        ):
            answer = mall.http.get(f"/v1/{path}")
            assert answer.status_code == 422 and answer.json()["error"]["code"] == code
        empty = search(mall, "面膜")
        assert empty["items"] == [] and empty["how"] == "nothing"
