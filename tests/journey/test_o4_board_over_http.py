"""O4 over HTTP: the board explains itself, is recomputed the same after a restart, and refuses nonsense."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from huozhao.terms.time import parse_instant
from tests.server import serving


def event(number: int, name: str, at: int, **properties: Any) -> dict[str, Any]:
    return {"id": f"e{number}", "name": name, "at": at, "shopper": f"s{number % 3}", "properties": properties}


def send_some(mall: httpx.Client) -> None:
    now = parse_instant(mall.get("/v1/status").json()["now"])
    lines = [{"sku": "tea", "quantity": 2, "price_fen": 1500}]
    tea = {"sku": "tea", "spu": "t", "title": "茶", "price_fen": 1500, "cost_fen": 900}
    mall.put("/v1/goods", json={"goods": [tea]})
    agreed = [{"shopper": f"s{number}", "purpose": "personalisation", "given": True} for number in range(3)]
    mall.post("/v1/consents", json={"decisions": agreed, "channel": "test"}).raise_for_status()
    events = [event(number, "Page Viewed", now - 60_000 * number, page="home") for number in range(1, 4)]
    events.append(event(10, "Recommendation Shown", now - 9_000, request_id="r", placement="home", skus=["tea"]))
    clicked = {"request_id": "r", "placement": "home", "sku": "tea", "position": 0}
    events.append(event(13, "Recommendation Clicked", now - 8_000, **clicked))
    events.append(event(16, "Order Paid", now - 7_000, order="o1", lines=lines, total_fen=3000))
    assert mall.post("/v1/events", json={"events": events}).json()["accepted"] == len(events)


def cards(mall: httpx.Client) -> dict[str, Any]:
    for _ in range(1_000):
        time.sleep(0.05)
        board = mall.get("/v1/board", params={"days": 7}).json()
        found = {card["metric"]: card for card in board["cards"]}
        if found["gmv"]["value"]:
            return {"cards": found, "places": board["by_placement"]}
    raise AssertionError("the board did not move")


@pytest.mark.slow
def test_the_board_is_the_same_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as server, httpx.Client(base_url=server.url, timeout=30) as mall:
        send_some(mall)
        first = cards(mall)
        assert first["cards"]["gmv"]["value"] == 3000 and first["cards"]["visits"]["value"] == 3
        assert first["cards"]["recommendation_ctr"]["value"] == 1.0
        assert first["places"] == [{"placement": "home", "shown": 1, "clicked": 1, "ctr": 1.0, "orders": 1}]
        assert first["cards"]["conversion"]["help"]["zh"] and first["cards"]["conversion"]["formula"]
        refused = mall.get("/v1/board", params={"days": 0})
        assert refused.status_code == 422 and refused.json()["error"]["field"] == "days"
    with serving(tmp_path) as server, httpx.Client(base_url=server.url, timeout=30) as mall:
        assert cards(mall) == first
