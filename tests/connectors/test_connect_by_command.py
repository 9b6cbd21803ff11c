"""`huozhao connect` on a real MariaDB: a dry run keeps nothing, a kill loses nothing, counts come to the mall's."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from huozhao.backends.sqlite.documents import SqliteDocuments
from huozhao.cli.main import app
from huozhao.flows.connectors.marks import KIND
from tests.connectors.litemall_shop import LitemallShop

pytestmark = pytest.mark.slow
ORDERS = 11_000


def command(shop: LitemallShop, data: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "huozhao", "connect", "litemall", "--dsn", shop.dsn, "--data", str(data), "--json",
            "--consented", "none", *more]  # fmt: skip


def connect(shop: LitemallShop, data: Path, *more: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, command(shop, data, *more)[3:])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in report["pulls"] if each["pull"] == name)


def walked(data: Path) -> int:
    """Return the last order that was read and kept."""
    if not (data / "mall.db").exists():
        return 0
    documents = SqliteDocuments(data / "mall.db", lambda: 0)
    try:
        marks = [each.body for each in documents.list(KIND) if each.id.endswith(":orders")]
    finally:
        documents.close()
    return int(marks[0]["after"] or ORDERS) if marks else 0


def test_a_dry_run_says_what_it_would_take_and_keeps_nothing(shop: LitemallShop, tmp_path: Path) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"))
    shop.order(2, 1, 201, 5, (99, 1, "1.00"))
    first = connect(shop, tmp_path, "--dry-run")
    assert (of(first, "orders")["accepted"], of(first, "orders")["refused_by_reason"]) == (1, {"unknown_sku": 1})
    assert "99" in first["remedies"]["unknown_sku"] and "→ list it" in first["remedies"]["unknown_sku"]
    again = connect(shop, tmp_path, "--dry-run", "--sample", "1")
    assert first["dry_run"] and (of(again, "goods")["keys"], of(again, "goods")["accepted"]) == (2, 2)


def test_what_people_read_fits_eighty_columns_and_says_how_to_mend_a_row(shop: LitemallShop, tmp_path: Path) -> None:
    shop.order(1, 1, 201, 5, (11, 1, "12.50"), (99, 1, "1.00"))
    words = [word for word in command(shop, tmp_path, "--dry-run")[3:] if word != "--json"]
    lines = CliRunner().invoke(app, words, env={"COLUMNS": "80"}).stdout.splitlines()
    rows = {line.split()[1]: line.split()[2:] for line in lines if len(line.split()) == 8}
    assert set(rows) >= {"goods", "favourites", "searches"} and rows["goods"] == ["2", "2", "2", "2", "0", "0"]
    assert max(map(cell_len, lines)) <= 80
    told = "".join(lines)
    assert "· orders: unknown_sku × 2" in told and "→ list it" in told


@pytest.mark.kill
def test_a_kill_in_the_middle_loses_no_order_and_takes_none_twice(shop: LitemallShop, tmp_path: Path) -> None:
    shop.ask("INSERT INTO litemall_order (id, user_id, order_sn, order_status, goods_price, pay_time, update_time) "
             "SELECT seq, 1, CONCAT('SN', seq), 201, 12.50, '2026-10-05 09:00', '2026-10-05 09:00' "
             f"FROM seq_1_to_{ORDERS}")
    shop.ask("INSERT INTO litemall_order_goods (order_id, product_id, number, price) SELECT id, 11, 1, 12.50 "
             "FROM litemall_order")
    process = subprocess.Popen(command(shop, tmp_path), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 240
    while process.poll() is None and walked(tmp_path) == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    before = walked(tmp_path)
    report = connect(shop, tmp_path)
    orders = of(report, "orders")
    assert orders["reconciles"] and not orders["refused"] and before >= 5_000
    assert orders["accepted"] + orders["duplicate"] >= ORDERS - before
    audit = connect(shop, tmp_path, "--again")
    assert (of(audit, "orders")["duplicate"], of(audit, "orders")["accepted"]) == (ORDERS, 0)
    assert of(audit, "orders")["events"] == {"Order Paid": ORDERS}
