"""Malls as they are found: columns without a value, clocks that were wrong, states of their own, passwords, TLS."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from huozhao.app import App
from huozhao.backends.malls.mappings import FOLDER
from huozhao.backends.malls.mysql import MySqlMall
from huozhao.events.catalogue import OrderPaid
from huozhao.flows.connectors.connector import Wanted
from huozhao.terms.errors import BadInput
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb

YES = Wanted(("personalisation",))
CA = Path(ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt")


def paid(mall: App) -> list[str]:
    events = (each.event for each in mall.log.read(0, 10_000))
    return [each.properties.order for each in events if isinstance(each.properties, OrderPaid)]


@pytest.mark.slow
def test_goods_of_which_nothing_is_known_to_be_on_sale_are_off_sale_and_stop_no_pull(
    mall: App, shop: LitemallShop
) -> None:
    shop.ask("UPDATE litemall_goods SET is_on_sale = NULL WHERE id = 2")
    shop.order(1, 1, 201, 5, (12, 1, "9.90"))
    mall.connectors.pull("litemall", shop.dsn, YES)
    milk, yoghurt = mall.goods.sku("11"), mall.goods.sku("12")
    assert milk is not None and milk.listed and yoghurt is not None and not yoghurt.listed and paid(mall) == ["SN1"]


@pytest.mark.slow
def test_a_row_of_a_day_to_come_hides_no_later_order(mall: App, shop: LitemallShop) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    shop.ask("UPDATE litemall_order SET update_time = '2099-01-01' WHERE id = 1")
    mall.connectors.pull("litemall", shop.dsn, YES)
    shop.order(2, 2, 201, 6, (11, 1, "12.50"))
    mall.connectors.pull("litemall", shop.dsn, YES)
    assert paid(mall) == ["SN1", "SN2"]


@pytest.mark.slow
def test_old_orders_in_a_state_that_a_copy_of_the_file_has_a_word_for_are_read_with_it(
    mall: App, shop: LitemallShop, tmp_path: Path
) -> None:
    shop.order(1, 1, 777, 3, (11, 1, "12.50"))
    shop.order(2, 2, 201, 6, (11, 1, "12.50"))
    mall.connectors.pull("litemall", shop.dsn, YES)
    assert paid(mall) == ["SN2"]
    told, mine = (FOLDER / "litemall.toml").read_text("utf-8"), tmp_path / "mine.toml"
    mine.write_text(told.replace("paid = [201, 202]", "paid = [201, 202, 777]"), "utf-8")
    for read in (2, 1):  # the second time only what changed of late
        report: dict[str, Any] = mall.connectors.pull(str(mine), shop.dsn, YES).as_dict()
        assert next(each["read"] for each in report["pulls"] if each["pull"] == "orders") == read
        assert sorted(paid(mall)) == ["SN1", "SN2"]


@pytest.mark.slow
def test_a_password_may_hold_any_letters(server: MariaDb, shop: LitemallShop) -> None:
    server.ask("", "CREATE OR REPLACE USER chinese IDENTIFIED BY '密码 p@ss:w/rd?#🔑'")
    server.ask("", "GRANT SELECT (id) ON litemall.litemall_user TO chinese")
    password = "%E5%AF%86%E7%A0%81%20p%40ss%3Aw%2Frd%3F%23%F0%9F%94%91"
    source = MySqlMall(server.dsn(shop.name, "chinese", password))
    try:
        assert source._ask("SELECT COUNT(id) FROM litemall_user", ()) == ((2,),)
        with pytest.raises(BadInput) as refused:
            source._ask("SELECT gender FROM litemall_user", ())
    finally:
        source.close()
    assert refused.value.code == "mall_not_allowed" and "gender" in str(refused.value)


def test_an_authority_that_is_named_vouches_for_the_server_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    from pymysql.connections import Connection

    told: dict[str, Any] = MySqlMall(f"mysql://a:b@db.example.com/x?ssl_ca={CA}")._parts
    assert Connection(**told, defer_connect=True).ctx.verify_mode == ssl.CERT_REQUIRED
    with pytest.raises(BadInput) as refused:
        MySqlMall(f"mysql://a:b@127.0.0.1/x?ssl_ca={tmp_path}/none.pem")._ask("SELECT 1", ())
    assert (refused.value.code, refused.value.field) == ("mall_certificate_unreadable", "dsn")
