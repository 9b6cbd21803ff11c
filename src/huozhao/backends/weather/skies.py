"""What services call the weather, in our few kinds."""

# Chinese words in order of weight: 雷阵雨 is a storm before it is rain.
_WORDS = (
    (("雷", "暴雨", "冰雹", "台风", "飓风"), "storm"), (("雪",), "snow"), (("雨",), "rain"),
    (("霾", "沙", "尘"), "haze"), (("雾",), "fog"), (("阴", "云"), "cloudy"), (("晴",), "clear"),
)  # fmt: skip
# Codes of the World Meteorological Organization (table 4677), first of each range, as Open-Meteo gives them.
_WMO = ((95, "storm"), (85, "snow"), (80, "rain"), (71, "snow"), (51, "rain"), (45, "fog"), (2, "cloudy"), (0, "clear"))
# Codes of QWeather's icons, first of each range; showers with thunder and downpours stand apart.
_ICONS = (
    (900, ""), (516, ""), (514, "fog"), (511, "haze"), (509, "fog"), (502, "haze"), (500, "fog"), (400, "snow"),
    (310, "storm"), (305, "rain"), (302, "storm"), (300, "rain"), (155, ""), (151, "cloudy"), (150, "clear"),
    (101, "cloudy"), (100, "clear"),
)  # fmt: skip


def of_words(words: str) -> str:
    """Return the kind of a Chinese phrase such as 小雨转多云, empty when it is none of ours."""
    return next((kind for parts, kind in _WORDS if any(part in words for part in parts)), "")


def of_wmo(code: int) -> str:
    """Return the kind of a WMO weather code."""
    return next((kind for first, kind in _WMO if code >= first), "")


def of_icon(code: str, words: str = "") -> str:
    """Return the kind of a QWeather code; by its words where the code is not a number of the table."""
    if not code.isdigit():
        return of_words(words)
    return next((kind for first, kind in _ICONS if int(code) >= first), "")
