"""The weather that is usual for the season: monthly means by province, for malls without a network."""

from datetime import date, timedelta
from itertools import pairwise

from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.time import EPOCH

# Long-term means of the day in °C, January to December, in the province's chief city; rounded to half a degree.
MEANS_C: dict[str, tuple[float, ...]] = {
    "北京": (-3, 0.5, 7.5, 15, 21, 25, 27, 26, 21, 13.5, 5, -1.5),
    "天津": (-3, 0, 7, 14.5, 20.5, 25, 27, 26.5, 22, 14.5, 5.5, -1),
    "河北": (-1.5, 2, 9, 16, 22, 26, 27.5, 26, 21.5, 15, 6.5, 0.5),
    "山西": (-5, -1, 6, 13.5, 19, 23, 24.5, 23, 17.5, 11, 3, -3.5),
    "内蒙古": (-11, -6.5, 1.5, 10, 16.5, 21.5, 23.5, 21.5, 15.5, 8, -1.5, -9),
    "辽宁": (-11, -6.5, 2, 10.5, 17.5, 22, 25, 24, 18, 10, 0, -8),
    "吉林": (-14.5, -10, -1, 8.5, 16, 21.5, 23.5, 22, 16, 8, -3, -12),
    "黑龙江": (-17.5, -12.5, -2.5, 8, 15.5, 21, 23.5, 22, 15.5, 6.5, -5, -15),
    "上海": (5, 6.5, 10.5, 16, 21, 24.5, 29, 29, 25, 20, 14, 7.5),
    "江苏": (3, 5.5, 10, 16, 21.5, 25, 28.5, 28, 23.5, 18, 11, 5),
    "浙江": (5, 7, 11.5, 17, 22, 25, 29.5, 29, 24.5, 19.5, 13, 7),
    "安徽": (3, 6, 11, 17, 22.5, 26, 29, 28.5, 24, 18, 11, 5),
    "福建": (11.5, 12, 14.5, 19, 23.5, 27, 29.5, 29, 27, 23, 18.5, 13.5),
    "江西": (6, 8.5, 12.5, 18.5, 23.5, 26.5, 30, 29.5, 25.5, 20.5, 14, 8),
    "山东": (0, 3.5, 10, 17, 22.5, 26.5, 28, 26.5, 22.5, 16.5, 8.5, 2),
    "河南": (1, 4.5, 10.5, 17, 22.5, 27, 28, 26.5, 22, 16.5, 9, 3),
    "湖北": (4, 7, 12, 18, 23, 26.5, 29.5, 29, 24.5, 18.5, 12, 6),
    "湖南": (5, 8, 12.5, 18.5, 23, 26.5, 30, 29, 24.5, 19, 13, 7.5),
    "广东": (14, 15.5, 18.5, 22.5, 26, 28, 29, 29, 27.5, 25, 20.5, 15.5),
    "广西": (13, 15, 18, 23, 26.5, 28, 28.5, 28.5, 27, 24, 19.5, 15),
    "海南": (18.5, 19.5, 22.5, 26, 28, 29, 29, 28.5, 27.5, 26, 23.5, 19.5),
    "重庆": (8, 10.5, 14.5, 19.5, 23, 25.5, 29.5, 29.5, 25, 19, 14.5, 9.5),
    "四川": (6, 8.5, 12.5, 17.5, 22, 24.5, 26, 25.5, 22, 17.5, 12.5, 7.5),
    "贵州": (5, 7.5, 11.5, 16.5, 19.5, 22, 24, 23.5, 20.5, 16, 12, 7),
    "云南": (9, 11, 14.5, 17.5, 19.5, 20.5, 20.5, 20, 18.5, 16, 12, 9),
    "西藏": (-1, 2, 5.5, 9, 13, 17, 16.5, 15.5, 14, 9.5, 4, 0),
    "陕西": (0.5, 4, 9.5, 16.5, 21.5, 26, 28, 26.5, 21, 15, 7.5, 2),
    "甘肃": (-4.5, 0.5, 6.5, 13, 18, 21.5, 23.5, 22, 17, 10.5, 3, -3.5),
    "青海": (-7.5, -3.5, 2, 8, 12.5, 15.5, 17.5, 17, 12.5, 7, -0.5, -6),
    "宁夏": (-7, -2.5, 4.5, 12.5, 18.5, 22.5, 24.5, 22.5, 17, 10, 2, -5),
    "新疆": (-12.5, -9, 0, 11.5, 18, 23, 24.5, 23, 17.5, 9, -1.5, -9.5),
    "台湾": (16, 16.5, 18.5, 22, 25.5, 28, 30, 29.5, 27.5, 24.5, 21.5, 18),
    "香港": (16.5, 17, 19.5, 23, 26.5, 28.5, 29, 28.5, 28, 25.5, 22, 18),
    "澳门": (15.5, 16, 18.5, 22.5, 26, 28, 28.5, 28.5, 27.5, 25, 21.5, 17.5),
}  # fmt: skip
# How far the day's low and high usually lie apart (°C): dry north and west, the rest.
WIDE = frozenset({"山西", "内蒙古", "西藏", "甘肃", "青海", "宁夏", "新疆", "云南", "河北", "北京", "陕西", "黑龙江",
                  "吉林", "辽宁"})  # fmt: skip
WIDE_C, USUAL_C = 11.5, 8.0


class Climatology:
    """A WeatherProvider that knows what is usual, and nothing of rain or a cold wave."""

    def weather(self, spot: Spot, at: int, day: int) -> Weather | None:
        """Return the usual weather of a day in a province; see the port."""
        means = MEANS_C.get(spot.province)
        if means is None:
            return None
        today, *before = (mean_of_day(means, day - ago) for ago in range(8))
        half = (WIDE_C if spot.province in WIDE else USUAL_C) / 2
        recent = tuple(round(mean, 1) for mean in before)
        return Weather(round(today, 1), round(today - half, 1), round(today + half, 1),
                       round(today - sum(before[:3]) / 3, 1), "", "climatology", recent)


def mean_of_day(means: tuple[float, ...], day: int) -> float:
    """Return the mean (°C) of a day number, on a straight line between the middles of two months."""
    when = EPOCH + timedelta(days=day)
    middles = [(date(when.year + month // 12, month % 12 + 1, 15) - EPOCH).days for month in range(-1, 13)]
    month, (left, right) = next((n - 1, pair) for n, pair in enumerate(pairwise(middles)) if pair[0] <= day < pair[1])
    share = (day - left) / (right - left)
    return means[month % 12] * (1 - share) + means[(month + 1) % 12] * share
