"""Weather of a scene: warmth, a fall of temperature over days, and what falls from the sky or hangs in it."""

from typing import Any

from huozhao.matching.context import Context
from huozhao.matching.context import Weather as Met
from huozhao.matching.scenes.fields import NOTHING, Field, choice, each, inside, listed, mapping, number, whole
from huozhao.terms.text import Text

# A day is hot from 35 °C, as the China Meteorological Administration counts 高温日.
HEAT_C = 35.0
_C = Text("摄氏度", "°C")
SKIES: dict[str, Text] = {
    "clear": Text("晴", "clear"), "cloudy": Text("多云", "cloudy"), "rain": Text("雨", "rain"),
    "snow": Text("雪", "snow"), "fog": Text("雾", "fog"), "storm": Text("暴雨雷电", "storm"),
    "haze": Text("霾", "haze"), "heat": Text("高温", "heat"),
}  # fmt: skip
_WORDS = (
    {code: code for code in SKIES}
    | {text.zh: code for code, text in SKIES.items()}
    | {"雨天": "rain", "下雨": "rain", "下雪": "snow", "雪天": "snow", "雾霾": "haze", "暴雨": "storm", "雷雨": "storm"}
)
SOURCES = {"observed": Text("实测", "observed"), "forecast": Text("预报", "forecast"),
           "set": Text("人工设定", "set by hand"),
           "climatology": Text("历年平均", "long-term average")}  # fmt: skip
_DROP = "{by_c: 6, days: 3}"


def sky(value: Any) -> str:
    """Return the code of a kind of weather."""
    return choice(value, _WORDS)


def fall_c(weather: Met, days: int) -> float:
    """Return by how much (°C) today's mean is under the warmest mean of the `days` before; of what is known of them."""
    before = weather.recent_c[:days]
    return (max(before) if before else weather.mean_c - weather.change_c) - weather.mean_c


def _drop(value: Any) -> tuple[float, int]:
    if not isinstance(value, dict):
        return number(value, 1, 40, _C), 3
    given = mapping(value, ("by_c", "days"), _DROP)
    days = inside(given, "days", lambda n: whole(3 if n is None else n, 1, 7, Text("天", "days")))
    return inside(given, "by_c", lambda c: number(c, 1, 40, _C)), days


def _drop_rule(value: tuple[float, int]) -> Text:
    by_c, days = value
    return Text(f"{days} 天内降温 {by_c:g}℃以上", f"a fall of {by_c:g} °C or more within {days} days")


def _is_sky(value: tuple[str, ...], context: Context) -> bool:
    met = context.weather
    if met is None:
        return False
    now = {met.condition} | ({"rain"} if met.condition == "storm" else set())
    return bool(now.intersection(value)) or ("heat" in value and met.high_c >= HEAT_C)


def in_words(context: Context) -> Text:
    """Say what the weather is and how it is known."""
    met = context.weather
    if met is None:
        return NOTHING
    kind, source = SKIES.get(met.condition, Text("", "")), SOURCES.get(met.source, Text(met.source, met.source))
    fall, span = fall_c(met, 3), f"{met.low_c:.0f}–{met.high_c:.0f}"
    fell = Text("低", "below") if fall >= 0 else Text("高", "above")
    zh = f"{kind.zh} {span}℃，日均 {met.mean_c:.1f}℃，比前三日最暖的一天{fell.zh} {abs(fall):.1f}℃（{source.zh}）"
    en = f"{kind.en} {span} °C, mean {met.mean_c:.1f}, {abs(fall):.1f} {fell.en} the warmest of three days before"
    return Text(zh.strip(), f"{en.strip()} ({source.en})")


FIELDS: dict[str, Field] = {
    "below_c": Field(lambda v: number(v, -50, 50, _C), lambda v, c: c.weather is not None and c.weather.mean_c < v,
                     lambda v: Text(f"日均低于 {v:g}℃", f"mean below {v:g} °C"), in_words, 2),
    "above_c": Field(lambda v: number(v, -50, 50, _C), lambda v, c: c.weather is not None and c.weather.mean_c > v,
                     lambda v: Text(f"日均高于 {v:g}℃", f"mean above {v:g} °C"), in_words, 2),
    "drop": Field(_drop, lambda v, c: c.weather is not None and fall_c(c.weather, v[1]) >= v[0],
                  _drop_rule, in_words, 3),
    "sky": Field(lambda v: each(v, sky), _is_sky, lambda v: listed([SKIES[code] for code in v]), in_words, 2),
}  # fmt: skip
