"""Payments, exchanges, cancellations, shares and coupons come in from files, every row accounted for."""

from collections.abc import Callable
from typing import Any

import pytest

from huozhao.app import App
from huozhao.terms.errors import BadInput

Importer = Callable[..., dict[str, Any]]
ORDERS = ("订单号,买家,付款时间,商品编码,数量,单价\no1,u1,2026-11-01 08:00:00,milk,2,12.50\n"
          "o2,u1,2026-11-11 08:00:00,mask,1,9.90\no3,u1,2026-11-19 08:00:00,mask,1,9.90\n")
PAYMENTS = ("订单号,用户ID,支付时间,支付方式,支付金额,分期数\no1,u1,2026-11-01 08:00:00,微信支付,25.00,1\n"
            "o2,u1,2026-11-11 08:00:00,花呗,9.90,3\no3,u1,2026-11-19 08:00:00,weixin,9.90,\n"
            "o9,u1,2026-11-19 08:00:00,微信,9.90,0\n")
EXCHANGES = ("订单号,用户ID,换货时间,商品编码,换货商品,数量,差价\no1,u1,2026-11-05 08:00:00,milk,mask,1,5.00\n"
             "o1,u1,2026-11-05 08:00:00,milk,mask,0,\n")
CANCELLATIONS = "订单号,用户ID,取消时间,原因\no3,u1,2026-11-19 09:00:00,不想要了\n"
SHARES = ("用户ID,分享时间,商品编码,页面,分享到\nu1,2026-11-20 10:00:00,milk,,微信群\n"
          "u1,2026-11-20 10:00:00,,pages/spring,朋友圈\n")
COUPONS = ("用户ID,领券时间,优惠券,面额,门槛,核销时间,订单号\n"
           "u1,2026-11-01 07:00:00,C1,5.00,20,2026-11-01 08:00:00,o1\n"
           "u1,2026-11-01 07:00:00,C2,5.00,20,,\nu1,2026-11-01 07:00:00,C3,5.00,20,2026-11-01 08:00:00,\n")


@pytest.mark.parametrize(("kind", "content", "events", "accepted", "refused"), [
    ("payments", PAYMENTS, {"Payment Received": 3}, 3, {"field_invalid": 1}),
    ("exchanges", EXCHANGES, {"Order Exchanged": 1}, 1, {"quantity_out_of_range": 1}),
    ("cancellations", CANCELLATIONS, {"Order Cancelled": 1}, 1, {}),
    ("shares", SHARES, {"Product Shared": 1, "Page Shared": 1}, 2, {}),
    ("coupons", COUPONS, {"Coupon Received": 2, "Coupon Used": 1}, 2, {"order_missing": 1}),
])
def test_every_row_counts_once_and_a_second_run_adds_nothing(
    stocked: Importer, kind: str, content: str, events: dict[str, int], accepted: int, refused: dict[str, int]
) -> None:
    first = stocked(kind, content)
    assert first["reconciles"] and (first["accepted"], first["events"]) == (accepted, events)
    assert first["refused_by_reason"] == refused
    second = stocked(kind, content)
    assert second["reconciles"] and (second["accepted"], second["duplicate"]) == (0, accepted)


def test_trade_follows_from_files_alone(stocked: Importer, mall: App) -> None:
    for kind, content in (("orders", ORDERS), ("payments", PAYMENTS), ("exchanges", EXCHANGES),
                          ("cancellations", CANCELLATIONS)):
        stocked(kind, content)
    mall.folds.catch_up()
    trade = mall.shoppers.profile("u1").trade
    assert trade is not None and trade.preferred_payment is not None
    assert (trade.orders, trade.cancelled, trade.exchanges, trade.average_order_fen) == (2, 1, 1, 1745)
    # Two orders count; ties of one each go to the larger amount.
    paid = trade.preferred_payment
    assert (paid.method, paid.label.zh, paid.share, paid.instalments) == ("wechat", "微信支付", 0.5, 0)


def test_shares_of_shoppers_of_whose_consent_nothing_is_known_are_refused_with_a_hint(stocked: Importer) -> None:
    with pytest.raises(BadInput) as caught:
        stocked("shares", SHARES, consented=None)
    assert "--consented" in caught.value.hint
