"""Shoppers of the city who use WeChat log in through a fake one, and are the people that they were before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import httpx
import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.sandbox.server import running
from huozhao.sandbox.world import World
from huozhao.settings import Access, Settings, Storage, Wechat
from huozhao.twin.api import Api
from huozhao.twin.city import City, make_city
from huozhao.twin.log_in import Accounts
from huozhao.twin.report import Report
from huozhao.twin.settings import CitySettings
from huozhao.twin.trust import phone_of
from huozhao.twin.visits import Visit
from huozhao.twin.wechat import OFFER, PARCEL, TEMPLATES, ThroughWechat, shares, uses_wechat

CITY = CitySettings(seed=3, shops=1, shoppers=200, skus=20)
NOW = 1_795_910_000_000


@dataclass
class Town:
    """A city, a mall in memory and a fake WeChat between them."""

    city: City
    mall: TestClient[object]
    world: World
    report: Report
    door: ThroughWechat
    wechat: Api


def visit_of(shopper: int, number: int = 0) -> Visit:
    return Visit(f"3-1-{shopper}-{number}", shopper, NOW, None, (), True, False, False, 1.0, (3, 7, 1, shopper, number))


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    city, report, world = make_city(CITY, date(2026, 10, 5)), Report(print), World()
    with running(world) as sandbox, httpx.Client(base_url=sandbox.url) as client:
        chosen = Wechat(url=sandbox.url, appid=world.appid, secret=world.secret)
        settings = replace(Settings(), storage=Storage(backend="memory"), wechat=chosen,
                           access=Access(address_rate_per_s=1_000))
        with open_app(settings) as app, TestClient(create(app)) as http:
            way = Api(client, patience_s=0.0)
            door = ThroughWechat(city, Api(http), report, way)
            door.begin()
            yield Town(city, http, world, report, door, way)


def test_about_two_in_three_use_wechat_and_the_others_keep_to_their_accounts(town: Town) -> None:
    count = len(town.city.people.ids)
    share = sum(uses_wechat(town.city, shopper) for shopper in range(count)) / count
    assert 0.6 < share < 0.76
    member = next(shopper for shopper in range(count) if not uses_wechat(town.city, shopper))
    assert town.door.enter(visit_of(member), NOW) == town.city.people.ids[member]
    assert town.door.token(member, NOW)


def test_who_logs_in_through_wechat_is_the_account_of_before_and_some_give_their_number(town: Town) -> None:
    users = [shopper for shopper in range(40) if uses_wechat(town.city, shopper)]
    ids = {shopper: town.door.enter(visit_of(shopper), NOW) for shopper in users}
    assert all(id.startswith("wx-") for id in ids.values()) and len(set(ids.values())) == len(users)
    for shopper, id in ids.items():
        account = town.city.people.ids[shopper]
        person = town.mall.get(f"/v1/shoppers/{id}/identities").json()
        assert person["person"] == account and id in person["members"]
    given = town.report.counts["phones given"]
    assert 0.2 < given / len(users) < 0.65
    assert {code.phone for code in town.world.phone_codes.values()} <= {phone_of(shopper) for shopper in users}

    again = ThroughWechat(town.city, town.door.api, town.report, town.wechat)
    assert again.enter(visit_of(users[0], 1), NOW) == ids[users[0]]
    assert town.report.counts["phones given"] == given
    assert not [name for name in town.report.counts if name.startswith("failed")], town.report.counts


def test_a_log_in_lasts_a_while_and_every_visit_is_seen_by_wechat(town: Town) -> None:
    shopper = next(shopper for shopper in range(60, 200) if uses_wechat(town.city, shopper))
    before, calls = town.report.counts["log-ins through WeChat"], town.world.calls.count("/sns/jscode2session")
    for number in range(3):
        town.door.enter(visit_of(shopper, number), NOW + number * 60_000)
    assert town.report.counts["log-ins through WeChat"] == before + 1
    assert town.world.calls.count("/sns/jscode2session") == calls + 1
    openid = town.world.openid(town.city.people.ids[shopper])
    assert [opened[:2] for (_, each), opened in town.world.opened.items() if each == openid] == [(3, 3)]


def test_a_log_in_that_fails_leaves_the_shopper_with_the_account(town: Town) -> None:
    shopper = next(shopper for shopper in range(100, 200) if uses_wechat(town.city, shopper))
    town.world.risky_users.add(town.world.openid(town.city.people.ids[shopper]))
    quiet = Report(lambda _: None)
    door = ThroughWechat(town.city, town.door.api, quiet, town.wechat)
    assert door.enter(visit_of(shopper), NOW) == town.city.people.ids[shopper]
    assert quiet.counts["failed log-in through WeChat"] == 1


def test_the_city_tells_wechat_who_lives_in_it_and_how_many_came(town: Town) -> None:
    told = shares(town.city)
    assert told["city"] == {"沈阳": 1.0} and set(told["genders"]) == {"女", "男", "未知"}
    for name in ("genders", "ages"):
        assert sum(told[name].values()) == pytest.approx(1, abs=0.01) and town.world.shares[name] == told[name]
    town.door.came(20_000, 37)
    assert town.world.visits == {"20241004": 37}


def test_templates_are_told_once_and_what_a_person_made_of_them_stands(town: Town) -> None:
    assert {each["template"] for each in town.mall.get("/v1/messages").json()["templates"]} == set(TEMPLATES)
    mine = {OFFER: {"label": {"zh": "活动", "en": "Offers"}, "kind": "marketing", "fields": {"thing1": "{title}"}}}
    town.mall.put("/v1/messages/rules", json={"templates": mine})
    town.door.begin()
    assert [each["template"] for each in town.mall.get("/v1/messages").json()["templates"]] == [OFFER]
    assert set(TEMPLATES) == set(town.world.templates) and {PARCEL, OFFER} <= set(TEMPLATES)


def test_without_wechat_a_visit_asks_the_mall_for_nothing_to_log_in(town: Town) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"asked {request.url}")

    with httpx.Client(base_url="http://mall", transport=httpx.MockTransport(refuse)) as client:
        door = Accounts(town.city, Api(client), town.report)
        assert door.enter(visit_of(5), NOW) == town.city.people.ids[5]
        door.bought(visit_of(5))
        door.shipped(visit_of(5), "O1", NOW)
