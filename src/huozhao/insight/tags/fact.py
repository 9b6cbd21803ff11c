"""Fact tags: what the shopper or the device said, banded where a number says too much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from huozhao.insight.facts import CONFIDENCE
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a shopper and where it came from; `at` is when it was told (ms).

    `origin` is the kind of source: told, order, device or inferred.
    """

    field: str
    value: str
    source: str
    at: int
    origin: str = "told"

    @property
    def confidence(self) -> float:
        """How far the word is to be believed, 0 to 1, by its origin."""
        return CONFIDENCE.get(self.origin, CONFIDENCE["inferred"])


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that a shopper carries now, with its evidence in words. `since` is an instant in ms, 0 = not known."""

    tag: str
    layer: str
    label: Text
    evidence: Text
    since: int = 0


SEXES: Mapping[str, Text] = {
    "female": Text("女性", "female"), "f": Text("女性", "female"), "女": Text("女性", "female"),
    "male": Text("男性", "male"), "m": Text("男性", "male"), "男": Text("男性", "male"),
}  # fmt: skip
NAMES: Mapping[str, Text] = {
    "sex": Text("性别", "sex"), "birth_year": Text("年龄段", "age band"), "city": Text("城市", "city"),
    "province": Text("省份", "province"), "device": Text("设备", "device"),
    "os": Text("系统", "system"), "channel": Text("来源渠道", "channel"),
}  # fmt: skip
# Where a mall's shoppers come from, and how word of a fact reached it; other words speak for themselves.
CHANNELS: Mapping[str, Text] = {
    "mini_program": Text("小程序", "mini program"), "h5": Text("网页", "web page"), "app": Text("App", "app"),
    "store": Text("门店", "shop"), "offline": Text("线下", "offline"), "share": Text("好友分享", "a friend's share"),
}  # fmt: skip
SOURCES: Mapping[str, Text] = {
    "api": Text("商城上报", "the mall"), "registration": Text("注册登记", "registration"),
    "replay": Text("重放的事件", "a replayed event"), "orders": Text("订单", "an order"),
    "privacy_centre": Text("顾客更正", "the shopper's correction"),
}  # fmt: skip
# Ages at which a band begins; the last band is open.
BANDS = (0, 18, 25, 31, 36, 41, 51, 61)


def age_band(age: int) -> Text:
    """Return the band of an age in years: under 18, 18–24, 25–30, 31–35, 36–40, 41–50, 51–60, 61 and over."""
    if age < BANDS[1]:
        return Text("18岁以下", "under 18")
    for low, high in pairwise(BANDS[1:]):
        if age < high:
            return Text(f"{low}-{high - 1}岁", f"{low}-{high - 1}")
    return Text(f"{BANDS[-1]}岁以上", f"{BANDS[-1]} and over")


def label(fact: Fact, year: int) -> Text | None:
    """Return the words of a fact in the calendar year `year`; None where it says nothing (sex unknown)."""
    if fact.field == "sex":
        return SEXES.get(fact.value.lower())
    if fact.field == "birth_year":
        age = year - int(fact.value) if fact.value.isdigit() else -1
        return age_band(age) if 0 <= age <= 120 else None
    if fact.field == "channel":
        return CHANNELS.get(fact.value, Text(fact.value, fact.value))
    return Text(fact.value, fact.value)


def fact_tags(facts: Iterable[Fact], year: int) -> list[Tag]:
    """Return a tag for each fact that says something, its evidence naming the source."""
    tags = []
    for fact in facts:
        words, name = label(fact, year), NAMES.get(fact.field)
        if words is not None and name is not None:
            source = SOURCES.get(fact.source, Text(fact.source, fact.source))
            evidence = Text(f"{name.zh}来自{source.zh}", f"{name.en} from {source.en}")
            tags.append(Tag(f"fact:{fact.field}:{words.en}", "fact", words, evidence, fact.at))
    return tags
