"""I1: basic facts of one shopper, and the platform's aggregate portrait beside the mall's own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.backends.wechat.client import Client
from huozhao.backends.wechat.figures import WechatFigures
from huozhao.http.server import create
from huozhao.insight.portrait_source import NotReady
from huozhao.settings import Portrait, Settings, Storage
from huozhao.terms.errors import BadInput, Busy
from tests.shopping import Mall, shopping


def portrait(ref_date: str, female: int = 50, male: int = 50) -> dict[str, Any]:
    part = {
        "genders": [{"id": 2, "name": "女", "value": female}, {"id": 1, "name": "男", "value": male}],
        "ages": [{"id": 2, "name": "18-24岁", "value": 40}, {"id": 3, "name": "25-29岁", "value": 60}],
        "province": [{"id": 32, "name": "广东", "value": 100}], "city": [{"id": 1, "name": "深圳", "value": 70}],
        "platforms": [{"id": 1, "name": "iPhone", "value": 30}, {"id": 2, "name": "android", "value": 70}],
        "devices": [{"name": "苹果 iPhone 15", "value": 30}],
    }
    return {"ref_date": ref_date, "visit_uv": part, "visit_uv_new": part}


class Platform(HTTPServer):
    """WeChat's two addresses, with its error codes: the first token is stale, the newest day is not counted yet."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tokens = 0
        self.not_ready: set[str] = set()
        self.error = 0


class Answers(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path, _, query = self.path.partition("?")
        self.server.asked.append((path, body))
        answer = json.dumps(self._answer(path, query, body), ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _answer(self, path: str, query: str, body: dict[str, Any]) -> dict[str, Any]:
        if path == "/cgi-bin/stable_token":
            self.server.tokens += 1
            return {"access_token": f"token-{self.server.tokens}", "expires_in": 7200}
        if self.server.error:
            return {"errcode": self.server.error, "errmsg": "refused rid: 1"}
        if query == "access_token=token-1":
            return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
        first, last = body["begin_date"], body["end_date"]
        if last in self.server.not_ready:
            return {"errcode": 61503, "errmsg": "data not ready, please try later"}
        return portrait(first if first == last else f"{first}-{last}")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def platform() -> Iterator[tuple[Platform, str]]:
    server = Platform()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def people(mall: Mall) -> None:
    born = datetime.now(UTC).year - 22
    told = [{"shopper": f"u{n}", "sex": "female" if n < 8 else "male", "birth_year": born, "province": "广东省",
             "device": "iPhone 15"} for n in range(10)]
    for each in told:
        mall.consent(str(each["shopper"]), "personalisation")
    assert mall.http.put("/v1/shoppers", json={"shoppers": told}).json()["accepted"] == 10


def test_registration_log_in_and_orders_give_facts_of_which_the_better_source_stands() -> None:
    born = datetime.now(UTC).year - 28
    with shopping() as mall:
        mall.goods(tea=("食品",))
        mall.did("u1", "Shopper Logged In", 1, app="小程序", scene=1007, device="Mate 60", os="HarmonyOS 5",
                 city="广州", province="广东", geohash="ws0e9")
        mall.send()
        facts = {f["field"]: f for f in mall.get("/v1/shoppers/u1")["facts"]}
        assert (facts["city"]["value"], facts["city"]["origin"], facts["city"]["confidence"]) == ("广州", "device", 0.8)
        mall.did("u1", "Order Placed", 2, order="o1", lines=[{"sku": "tea", "quantity": 1, "price_fen": 100}],
                 total_fen=100, city="东莞")
        mall.did("u1", "Shopper Registered", 3, sex="female", birth_year=born, city="深圳")
        mall.did("u1", "Shopper Logged In", 0, app="小程序", device="iPhone 15", os="iOS 18", city="北京")
        mall.send()
        facts = {f["field"]: f for f in mall.get("/v1/shoppers/u1")["facts"]}
        # What was told outranks an order's address, and that a device's coarse place, however new.
        assert (facts["city"]["value"], facts["city"]["origin"]) == ("深圳", "told")
        assert (facts["device"]["value"], facts["os"]["value"]) == ("iPhone 15", "iOS 18")
        assert facts["birth_year"]["label"]["zh"] == "25-30岁" and facts["sex"]["label"]["zh"] == "女性"


def test_the_platforms_portrait_stands_beside_the_malls_own_with_the_correction() -> None:
    with shopping() as mall:
        people(mall)
        taken = mall.http.post("/v1/portrait", json=portrait("20261026-20261124")).json()
        assert (taken["span"], taken["visitors"]["sex"], taken["empty"]) == (30, 100, False)
        found = mall.get("/v1/portrait")
        sex = next(d for d in found["dimensions"] if d["dimension"] == "sex")
        assert (found["persons"], sex["raked"], sex["known"]) == (10, True, 1.0)
        rows = {row["category"]: row for row in sex["shares"]}
        assert (rows["female"]["own_share"], rows["female"]["platform_share"]) == (0.8, 0.5)
        assert rows["female"]["corrected_share"] == pytest.approx(0.5, abs=1e-4)
        assert rows["male"]["weight"] == pytest.approx(2.5, abs=1e-3)
        platforms = next(d for d in found["dimensions"] if d["dimension"] == "platform")
        assert platforms["unmet"] == 0.7  # nobody of our own came by Android: no weight makes up for it
        assert {f["figure"] for f in found["figures"]} == {"buyers", "orders", "spent_fen"}


def test_no_shopper_gains_a_fact_by_the_portrait_and_who_did_not_consent_does_not_count() -> None:
    with shopping() as mall:
        people(mall)
        mall.consent("u9", "personalisation", given=False)
        before = mall.get("/v1/shoppers/u0")["facts"]
        mall.http.post("/v1/portrait", json=portrait("20261124"))
        assert mall.get("/v1/shoppers/u0")["facts"] == before
        assert mall.get("/v1/portrait?span=1")["persons"] == 9


def test_portraits_are_a_series_by_day_and_an_unknown_one_is_not_there() -> None:
    with shopping() as mall:
        for day in ("20261122", "20261124", "20261123"):
            mall.http.post("/v1/portrait", json=portrait(day, female=int(day[-2:])))
        found = mall.get("/v1/portrait/series?limit=2")
        assert [item["last"] for item in found["items"]] == ["2026-11-24", "2026-11-23"]
        assert found["items"][0]["active"]["sex"]["female"] == 24
        rest = mall.get(f"/v1/portrait/series?before={found['next']}")
        assert [item["last"] for item in rest["items"]] == ["2026-11-22"] and rest["next"] is None
        answer = mall.http.get("/v1/portrait?span=7")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "portrait_missing")
        assert mall.http.get("/v1/portrait?span=2").json()["error"]["field"] == "span"
        assert mall.http.post("/v1/portrait/fetch").json()["error"]["code"] == "portrait_source_missing"


def test_missing_days_are_fetched_and_a_day_that_is_not_counted_yet_comes_the_next_time() -> None:
    with platform() as (server, url):
        chosen = Portrait(url=url, appid="wx1", secret="s3cret", hour=0)
        with open_app(replace(Settings(), storage=Storage(backend="memory"), portrait=chosen)) as app:
            yesterday = (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=1)).strftime("%Y%m%d")
            server.not_ready = {yesterday}
            with TestClient(create(app)):
                first = app.portraits.fetch()
                assert (len(first["taken"]), len(first["not_ready"])) == (6, 3)
                server.not_ready = set()
                assert len(app.portraits.fetch()["taken"]) == 3 and app.portraits.fetch()["taken"] == []
            assert server.tokens == 2  # the first one was stale, the second was kept
            spans = {(body["begin_date"], body["end_date"]) for path, body in server.asked if "datacube" in path}
            assert (yesterday, yesterday) in spans and len(spans) == 9
            assert "portrait" in {each.name for each in app.schedule.registered()}


@pytest.mark.parametrize(("code", "kind"), [(61503, NotReady), (45009, Busy), (48001, BadInput), (40013, BadInput)])
def test_the_platforms_refusals_become_errors_that_say_what_to_do_and_hold_no_secret(
    code: int, kind: type[Exception]
) -> None:
    with platform() as (server, url):
        source = WechatFigures(Client(url, "wx1", "s3cret"))
        server.error = code
        with pytest.raises(kind) as caught:
            source.fetch("2026-11-24", "2026-11-24")
        source.close()
        assert "s3cret" not in str(caught.value) and "token-" not in str(caught.value)
        assert caught.value.hint  # type: ignore[attr-defined]
    gone = WechatFigures(Client(url, "wx1", "s3cret", access_token="given"))
    with pytest.raises(Busy) as unreachable:
        gone.fetch("2026-11-24", "2026-11-24")
    gone.close()
    assert unreachable.value.code == "wechat_unreachable" and "given" not in str(unreachable.value)


def test_an_exact_place_needs_its_own_consent_and_is_coarse_and_nobodys_without() -> None:
    with shopping() as mall:
        mall.consent("u2", "personalisation", "location")
        for shopper in ("u1", "u2"):
            mall.did(shopper, "Place Reported", longitude=113.912345, latitude=22.512345, system="gcj02", accuracy_m=20)
        mall.send()
        events = [recorded.event for recorded in mall.app.log.read(0, 100)]
        kept = {event.shopper: event.properties for event in events if event.name == "Place Reported"}
        assert (kept[""].longitude, kept[""].latitude) == (113.91, 22.51)  # type: ignore[attr-defined]
        assert kept["u2"].longitude == 113.912345  # type: ignore[attr-defined]
