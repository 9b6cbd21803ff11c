"""S1 through the public API and the command line: one ledger for all channels, idempotent, never oversold, audited."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from typer.testing import CliRunner

from huozhao.cli.main import app
from tests.shopping import Mall, shopping


def open_shops(mall: Mall) -> None:
    shops = [{"shop": name, "name": name, "city": "上海", "longitude": longitude, "latitude": 31.23, "system": "wgs84",
              "opens": "00:00", "closes": "24:00"} for name, longitude in (("north", 121.48), ("south", 121.55))]
    assert mall.http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []


def count(mall: Mall, key: str, shop: str, units: int, source: str) -> dict[str, Any]:
    counts = [{"key": key, "sku": "tea", "shop": shop, "on_hand": units, "source": source}]
    return dict(mall.http.post("/v1/stock/counts", json={"counts": counts}).json())


def move(mall: Mall, key: str, way: tuple[str, str], units: int) -> dict[str, Any]:
    moves = [{"key": key, "sku": "tea", "shop": "north", "from": way[0], "to": way[1], "quantity": units}]
    return dict(mall.http.post("/v1/stock/moves", json={"moves": moves}).json())


def order(mall: Mall, name: str, *units: int, shopper: str = "ann") -> int:
    place = {"longitude": 121.47, "latitude": 31.23, "system": "wgs84"}
    lines = [{"sku": "tea", "quantity": some} for some in units]
    body = {"order": name, "shopper": shopper, "place": place, "lines": lines}
    return mall.http.post("/v1/orders", json=body).status_code


def arrive(mall: Mall, lot: str, units: int, days: int) -> None:
    day = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)).date().isoformat()
    moves = [{"key": f"in-{lot}", "sku": "tea", "shop": "north", "from": "supplier", "to": "on_hand",
              "quantity": units, "lot": lot, "expires_on": day}]
    assert mall.http.post("/v1/stock/moves", json={"moves": moves}).json()["posted"] == 1


def stock(mall: Mall, shop: str) -> dict[str, Any]:
    return dict(mall.get(f"/v1/stock?sku=tea&shop={shop}")["items"][0])


def run(data: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--data", str(data)])
    return done.exit_code, done.output


def test_online_and_shops_share_one_ledger_that_shows_its_conflicts_and_stands_an_audit(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        mall.goods(tea=("茶",))
        open_shops(mall)
        assert count(mall, "c1", "north", 12, "till")["posted"] == 1
        assert count(mall, "c1", "north", 12, "till")["duplicate"] == 1
        assert move(mall, "m1", ("on_hand", "quarantine"), 2)["posted"] == 1
        assert move(mall, "m2", ("supplier", "in_transit"), 6)["posted"] == 1
        level = stock(mall, "north")
        assert [level[k] for k in ("on_hand", "reserved", "in_transit", "available", "quarantine")] == [10, 0, 6, 10, 2]
        assert count(mall, "c2", "north", 8, "warehouse")["posted"] == 1
        (conflict,) = mall.get("/v1/stock/conflicts")["items"]
        assert (conflict["difference"], conflict["between"]) == (-2, "warehouse against till")
        count(mall, "c3", "south", 5, "till")
        assert order(mall, "split", 10) == 201
        parts = mall.get("/v1/orders/split")["parts"]
        assert [(part["shop"], part["lines"][0]["quantity"]) for part in parts] == [("north", 8), ("south", 2)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: order(mall, f"rush-{n}", 1), range(20)))
        assert sorted(answers) == [201] * 3 + [409] * 17
        assert (stock(mall, "south")["available"], stock(mall, "south")["reserved"]) == (0, 5)
    code, said = run(tmp_path, "audit")
    assert code == 0 and "0 differences" in said
    ledger = next(path for path in tmp_path.rglob("*.db") if "ledger" in path.name)
    with sqlite3.connect(ledger) as hand:
        hand.execute("UPDATE levels SET free = 99 WHERE shop = 'south'")
    code, said = run(tmp_path, "audit")
    assert code == 1 and "tea @ south  free: 99, by moves 0" in said
    assert run(tmp_path, "rebuild")[0] == 0
    assert run(tmp_path, "audit")[0] == 0


def test_a_basket_of_two_lines_of_one_sku_is_split_over_shops_wholly_or_not_at_all() -> None:
    with shopping() as mall:
        mall.goods(tea=("茶",))
        open_shops(mall)
        count(mall, "c1", "north", 10, "till")
        count(mall, "c2", "south", 3, "till")
        assert order(mall, "too many", 7, 7) == 409
        assert [stock(mall, shop)["reserved"] for shop in ("north", "south")] == [0, 0]
        assert order(mall, "thirteen", 9, 4) == 201
        parts = mall.get("/v1/orders/thirteen")["parts"]
        assert [(part["shop"], part["lines"]) for part in parts] == [
            ("north", [{"sku": "tea", "quantity": 10}]), ("south", [{"sku": "tea", "quantity": 3}])]


def test_what_expires_first_leaves_first_expired_lots_are_not_sold_and_a_recall_finds_who_got_a_lot(
    tmp_path: Path
) -> None:
    with shopping(data=tmp_path) as mall:
        mall.goods(tea=("茶",))
        open_shops(mall)
        for lot, units, days in (("late", 6, 30), ("soon", 4, 3), ("gone", 5, -1)):
            arrive(mall, lot, units, days)
        level = stock(mall, "north")
        assert (level["available"], level["quarantine"], level["lotted"]) == (10, 5, True)
        assert [(row["lot"], row["units"]) for row in mall.get("/v1/stock/quarantine")["items"]] == [("gone", 5)]
        assert order(mall, "a", 3) == 201
        (expiring,) = mall.get("/v1/stock/expiring?days=7")["items"]
        assert [expiring[k] for k in ("lot", "units", "days_left", "expected_sold")] == ["soon", 1, 4, None]
        assert order(mall, "b", 2) == 201 and order(mall, "c", 6) == 409
        for name in ("a", "b"):
            assert mall.http.post(f"/v1/orders/{name}/pay", json={}).status_code == 200
        back = {"lines": [{"sku": "tea", "quantity": 2}]}
        assert mall.http.post("/v1/orders/a/return", json=back).status_code == 200
        assert mall.http.post("/v1/orders/b/cancel", json={}).status_code == 200
        recall = mall.get("/v1/stock/lots/soon")
        assert [(each["order"], each["units"], each["returned"]) for each in recall["orders"]] == [
            ("a", 3, 2), ("b", 1, 1)]
        assert (recall["units_out"], recall["units_here"]) == (1, 3) and "ann" not in str(recall)
        shelf = mall.get("/v1/stock/tea/north/lots")["items"]
        assert [(row["lot"], row["available"], row["returned"], row["quarantine"]) for row in shelf] == [
            ("gone", 0, 0, 5), ("soon", 1, 2, 0), ("late", 6, 0, 0)]
        assert mall.http.get("/v1/stock/lots/nobody").status_code == 404
        assert mall.http.post("/v1/stock/lots/late/withdraw").json()["units"] == 6
        assert mall.http.post("/v1/stock/lots/late/withdraw").json()["units"] == 0
        assert order(mall, "d", 2) == 409
        back_on_sale = mall.http.post("/v1/stock/lots/late/release").json()
        assert back_on_sale["units"] == 6 and back_on_sale["whereabouts"]["lots"][0]["available"] == 6
        assert mall.http.post("/v1/stock/lots/gone/release").json()["units"] == 0
        bad = [{"key": "x", "sku": "tea", "shop": "north", "on_hand": 1, "expires_on": "2027-01-01"}]
        (refused,) = mall.http.post("/v1/stock/counts", json={"counts": bad}).json()["refused"]
        assert (refused["code"], refused["field"]) == ("lot_missing", "lot")
    assert run(tmp_path, "audit")[0] == 0


def test_one_shopper_cannot_lock_the_mall_and_is_forgotten_when_erased() -> None:
    with shopping() as mall:
        mall.goods(tea=("茶",))
        open_shops(mall)
        count(mall, "c1", "north", 500, "till")
        assert order(mall, "huge", 201) == 409
        assert [order(mall, f"grab-{n}", 2) for n in range(12)] == [201] * 10 + [409] * 2
        lines = [{"sku": "tea", "quantity": 1}]
        answer = mall.http.post("/v1/orders", json={"order": "more", "shopper": "ann", "lines": lines})
        error = answer.json()["error"]
        assert (error["code"], error["field"]) == ("holds_enough", "shopper") and "pay or cancel" in error["hint"]
        assert order(mall, "bob-1", 2, shopper="bob") == 201
        assert order(mall, "grab-0", 2) == 201
        assert mall.http.post("/v1/orders/grab-0/pay", json={}).status_code == 200
        assert order(mall, "more", 1) == 201
        assert stock(mall, "north")["reserved"] == 9 * 2 + 2 + 1
        receipt = mall.http.post("/v1/shoppers/ann/erase", json={}).json()
        assert receipt["removed"]["ledger"] == 10


def test_a_decline_is_listed_with_who_serves_instead() -> None:
    with shopping() as mall:
        mall.goods(tea=("茶",))
        open_shops(mall)
        count(mall, "c1", "north", 5, "till")
        count(mall, "c2", "south", 5, "till")
        assert order(mall, "o", 2) == 201
        for _ in range(2):
            said = mall.http.post("/v1/orders/o/decline", json={"shop": "north", "reason": "找不到货"})
            assert said.status_code == 200
        (declined,) = mall.get("/v1/declines")["items"]
        assert [declined[k] for k in ("order", "shop", "reason", "served_by")] == ["o", "north", "找不到货", ["south"]]
        assert mall.get("/v1/declines?shop=south")["items"] == []


def test_stock_is_summed_by_shop_of_all_goods_of_one_and_of_a_category() -> None:
    with shopping() as mall:
        mall.goods(tea=("饮料", "茶"), cup=("餐具",))
        open_shops(mall)
        for n, (sku, shop, units) in enumerate((("tea", "north", 5), ("tea", "south", 7), ("cup", "south", 2))):
            counts = [{"key": f"k{n}", "sku": sku, "shop": shop, "on_hand": units}]
            mall.http.post("/v1/stock/counts", json={"counts": counts})

        def shops(query: str) -> list[tuple[str, int]]:
            return [(row["shop"], row["on_hand"]) for row in mall.get(f"/v1/stock/summary{query}")["by_shop"]]

        assert shops("") == [("north", 5), ("south", 9)]
        assert shops("?sku=cup") == [("north", 0), ("south", 2)]
        assert shops("?category=茶") == [("north", 5), ("south", 7)]
        first = mall.get("/v1/stock?limit=2")
        rest = mall.get(f"/v1/stock?limit=2&after={first['next']}")
        assert [(row["sku"], row["shop"]) for row in first["items"] + rest["items"]] == [
            ("cup", "south"), ("tea", "north"), ("tea", "south")]
        assert rest["next"] is None
