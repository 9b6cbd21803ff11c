"""L1 and O4: a tiny city shops at a real server through the public API; board, pages, stock and plan follow."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from huozhao.twin.api import Api
from huozhao.twin.report import Report
from huozhao.twin.run import live
from huozhao.twin.settings import CitySettings
from tests.server import serving
from tests.shopping import eventually

TINY = CitySettings(seed=5, shops=3, shoppers=30, skus=60, days=3, sessions_a_day=20.0, approve_after_minutes=5)
# An hour of the mall in five seconds, so that orders are delivered while the test waits.
SPEED = "720"
LONGEST_S = 200.0
WANTED = ("orders", "clicks", "deliveries", "runs done", "plans approved")

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@dataclass
class Lived:
    """What is left when the city has shopped for a while: the way to the mall, its count, the board before."""

    mall: httpx.Client
    report: Report
    board_before: dict[str, Any]
    stock_before: int


def board_of(mall: httpx.Client) -> dict[str, Any]:
    body: dict[str, Any] = mall.get("/v1/board", params={"days": 7}).json()
    return body


def values(board: dict[str, Any]) -> dict[str, float | None]:
    return {card["metric"]: card["value"] for card in board["cards"]}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder: Path = tmp_path_factory.mktemp("city")
    with serving(folder, "--speed", SPEED) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        report, began, before = Report(print), time.monotonic(), dict[str, Any]()

        def has_lived_enough() -> bool:
            if not before:
                before.update(board=board_of(client), stock=client.get("/v1/stock/summary").json()["on_hand"])
            done = all(report.counts[what] for what in WANTED)
            return done or time.monotonic() - began > LONGEST_S

        live(TINY, Api(client), folder / "twin.json", report, has_lived_enough)
        print(report.line())
        yield Lived(client, report, before["board"], before["stock"])


def test_every_kind_of_thing_happened(lived: Lived) -> None:
    missing = [what for what in WANTED if not lived.report.counts[what]]
    failed = {name: n for name, n in lived.report.counts.items() if name.startswith("failed")}
    assert not missing and not failed, (missing, failed, lived.report.line())


def test_the_board_moves(lived: Lived) -> None:
    before, after = values(lived.board_before), values(board_of(lived.mall))
    assert after["gmv"] > before["gmv"] > 0  # type: ignore[operator]
    assert before["recommendation_ctr"] is None or before["recommendation_ctr"] == 0
    assert 0 < after["recommendation_ctr"] < 1 and 0 < after["coverage"] <= 1  # type: ignore[operator]
    assert after["turnover"] > 0 and after["delivery_time"] > 0  # type: ignore[operator]
    assert 0 < after["fill_rate"] <= 1  # type: ignore[operator]


def test_the_board_says_what_the_city_did(lived: Lived) -> None:
    def clicked() -> int:
        return sum(place["clicked"] for place in board_of(lived.mall)["by_placement"])

    clicks = lived.report.counts["clicks"]
    assert eventually(clicked, lambda many: many == clicks) == clicks  # the last may be on its way into the board
    board = board_of(lived.mall)
    assert board["simulated"] and {place["placement"] for place in board["by_placement"]} >= {"home", "product"}
    assert len(board["cards"]) >= 10 and all(len(card["series"]) == 7 for card in board["cards"])


def test_pages_are_personal(lived: Lived) -> None:
    pages = []
    for shopper in ("U00001", "U00002", "U00003", "U00004"):
        answer = lived.mall.post("/v1/page", json={"placement": "home", "shopper": shopper}).json()
        pages.append(tuple(item["sku"] for zone in answer["zones"] for item in zone["items"]))
    assert all(pages) and len(set(pages)) > 1


def test_orders_take_stock(lived: Lived) -> None:
    moved = lived.mall.get("/v1/stock/summary").json()
    assert moved["on_hand"] < lived.stock_before or moved["reserved"] or lived.report.counts["supplier deliveries"]


def test_there_is_a_plan_with_arithmetic(lived: Lived) -> None:
    plan = lived.mall.get("/v1/plans/latest").json()
    assert plan["proposals"] > 0 and plan["quantity"] > 0
    proposal = lived.mall.get("/v1/proposals", params={"limit": 1}).json()["items"][0]
    assert proposal["arithmetic"] and proposal["why"]["zh"]


def test_every_event_that_was_sent_is_on_record(lived: Lived) -> None:
    events = lived.mall.get("/v1/status").json()["events"]
    assert events >= lived.report.counts["events sent"]
