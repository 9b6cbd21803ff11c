"""Order exports: one row a line, one event an order, each row accounted for."""

from collections.abc import Callable
from typing import Any

from huozhao.app import App
from huozhao.events.catalogue import OrderPaid

Importer = Callable[..., dict[str, Any]]

HEAD = "订单号,买家,付款时间,商品编码,数量,单价\n"
GOOD = (HEAD + "1,u1,2026-01-05 10:00:00,milk,2,12.50\n1,u1,2026-01-05 10:00:00,mask,1,9.9\n"
        "2,,2026-01-05 11:00,milk,1,12\n")


def test_the_lines_of_one_number_make_one_order_in_exact_fen(mall: App, stocked: Importer) -> None:
    found = stocked("orders", GOOD)
    assert (found["rows"], found["accepted"], found["orders"], found["guest_orders"]) == (3, 3, 2, 1)
    paid = [each.event for each in mall.log.read(0, 100) if isinstance(each.event.properties, OrderPaid)]
    first = paid[0].properties
    assert isinstance(first, OrderPaid) and first.total_fen == 2 * 1250 + 990 and paid[0].shopper == "u1"


def test_means_of_payment_and_coupons_are_read(mall: App, stocked: Importer) -> None:
    head = HEAD.replace("单价", "单价,支付方式,优惠券")
    stocked("orders", head + "1,u1,2026-01-05 10:00,milk,2,9,微信支付,满减\n2,u1,2026-01-06 10:00,milk,1,9,支付宝,无\n")
    paid = [each.event.properties for each in mall.log.read(0, 100) if isinstance(each.event.properties, OrderPaid)]
    assert [(one.payment_method, one.coupon) for one in paid] == [("微信支付", "满减"), ("支付宝", None)]


def test_what_came_off_a_whole_order_is_taken_off_once_and_never_below_nothing(mall: App, stocked: Importer) -> None:
    head = HEAD.replace("单价", "单价,优惠金额")
    stocked("orders", head + "1,u1,2026-01-05 10:00,milk,2,9,3.50\n1,u1,2026-01-05 10:00,mask,1,9,3.50\n"
            "2,u1,2026-01-06 10:00,milk,1,9,\n3,u1,2026-01-07 10:00,milk,1,9,20\n")
    paid = [each.event.properties for each in mall.log.read(0, 100) if isinstance(each.event.properties, OrderPaid)]
    assert [(one.total_fen, one.discount_fen) for one in paid] == [(2350, 350), (900, None), (0, 900)]


def test_importing_twice_counts_nothing_twice(stocked: Importer) -> None:
    stocked("orders", GOOD)
    again = stocked("orders", GOOD, "the-same-under-another-name.csv")
    assert (again["accepted"], again["duplicate"], again["refused"]) == (0, 3, 0)


def test_an_order_with_an_unreadable_row_is_refused_whole_and_passes_when_mended(stocked: Importer) -> None:
    bad = GOOD.replace("mask,1,9.9", "mask,one,9.9")
    found = stocked("orders", bad)
    assert found["refused_by_reason"] == {"not_a_number": 1, "order_incomplete": 1}
    assert found["accepted"] == 1 and found["reconciles"]
    assert stocked("orders", GOOD)["accepted"] == 2


def test_a_refusal_names_row_column_and_remedy_in_both_languages(mall: App, stocked: Importer) -> None:
    stocked("orders", HEAD + "1,u1,2026-01-05 10:00,milk,2,-3\n")
    (failed,) = mall.documents.list("failed_event")
    assert failed.body["code"] == "price_negative"
    assert "第 2 行“单价”列" in failed.body["message"] and "row 2, column 单价" in failed.body["message"]
    assert failed.body["hint"] and "-3" in failed.body["raw"]


def test_a_half_written_file_keeps_the_whole_orders_only(stocked: Importer) -> None:
    whole = GOOD + "3,u2,2026-01-06 10:00,milk,1,12.5\n3,u2,2026-01-06 10:00,mask,1,9.9\n"
    cut = stocked("orders", whole[:-12])
    assert cut["refused_by_reason"] == {"half_written_row": 1, "order_incomplete": 1}
    assert stocked("orders", whole)["accepted"] == 2


def test_unknown_goods_go_to_the_failed_events_and_pass_once_listed(mall: App, stocked: Importer) -> None:
    from huozhao.flows.failed_events import FailedEvents

    found = stocked("orders", HEAD + "9,u1,2026-01-05 10:00,tea,1,5\n")
    assert found["refused_by_reason"] == {"unknown_sku": 1}
    failed = FailedEvents(mall.documents, mall.collect)
    assert failed.replay().refused[0].code == "unknown_sku"
    stocked("goods", "sku,title,price\ntea,茶,5\n")
    mall.folds.catch_up()
    assert failed.replay().accepted == 1 and mall.documents.count("failed_event") == 0


def test_an_order_of_the_future_is_refused(stocked: Importer) -> None:
    assert stocked("orders", HEAD + "1,u1,2199-01-05 10:00,milk,2,3\n")["refused_by_reason"] == {"time_in_future": 1}


def test_gbk_exports_of_chinese_systems_are_read(mall: App, stocked: Importer) -> None:
    found = stocked("orders", GOOD.encode("gbk"))
    assert found["accepted"] == 3
