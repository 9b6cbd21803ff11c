"""mall, mall4j and yudao in a real MariaDB: their own tables, units and states come out the same way."""

from collections.abc import Callable
from typing import Any

import pytest

from huozhao.app import App
from huozhao.flows.connectors.connector import Wanted
from tests.connectors.mariadb import MariaDb

pytestmark = pytest.mark.slow
OCT_5_9H = 1791162000000  # 2026-10-05 09:00 in Shanghai


def pulled(mall: App, server: MariaDb, name: str) -> dict[str, dict[str, Any]]:
    """Pull a mall twice; the second time nothing is new."""
    consented = Wanted(("personalisation",))
    report = mall.connectors.pull(name, server.dsn(name), consented).as_dict()
    again = mall.connectors.pull(name, server.dsn(name), consented).as_dict()
    assert all(each["reconciles"] and not each["refused"] for each in report["pulls"]), report["pulls"]
    assert sum(each["accepted"] for each in again["pulls"]) == 0, again["pulls"]
    return {each["pull"]: each for each in report["pulls"]}


def happened(mall: App, name: str) -> list[Any]:
    return [each.event for each in mall.log.read(0, 10_000) if each.event.name == name]


def into(server: MariaDb, database: str) -> Callable[..., None]:
    return lambda table, **columns: server.put(database, table, **columns)


def test_mall_in_yuan_with_what_was_sold_of_skus_that_it_deleted(mall: App, server: MariaDb) -> None:
    name = server.build("mall")
    put = into(server, name)
    specs = '[{"key":"颜色","value":"黑色"},{"key":"容量","value":"32G"}]'
    put("pms_product_category", id=1, parent_id=0, name="手机数码")
    put("pms_product_category", id=2, parent_id=1, name="手机")
    put("pms_product", id=27, product_category_id=2, name="小米8", delete_status=0, publish_status=1)
    put("pms_sku_stock", id=98, product_id=27, price="2699.00", stock=86, lock_stock=6, sp_data=specs)
    put("pms_sku_stock", id=99, product_id=27, price="2799.00", stock=5, lock_stock=-24)
    put("ums_member", id=1, username="test", phone="18061581849", create_time="2026-08-02 10:35:44", gender=1)
    put("oms_order", id=1, member_id=1, order_sn="A1", create_time="2026-10-05 08:00", status=3, pay_type=2,
        promotion_amount=200, coupon_amount=10, discount_amount="0.5", payment_time="2026-10-05 09:00",
        delivery_time="2026-10-06", receive_time="2026-10-08")
    put("oms_order", id=2, member_id=1, order_sn="A2", create_time="2026-10-05 08:00", status=0, pay_type=0)
    put("oms_order_item", order_id=1, product_id=27, product_name="小米8", product_price=2699, product_quantity=1,
        product_sku_id=98)
    put("oms_order_item", order_id=1, product_id=9, product_name="停产的手机壳", product_price=20, product_quantity=2,
        product_sku_id=7)
    put("oms_order_return_apply", order_id=1, product_id=27, order_sn="A1", create_time="2026-10-09", status=2,
        return_amount=2500, handle_time="2026-10-10", product_count=1, reason="质量问题")
    pulled(mall, server, name)
    phone, gone = mall.goods.sku("98"), mall.goods.sku("7")
    assert phone is not None and (phone.title, phone.category) == ("小米8 黑色 32G", ("手机数码", "手机"))
    assert gone is not None and gone.title == "停产的手机壳" and not gone.listed
    assert [(each.sku, each.on_hand) for each in mall.ledger.levels(["98", "99"])] == [("98", 80), ("99", 5)]
    (paid,) = happened(mall, "Order Paid")
    assert (paid.at, paid.properties.total_fen, paid.properties.discount_fen) == (OCT_5_9H, 252850, 21050)
    assert paid.properties.payment_method == "微信支付"
    (back,) = happened(mall, "Order Returned")
    assert (back.shopper, back.properties.refund_fen, back.properties.lines[0].sku) == ("1", 250000, "98")


def test_mall_takes_up_a_payment_that_left_no_modify_time(mall: App, server: MariaDb) -> None:
    name = server.build("mall", "mall_late")
    put = into(server, name)
    put("pms_product", id=1, name="茶", delete_status=0, publish_status=1)
    put("pms_sku_stock", id=1, product_id=1, price=10, stock=5)
    for id in (1, 2):
        put("oms_order", id=id, member_id=1, order_sn=f"B{id}", create_time=f"2026-10-0{id + 4} 08:00", status=0)
        put("oms_order_item", order_id=id, product_sku_id=1, product_name="茶", product_price=10, product_quantity=1)
    mall.connectors.pull("mall", server.dsn(name), Wanted(()))
    server.ask(name, "UPDATE oms_order SET status = 1, pay_type = 1, payment_time = '2026-10-08 09:00' WHERE id = 1")
    mall.connectors.pull("mall", server.dsn(name), Wanted(()))
    assert [each.properties.order for each in happened(mall, "Order Paid")] == ["B1"]


def test_mall4j_with_its_shops_their_places_and_a_refund_of_a_whole_order(mall: App, server: MariaDb) -> None:
    name = server.build("mall4j")
    put = into(server, name)
    put("tz_shop_detail", shop_id=1, shop_name="王城店", mobile="13800000000", shop_lat="34.62", shop_lng="112.45")
    put("tz_shop_detail", shop_id=2, mobile="13800000001")
    put("tz_category", category_id=85, category_name="手机")
    put("tz_category", category_id=87, parent_id=85, category_name="配件")
    put("tz_prod", prod_id=59, prod_name="TWS 耳机", shop_id=1, price=169, status=1, category_id=87)
    put("tz_sku", sku_id=314, prod_id=59, price=169, stocks=2, sku_name="白色", is_delete=0)
    put("tz_user", user_id="u-abc", real_name="王小明", user_mobile="13812345678", modify_time="2026-09-01",
        user_regtime="2026-09-01", sex="F", birth_date="1990-05-01")
    put("tz_order", order_id=1, shop_id=1, user_id="u-abc", order_number="N1", status=5, pay_type=1, reduce_amount=9,
        create_time="2026-10-05 08:00", pay_time="2026-10-05 09:00", finally_time="2026-10-05 11:00")
    put("tz_order", order_id=2, shop_id=1, user_id="u-abc", order_number="N2", status=6, pay_type=1, reduce_amount=0,
        create_time="2026-10-06 08:00", pay_time="2026-10-06 09:00")
    for order, units in (("N1", 2), ("N2", 1)):
        put("tz_order_item", order_number=order, prod_id=59, sku_id=314, prod_count=units, prod_name="TWS 耳机",
            price=169, product_total_amount=169 * units)
    put("tz_order_refund", order_id=2, order_number="N2", refund_amount=169, return_money_sts=1,
        apply_time="2026-10-07", refund_time="2026-10-07 12:00")
    put("tz_user_collection", id=1, prod_id=59, user_id="u-abc", create_time="2026-10-01")
    pulled(mall, server, name)
    shop = mall.goods.shop("1")
    assert shop is not None and shop.place is not None and round(shop.place.longitude, 1) == 112.4
    assert mall.ledger.levels(["314"])[0].shop == "1"
    paid = happened(mall, "Order Paid")
    assert [(each.properties.total_fen, each.properties.shop) for each in paid] == [(32900, "1"), (16900, "1")]
    assert not happened(mall, "Order Cancelled")
    back = happened(mall, "Order Returned")
    assert [(each.properties.order, each.properties.refund_fen) for each in back] == [("N2", 16900)]
    assert happened(mall, "Order Delivered")[0].at == OCT_5_9H + 2 * 3_600_000


def test_yudao_in_fen_with_bits_for_booleans(mall: App, server: MariaDb) -> None:
    name = server.build("yudao")
    put = into(server, name)
    specs = '[{"propertyId":1,"propertyName":"规格","valueId":2,"valueName":"10 片"}]'
    put("product_category", id=1, parent_id=0, name="美妆")
    put("product_category", id=2, parent_id=1, name="面膜")
    put("product_spu", id=1, name="补水面膜", category_id=2, status=1, spec_type=1)
    put("product_spu", id=2, name="下架的面膜", category_id=2, status=0, spec_type=0)
    put("product_sku", id=1, spu_id=1, properties=specs, price=1990, cost_price=850, stock=30)
    put("product_sku", id=2, spu_id=2, price=990, cost_price=-1, stock=0)
    put("member_user", id=247, sex=2, mobile="13812345678", create_time="2026-09-01", update_time="2026-09-01")
    put("trade_order", id=1, no="o1", user_id=247, status=10, pay_status=1, pay_time="2026-10-05 09:00",
        total_price=3980, delivery_price=600, pay_price=4280, pay_channel_code="wx_lite",
        create_time="2026-10-05 08:00", update_time="2026-10-05 09:00")
    put("trade_order", id=2, no="o2", user_id=247, status=40, pay_status=0, total_price=1990, pay_price=1990,
        create_time="2026-10-05 08:00", update_time="2026-10-05 09:00")
    put("trade_order_item", order_id=1, spu_id=1, sku_id=1, count=2, price=1990)
    put("trade_after_sale", status=50, user_id=247, apply_reason="不想要了", order_id=1, order_no="o1", sku_id=1,
        count=1, refund_price=1840, refund_time="2026-10-07", create_time="2026-10-06", update_time="2026-10-07")
    for table in ("product_browse_history", "product_favorite"):
        put(table, spu_id=1, user_id=247, create_time="2026-10-04", update_time="2026-10-04")
    pulled(mall, server, name)
    mask, off = mall.goods.sku("1"), mall.goods.sku("2")
    assert mask is not None and (mask.title, mask.price_fen, mask.cost_fen) == ("补水面膜 10 片", 1990, 850)
    assert off is not None and not off.listed and off.cost_fen is None
    (paid,) = happened(mall, "Order Paid")
    assert (paid.properties.total_fen, paid.properties.discount_fen, paid.at) == (3680, 300, OCT_5_9H)
    assert paid.properties.payment_method == "微信支付"
    assert [each.properties.refund_fen for each in happened(mall, "Order Returned")] == [1840]
    assert len(happened(mall, "Product Viewed")) == len(happened(mall, "Product Favourited")) == 1
