"""A mall with enough shoppers to be evaluated: kinds of taste, two runs, one of them held back by a wrong import."""

import random
import time
from typing import Any

import httpx

from tests.browser.small_mall import event

GOODS, KINDS, SHOPPERS = 60, 6, 240
DAY_S = 86_400


def live(url: str) -> None:
    """Send six weeks of behaviour and train; then a week more with a spoilt import, and train again."""
    with httpx.Client(base_url=url, timeout=120) as api:
        goods = [{"sku": f"g{n}", "spu": f"g{n}", "title": f"商品 {n}", "category": [f"品类 {n % KINDS}"],
                  "price_fen": 900} for n in range(GOODS)]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        names = [f"u{n}" for n in range(SHOPPERS)] + [f"bot{n}" for n in range(400)]
        decisions = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
        api.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).raise_for_status()
        rng = random.Random(3)
        _send(api, _shopping(rng, 40, 9, "a"))
        _train(api)
        _send(api, _shopping(rng, 7, 0, "b") + _noise(rng))
        _train(api)


def _train(api: httpx.Client) -> None:
    job = api.post("/v1/models/train").raise_for_status().json()
    deadline = time.monotonic() + 240
    while job["state"] in ("queued", "running") and time.monotonic() < deadline:
        time.sleep(0.2)
        job = api.get(f"/v1/jobs/{job['id']}").raise_for_status().json()
    assert job["state"] == "done", job


def _shopping(rng: random.Random, since: float, until: float, mark: str) -> list[dict[str, Any]]:
    found, now = [], time.time() - 5
    for n in range(SHOPPERS):
        for act in range(10):
            mine = rng.random() < 0.85
            good = n % KINDS + KINDS * rng.randrange(GOODS // KINDS) if mine else rng.randrange(GOODS)
            at, id = now - DAY_S * rng.uniform(until, since), f"{mark}-{n}-{act}"
            if act < 7:
                found.append(event(id, "Product Viewed", at, f"u{n}", sku=f"g{good}"))
            else:
                found.append(_order(id, at, f"u{n}", [f"g{good}"]))
    return found


def _noise(rng: random.Random) -> list[dict[str, Any]]:
    """Return orders of nobody real, as a file with its columns mixed up gives them."""
    now, found = time.time(), []
    for n in range(400):
        for k in range(10):
            wrong = [f"g{n % (GOODS // KINDS) * KINDS + kind}" for kind in rng.sample(range(KINDS), 5)]
            found.append(_order(f"x-{n}-{k}", now - DAY_S * rng.uniform(10, 40), f"bot{n}", wrong))
    return found


def _order(id: str, at: float, shopper: str, skus: list[str]) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": 1, "price_fen": 900} for sku in skus]
    return event(id, "Order Paid", at, shopper, order=id, lines=lines, total_fen=900 * len(lines))


def _send(api: httpx.Client, events: list[dict[str, Any]]) -> None:
    for first in range(0, len(events), 500):
        answer = api.post("/v1/events", json={"events": events[first : first + 500]}).raise_for_status().json()
        assert answer["refused"] == [], answer["refused"][:2]
