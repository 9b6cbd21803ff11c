"""I3: orders, means of payment, cancellations, returns and exchanges give the trade facts of a person."""

import pytest

from tests.shopping import Mall, shopping


def trade(mall: Mall, shopper: str = "u1") -> dict[str, object]:
    return dict(mall.get(f"/v1/shoppers/{shopper}")["trade"])


def pay(mall: Mall, shopper: str, order: str, days_ago: float, fen: int = 3000, **more: object) -> None:
    lines = [{"sku": "tea", "quantity": 1, "price_fen": fen}]
    mall.did(shopper, "Order Paid", days_ago, order=order, lines=lines, total_fen=fen, **more)


def test_purchase_frequency_average_payment_returns_and_exchanges_are_told() -> None:
    line = [{"sku": "tea", "quantity": 1, "price_fen": 3000}]
    with shopping() as mall:
        mall.goods(tea=("食品",), coffee=("食品",))
        pay(mall, "u1", "o1", 60, 3000, payment_method="微信支付")
        pay(mall, "u1", "o2", 40, 5000, payment_method="wechat", instalments=3)
        pay(mall, "u1", "o3", 20, 4000, payment_method="支付宝")
        pay(mall, "u1", "o4", 0, 2000)
        mall.did("u1", "Payment Received", 0, order="o4", amount_fen=2000, method="wechat")
        pay(mall, "u1", "o5", 10, 9000)
        mall.did("u1", "Order Cancelled", 9, order="o5")
        mall.did("u1", "Order Returned", 15, order="o3", lines=line, refund_fen=1000)
        mall.did("u1", "Order Exchanged", 5, order="o2", lines=line,
                 replaced_by=[{"sku": "coffee", "quantity": 1, "price_fen": 3500}], extra_fen=500)
        mall.send()
        found = trade(mall)
        assert (found["orders"], found["cancelled"], found["returned"], found["exchanges"]) == (4, 1, 1, 1)
        assert (found["average_order_fen"], found["spent_fen"]) == (3500, 13_000)
        assert found["orders_per_month"] == pytest.approx(2, abs=0.01)
        assert found["gap_days"] == pytest.approx(20, abs=0.01)
        assert (found["return_rate"], found["refund_share"]) == (0.25, round(1000 / 14_000, 4))
        paid = found["preferred_payment"]
        assert isinstance(paid, dict)
        assert (paid["method"], paid["label"]["zh"], paid["share"]) == ("wechat", "微信支付", 0.75)
        assert (paid["orders"], paid["instalments"]) == (4, 1)


def test_trade_is_that_of_the_person_and_needs_their_consent() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        pay(mall, "u1", "o1", 30)
        pay(mall, "card-9", "o2", 0)
        mall.send()
        assert trade(mall)["orders"] == 1 and trade(mall)["gap_days"] is None
        mall.http.post("/v1/identities/link", json={"shopper": "u1", "kind": "member_card", "value": "card-9"})
        assert trade(mall)["orders"] == trade(mall, "card-9")["orders"] == 2
        mall.consent("u1", "personalisation", given=False)
        profile = mall.get("/v1/shoppers/card-9")
        assert (profile["trade"], profile["value"], profile["rfm"]) == (None, None, None)
        assert profile["counts"]["Order Paid"] == 2  # the running of orders needs no consent


def test_loyalty_is_a_lifetime_value_with_an_interval() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        for n in range(60):
            for k in range(1 + n % 4):
                pay(mall, f"s{n}", f"o{n}-{k}", 3 + (n % 7) + 18 * k, 2000 + 100 * n)
        mall.send()
        mall.run()
        value = mall.get("/v1/shoppers/s3")["value"]
        assert value["low_fen"] <= value["clv_fen"] <= value["high_fen"] and value["high_fen"] > 0
        assert 0 <= value["alive"] <= 1 and value["months"] == 12
