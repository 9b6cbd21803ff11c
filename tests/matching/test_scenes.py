"""Scenes: what is declared holds exactly where and when it is said to, and mistakes say where they are."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.context import Context, Weather
from huozhao.matching.scenes.conditions import check, holds
from huozhao.matching.scenes.goods import read_query, select
from huozhao.matching.scenes.periods import Span
from huozhao.matching.scenes.places import Polygon
from huozhao.matching.scenes.read import SceneError, read_scene, require_scene
from huozhao.matching.scenes.scene import Scene, in_order, offer, standing
from huozhao.matching.scenes.yaml_file import read, scenes
from huozhao.terms.calendar import calendar_day
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates, distance_km
from huozhao.terms.time import EPOCH


def scene(when: Any, **more: Any) -> Scene:
    return require_scene(
        {"scene": "s", "title": {"zh": "场景"}, "when": when, "goods": {"categories": ["零食"]}} | more
    )


def at(text: str = "2026-11-25 08:30", **more: Any) -> Context:
    day_text, clock = text.split()
    day = (date.fromisoformat(day_text) - EPOCH).days
    hour, minute = map(int, clock.split(":"))
    found = calendar_day(day)
    return Context(0, day, found.weekday, hour, days=found.codes, minute=minute, **more)


def met(mean: float = 10, low: float = 5, high: float = 15, recent: tuple[float, ...] = (), sky: str = "") -> Weather:
    return Weather(mean, low, high, 0.0, sky, "observed", recent)


WUHAN = Coordinates(114.305, 30.593, "wgs84")
CASES: list[tuple[str, Any, Context, bool]] = [
    ("city", {"place": {"cities": ["武汉市"]}}, at(city="武汉"), True),
    ("other city", {"place": {"cities": ["武汉"]}}, at(city="长沙"), False),
    ("no city known", {"place": {"cities": ["武汉"]}}, at(), False),
    ("province", {"place": {"provinces": ["湖北省"]}}, at(province="湖北"), True),
    ("radius", {"place": {"near": {"longitude": 114.305, "latitude": 30.593, "system": "wgs84", "km": 1}}},
     at(place=WUHAN), True),
    ("radius in another system", {"place": {"near": {"longitude": 114.305, "latitude": 30.593, "system": "gcj02",
                                                 "km": 0.3}}},
     at(place=WUHAN), False),
    ("no place known", {"place": {"near": {"longitude": 114.3, "latitude": 30.5, "system": "wgs84", "km": 100}}},
     at(), False),
    ("date", {"period": {"dates": [{"from": "2026-11-20", "to": "2026-11-25"}]}}, at(), True),
    ("date over", {"period": {"dates": [{"from": "2026-11-20", "to": "2026-11-24"}]}}, at(), False),
    ("every year", {"period": {"yearly": {"from": "03-05", "to": "04-05"}}}, at("2031-03-05 00:00"), True),
    ("across the year's end", {"period": {"yearly": {"from": "12-20", "to": "01-10"}}}, at("2027-01-09 12:00"), True),
    ("lunar", {"period": {"lunar": {"from": "12-08", "to": "01-15"}}}, at("2027-02-06 12:00"), True),
    ("not lunar", {"period": {"lunar": {"from": "12-08", "to": "01-15"}}}, at("2027-03-06 12:00"), False),
    ("term", {"period": {"terms": [{"term": "立冬", "before": 2, "after": 2}]}}, at("2026-11-09 12:00"), True),
    ("after the term", {"period": {"terms": [{"term": "lidong", "after": 2}]}}, at("2026-11-10 12:00"), False),
    ("before a holiday", {"period": {"holidays": [{"holiday": "春节", "before": 14, "during": False}]}},
     at("2027-01-25 12:00"), True),
    ("during, but only before is meant", {"period": {"holidays": [{"holiday": "春节", "before": 14, "during": False}]}},
     at("2027-02-06 12:00"), False),
    ("festival", {"period": {"holidays": ["七夕"]}}, at("2026-08-19 12:00"), True),
    ("workday", {"period": {"days": ["workday"], "hours": {"from": "07:00", "to": "09:30"}}}, at(), True),
    ("a worked Saturday", {"period": {"days": ["workday"]}}, at("2026-02-14 08:00"), True),
    ("end of hours", {"period": {"hours": {"from": "07:00", "to": "08:30"}}}, at(), False),
    ("hours across midnight", {"period": {"hours": {"from": "22:00", "to": "02:00"}}}, at("2026-11-25 01:59"), True),
    ("hours across midnight are over", {"period": {"hours": {"from": "22:00", "to": "02:00"}}},
     at("2026-11-25 02:00"), False),
    ("to the end of the day", {"period": {"hours": {"from": "22:00", "to": "24:00"}}}, at("2026-11-25 23:59"), True),
    ("weekday", {"period": {"weekdays": ["周三", "sat"]}}, at(), True),
    ("cold", {"weather": {"below_c": 5}}, at(weather=met(mean=4)), True),
    ("weather not known", {"weather": {"below_c": 5}}, at(), False),
    ("fall", {"weather": {"drop": {"by_c": 6, "days": 2}}}, at(weather=met(mean=8, recent=(12, 14, 30))), True),
    ("fall too long ago", {"weather": {"drop": {"by_c": 8, "days": 2}}},
     at(weather=met(mean=8, recent=(12, 14, 30))), False),
    ("storm is rain", {"weather": {"sky": ["雨"]}}, at(weather=met(sky="storm")), True),
    ("heat", {"weather": {"sky": ["heat"]}}, at(weather=met(high=36)), True),
    ("tag", {"tags": ["mother"]}, at(tags={"mother": ""}), True),
    ("tag with value", {"tags": ["life_stage = mother"]}, at(tags={"life_stage": "mother"}), True),
    ("tag with another value", {"tags": [{"tag": "life_stage", "value": "mother"}]},
     at(tags={"life_stage": "student"}), False),
    ("all", {"place": {"cities": ["武汉"]}, "weather": {"below_c": 5}}, at(city="武汉", weather=met(mean=9)), False),
    ("any", {"any": [{"place": {"cities": ["武汉"]}}, {"weather": {"below_c": 5}}]},
     at(city="武汉", weather=met(mean=9)), True),
]  # fmt: skip


@pytest.mark.parametrize(("when", "context", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_condition_holds_exactly_where_it_is_said_to(when: Any, context: Context, wanted: bool) -> None:
    node = scene(when).when
    told = check(node, context)
    assert holds(node, context) is wanted
    assert told.holds is wanted
    assert told.rule.zh and told.rule.en


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"when": {"plase": {}}}, "when.plase", "did you mean place"),
    ({"when": {"place": {"near": {"longitude": 114, "latitude": 30, "km": 3}}}}, "when.place.near.system", "gcj02"),
    ({"when": {"place": {"near": {"longitude": 30.5, "latitude": 114.3, "system": "gcj02", "km": 3}}}},
     "when.place.near.latitude", "swapped"),
    ({"when": {"place": {"provinces": ["湖贝"]}}}, "when.place.provinces[0]", "湖北"),
    ({"when": {"place": {"polygons": {"system": "wgs84", "points": [[1, 2], [2, 3]]}}}},
     "when.place.polygons.points", "points"),
    ({"when": {"period": {"terms": ["立动"]}}}, "when.period.terms[0]", "立冬"),
    ({"when": {"period": {"yearly": {"from": "02-30", "to": "03-01"}}}}, "when.period.yearly.from", "month-day"),
    ({"when": {"period": {"dates": {"from": "2027-03-05", "to": "2027-03-01"}}}}, "when.period.dates.to", "round"),
    ({"when": {"period": {"hours": {"from": "7am", "to": "09:00"}}}}, "when.period.hours.from", "07:30"),
    ({"when": {"weather": {"drop": {"by_c": 100}}}}, "when.weather.drop.by_c", "from 1 to 40"),
    ({"when": {}}, "when", "add when"),
    ({"when": {"any": []}}, "when.any", "any:"),
    ({"goods": {}}, "goods", "categories"),
    ({"goods": {"price_fen": {"from": 900, "to": 100}}}, "goods.price_fen.to", "round"),
    ({"title": {}}, "title", "for example"),
    ({"prioritty": 3}, "prioritty", "priority"),
    ({"hold_out": 0.9}, "hold_out", "0.5"),
    ({"scene": "Wuhan Sakura"}, "scene", "small letters"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "field", "hint"), WRONG, ids=[case[1] for case in WRONG])
def test_a_mistake_says_where_it_is_and_what_to_do(part: dict[str, Any], field: str, hint: str) -> None:
    body = {"scene": "s", "title": {"zh": "场景"}, "when": {"tags": ["a"]}, "goods": {"words": ["茶"]}} | part
    found, problems = read_scene(body)
    assert found is None
    assert (problems[0].field, hint in problems[0].hint.en) == (field, True), problems[0]
    assert problems[0].message.zh and problems[0].hint.zh


FILE = """
- scene: wuhan_sakura
  title: {zh: 武汉樱花季, en: Cherry blossom in Wuhan}
  priority: 40
  when:
    place: {cities: [武汉]}
    period:
      yearly: [{from: 03-05, to: 04-05}]
  goods: {words: [樱花], sort: heat}
- scene: rush
  title: {zh: 早高峰}
  when:
    period: {days: [workday], hours: {from: 07:00, to: 17:00}}
  goods: {categories: [早餐]}
"""


def test_a_file_holds_several_scenes_and_its_times_are_not_numbers() -> None:
    (sakura, body), (rush, _) = scenes(FILE)
    assert (sakura.scene, sakura.priority, body["goods"]) == ("wuhan_sakura", 40, {"words": ["樱花"], "sort": "heat"})
    assert holds(rush.when, at("2026-11-25 16:59")) and not holds(rush.when, at("2026-11-25 17:00"))


def test_every_mistake_of_a_file_has_its_line() -> None:
    found, problems = read(FILE.replace("武汉]", "武汉], km: 3").replace("categories: [早餐]", "sort: hot"))
    assert found == []
    assert [(p.line, p.scene, p.field) for p in problems] == [
        (6, "wuhan_sakura", "when.place.km"),
        (14, "rush", "goods.sort"),
    ]
    with pytest.raises(SceneError, match="line 6"):
        scenes(FILE.replace("武汉]", "武汉], km: 3"))
    assert read("scene: [")[1][0].line == 1


def test_the_narrower_scene_goes_first_and_priority_goes_before_that() -> None:
    wide = replace(scene({"place": {"provinces": ["湖北"]}}), scene="wide")
    narrow = replace(scene({"place": {"cities": ["武汉"]}, "weather": {"below_c": 9}}), scene="narrow")
    urgent = replace(wide, scene="urgent", priority=50)
    assert [s.scene for s in in_order([wide, narrow, urgent])] == ["urgent", "narrow", "wide"]
    here = at(city="武汉", province="湖北", weather=met(mean=3))
    assert [s.scene for s in standing([wide, replace(narrow, enabled=False)], here, "home")] == ["wide"]
    assert standing([wide], here, "cart") == []


def test_the_zone_says_why_it_is_there() -> None:
    either = scene(
        {"any": [{"place": {"cities": ["长沙"]}}, {"place": {"cities": ["武汉"]}}], "weather": {"below_c": 9}},
        popup={"title": {"zh": "天冷"}, "body": {"zh": "多穿"}, "coupon": "warm"},
    )
    shown = offer(either, (), at(city="武汉", weather=met(mean=3)))
    assert shown.reason.zh == "因为：武汉 · 日均低于 9℃"
    assert shown.popup is not None and shown.popup.coupon == "warm"


GOODS = [
    Sku("a", "a", "樱花味饼干", ("零食", "饼干"), 900, attributes={"口味": "樱花"}, launched_on="2026-11-20"),
    Sku("b", "b", "苏打饼干", ("零食", "饼干"), 500, launched_on="2026-01-01"),
    Sku("b2", "b", "苏打饼干大包", ("零食", "饼干"), 900),
    Sku("c", "c", "樱花摆件", ("家居",), 3000, attributes={"标签": "赏樱 礼物"}),
    Sku("d", "d", "樱花旧款", ("零食",), 100, listed=False),
]


@pytest.mark.parametrize(("query", "wanted"), [
    ({"words": ["樱花"]}, ["a", "c"]),
    ({"categories": ["零食"]}, ["b", "a"]),
    ({"categories": ["零食/饼干"], "price_fen": {"to": 600}}, ["b"]),
    ({"attributes": {"口味": ["樱花", "抹茶"]}}, ["a"]),
    ({"tags": ["赏樱"]}, ["c"]),
    ({"launched_within_days": 30}, ["a"]),
    ({"skus": ["c"], "categories": ["饼干"], "most": 2}, ["c", "b"]),
    ({"skus": ["c", "d", "no"]}, ["c"]),
    ({"categories": ["饼干"], "sort": "price_down"}, ["a", "b2"]),
    ({"categories": ["饼干"], "sort": "newest"}, ["a", "b"]),
])  # fmt: skip
def test_a_query_finds_its_goods_hottest_first(query: dict[str, Any], wanted: list[str]) -> None:
    today = (date(2026, 11, 25) - EPOCH).days
    found = select(read_query(query), GOODS, {"b": 3.0, "a": 1.0, "b2": 0.5}, today)
    assert [candidate.sku for candidate in found] == wanted
    assert {candidate.source for candidate in found} == {"scene"}


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_a_span_that_goes_round_holds_what_its_opposite_does_not(first: int, last: int, value: int) -> None:
    if (last + 1) % 1440 != first:
        assert Span(first, last).holds(value) != Span((last + 1) % 1440, (first - 1) % 1440).holds(value)


@given(st.floats(0.05, 0.3), st.floats(0, 6.28), st.floats(0, 0.6))
def test_a_fine_polygon_agrees_with_its_circle(size: float, angle: float, away: float) -> None:
    from math import cos, radians, sin, tau

    squeeze = cos(radians(30))
    ring = tuple((114 + size * cos(tau * n / 360) / squeeze, 30 + size * sin(tau * n / 360)) for n in range(360))
    point = Coordinates(114 + away * cos(angle) / squeeze, 30 + away * sin(angle), "wgs84")
    km = distance_km(point, Coordinates(114, 30, "wgs84"))
    if abs(away - size) > 0.02 * size:
        assert Polygon(ring).holds(point) == (away < size), km
