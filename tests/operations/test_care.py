"""After-care: the guide of a good, what is due when, and how long a supply lasts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.care.cycle import chance_of_return
from huozhao.operations.care.guide import Cycle, Guide, Reminder, goods_of, guide_for, lasts
from huozhao.operations.care.occasions import MOST_UNITS, Received, mark_of, occasions, offsets
from huozhao.operations.care.policy import Policy
from huozhao.operations.care.read import guide_to_dict, read_guide
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS, day_start, local_day, local_minute

ZONE = "Asia/Shanghai"
PHONE = Sku("phone-1", "phone", "手机", ("数码", "手机"))
FILM = Guide("film", Text("贴膜", "film"), Text("# 贴膜", "# Film"), ("phone-1",))
ANY_PHONE = Guide("phone", Text("手机", "phone"), Text("充电", "charge"), (), ("数码", "手机"))
DIGITAL = Guide("digital", Text("数码", "digital"), Text("保修", "warranty"), (), ("数码",))
AT_NOON = day_start(20_000, ZONE) + 12 * HOUR_MS
GOT = Received("ann", "o1", "phone-1", "手机", 1, AT_NOON)


def test_the_guide_that_names_the_sku_stands_before_the_longest_path() -> None:
    assert guide_for(PHONE, [DIGITAL, ANY_PHONE, FILM]) is FILM
    assert guide_for(PHONE, [DIGITAL, ANY_PHONE]) is ANY_PHONE
    assert guide_for(replace(PHONE, category=("服饰",)), [DIGITAL, ANY_PHONE]) is None
    assert goods_of(DIGITAL, [PHONE, replace(PHONE, sku="x", listed=False)]) == [PHONE]


def test_a_guide_is_due_at_once_and_reminders_in_the_morning_of_their_day() -> None:
    guide = replace(FILM, reminders=(Reminder("clean", 30, Text("清洁", "clean"), Text("擦拭", "wipe")),))
    found = occasions(guide, GOT, Policy(), ZONE)
    assert [(each.kind, each.day) for each in found] == [("guide", 0), ("question", 7), ("reminder", 30)]
    assert found[0].at == AT_NOON
    assert [(local_day(each.at, ZONE) - 20_000, local_minute(each.at, ZONE)) for each in found[1:]] == [
        (7, 600), (30, 600)]
    assert offsets(guide, Policy()) == {0, 7, 30}


def test_nothing_is_due_before_the_goods_are_there_and_a_question_can_be_left_out() -> None:
    same_day = replace(FILM, reminders=(Reminder("now", 0, Text("开箱", "unpack"), Text("检查", "check")),), asks=False)
    assert [each.at for each in occasions(same_day, GOT, Policy(), ZONE)] == [AT_NOON, AT_NOON]


def test_two_units_last_twice_as_long_where_units_count() -> None:
    assert lasts(Cycle(30), 2) == 60 and lasts(Cycle(30, per_unit=False), 2) == 30
    filters = replace(FILM, cycle=Cycle(90, "filter", 5), asks=False)
    again = occasions(filters, replace(GOT, units=2), Policy(), ZONE)[-1]
    assert (again.kind, again.day) == ("again", 175) and "5 天" in again.body.zh


@given(st.integers(1, 20), st.booleans(), st.integers(1, 200), st.integers(0, 400))
def test_everything_falls_due_on_one_of_the_days_that_are_looked_back_to(
    units: int, is_asked: bool, lasts_for: int, day: int
) -> None:
    reminders = (Reminder("r", day, Text("a", "a"), Text("b", "b")),)
    guide = replace(FILM, reminders=reminders, cycle=Cycle(lasts_for, lead_days=min(3, lasts_for)), asks=is_asked)
    found = occasions(guide, replace(GOT, units=units), Policy(), ZONE)
    assert {each.day for each in found} <= offsets(guide, Policy()) and MOST_UNITS < 20


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, DAY_MS - 1))
def test_a_reminder_falls_on_its_local_day_or_at_receipt(day: int, hour: int, within: int) -> None:
    got = replace(GOT, received_at=day_start(20_000, ZONE) + within)
    guide = replace(FILM, reminders=(Reminder("r", day, Text("a", "a"), Text("b", "b")),), asks=False)
    due = next(each for each in occasions(guide, got, Policy(hour=hour), ZONE) if each.kind == "reminder")
    assert local_day(due.at, ZONE) == 20_000 + day and due.at >= got.received_at


def test_an_occasion_has_one_mark_that_follows_from_order_good_and_reminder_alone() -> None:
    marks = {mark_of(GOT, "film", "guide"), mark_of(replace(GOT, received_at=1, units=5, title="x"), "film", "guide")}
    assert len(marks) == 1 and "ann" not in marks.pop()
    others = [mark_of(GOT, "film", "r:clean"), mark_of(replace(GOT, order="o2"), "film", "guide"),
              mark_of(replace(GOT, sku="p"), "film", "guide"), mark_of(replace(GOT, shopper="b"), "film", "guide")]
    assert len(set(others)) == 4


WHOLE = {
    "title": {"zh": "净水器", "en": "Water filter"}, "body": {"zh": "## 安装", "en": "## Fit"}, "skus": ["f1"],
    "category": ["家电", "净水"], "video": "https://example.com/a.mp4",
    "reminders": [{"id": "wash", "day": 30, "title": {"zh": "冲洗"}, "body": {"zh": "冲洗滤芯"}}],
    "cycle": {"days": 180, "sku": "f1-core", "lead_days": 7}, "asks": False,
}  # fmt: skip


def test_what_is_written_is_read_back_the_same() -> None:
    guide = read_guide("water", WHOLE, 3)
    assert read_guide("water", guide_to_dict(guide), 3) == guide
    assert guide.cycle == Cycle(180, "f1-core", 7) and guide.reminders[0].title.en == "冲洗"


@pytest.mark.parametrize(("change", "place"), [
    ({"skus": [], "category": []}, "skus"), ({"title": {"zh": ""}}, "title"),
    ({"video": "javascript:alert(1)"}, "video"), ({"video": "http://example.com"}, "video"),
    ({"video": "https://a b.c/d"}, "video"), ({"cycle": {"days": 0}}, "cycle.days"),
    ({"cycle": {"days": 5, "lead_days": 6}}, "cycle.lead_days"), ({"body": {"zh": "x" * 20_001}}, "body"),
    ({"reminders": [{"day": -1, "title": {"zh": "a"}, "body": {"zh": "b"}}]}, "reminders[0].day"),
    ({"reminders": [{"day": 1, "title": {"zh": "a"}, "body": {"zh": "b"}}] * 2}, "reminders[1].id"),
    ({"reminders": [{"day": 1, "title": {"zh": "长" * 61}, "body": {"zh": "b"}}]}, "reminders[0].title"),
    ({"skus": "f1"}, "skus"),
])  # fmt: skip
def test_what_cannot_stand_is_named_with_its_field(change: dict[str, object], place: str) -> None:
    with pytest.raises(BadInput) as told:
        read_guide("water", {**WHOLE, **change})
    assert told.value.field == place and told.value.hint


@given(st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1))
def test_a_chance_lies_between_what_was_seen_and_what_is_stated(seen: float, buyers: float, stated: float) -> None:
    found = chance_of_return(seen, buyers, stated)
    assert min(seen, stated) - 1e-9 <= found <= max(seen, stated) + 1e-9
    assert chance_of_return(seen, 0, stated) == pytest.approx(stated)
