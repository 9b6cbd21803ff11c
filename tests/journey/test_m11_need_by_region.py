"""M11: a city buys camping gear together at weekends; the system finds it and proposes a push for Friday."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.needing import list_goods, needs
from tests.shopping import Mall, shopping

WEEKS = 12
CITY, OTHER = "成都", "郑州"
PROVINCE = {CITY: "四川", OTHER: "河南"}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall where one city camps at weekends and another does not, twelve weeks long."""
    with shopping() as opened:
        list_goods(opened)
        for city in (CITY, OTHER):
            for n in range(30):
                who = f"{'c' if city == CITY else 'z'}{n}"
                opened.did(who, "Shopper Registered", WEEKS * 7 + 1, city=city, province=PROVINCE[city])
        for days_ago in range(1, WEEKS * 7 + 1):
            _day(opened, days_ago)
        opened.send()
        opened.run()
        yield opened


def _day(mall: Mall, days_ago: int) -> None:
    """Everybody buys of the daily goods in turn; in one city tents, stoves and rentals go at weekends."""
    weekend = _local(mall, days_ago).weekday() >= 5
    for n in range(6):
        for city in "cz":
            mall.bought(f"{city}{(days_ago * 7 + n) % 30}", f"daily-{n}", days_ago=days_ago)
    campers = {"c": 5 if weekend else 0, "z": 1}
    for city, many in campers.items():
        for n in range(many):
            mall.bought(f"{city}{(days_ago * 5 + n * 3) % 30}", "tent", "stove", "rental", days_ago=days_ago)
    if not weekend and days_ago % 3 == 0:
        mall.bought(f"c{days_ago % 30}", "tent", days_ago=days_ago)


def _local(mall: Mall, days_ago: float) -> datetime:
    return datetime.fromtimestamp(mall.now / 1000, UTC) + timedelta(hours=8) - timedelta(days=days_ago)


def test_the_rhythm_is_found_by_the_system_with_what_is_bought_together(mall: Mall) -> None:
    found = needs(mall, f"?kind=region&region={CITY}")
    need = next(need for need in found if need["theme"] in ("露营", "户外"))
    assert need["when"]["zh"] == "每逢周末" and need["shopper"] == ""
    assert {good["sku"] for good in need["goods"]} == {"tent", "stove", "rental"}
    assert need["crowd"] >= 10 and len(need["heat"]) == 7
    assert min(need["heat"][5:]) > max(need["heat"][:5])
    assert "误报" in need["evidence"][-1]["zh"] and need["demand"]["rise"] > 1.5


def test_the_other_city_and_daily_goods_raise_no_alarm(mall: Mall) -> None:
    assert needs(mall, f"?kind=region&region={OTHER}") == []
    assert all(need["theme"] not in ("日用", "清洁") for need in needs(mall, "?kind=region"))


def test_a_push_is_proposed_for_friday_and_can_be_decided_and_undone(mall: Mall) -> None:
    push = next(p for p in mall.get("/v1/push-proposals")["items"] if p["region"] == f"city:{CITY}")
    assert datetime.fromisoformat(push["day"]).weekday() == 4, "Friday"
    assert push["state"] == "open" and CITY in push["title"]["zh"] and "双人帐篷" in push["body"]["zh"]
    step = f"/v1/push-proposals/{push['id']}"
    assert mall.http.post(f"{step}/approve").json()["state"] == "approved"
    assert [body["push"] for body in mall.app.needs.pushes.approved()] == [push["id"]]
    assert mall.http.post(f"{step}/approve").status_code == 409
    assert mall.http.post(f"{step}/undo").json()["state"] == "open"
    assert mall.http.post(f"{step}/reject").json()["state"] == "rejected"
    mall.run()
    assert mall.get(f"{step}")["state"] == "rejected", "what was decided stays"
    assert mall.http.post(f"{step}/undo").json()["state"] == "open"


def test_the_zone_stands_on_the_day_before_and_at_the_weekend_and_only_there(mall: Mall) -> None:
    for days_ahead in range(7):
        at = _local(mall, -days_ahead)
        shown = {city: _region_zones(mall, city, at) for city in (CITY, OTHER)}
        assert bool(shown[CITY]) == (at.weekday() in (4, 5, 6)), at
        assert not shown[OTHER]


def _region_zones(mall: Mall, city: str, at: datetime) -> list[Any]:
    context = mall.app.scenes.contexts.make(None, city, int(at.timestamp() * 1000) - 8 * 3_600_000, "")
    return [zone for zone in mall.app.needs.offered("", context, "home") if zone.zone.startswith("need:region:")]


def test_the_plan_hears_of_the_rhythm(mall: Mall) -> None:
    told = mall.get("/v1/needs/demand")["items"]
    assert any(signal["sku"] == "tent" and signal["is_rhythm"] and signal["city"] == CITY for signal in told)


def test_a_dismissed_rhythm_leaves_the_pages_and_comes_back_by_undo(mall: Mall) -> None:
    need = needs(mall, f"?kind=region&region={CITY}")[0]
    friday = next(at for n in range(7) if (at := _local(mall, -n)).weekday() == 4)
    assert mall.http.post(f"/v1/needs/{need['id']}/dismiss").status_code == 200
    assert not [z for z in _region_zones(mall, CITY, friday) if need["id"] in z.zone]
    assert mall.http.post(f"/v1/needs/{need['id']}/undo").status_code == 200
    assert [z for z in _region_zones(mall, CITY, friday) if need["id"] in z.zone]


def test_a_region_of_few_is_never_told(mall: Mall) -> None:
    assert all(need["crowd"] >= 10 for need in needs(mall, "?kind=region"))
