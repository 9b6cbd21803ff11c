"""What shoppers of the twin do with popups, cards, the inbox, coupons and top-ups."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import numpy as np

from huozhao.terms.time import EPOCH, HOUR_MS, day_start
from huozhao.twin.api import Api
from huozhao.twin.bargains import weigh
from huozhao.twin.city import make_city
from huozhao.twin.hearing import hear, see
from huozhao.twin.life import Life
from huozhao.twin.report import Report
from huozhao.twin.session import Mall, Session, Shown
from huozhao.twin.settings import CitySettings
from huozhao.twin.visits import Look, Visit, plan_day

FIRST = date(2026, 10, 5)
DAY = (FIRST - EPOCH).days
SMALL = CitySettings(seed=3, shops=3, shoppers=30, skus=60, days=2, sessions_a_day=1.0, messages=True)
CITY = make_city(SMALL, FIRST)
MESSAGE = {"id": "m", "kind": "marketing", "read_at": None}


class Paper:
    """A mall of paper that tells, prices and tops up as it is told to."""

    def __init__(self, off: float = 0.0, options: tuple[dict[str, Any], ...] = ()) -> None:
        self.off, self.options = off, options
        self.heard: list[tuple[str, Any, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body, path = json.loads(request.content) if request.content else None, request.url.path
        self.heard.append((path, body, request.headers.get("Authorization", "")))
        answers: dict[str, Any] = {
            "/v1/shopper-tokens": {"token": f"t-{body.get('shopper')}" if body else ""},
            "/v1/me/messages": {"items": [MESSAGE]},
            "/v1/quotes": {"before_fen": 10_000, "discount_fen": round(10_000 * self.off)},
            "/v1/top-up": {"options": list(self.options), "gap_fen": 100, "threshold_fen": 10_000},
            "/v1/events": {"accepted": 1, "duplicate": 0, "refused": []},
        }
        return httpx.Response(200, json=answers.get(path, {}))

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.heard]


@contextmanager
def mall_of(paper: Paper) -> Iterator[Mall]:
    with httpx.Client(base_url="http://mall", transport=httpx.MockTransport(paper)) as client:
        report = Report(lambda _: None)
        life = Life(report)
        life.now = day_start(DAY, SMALL.zone) + 12 * HOUR_MS
        yield Mall(CITY, Api(client), life, report)


def visits() -> Iterator[Visit]:
    """Yield as many different visits as are asked for."""
    planned = plan_day(CITY, DAY)
    for number in range(10_000):
        visit = planned[number % len(planned)]
        yield replace(visit, seed=(*visit.seed, number))


def take_in(mall: Mall, shown: Shown, times: int = 60) -> list[Session]:
    sessions = [Session(mall, visit) for _, visit in zip(range(times), visits(), strict=False)]
    for session in sessions:
        list(see(session, shown))
    return sessions


def test_a_popup_is_seen_and_some_follow_it_some_put_it_away_and_take_its_coupon_as_themselves() -> None:
    paper = Paper()
    with mall_of(paper) as mall:
        take_in(mall, Shown(popup={"id": "p", "coupon": "ten_off"}))
        counts = mall.report.counts
    assert counts["popups and cards seen"] == 60
    assert 0 < counts["popups and cards followed"] < counts["popups and cards dismissed"] < 60
    taken = [token for path, _, token in paper.heard if path == "/v1/me/coupons/ten_off/claim"]
    assert len(taken) == counts["popups and cards followed"] and all(token.startswith("Bearer t-U") for token in taken)


def test_a_card_that_is_followed_leads_to_its_goods_and_is_never_put_away() -> None:
    paper, sku = Paper(), CITY.assortment.skus[5]
    with mall_of(paper) as mall:
        sessions = take_in(mall, Shown(cards=({"id": "c", "coupon": "", "skus": [sku, "unknown"]},)))
        followed = mall.report.counts["popups and cards followed"]
    assert sum(session.wished == [sku] for session in sessions) == followed > 0
    assert "/v1/popups/c/dismissed" not in paper.paths()


def test_the_inbox_is_opened_now_and_then_and_what_is_new_is_read() -> None:
    paper = Paper()
    with mall_of(paper) as mall:
        take_in(mall, Shown())
    opened, read = (paper.paths().count(path) for path in ("/v1/me/messages", "/v1/me/messages/m/read"))
    assert 0 < opened == read < 60


def test_whoever_hears_too_much_withdraws_consent_and_a_quiet_mall_loses_fewer() -> None:
    lost = []
    for apart in (HOUR_MS, 24 * HOUR_MS):
        paper, rng = Paper(), np.random.default_rng(1)
        with mall_of(paper) as mall:
            for _ in range(4_000):
                mall.life.now += apart
                hear(mall, 0, rng)
        told = [body for path, body, _ in paper.heard if path == "/v1/me/consents"]
        assert all(body["consents"] == [{"purpose": "marketing", "given": False}] for body in told)
        lost.append(len(told))
    assert lost[0] > lost[1] > 0


def tempted(off: float) -> int:
    with mall_of(Paper(off)) as mall:
        sessions = [Session(mall, visit) for _, visit in zip(range(200), visits(), strict=False)]
        for session in sessions:
            session.cart = [Look(0, 0, 1, False)]
            list(weigh(session))
    return sum(session.tempted for session in sessions)


def test_the_more_comes_off_the_more_baskets_are_bought_and_none_without_a_discount() -> None:
    assert tempted(0.0) == 0 < tempted(0.05) < tempted(0.3)


def test_what_closes_a_gap_is_added_where_it_pays_and_left_where_it_saves_little() -> None:
    cart, other = 0, next(place for place, kind in enumerate(CITY.assortment.kind) if kind != CITY.assortment.kind[0])
    taken = []
    for saves in (9_000, 100):
        option = {"items": [{"sku": CITY.assortment.skus[other]}], "adds_fen": 9_000, "saves_fen": saves}
        with mall_of(Paper(options=(option,))) as mall:
            sessions = [Session(mall, visit) for _, visit in zip(range(200), visits(), strict=False)]
            for session in sessions:
                session.cart = [Look(cart, 0, 1, False)]
                list(weigh(session))
            assert mall.report.counts["top-ups offered"] == 200
            taken.append(mall.report.counts["top-ups taken"])
        assert taken[-1] == sum(len(session.cart) == 2 for session in sessions)
    assert taken[0] > taken[1]
