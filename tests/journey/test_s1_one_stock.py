"""S1 through the public API and the command line: one ledger for all channels, idempotent, never oversold, audited."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

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


def order(mall: Mall, name: str, units: int) -> int:
    place = {"longitude": 121.47, "latitude": 31.23, "system": "wgs84"}
    body = {"order": name, "shopper": "ann", "place": place, "lines": [{"sku": "tea", "quantity": units}]}
    return mall.http.post("/v1/orders", json=body).status_code


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
