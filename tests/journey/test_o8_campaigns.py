"""O8, I12: campaigns previewed against stock, run through the arbiter with a hold-out, stopped in time, measured.

The simulation counts every send of a whole campaign: never above a balance, none in quiet hours, none to the hold-out.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.operations.assignment import is_held_out
from tests.shopping import Mall, eventually, shopping

DAY = 86_400_000
SHOPPERS = [f"tea-{n:02d}" for n in range(40)]
SHOPS = {"wuhan": ("武汉", 114.3, 30.6), "chengdu": ("成都", 104.06, 30.65)}
WORDS = {"zh": "“{goods}”{price} 元，{until} 前", "en": "{goods} for {price} yuan until {until}"}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall in two cities where forty shoppers look at tea, and let nothing be quiet."""
    with shopping(purposes=("personalisation", "marketing")) as opened:
        opened.goods(tea=("食品", "茶"), cup=("日用", "杯"))
        for shop, (city, longitude, latitude) in SHOPS.items():
            place = {"shop": shop, "name": f"{city}店", "city": city, "longitude": longitude, "latitude": latitude,
                     "system": "wgs84"}  # fmt: skip
            assert opened.http.put("/v1/shops", json={"shops": [place]}).status_code == 200
        decisions = [{"shopper": name, "purpose": purpose, "given": True} for name in SHOPPERS
                     for purpose in opened.purposes]  # fmt: skip
        assert opened.http.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).status_code == 200
        opened.consented |= set(SHOPPERS)
        for n, name in enumerate(SHOPPERS):
            opened.did(name, "Product Viewed", 2, sku="tea")
            opened.did(name, "Shopper Registered", 2, city="武汉" if n % 4 else "成都")
        opened.send()
        opened.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "00:00", "quiet_until": "00:00"}})
        yield opened


def draft(**more: Any) -> dict[str, Any]:
    return {"expression": 'count(view, category = "茶", 30d) >= 1', "title": {"zh": "新茶", "en": "new tea"},
            "body": WORDS, "skus": ["tea"],
            "take_rate": 0.5, "cost_fen": 200, "hold_out": 0.2, **more}  # fmt: skip


def write(mall: Mall, id: str, **more: Any) -> dict[str, Any]:
    body = draft(ends_at=mall.app.clock() + 7 * DAY, **more)
    answer = mall.http.put(f"/v1/campaigns/{id}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def step(mall: Mall, id: str, what: str, status: int = 200) -> dict[str, Any]:
    answer = mall.http.post(f"/v1/campaigns/{id}/{what}")
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def stock(mall: Mall, key: str, sku: str = "tea", **shops: int) -> None:
    counts = [{"key": f"{key}-{shop}", "sku": sku, "shop": shop, "on_hand": n, "counted_at": mall.app.clock()}
              for shop, n in shops.items()]  # fmt: skip
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).json()["refused"] == []


def fates(mall: Mall, source: str, names: list[str] = SHOPPERS) -> dict[str, tuple[str, str, str]]:
    """Return state, channel and reason of a campaign's message by shopper."""
    found = {}
    for name in names:
        for each in mall.app.messages.inbox.history(name):
            if each.body["source"] == source:
                waits = each.kind == "message_wish"
                found[name] = ("waiting" if waits else each.body["state"], each.body.get("channel", ""),
                               each.body["reason"])
    return found


def all_judged(found: dict[str, tuple[str, str, str]]) -> bool:
    return bool(found) and all(state != "waiting" or reason for state, _, reason in found.values())


def test_a_preview_says_how_many_through_what_which_stock_is_needed_where_and_what_it_costs(mall: Mall) -> None:
    stock(mall, "few", wuhan=3, chengdu=50)
    seen = mall.http.post("/v1/campaigns/preview", json=draft(ends_at=mall.app.clock() + DAY)).json()
    held = sum(is_held_out("campaign:being_written", name, 0.2) for name in SHOPPERS)
    assert (seen["crowd"], seen["agreed"], seen["held_out"], seen["told"]) == (40, 40, held, 40 - held)
    assert seen["channels"] == {"card": 40 - held} and sum(seen["cities"].values()) == seen["told"]
    by_shop = {each["shop"]: each for each in seen["needed"]}
    assert by_shop["wuhan"]["expected"] == pytest.approx(seen["cities"]["武汉"] * 0.5)
    assert by_shop["wuhan"]["missing"] > 0 == by_shop["chengdu"]["missing"]
    assert seen["cost_fen"] == pytest.approx(seen["orders"] * 200) and seen["most_cost_fen"] == seen["told"] * 200
    assert seen["body"]["zh"].startswith("“商品tea”10.00 元"), "as a shopper would read it"
    assert mall.get("/v1/campaigns")["items"] == [], "nothing is kept"


def test_it_starts_only_after_a_preview_and_tells_everybody_but_the_hold_out_once(mall: Mall) -> None:
    write(mall, "spring")
    assert step(mall, "spring", "start", 409)["error"]["field"] == "state"
    previewed = step(mall, "spring", "preview")
    assert previewed["state"] == "previewed" and previewed["preview"]["told"] > 0
    assert step(mall, "spring", "start")["state"] == "running"
    held = {name for name in SHOPPERS if is_held_out("campaign:spring", name, 0.2)}
    found = eventually(lambda: fates(mall, "campaign:spring"), lambda f: len(f) == 40 and all_judged(f))
    assert {name for name, fate in found.items() if fate[2] == "held_out"} == held and held
    assert all(fate[:2] == ("sent", "card") for name, fate in found.items() if name not in held)
    cards = mall.page("home", next(name for name in SHOPPERS if name not in held))["cards"]
    assert cards[0]["body"]["zh"].startswith("“商品tea”10.00 元，20") and cards[0]["skus"] == ["tea"]
    assert mall.page("home", next(iter(held)))["cards"] == []
    assert mall.get("/v1/campaigns/spring")["spent"]["uses"] == 40 - len(held)


def test_the_plan_hears_of_it_by_city_and_its_effect_is_measured_by_arm(mall: Mall) -> None:
    signals = mall.app.campaigning.desk.signals(mall.app.clock())
    assert {(each.sku, each.city) for each in signals} == {("tea", "武汉"), ("tea", "成都")}
    assert sum(each.units for each in signals) == pytest.approx(
        mall.get("/v1/campaigns/spring")["preview"]["told"] * 0.5, abs=0.01)
    found = fates(mall, "campaign:spring")
    told = [name for name, fate in found.items() if fate[0] == "sent"]
    for name in told[:12]:
        mall.now = mall.app.clock()
        mall.bought(name, "tea")
    mall.send()
    lift = mall.get("/v1/campaigns/spring/lift")
    assert lift["treatment"]["shoppers"] == len(told) and lift["hold_out"]["shoppers"] == 40 - len(told)
    assert lift["treatment"]["buyers"] == 12 and lift["hold_out"]["buyers"] == 0 and lift["said"]["zh"]


def test_it_is_checked_again_when_it_is_sent_and_stops_itself_without_stock_or_budget(mall: Mall) -> None:
    mall.http.put("/v1/messages/rules", json={"policy": {"a_day": 9, "a_week": 20, "topic_days": 0, "cards": 5}})
    step(mall, "spring", "end")
    buyer = next(name for name, fate in fates(mall, "campaign:spring").items() if fate[0] == "sent")
    write(mall, "poor", budget={"uses": 5, "fen": None})
    step(mall, "poor", "preview")
    step(mall, "poor", "start")
    found = eventually(lambda: fates(mall, "campaign:poor"), lambda f: len(f) == 40 and all_judged(f))
    assert sum(state == "sent" for state, _, _ in found.values()) == 5, "the budget bears five"
    assert found[buyer][2] in ("sent", "budget_spent", "held_out", "bought")
    stopped = eventually(lambda: mall.get("/v1/campaigns/poor"), lambda c: c["state"] == "paused", 150)
    assert stopped["stopped"] == "budget_spent" and stopped["audit"][-1]["what"] == "stop"
    stock(mall, "gone", wuhan=0, chengdu=0)
    write(mall, "empty")
    step(mall, "empty", "preview")
    step(mall, "empty", "start")
    stopped = eventually(lambda: mall.get("/v1/campaigns/empty"), lambda c: c["state"] == "paused", 150)
    assert stopped["stopped"] == "no_stock" and stopped["stopped_said"]["zh"]
    assert fates(mall, "campaign:empty") == {}, "nobody is told of goods that are not there"


def test_a_pause_takes_back_what_waits_and_a_new_start_goes_on(mall: Mall) -> None:
    stock(mall, "back", wuhan=90, chengdu=90)
    mall.http.put("/v1/messages/rules", json={"policy": {"a_day": 0}})
    write(mall, "waiting", starts_at=None)
    step(mall, "waiting", "preview")
    step(mall, "waiting", "start")
    eventually(lambda: fates(mall, "campaign:waiting"), lambda f: len(f) == 40 and all_judged(f))
    assert step(mall, "waiting", "pause")["state"] == "paused"
    waits = [fate for fate in fates(mall, "campaign:waiting").values() if fate[0] == "waiting"]
    assert waits == [], "what waited was taken back"
    mall.http.put("/v1/messages/rules", json={"policy": {"a_day": 9}})
    step(mall, "waiting", "start")
    found = eventually(lambda: fates(mall, "campaign:waiting"), lambda f: len(f) == 40 and all_judged(f))
    assert sum(fate[0] == "sent" for fate in found.values()) > 25
    assert step(mall, "waiting", "undo")["state"] == "paused" and step(mall, "waiting", "end")["state"] == "ended"


def test_ready_made_campaigns_are_suggested_until_somebody_takes_them_up(mall: Mall) -> None:
    offered = mall.get("/v1/campaigns/proposals")["items"]
    assert [each["origin"] for each in offered] == ["recall"] and "churn_warning" in offered[0]["expression"]
    taken = mall.http.post("/v1/campaigns/proposals", json={"origin": "recall", "campaign": "come_back"}).json()
    assert taken["state"] == "draft" and taken["origin"] == "recall" and taken["hold_out"] == 0.1
    assert mall.get("/v1/campaigns/proposals")["items"] == []
    again = mall.http.post("/v1/campaigns/proposals", json={"origin": "recall", "campaign": "again"})
    assert again.status_code == 404


def test_a_crowd_that_a_campaign_uses_is_not_deleted_under_it(mall: Mall) -> None:
    crowd = {"label": {"zh": "茶客", "en": "tea"}, "expression": 'count(view, category = "茶", 30d) >= 1'}
    assert mall.http.put("/v1/crowds/tea_people", json=crowd).status_code == 200
    write(mall, "by_crowd", expression='crowd("tea_people")')
    refused = mall.http.delete("/v1/crowds/tea_people")
    assert refused.status_code == 409, refused.text
    step(mall, "by_crowd", "end")
    assert mall.http.delete("/v1/crowds/tea_people").status_code in (200, 204)
