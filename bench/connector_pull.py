"""Orders a CPU second pulled out of a real MariaDB in the shape of litemall, against the same orders from a CSV file.

The counts and the money are compared with what the mall's own tables say, by SQL, before a figure is printed.
"""

import csv
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("OMP_NUM_THREADS", "1")

from huozhao.app import App, open_app
from huozhao.backends.files.tables import open_tables
from huozhao.flows.connectors.connector import Wanted
from huozhao.settings import Settings, Storage
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb, mariadb

ORDERS, GOODS, SHOPPERS, SEED, ROUNDS = 140_000, 2_000, 20_000, 7, 1
PAID = "(201, 202, 203, 301, 401, 402)"
LINES = "litemall_order_goods g JOIN litemall_order o ON o.id = g.order_id"
HEADERS = ("order", "shopper", "paid_at", "sku", "quantity", "price", "discount", "shop", "payment_method")


def fill(server: MariaDb) -> LitemallShop:
    """Build a litemall by SQL: orders of one to three lines over a year, of every state, some with a coupon."""
    shop = LitemallShop(server, server.build("litemall"))
    shop.ask("INSERT INTO litemall_category (id, name, pid) VALUES (1, '食品', 0), (2, '乳品', 1)")
    shop.ask("INSERT INTO litemall_goods (id, name, category_id, add_time, update_time) "
             "SELECT seq, CONCAT('商品', seq), "
             f"2, '2025-09-01', '2025-09-01' FROM seq_1_to_{GOODS}")
    shop.ask("INSERT INTO litemall_goods_product (id, goods_id, specifications, price, number, update_time) "
             f"SELECT seq, seq, '[\"标准\"]', 5 + seq / 100, seq % 50, '2025-09-01' FROM seq_1_to_{GOODS}")
    shop.ask("INSERT INTO litemall_user (id, username, gender, add_time, update_time) SELECT seq, seq, seq % 3, "
             f"'2025-09-01', '2025-09-01' FROM seq_1_to_{SHOPPERS}")
    at = "'2025-10-01 08:00' + INTERVAL seq * 3 MINUTE"
    state = "ELT(1 + seq % 8, 101, 103, 201, 203, 301, 401, 402, 401)"
    shop.ask("INSERT INTO litemall_order (id, user_id, order_sn, order_status, goods_price, coupon_price, add_time, "
             "pay_time, ship_time, confirm_time, refund_time, update_time) SELECT seq, 1 + (seq * 7919) % "
             f"{SHOPPERS}, CONCAT('SN', seq), {state}, 0, IF(seq % 5 = 0, 3.50, 0), {at}, "
             f"IF({state} >= 201, {at}, NULL), IF({state} IN (301, 401, 402), {at}, NULL), "
             f"IF({state} IN (401, 402), {at}, NULL), "
             f"IF({state} = 203, {at}, NULL), {at} FROM seq_1_to_{ORDERS}")
    shop.ask("INSERT INTO litemall_order_goods (order_id, product_id, number, price) SELECT o.id, p.id, 1 + o.id % 3, "
             "p.price FROM litemall_order o JOIN seq_1_to_3 n ON n.seq <= 1 + o.id % 3 JOIN litemall_goods_product p "
             f"ON p.id = 1 + (o.id * 31 + n.seq * 101) % {GOODS}")
    return shop


def written(shop: LitemallShop, path: Path) -> int:
    """Write the paid orders as a merchant would export them, one row a line; return the rows."""
    rows = shop.ask("SELECT o.order_sn, o.user_id, o.pay_time, g.product_id, g.number, g.price, o.coupon_price, "
                    f"'main', '微信支付' FROM {LINES} WHERE o.order_status IN {PAID} ORDER BY o.id, g.id")
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        out.writerows(rows)
    return len(rows)


def truth(shop: LitemallShop) -> dict[str, int]:
    """Return what the mall's own tables say."""
    def one(what: str, source: str, states: str) -> int:
        return int(str(shop.ask(f"SELECT {what} FROM {source} WHERE o.order_status IN {states}")[0][0] or 0))

    orders = "litemall_order o"
    return {
        "Order Paid": one("COUNT(*)", orders, PAID),
        "lines": one("COUNT(*)", LINES, PAID),
        "fen": one("SUM(ROUND(g.price * 100) * g.number)", LINES, PAID)
        - one("SUM(ROUND(o.coupon_price * 100))", orders, PAID),
        "Order Shipped": one("COUNT(*)", orders, "(301, 401, 402)"),
        "Order Delivered": one("COUNT(*)", orders, "(401, 402)"),
        "Order Cancelled": one("COUNT(*)", orders, "(203)"),
        "Product Listed": GOODS, "Shopper Registered": SHOPPERS,
    }  # fmt: skip


def logged(mall: App) -> dict[str, int]:
    """Return the same counts out of the event log."""
    found: dict[str, int] = {"lines": 0, "fen": 0}
    after = 0
    while batch := mall.log.read(after, 5_000):
        for each in batch:
            found[each.event.name] = found.get(each.event.name, 0) + 1
            if each.event.name == "Order Paid":
                what: Any = each.event.properties
                found["lines"] += len(what.lines)
                found["fen"] += what.total_fen
        after = batch[-1].position
    return found


def pulled(folder: Path, shop: LitemallShop, wanted: dict[str, int]) -> float:
    """Pull everything, compare, pull again; return CPU seconds of the first pull."""
    with open_app(replace(Settings(), storage=Storage(data=folder))) as mall:
        cpu = time.process_time()
        report = mall.connectors.pull("litemall", shop.dsn, Wanted(()))
        cpu = time.process_time() - cpu
        found = logged(mall)
        differs = {name: (n, found.get(name, 0)) for name, n in wanted.items() if found.get(name, 0) != n}
        if differs or any(not each.summary.reconciles or each.summary.refused for each in report.pulls):
            raise SystemExit(f"the counts do not reconcile: {differs}")
        again = mall.connectors.pull("litemall", shop.dsn, Wanted(()))
        if sum(each.summary.accepted for each in again.pulls):
            raise SystemExit("something was counted twice")
    return cpu


def imported(folder: Path, path: Path, shop: LitemallShop) -> float:
    """Import the same orders from the CSV file into a mall that knows goods and shop; return CPU seconds."""
    with open_app(replace(Settings(), storage=Storage(data=folder))) as mall:
        goods, shops = folder / "goods.csv", folder / "shops.csv"
        lines = [f"{n},商品{n},{5 + n / 100:.2f}\n" for n in range(1, GOODS + 1)]
        goods.write_text("sku,title,price\n" + "".join(lines), "utf-8")
        shops.write_text("shop,name\nmain,商城仓库\n", "utf-8")
        for kind, file in (("goods", goods), ("shops", shops)):
            mall.imports.run(kind, open_tables(file))
        mall.folds.catch_up()
        cpu = time.process_time()
        mall.imports.run("orders", open_tables(path))
        mall.folds.catch_up()
        return time.process_time() - cpu


def main() -> None:
    """Print the figure's line."""
    with tempfile.TemporaryDirectory() as name, mariadb(Path(name)) as server:
        folder = Path(name)
        shop = fill(server)
        wanted, rows = truth(shop), written(shop, folder / "orders.csv")
        pulls, files = [], []
        for turn in range(ROUNDS):
            pulls.append(pulled(folder / f"pulled{turn}", shop, wanted))
            files.append(imported(folder / f"imported{turn}", folder / "orders.csv", shop))
            print(f"round {turn}: {pulls[-1]:.1f} s, {files[-1]:.1f} s", file=sys.stderr)
    paid = wanted["Order Paid"]
    value, peer = paid / statistics.median(pulls), paid / statistics.median(files)
    print(json.dumps({
        "figure": "connector_pull", "value": round(value),
        "unit": "paid orders a CPU second, with goods, stock, shoppers, shipping, receipt and cancellations",
        "peer": "huozhao import of the same orders from CSV, orders alone", "peer_value": round(peer),
        "ratio": round(value / peer, 3), "orders_in_the_mall": ORDERS, "orders_paid": paid, "lines": rows,
        "yuan": wanted["fen"] / 100, "difference_in_orders": 0, "difference_in_fen": 0, "counted_twice": 0,
        "data": f"generated in a MariaDB of the script's own in the shape of litemall: {GOODS:,} SKUs, {SHOPPERS:,} "
        f"shoppers, {ORDERS:,} orders of every state over a year, rounds: {ROUNDS}", "seed": SEED}, ensure_ascii=False))


if __name__ == "__main__":
    main()
