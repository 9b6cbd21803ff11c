"""A merchant's files go in by command and the counts add up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ORDERS = "订单号,买家,付款时间,商品编码,数量,单价\n1,u1,2026-01-05 10:00,milk,2,12.5\n2,u1,2026-01-06 10:00,tea,1,3\n"


def huozhao(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "huozhao", *arguments, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_merchant_imports_looks_at_what_failed_mends_and_replays(tmp_path: Path) -> None:
    data, goods, orders = str(tmp_path / "data"), tmp_path / "goods.csv", tmp_path / "orders.csv"
    goods.write_text("商品编码,商品名称,单价\nmilk,纯牛奶,12.50\n", "gbk")
    orders.write_text(ORDERS, "utf-8-sig")
    trial = huozhao("import", "goods", str(goods), "--data", data, "--dry-run")
    assert trial["accepted"] == 1 and trial["dry_run"]
    assert huozhao("import", "goods", str(goods), "--data", data)["accepted"] == 1
    found = huozhao("import", "orders", str(orders), "--data", data)
    assert (found["rows"], found["accepted"], found["refused_by_reason"]) == (2, 1, {"unknown_sku": 1})
    assert huozhao("failed", "list", "--data", data)["total"] == 1
    goods.write_text("商品编码,商品名称,单价\ntea,茶,3\n", "utf-8")
    huozhao("import", "goods", str(goods), "--data", data)
    assert huozhao("failed", "replay", "--data", data)["accepted"] == 1
    assert huozhao("failed", "list", "--data", data)["total"] == 0


def test_a_wrong_path_ends_with_code_2_and_the_remedy(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "huozhao", "import", "goods", str(tmp_path / "no.csv"), "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and "找不到文件" in done.stderr


@pytest.mark.slow
def test_the_real_order_export_comes_in_with_its_overlap_counted_once(tmp_path: Path, shared_data: Path) -> None:
    path = str(shared_data / "online-retail-ii")
    found = huozhao("import", "online-retail", path, "--data", str(tmp_path))
    assert found["rows"] == found["accepted"] + found["duplicate"] + found["refused"] == 859_515
    assert found["duplicate"] == 22_523 and found["accepted"] == 826_855


@pytest.mark.slow
def test_a_real_behaviour_log_comes_in_whole(tmp_path: Path, shared_data: Path) -> None:
    path = str(shared_data / "retailrocket-events" / "events.parquet")
    found = huozhao("import", "events", path, "--consented", "personalisation", "--data", str(tmp_path))
    assert found["rows"] == found["accepted"] == 97_381 and found["goods"] == 29_905
