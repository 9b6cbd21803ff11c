"""O8: coupons are claimed once, price a basket fairly, go with their order, never above their budget."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from huozhao.settings import Delivery
from tests.selling import OFF_20_FROM_100, claim, code, held, live, order, step, stocked
from tests.server import serving
from tests.shopping import eventually, shopping


def test_a_coupon_is_claimed_once_used_on_an_order_and_comes_back_when_that_is_cancelled() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000, shirt=5_000)
        live(mall, "spring", OFF_20_FROM_100, label={"zh": "春日券", "en": "Spring"}, budget_fen=50_000)
        first = claim(mall, "spring", "ann").json()
        assert claim(mall, "spring", "ann").json()["voucher"] == first["voucher"]
        assert code(claim(mall, "spring", "ann", key="more")) == "coupon_cap"

        quote = mall.http.post("/v1/quotes", json={"shopper": "ann", "lines": [{"sku": "tea"}]}).json()
        option = quote["options"][0]
        assert (quote["total_fen"], option["code"], option["distance"]["gap_fen"]) == (6_000, "below_threshold", 4_000)
        assert option["reason"]["zh"] == "还差 40 元可用"

        placed = order(mall, "o1", "ann", {"tea": 1, "shirt": 1}, vouchers="best").json()
        assert (placed["total_fen"], placed["discount_fen"]) == (9_000, 2_000)
        assert [line["discount_fen"] for line in placed["lines"]] == [1_091, 909]
        assert placed["benefits"][0]["label"]["zh"] == "春日券"
        assert held(mall, "ann")[0]["state"] == "held"
        assert code(order(mall, "o2", "ann", {"tea": 2}, vouchers=[first["voucher"]])) == "voucher_held"

        step(mall, "o1", "cancel")
        assert held(mall, "ann")[0]["state"] == "ready"
        assert order(mall, "o3", "ann", {"tea": 2}, vouchers=[first["voucher"]]).json()["total_fen"] == 10_000
        step(mall, "o3", "pay")
        assert held(mall, "ann")[0]["state"] == "used"
        numbers = eventually(lambda: mall.get("/v1/coupons/spring")["numbers"], lambda found: found["used"] == 1)
        assert (numbers["received"], numbers["discount_fen"], numbers["paid_fen"]) == (1, 2_000, 10_000)

        back = step(mall, "o3", "return", lines=[{"sku": "tea", "quantity": 1}])
        assert back["refunded_fen"] == 5_000, "half of what was paid: its share of the discount stays out"
        assert step(mall, "o3", "return")["refunded_fen"] == 10_000


def test_many_who_claim_at_once_never_take_more_than_the_budget_bears() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        live(mall, "few", {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 500}]}, budget_fen=3_400)
        tokens = [mall.token(f"u{n}") for n in range(24)]

        def take(token: dict[str, str]) -> int:
            return int(mall.http.post("/v1/me/coupons/few/claim", headers=token).status_code)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(take, tokens * 2))
        assert answers.count(200) == 12, "six shoppers, each asking twice"
        assert set(answers) == {200, 409}
        found = mall.get("/v1/coupons/few")["numbers"]
        assert (found["given"], found["committed_fen"], found["ended"]["zh"]) == (6, 3_000, "活动预算已用完")


def test_one_voucher_is_used_by_one_of_many_orders_at_once() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        live(mall, "one", {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 500}]})
        voucher = claim(mall, "one", "ann").json()["voucher"]
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda n: order(mall, f"o{n}", "ann", {"tea": 1}, vouchers=[voucher]), range(6)))
        assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
        on_shelf = mall.get("/v1/stock?sku=tea")["items"][0]
        assert on_shelf["reserved"] == 1, "who lost the voucher holds no goods"


def test_promotions_apply_by_themselves_and_a_gift_comes_with_the_order_while_there_is_one() -> None:
    with shopping() as mall:
        stocked(mall, units=1, tea=6_000, cup=900)
        live(mall, "tenth", {"kind": "discount", "percent": 10}, layer="promotion", scope={"without_skus": ["cup"]})
        live(mall, "cup", {"kind": "gift", "threshold_fen": 5_000, "gift_sku": "cup"}, layer="goods")
        claim(mall, "cup", "ann")
        placed = order(mall, "o1", "ann", {"tea": 1}, vouchers="best").json()
        assert (placed["total_fen"], [line["sku"] for line in placed["lines"]]) == (5_400, ["tea", "cup"])
        assert {line["sku"] for line in placed["parts"][0]["lines"]} == {"tea", "cup"}
        claim(mall, "cup", "bob")
        lines = [{"sku": "tea"}]
        options = mall.http.post("/v1/quotes", json={"shopper": "bob", "lines": lines}).json()["options"]
        assert {each["id"]: each["code"] for each in options if each["coupon"] == "tenth"} == {"tenth": "applied"}
        assert [each["code"] for each in options if each["coupon"] == "cup"] == ["gift_out_of_stock"]


def test_what_was_bought_comes_back_also_where_the_gift_was_one_more_of_it() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        live(mall, "three", {"kind": "gift", "threshold_fen": 10_000, "gift_sku": "tea"}, layer="promotion")
        order(mall, "o1", "ann", {"tea": 2}, vouchers="best")
        for what in ("pay", "deliver"):
            step(mall, "o1", what)
        step(mall, "o1", "return", lines=[{"sku": "tea", "quantity": 1}])
        ann = mall.token("ann")
        seen = eventually(lambda: mall.http.get("/v1/me/orders/o1", headers=ann).json(), lambda found: "lines" in found)
        assert [(line["gift"], line["quantity"], line["returned"]) for line in seen["lines"]] == [
            (False, 2, 1), (True, 1, 0)]  # fmt: skip
        wanted = {"lines": [{"sku": "tea", "quantity": 2}]}
        asked = mall.http.post("/v1/me/orders/o1/return", json=wanted, headers=ann)
        assert asked.status_code == 200, asked.text
        request = mall.get("/v1/return-requests")["items"][0]
        assert (request["lines"], request["refund_fen"]) == ({"tea": 2}, 6_000)


def test_where_the_coupon_says_so_a_return_that_breaks_the_threshold_is_priced_anew() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000, sock=5_000)
        live(mall, "strict", OFF_20_FROM_100, on_return="reprice", comes_back="return")
        claim(mall, "strict", "ann")
        assert order(mall, "o1", "ann", {"tea": 1, "sock": 1}, vouchers="best").json()["total_fen"] == 9_000
        step(mall, "o1", "pay")
        assert step(mall, "o1", "return", lines=[{"sku": "sock", "quantity": 1}])["refunded_fen"] == 3_000
        done = step(mall, "o1", "return")
        assert (done["refunded_fen"], done["status"]) == (9_000, "returned")
        assert held(mall, "ann")[0]["state"] == "ready", "all came back, and so did the coupon"


def test_an_operator_tries_a_coupon_on_a_basket_before_it_is_live_and_takes_a_change_back() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        body = {"benefit": {"kind": "tiered", "tiers": [{"threshold_fen": 5_000, "off_fen": 500},
                                                        {"threshold_fen": 10_000, "off_fen": 1_500}]}}
        tried = mall.http.post("/v1/coupons/preview", json={"coupon": body, "lines": [{"sku": "tea"}]}).json()
        assert tried["total_fen"] == 5_500
        away = next(each for each in tried["options"] if each["id"] == "preview")["distance"]
        assert (away["gap_fen"], away["saves_fen"]) == (4_000, 1_500)
        live(mall, "steps", body["benefit"])
        assert mall.http.put("/v1/coupons/steps", json={**body, "quantity": 3}).json()["quantity"] == 3
        assert mall.http.post("/v1/coupons/steps/undo").json()["quantity"] is None
        assert mall.http.post("/v1/coupons/steps/undo").json()["state"] == "draft"
        assert code(claim(mall, "steps", "ann")) == "not_claimable"


def test_a_shopper_sees_and_uses_nobody_elses_coupons_and_an_erasure_leaves_none() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        live(mall, "one", {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 500}]})
        voucher = claim(mall, "one", "ann-canary").json()["voucher"]
        assert code(order(mall, "o1", "bob", {"tea": 1}, vouchers=[voucher])) == "unknown_voucher"
        refused = mall.http.post("/v1/quotes", json={"shopper": "ann-canary", "lines": [{"sku": "tea"}]},
                                 headers=mall.token("bob"))
        assert code(refused) == "not_yours"
        assert order(mall, "o2", "ann-canary", {"tea": 1}, vouchers="best").status_code == 201
        copy = mall.http.get("/v1/me/copy", headers=mall.token("ann-canary")).json()
        assert [each["voucher"] for each in copy["coupons"]] == [voucher]
        mall.http.post("/v1/me/erase", headers=mall.token("ann-canary"))
        assert mall.app.documents.count("voucher") == 0
        kept = mall.app.documents.get("order", "o2")
        assert kept is not None and voucher not in str(kept.body)
        step(mall, "o2", "cancel")


def test_what_a_strategy_offers_lies_in_the_wallet_once_a_decision_and_takes_money_off() -> None:
    with shopping() as mall:
        stocked(mall, tea=6_000)
        mall.did("ann", "Product Viewed", sku="tea")
        mall.send()
        mall.consent("ann", "marketing")
        body = {"expression": 'count("Product Viewed", 30d) >= 1', "hold_out": 0.01, "budget": {"fen": 1_000},
                "offer": {"kind": "coupon", "parameters": {"coupon_fen": 800, "min_spend_fen": 5_000}}}
        written = mall.http.put("/v1/strategies/hello", json=body)
        assert written.status_code == 200, written.text
        mall.http.post("/v1/strategies/hello/start")
        asked = {"shopper": "ann", "request_id": "r1"}
        made = mall.http.post("/v1/decisions", json=asked).json()
        assert (made["arm"], len(made["vouchers"])) == ("treatment", 1), made
        assert mall.http.post("/v1/decisions", json=asked).json()["vouchers"] == made["vouchers"]
        assert [each["gives"]["zh"] for each in held(mall, "ann")] == ["满 50 减 8 元"]
        assert order(mall, "o1", "ann", {"tea": 1}, vouchers="best").json()["total_fen"] == 5_200


def test_a_coupon_for_the_delivery_fee_takes_it_off_the_quote_and_the_order() -> None:
    with shopping(delivery=Delivery(fee_fen=600, free_from_fen=9_900)) as mall:
        stocked(mall, tea=3_000)
        mall.did("ann", "Product Viewed", sku="tea")
        mall.send()
        mall.consent("ann", "marketing")
        body = {"expression": 'count("Product Viewed", 30d) >= 1', "hold_out": 0.01,
                "offer": {"kind": "free_delivery", "parameters": {"min_spend_fen": 5_000}}}
        assert mall.http.put("/v1/strategies/free", json=body).status_code == 200
        mall.http.post("/v1/strategies/free/start")
        mall.http.post("/v1/decisions", json={"shopper": "ann"})
        assert [each["gives"]["zh"] for each in held(mall, "ann")] == ["满 50 免配送费"]

        def quote(units: int) -> dict[str, int]:
            lines = [{"sku": "tea", "quantity": units}]
            found = mall.http.post("/v1/quotes", json={"shopper": "ann", "lines": lines}).json()
            return {name: found[name] for name in ("delivery_fen", "delivery_off_fen", "total_fen")}

        assert quote(1) == {"delivery_fen": 600, "delivery_off_fen": 0, "total_fen": 3_600}
        assert quote(2) == {"delivery_fen": 600, "delivery_off_fen": 600, "total_fen": 6_000}
        assert quote(4) == {"delivery_fen": 0, "delivery_off_fen": 0, "total_fen": 12_000}, "free from 99 yuan"
        paid = order(mall, "o1", "ann", {"tea": 1}, vouchers="best").json()
        assert (paid["total_fen"], paid["delivery_fen"]) == (3_600, 600)
        step(mall, "o1", "pay")
        assert step(mall, "o1", "return")["refunded_fen"] == 3_000, "what it cost to bring is not given back"
        free = order(mall, "o2", "ann", {"tea": 2}, vouchers="best").json()
        assert (free["total_fen"], free["delivery_fen"], free["benefits"][0]["off_fen"]) == (6_000, 0, 600)
        assert order(mall, "o3", "bob", {"tea": 1}).json()["total_fen"] == 3_000, "whose till priced it"


def test_what_was_claimed_and_ordered_survives_a_kill(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        stocked(mall, tea=6_000)
        live(mall, "one", {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 500}]}, budget_fen=500)
        headers = mall.token("ann")
    with serving(tmp_path) as server:
        claimed = httpx.post(f"{server.url}/v1/me/coupons/one/claim", headers=headers).json()
        line = {"sku": "tea", "quantity": 1}
        body = {"order": "o1", "shopper": "ann", "lines": [line], "vouchers": [claimed["voucher"]]}
        assert httpx.post(f"{server.url}/v1/orders", json=body).status_code == 201
        assert httpx.post(f"{server.url}/v1/orders/o1/pay").status_code == 200
        server.kill()
    with shopping(data=tmp_path) as mall:
        assert held(mall, "ann")[0]["state"] == "used"
        assert order(mall, "o1", "ann", {"tea": 1}, vouchers=[claimed["voucher"]]).json()["status"] == "paid"
        assert code(claim(mall, "one", "bob")) == "budget_spent"
