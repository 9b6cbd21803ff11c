"""A litemall in a real MariaDB becomes the source of this mall: everything once, in the right units, and no more."""

import socket
from pathlib import Path
from typing import Any

import pytest

from huozhao.app import App
from huozhao.flows.connectors.connector import Wanted
from huozhao.terms.errors import BadInput
from huozhao.terms.pulls import Page
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb

pytestmark = pytest.mark.slow
YES = Wanted(("personalisation",))


def pulled(mall: App, shop: LitemallShop, wanted: Wanted = YES, **more: Any) -> dict[str, Any]:
    report = mall.connectors.pull("litemall", shop.dsn, wanted, **more).as_dict()
    assert all(each["reconciles"] for each in report["pulls"])
    return report


def of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in report["pulls"] if each["pull"] == name)


def happened(mall: App, name: str) -> list[Any]:
    return [each.event for each in mall.log.read(0, 10_000) if each.event.name == name]


def test_goods_stock_and_shoppers_come_with_their_words_and_without_names_or_phones(
    mall: App, shop: LitemallShop
) -> None:
    pulled(mall, shop)
    milk = mall.goods.sku("11")
    assert milk is not None and (milk.title, milk.category, milk.price_fen) == ("纯牛奶", ("食品", "乳品"), 1250)
    assert mall.ledger.levels(["11"], ["main"])[0].on_hand == 40
    registered = happened(mall, "Shopper Registered")[0]
    assert (registered.shopper, registered.properties.sex, registered.properties.birth_year) == ("1", "female", 1990)
    told = repr(mall.log.read(0, 10_000)) + repr([d for k in ("connector_report", "connector_mark")
                                                  for d in mall.documents.list(k)])
    assert not any(word in told for word in ("138123", "王小明", "secret-session", "人民路", "user1", "read only"))


def test_an_order_comes_once_paid_with_what_came_off_it_and_goes_on_to_be_shipped_and_received(
    mall: App, shop: LitemallShop
) -> None:
    shop.order(1, 1, 401, 5, (11, 2, "12.50"), (12, 1, "9.90"), coupon="5.00")
    shop.order(2, 2, 101, 6, (11, 1, "12.50"))
    report = pulled(mall, shop)
    (paid,) = happened(mall, "Order Paid")
    assert (paid.properties.order, paid.shopper, paid.properties.total_fen) == ("SN1", "1", 2990)
    assert paid.properties.discount_fen == 500 and paid.at == 1791162000000  # 2026-10-05 09:00 in Shanghai
    assert [each.properties.order for each in happened(mall, "Order Shipped")] == ["SN1"]
    assert [each.properties.order for each in happened(mall, "Order Delivered")] == ["SN1"]
    assert [(each["word"], each["orders"]) for each in report["order_states"]] == [("unpaid", 1), ("received", 1)]


def test_a_second_pull_takes_what_is_new_or_changed_and_counts_nothing_twice(mall: App, shop: LitemallShop) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    pulled(mall, shop)
    shop.order(2, 2, 201, 7, (12, 1, "9.90"))
    shop.ask("UPDATE litemall_order SET order_status = 301, ship_time = '2026-10-08 10:00', "
             "update_time = '2026-10-08 10:00' WHERE id = 1")
    report = pulled(mall, shop)
    assert (of(report, "orders")["accepted"], of(report, "orders")["duplicate"]) == (1, 1)
    assert len(happened(mall, "Order Paid")) == 2 and len(happened(mall, "Order Shipped")) == 1
    again = pulled(mall, shop, again=True)
    assert sum(each["accepted"] for each in again["pulls"]) == 0 and len(happened(mall, "Order Paid")) == 2


def test_refunds_before_and_after_receipt_are_cancellations_and_returns_with_their_money(
    mall: App, shop: LitemallShop
) -> None:
    shop.order(1, 1, 203, 5, (11, 1, "12.50"))
    shop.order(2, 2, 401, 6, (11, 2, "12.50"), (12, 1, "9.90"))
    shop.db.put(shop.name, "litemall_aftersale", order_id=2, user_id=2, type=2, status=3, amount="34.90", reason="变质",
                handle_time="2026-10-09 10:00", update_time="2026-10-09 10:00")
    pulled(mall, shop)
    assert [each.properties.order for each in happened(mall, "Order Cancelled")] == ["SN1"]
    back = happened(mall, "Order Returned")
    assert [(each.properties.lines[0].sku, each.properties.refund_fen) for each in back] == [("11", 2500), ("12", 990)]


def test_goods_off_sale_are_known_and_not_sold_until_they_are_back(mall: App, shop: LitemallShop) -> None:
    shop.ask("UPDATE litemall_goods SET is_on_sale = 0 WHERE id = 2")
    shop.order(1, 1, 201, 5, (12, 1, "9.90"))
    pulled(mall, shop)
    yoghurt = mall.goods.sku("12")
    assert yoghurt is not None and not yoghurt.listed and len(happened(mall, "Order Paid")) == 1
    heard = len(happened(mall, "Product Delisted"))
    pulled(mall, shop)
    assert len(happened(mall, "Product Delisted")) == heard == 1
    shop.ask("UPDATE litemall_goods SET is_on_sale = 1 WHERE id = 2")
    pulled(mall, shop)
    yoghurt = mall.goods.sku("12")
    assert yoghurt is not None and yoghurt.listed


def test_stock_is_what_the_mall_says_now_and_only_changes_are_posted(mall: App, shop: LitemallShop) -> None:
    pulled(mall, shop)
    shop.ask("UPDATE litemall_goods_product SET number = 3 WHERE id = 11")
    report = pulled(mall, shop)
    assert (of(report, "stock")["accepted"], of(report, "stock")["duplicate"]) == (1, 1)
    assert mall.ledger.levels(["11"], ["main"])[0].on_hand == 3


def test_behaviour_is_read_only_where_something_is_known_of_consent(mall: App, shop: LitemallShop) -> None:
    for table, column, value in (("footprint", "goods_id", 1), ("collect", "value_id", 2), ("cart", "product_id", 11),
                                 ("search_history", "keyword", "'冬季保湿'")):
        shop.ask(f"INSERT INTO litemall_{table} (user_id, {column}, add_time, update_time) VALUES "
                 f"(1, {value}, '2026-10-05 10:00', '2026-10-05 10:00')")
    report = pulled(mall, shop, Wanted())
    assert of(report, "views")["note"] and of(report, "views")["rows"] == 0
    pulled(mall, shop)
    assert [each.properties.query for each in happened(mall, "Products Searched")] == ["冬季保湿"]
    assert [each.properties.sku for each in happened(mall, "Product Viewed")] == ["11"]
    assert [each.properties.sku for each in happened(mall, "Product Favourited")] == ["12"]
    assert len(happened(mall, "Product Added To Cart")) == 1


def test_without_their_consent_acts_are_kept_without_the_shopper(mall: App, shop: LitemallShop) -> None:
    shop.ask("INSERT INTO litemall_footprint (user_id, goods_id, add_time, update_time) VALUES "
             "(1, 1, '2026-10-05 10:00', '2026-10-05 10:00')")
    report = pulled(mall, shop, Wanted(()))
    assert of(report, "views")["anonymised"] == 1
    assert [each.shopper for each in happened(mall, "Product Viewed")] == [""]


def test_who_was_erased_here_does_not_come_back_out_of_the_mall(mall: App, shop: LitemallShop) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    shop.order(2, 2, 201, 5, (11, 1, "12.50"))
    pulled(mall, shop)
    mall.privacy.erase_on_request("1", "test")
    report = pulled(mall, shop, again=True)
    assert (of(report, "orders")["refused_by_reason"], of(report, "orders")["duplicate"]) == ({"erased": 1}, 1)
    assert of(report, "shoppers")["refused_by_reason"] == {"erased": 1}
    assert "1" not in {each.event.shopper for each in mall.log.read(0, 10_000)}
    assert len(happened(mall, "Order Paid")) == 2 and not mall.documents.list("failed_event")


def test_a_row_that_cannot_be_taken_is_refused_with_a_remedy_and_states_without_a_word_are_told(
    mall: App, shop: LitemallShop
) -> None:
    shop.order(1, 1, 201, 5, (99, 1, "1.00"))
    shop.order(2, 1, 777, 6, (11, 1, "12.50"))
    report = pulled(mall, shop)
    assert of(report, "orders")["refused_by_reason"] == {"unknown_sku": 1}
    (failed,) = mall.documents.list("failed_event")
    assert "99" in failed.body["message"] and failed.body["hint"]
    assert "777 (1)" in report["hint"]["en"] and len(happened(mall, "Order Paid")) == 0


def test_a_pull_that_was_killed_goes_on_at_its_page(
    mall: App, shop: LitemallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huozhao.backends.malls.mysql import MySqlMall
    from huozhao.flows.connectors import connector

    monkeypatch.setattr(connector, "PAGE_KEYS", 3)
    for id in range(1, 11):
        shop.order(id, 1, 201, 5, (11, 1, "12.50"), (12, 2, "9.90"))
    read, asked = MySqlMall.page, list[Any]()

    def page(self: MySqlMall, pull: Any, states: Any, since: Any, after: Any, most: int) -> Page:
        asked.append((pull.name, after))
        if len(asked) > 1 and asked[-1] == ("orders", 6):
            raise BadInput("power_cut", "the power went out")
        return read(self, pull, states, since, after, most)

    monkeypatch.setattr(MySqlMall, "page", page)
    with pytest.raises(BadInput):
        pulled(mall, shop)
    assert len(happened(mall, "Order Paid")) == 6
    monkeypatch.setattr(MySqlMall, "page", read)
    report = pulled(mall, shop)
    assert (of(report, "orders")["read"], of(report, "orders")["accepted"]) == (4, 8)
    assert len(happened(mall, "Order Paid")) == 10 and of(report, "orders")["duplicate"] == 0


def test_nothing_can_be_written_to_the_mall(server: MariaDb, shop: LitemallShop) -> None:
    from huozhao.backends.malls.mysql import MySqlMall

    source = MySqlMall(server.dsn(shop.name, "root", ""))
    for statement in ("DELETE FROM litemall_user", "UPDATE litemall_user SET gender = 0", "CREATE TABLE spy (id int)"):
        with pytest.raises(BadInput, match="READ ONLY"):
            source._ask(statement, ())
    source.close()
    assert shop.ask("SELECT COUNT(*) FROM litemall_user") == [(2,)]


def test_what_listens_and_is_no_database_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    from huozhao.backends.malls import mysql

    monkeypatch.setattr(mysql, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = mysql.MySqlMall(f"mysql://a:b@127.0.0.1:{silent.getsockname()[1]}/x")
        with pytest.raises(BadInput) as refused:
            source._ask("SELECT 1", ())
    assert refused.value.code == "mall_unreachable" and "check host and port" in refused.value.hint


def test_a_database_that_cannot_be_read_is_told_with_its_remedy_and_without_the_password(
    server: MariaDb, mall: App, shop: LitemallShop, tmp_path: Path
) -> None:
    cases = {
        server.dsn(shop.name, "reader", "wrong secret"): "mall_login_refused",
        server.dsn("nowhere"): "mall_unknown_database",
        f"mysql://a:b@localhost/x?unix_socket={tmp_path}/none.sock": "mall_unreachable",
        "postgresql://a:wrong%20secret@localhost/x": "dsn_unreadable",
    }
    for dsn, code in cases.items():
        with pytest.raises(BadInput) as refused:
            mall.connectors.pull("litemall", dsn, YES)
        assert refused.value.code == code and refused.value.hint and "wrong secret" not in str(refused.value)
    with pytest.raises(BadInput) as refused:
        mall.connectors.pull("mall", shop.dsn, YES)
    assert refused.value.code == "mall_other_version"
