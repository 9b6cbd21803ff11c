"""Goods, shops, shoppers and stock from tables."""

from collections.abc import Callable
from typing import Any

import pytest

from huozhao.app import App
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name

Importer = Callable[..., dict[str, Any]]
GOODS = "商品编码,商品名称,单价,类目\nmilk,纯牛奶 250ml,12.50,食品>乳品\nmask,补水面膜,9.9,美妆\n"

def test_goods_come_with_chinese_headers_and_yuan(mall: App, stocked: Importer) -> None:
    milk = mall.goods.sku("milk")
    assert milk is not None and milk.price_fen == 1250 and milk.category == ("食品", "乳品")
    again = stocked("goods", GOODS)
    assert (again["accepted"], again["duplicate"]) == (0, 2)


def test_a_changed_price_is_a_new_description(mall: App, stocked: Importer) -> None:
    found = stocked("goods", GOODS.replace("12.50", "13"))
    mall.folds.catch_up()
    milk = mall.goods.sku("milk")
    assert (found["accepted"], found["duplicate"]) == (1, 1) and milk is not None and milk.price_fen == 1300


@pytest.mark.parametrize(("price", "code"), [
    ("-1", "price_negative"), ("twelve", "not_a_number"), ("1.234", "finer_than_fen"), ("inf", "not_a_number"),
])
def test_a_price_that_is_none_is_refused(bring: Importer, price: str, code: str) -> None:
    found = bring("goods", f"sku,title,price\na,A,{price}\nb,B,1\n")
    assert found["refused_by_reason"] == {code: 1} and found["accepted"] == 1


def test_a_missing_column_is_named_with_what_the_file_has(bring: Importer) -> None:
    with pytest.raises(BadInput) as caught:
        bring("goods", "sku,price\na,1\n")
    assert caught.value.field == "title" and "商品名称" in caught.value.message and "price" in caught.value.message


def test_coordinates_need_their_system(mall: App, bring: Importer) -> None:
    head = "门店编码,门店名称,经度,纬度,坐标系\n"
    found = bring("shops", head + "S1,一店,121.47,31.23,\nS2,二店,121.47,31.23,gcj02\nS3,三店,,,\n")
    mall.folds.catch_up()
    assert found["refused_by_reason"] == {"coordinates_without_system": 1} and found["accepted"] == 2
    second = mall.goods.shop("S2")
    assert second is not None and second.place is not None and second.place.system == "wgs84"


def test_personal_columns_never_leave_the_file(mall: App, bring: Importer) -> None:
    found = bring("shoppers", "买家,注册时间,性别,姓名,手机号\nu1,2026-01-05,女,王小明,13800138000\n")
    assert found["accepted"] == 1
    (registered,) = mall.log.read(0, 10)
    assert "138" not in str(registered) and "王" not in str(registered)


def test_unknown_fields_of_a_shop_row_are_refused_by_the_catalogue(bring: Importer) -> None:
    found = bring("shops", "shop,name,kind\nS1,一店,palace\n")
    assert found["refused"] == 1 and found["reconciles"]


def test_stock_counts_reach_the_ledger_once_and_bad_rows_are_refused(mall: App, stocked: Importer) -> None:
    counts = ("商品编码,门店编码,库存,盘点时间\nmilk,S01,48,2026-01-05 22:00\nmask,S01,-1,2026-01-05 22:00\n"
              "tea,S01,5,2026-01-05 22:00\nmask,S09,5,2026-01-05 22:00\n")
    found = stocked("stock", counts)
    assert (found["rows"], found["accepted"], found["refused"]) == (4, 1, 3) and found["reconciles"]
    assert found["refused_by_reason"]["stock_negative"] == 1 and mall.documents.count("failed_event") == 3
    assert stocked("stock", counts)["duplicate"] == 1
    assert [level.on_hand for level in mall.ledger.levels()] == [48]


def test_each_row_of_a_stock_file_may_count_one_lot_and_a_date_alone_names_it(mall: App, stocked: Importer) -> None:
    counts = ("商品编码,门店,库存,盘点时间,批次号,有效期至\nmilk,S01,6,2026-11-20 08:00:00,B1,2027-01-05\n"
              "milk,S01,4,2026-11-20 08:00:00,,2027-02-01\nmilk,S01,5,2026-11-20 08:00:00,B3,明年\n")
    found = stocked("stock", counts)
    assert (found["accepted"], found["refused"]) == (2, 1)
    assert [(lot.lot, lot.free) for lot in mall.ledger.lots.of(["milk"]) if lot.lot] == [("2027-02-01", 4), ("B1", 6)]
    assert [day_name(lot.expires_on or 0) for lot in mall.ledger.lots.named("B1")] == ["2027-01-05"]
    assert stocked("stock", counts)["duplicate"] == 2
