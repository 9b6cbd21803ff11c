"""Trends in words, and how far pages and plans follow them."""

from math import sqrt

from huozhao.operations.trends.rising import Rising
from huozhao.operations.trends.season import Season
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

MOST_LIFT = 2.0
# A forecast has seen part of a rise that is under way; of one that is still to come it has seen nothing.
UNSEEN_OF_RISING = 0.5


def rising_said(found: Rising, name: str, since: int, is_search: bool) -> Text:
    """Return a rise in a sentence; `since` is the local day from which it is dated."""
    what = (Text(f"搜索“{name}”", f"Searches for {name}") if is_search
            else Text(f"对“{name}”的关注", f"Interest in {name}"))  # fmt: skip
    return Text(
        f"{what.zh}自 {day_name(since)} 起升高：占全站的份额是平时的 {found.ratio:.1f} 倍"
        f"（95% 区间 {found.low:.1f}–{found.high:.1f}）",
        f"{what.en} rose since {day_name(since)}: {found.ratio:.1f} times its usual share of the mall "
        f"(95 %: {found.low:.1f}–{found.high:.1f})",
    )


def season_said(found: Season, name: str, peak: int) -> Text:
    """Return a season in a sentence; `peak` is the local day around which it was greatest a year ago."""
    return Text(
        f"去年这时起“{name}”的份额在四周内升到 {found.ratio:.1f} 倍（95% 区间 {found.low:.1f}–{found.high:.1f}），"
        f"高峰约在 {day_name(peak)} 前后",
        f"a year ago {name} rose {found.ratio:.1f} times in the four weeks from now on (95 %: {found.low:.1f}–"
        f"{found.high:.1f}); it peaks around {day_name(peak)}",
    )


def lift_of(low: float) -> float:
    """Return by how much demand is taken to rise: the lower end of the interval, between 1 and 2."""
    return min(MOST_LIFT, max(1.0, low))


def factor_of(lift: float, most: float) -> float:
    """Return by what pages lift the goods: the root of the rise, at most what the merchant allows."""
    return round(max(1.0, min(most, sqrt(lift))), 2)


def extra_units(mean_per_day: float, days: int, lift: float, is_season: bool) -> float:
    """Return the units expected beyond the forecast: mean · days · (lift − 1), half of it where the rise has begun."""
    return mean_per_day * days * (lift - 1.0) * (1.0 if is_season else UNSEEN_OF_RISING)
