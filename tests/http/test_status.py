"""The engine's status counts what is there, and its metrics read as Prometheus' text."""

import threading
import time
from dataclasses import replace
from pathlib import Path

from litestar.testing import TestClient

from huozhao.app import open_app, simulated_clock
from huozhao.http.server import create
from huozhao.http.status import bytes_in
from huozhao.settings import Settings, Storage


def test_the_status_counts_what_came_in() -> None:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall, TestClient(create(mall)) as http:
        assert http.get("/v1/status").json()["first_run"] is True
        http.put("/v1/goods", json={"goods": [{"sku": "a", "spu": "a", "title": "面膜"}]})
        http.put("/v1/shops", json={"shops": [{"shop": "w", "name": "武汉店"}]})
        count = {"key": "c1", "sku": "a", "shop": "w", "on_hand": 5}
        assert http.post("/v1/stock/counts", json={"counts": [count]}).json()["posted"] == 1
        now = int(time.time() * 1000)
        agreed = {"shopper": "s1", "purpose": "personalisation", "given": True}
        http.post("/v1/consents", json={"decisions": [agreed]})
        seen = {"id": "e1", "name": "Product Viewed", "at": now, "shopper": "s1", "properties": {"sku": "a"}}
        http.post("/v1/events", json={"events": [seen]})
        mall.folds.reached(mall.log.head())
        status = http.get("/v1/status").json()
        counts = {name: status[name] for name in ("events", "shoppers", "goods", "shops", "stock_rows")}
        assert counts == {"events": 3, "shoppers": 1, "goods": 1, "shops": 1, "stock_rows": 1}
        assert status["first_run"] is False and all(fold["error"] == "" for fold in status["folds"])
        assert http.get("/health/ready").json()["status"] == "ready"
        assert "huozhao_events_total 3" in http.get("/metrics").text


def test_a_simulated_clock_begins_at_the_last_event_and_runs_faster() -> None:
    start = int(time.time() * 1000) + 86_400_000
    clock = simulated_clock(3600.0, start)
    assert clock() >= start
    time.sleep(0.05)
    assert clock() - start > 100_000


def test_files_that_vanish_while_the_folder_is_read_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    over = threading.Event()

    def churn() -> None:
        while not over.is_set():
            folder = tmp_path / "room"
            folder.mkdir()
            for name in "abcdefgh":
                (folder / name).touch()
            for name in "abcdefgh":
                (folder / name).unlink()
            folder.rmdir()

    other = threading.Thread(target=churn)
    other.start()
    try:
        assert {bytes_in(tmp_path) for _ in range(2000)} == {5}
    finally:
        over.set()
        other.join()
