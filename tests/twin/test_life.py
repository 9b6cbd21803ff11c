"""The living part of the twin: the same answers give the same requests, and a broken mall does not break it."""

import json
from datetime import date
from typing import Any

import httpx

from huozhao.terms.time import EPOCH, HOUR_MS, day_start
from huozhao.twin.api import Api
from huozhao.twin.city import City, make_city
from huozhao.twin.life import LATEST_MS, Life
from huozhao.twin.past import fill_shelves, move_in, send_past, trade
from huozhao.twin.report import Report
from huozhao.twin.run import Diary, day_of_visits
from huozhao.twin.session import Mall
from huozhao.twin.settings import CitySettings

FIRST = date(2026, 10, 5)
DAY = (FIRST - EPOCH).days
SMALL = CitySettings(seed=3, shops=3, shoppers=30, skus=60, days=2, sessions_a_day=1.0)
START = day_start(DAY, SMALL.zone)


class Recording:
    """A mall of paper: it answers every request plainly and writes it down."""

    def __init__(self, city: City, order_status: int = 201) -> None:
        self.city, self.order_status = city, order_status
        self.heard: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.heard.append((request.method, request.url.path, body))
        path = request.url.path
        if path == "/v1/page":
            items = [{"sku": sku} for sku in self.city.assortment.skus[:20]]
            return httpx.Response(200, json={"request_id": "r", "zones": [{"items": items}]})
        if path == "/v1/orders":
            return httpx.Response(self.order_status, json={"parts": [{"promised_minutes": 30}]})
        if path == "/v1/events":
            return httpx.Response(200, json={"accepted": len(body["events"]), "duplicate": 0, "refused": []})
        return httpx.Response(200, json={})


def live_a_day(order_status: int = 201) -> tuple[Recording, Report]:
    city = make_city(SMALL, FIRST)
    mall_of_paper, report = Recording(city, order_status), Report(lambda _: None)
    with httpx.Client(base_url="http://mall", transport=httpx.MockTransport(mall_of_paper)) as client:
        life = Life(report)
        mall = Mall(city, Api(client), life, report)
        day_of_visits(mall, DAY, START)
        now = START
        while (ahead := life.run(now)) is not None:
            now += max(0, ahead)
    return mall_of_paper, report


def test_the_same_answers_bring_the_same_requests() -> None:
    first, report = live_a_day()
    again, _ = live_a_day()
    assert first.heard == again.heard and len(first.heard) > 100
    assert report.counts["orders"] > 0 and report.counts["clicks"] > 0 and report.counts["deliveries"] > 0


def test_an_order_goes_its_way_in_order() -> None:
    recording, _ = live_a_day()
    asked = next(body for _, path, body in recording.heard if path == "/v1/orders")
    steps = [path.rsplit("/", 1)[1] for _, path, _ in recording.heard if f"/orders/{asked['order']}/" in path]
    assert steps[:3] in (["pay", "ship", "deliver"], ["cancel"])
    assert asked["place"]["system"] == "wgs84" and asked["lines"][0]["price_fen"] > 0


def test_an_order_refused_for_stock_is_a_lost_sale_and_nothing_more() -> None:
    recording, report = live_a_day(order_status=409)
    assert report.counts["orders lost (out of stock)"] > 0 and not report.counts["orders"]
    assert not any(path.endswith("/pay") for _, path, _ in recording.heard)


def test_requests_are_repeated_over_a_restart_and_given_up_at_last() -> None:
    answers = [httpx.Response(503), httpx.ConnectError("down"), httpx.Response(429), httpx.Response(200, json={"a": 1})]
    waits: list[float] = []

    def flaky(_: httpx.Request) -> httpx.Response:
        answer = answers.pop(0) if answers else httpx.Response(500)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with httpx.Client(base_url="http://mall", transport=httpx.MockTransport(flaky)) as client:
        api = Api(client, patience_s=2.0, wait=waits.append)
        assert api.get("/v1/status") == (200, {"a": 1})
        assert waits == [0.2, 0.4, 0.8] and api.retries == 3
        assert api.post("/v1/events", {"events": []})[0] == 500


def test_a_visit_long_past_is_given_up_but_a_delivery_is_not() -> None:
    report, done = Report(lambda _: None), []

    def steps(name: str) -> Any:
        done.append(name)
        yield from ()

    life = Life(report)
    life.begin(0, steps("visit"), droppable=True)
    life.begin(0, steps("delivery"))
    life.run(LATEST_MS + HOUR_MS)
    life.run(LATEST_MS + HOUR_MS)
    assert done == ["delivery"] and report.counts["visits given up (machine too slow)"] == 1


def test_moving_in_twice_sends_the_same_ids(tmp_path: Any) -> None:
    sent = []
    for _ in range(2):
        city = make_city(SMALL, FIRST)
        recording, report = Recording(city), Report(lambda _: None)
        with httpx.Client(base_url="http://mall", transport=httpx.MockTransport(recording)) as client:
            api = Api(client)
            move_in(city, api, report)
            sold = send_past(city, api, report, range(DAY, DAY + 2), START + 10**9)
            fill_shelves(city, api, report, sold, 2, DAY + 1)
            trade(city, api, report, DAY + 1)
        sent.append(sorted(map(repr, recording.heard)))
        assert report.counts["events sent"] > 100 and report.counts["stock counts"] > 50
    assert sent[0] == sent[1]


def test_the_diary_is_of_one_seed(tmp_path: Any) -> None:
    path = tmp_path / "deep" / "twin.json"
    assert Diary.read(path, 3) is None
    Diary(3, 10, 12).write(path)
    assert Diary.read(path, 3) == Diary(3, 10, 12) and Diary.read(path, 4) is None
