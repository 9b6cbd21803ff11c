"""The platform's portrait of a mall's visitors: a distribution by province, city, sex, age, platform and device.

It is aggregate. It names nobody, cannot be asked about anybody, and puts no fact on any shopper. What it is good for is
to see how far those who told the mall about themselves differ from all who came, and to correct for that.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

DIMENSIONS: dict[str, Text] = {
    "sex": Text("性别", "sex"), "age": Text("年龄段", "age band"), "province": Text("省份", "province"),
    "city": Text("城市", "city"), "platform": Text("终端", "platform"), "device": Text("机型", "device"),
}  # fmt: skip
# Names of the arrays in the answer; one sample of the platform's own documentation misspells `platforms`.
_ARRAYS = {"sex": ("genders",), "age": ("ages",), "province": ("province",), "city": ("city",),
           "platform": ("platforms", "platfomrs"), "device": ("devices",)}  # fmt: skip  # codespell:ignore platfomrs
# The value has had two names.
_VALUES = ("value", "access_source_visit_uv")
UNKNOWN = ""
SPANS = (1, 7, 30)
_SEXES = {"男": "male", "male": "male", "女": "female", "female": "female"}
_PLATFORMS = {"iphone": "iPhone", "ios": "iPhone", "苹果": "iPhone", "android": "Android", "安卓": "Android"}
_ANDROID = ("android", "安卓", "华为", "huawei", "honor", "荣耀", "小米", "xiaomi", "redmi", "oppo", "vivo", "samsung",
            "三星", "oneplus", "一加", "realme", "meizu", "魅族")  # fmt: skip
OTHER = "其他"
_NOTHING = frozenset({"", "未知", "unknown", "null", "none"})
_REGION = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$")
_NUMBERS = re.compile(r"\d+")

Shares = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Portrait:
    """Visitors of the days first to last, both whole: those who came (`active`) and of them the new ones, by category.

    Days are YYYY-MM-DD. The empty category holds those of whom the platform knows nothing.
    """

    first: str
    last: str
    active: Mapping[str, Shares]
    new: Mapping[str, Shares]

    @property
    def span(self) -> int:
        """How many days it covers: 1, 7 or 30."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1

    @property
    def is_empty(self) -> bool:
        """Whether it tells nothing: small malls get empty arrays."""
        return not any(sum(shares.values()) for shares in self.active.values())


def read(payload: Mapping[str, Any]) -> Portrait:
    """Read the platform's answer; BadInput says where it cannot be read."""
    first, last = _days(payload.get("ref_date"))
    return Portrait(first, last, _part(payload, "visit_uv"), _part(payload, "visit_uv_new"))


def _days(ref_date: Any) -> tuple[str, str]:
    found = re.fullmatch(r"(\d{8})(?:-(\d{8}))?", str(ref_date or ""))
    try:
        if found is None:
            raise ValueError
        first, last = (date.fromisoformat(text) for text in (found[1], found[2] or found[1]))
    except ValueError:
        raise BadInput("ref_date_unreadable", f"ref_date = {ref_date!r} is no day and no range of days",
                       field="ref_date", hint="20261124, or 20261118-20261124 for several days") from None
    if (last - first).days + 1 not in SPANS:
        raise BadInput("span_unknown", f"ref_date = {ref_date!r} covers {(last - first).days + 1} days",
                       field="ref_date", hint="a portrait covers 1, 7 or 30 days")
    return first.isoformat(), last.isoformat()


def _part(payload: Mapping[str, Any], name: str) -> dict[str, Shares]:
    part = payload.get(name) or {}
    if not isinstance(part, Mapping):
        raise BadInput("portrait_unreadable", f"{name} is no object", field=name, hint="send the answer as it came")
    found: dict[str, Shares] = {}
    for dimension, names in _ARRAYS.items():
        items: list[Any] = next((part[each] for each in names if part.get(each)), [])
        if not isinstance(items, list):
            raise BadInput("portrait_unreadable", f"{name}.{names[0]} is no list", field=f"{name}.{names[0]}",
                           hint="send the answer as it came")
        shares: dict[str, int] = {}
        for index, item in enumerate(items):
            category, count = _item(dimension, item, f"{name}.{names[0]}[{index}]")
            shares[category] = shares.get(category, 0) + count
        found[dimension] = shares
    return found


def _item(dimension: str, item: Any, place: str) -> tuple[str, int]:
    count = next((item[key] for key in _VALUES if key in item), None) if isinstance(item, Mapping) else None
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise BadInput("portrait_unreadable", f"{place} has no count of visitors", field=place,
                       hint='each item is {"id": 32, "name": "广东", "value": 1208}')
    return category(dimension, str(item.get("name", ""))), count


def category(dimension: str, name: str) -> str:
    """Return a category in the one spelling that both sides are compared in; empty for what says nothing."""
    plain = name.strip()
    if plain.lower() in _NOTHING:
        return UNKNOWN
    if dimension == "sex":
        return _SEXES.get(plain.lower(), UNKNOWN)
    if dimension == "platform":
        return _PLATFORMS.get(plain.lower(), OTHER)
    return _REGION.sub("", plain) if dimension in ("province", "city") and len(plain) > 2 else plain


def own_categories(facts: Mapping[str, str], bands: Iterable[str], year: int) -> dict[str, str]:
    """Return the category of one person in each dimension, from what is known of them in the calendar year `year`.

    `bands` are the platform's own age bands, such as 25-29岁; a dimension of which nothing is known is empty.
    """
    born = facts.get("birth_year", "")
    age = year - int(born) if born.isdigit() else -1
    return {
        "sex": category("sex", facts.get("sex", "")), "age": next((b for b in bands if _within(b, age)), UNKNOWN),
        "province": category("province", facts.get("province", "")), "city": category("city", facts.get("city", "")),
        "platform": _platform(facts.get("os", ""), facts.get("device", "")),
        "device": category("device", facts.get("device", "")),
    }  # fmt: skip


def _platform(os: str, device: str) -> str:
    words = f"{os} {device}".lower().strip()
    if not words:
        return UNKNOWN
    if any(word in words for word in ("iphone", "ios", "苹果")):
        return "iPhone"
    return "Android" if any(word in words for word in _ANDROID) else OTHER


def _within(band: str, age: int) -> bool:
    """Tell whether an age lies in a band: 17岁以下, 18-24岁, 50岁以上; the bounds belong to it."""
    numbers = [int(number) for number in _NUMBERS.findall(band)]
    if age < 0 or not numbers:
        return False
    if len(numbers) == 2:
        return numbers[0] <= age <= numbers[1]
    return age <= numbers[0] if "下" in band or "under" in band else age >= numbers[0]
