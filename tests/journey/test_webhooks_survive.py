"""A mall that is killed again and again while it tells of orders: every order arrives, and by its id exactly once."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.receiver import Receiver, receiving
from tests.server import serving

ORDERS, BATCH, KILLS = 300, 25, 2
LINES = [{"sku": "milk", "quantity": 1, "price_fen": 500}]


def moody(message: dict[str, Any], tries: int) -> int:
    """Refuse every seventeenth order at first, and take some time over every order."""
    time.sleep(0.005)
    number = int(message["data"]["order"].removeprefix("o"))
    return 500 if number % 17 == 0 and tries == 1 else 200


def paid(number: int) -> dict[str, Any]:
    return {"id": f"e{number}", "name": "Order Paid", "at": int(time.time() * 1000), "shopper": f"s{number % 9}",
            "properties": {"order": f"o{number}", "lines": LINES, "total_fen": 500}}  # fmt: skip


def told(receiver: Receiver) -> dict[str, set[str]]:
    """Return the accepted messages: the ids under which each order came."""
    found: dict[str, set[str]] = {}
    for each in receiver.accepted("order.paid"):
        found.setdefault(each.message["data"]["order"], set()).add(each.id)
    return found


@pytest.mark.slow
def test_nothing_is_lost_and_ids_stay_while_the_mall_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOZHAO_CONNECT_PRIVATE_RECEIVERS", "true")
    with receiving(answer=moody) as receiver:
        for turn in range(KILLS + 1):
            with serving(tmp_path) as server:
                if turn == 0:
                    goods = [{"sku": "milk", "spu": "milk", "title": "纯牛奶", "price_fen": 500}]
                    httpx.put(f"{server.url}/v1/goods", json={"goods": goods}).raise_for_status()
                    body = {"url": receiver.url, "topics": ["order.paid"]}
                    httpx.put(f"{server.url}/v1/webhooks/erp", json=body).raise_for_status()
                first = turn * ORDERS // (KILLS + 1)
                for start in range(first, first + ORDERS // (KILLS + 1), BATCH):
                    events = [paid(number) for number in range(start, start + BATCH)]
                    httpx.post(f"{server.url}/v1/events", json={"events": events}, timeout=30).raise_for_status()
                if turn < KILLS:
                    receiver.wait(len(told(receiver)) + 5, "order.paid", timeout_s=60)
                    server.kill()
                    continue
                receiver.wait(ORDERS, "order.paid", timeout_s=180)
                found = httpx.get(f"{server.url}/v1/webhooks/erp").json()
    orders = told(receiver)
    assert set(orders) == {f"o{number}" for number in range(ORDERS)}
    assert all(len(ids) == 1 for ids in orders.values())
    assert len({each.id for each in receiver.got}) == ORDERS
    assert any(each.status == 500 for each in receiver.got) and found["dead"] == 0
