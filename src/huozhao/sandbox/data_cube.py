"""Data analysis: the portrait of visitors and the visits of a day, with the windows that the platform allows."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from huozhao.sandbox.asked import Answer, Asked, Refused, require_token, told
from huozhao.sandbox.world import World

CHINA = timezone(timedelta(hours=8))
SPANS, READY_HOUR = (0, 6, 29), 10
SHARES = {
    "province": {"河南省": 0.7, "湖北省": 0.3}, "city": {"洛阳": 0.6, "郑州": 0.1, "武汉": 0.3},
    "genders": {"女": 0.62, "男": 0.36, "未知": 0.02}, "platforms": {"Android": 0.64, "iOS": 0.36},
    "devices": {"HUAWEI": 0.5, "iPhone": 0.5}, "ages": {"17岁以下": 0.04, "18-24岁": 0.2, "25-29岁": 0.24,
                                                           "30-39岁": 0.34, "40-49岁": 0.12, "50岁以上": 0.06},
}  # fmt: skip


def user_portrait(world: World, asked: Asked) -> Answer:
    """Answer for 1, 7 or 30 days that end yesterday or before, in sums that name nobody."""
    require_token(world, asked)
    first, last = _days(world, asked)
    if (last - first).days not in SPANS:
        raise Refused(61501)
    visitors = sum(_visitors(world, first + timedelta(n)) for n in range((last - first).days + 1))
    return told(ref_date=f"{first:%Y%m%d}-{last:%Y%m%d}", visit_uv=_shares(visitors),
                visit_uv_new=_shares(visitors // 5))


def daily_visit_trend(world: World, asked: Asked) -> Answer:
    """Answer for one day that is yesterday or before."""
    require_token(world, asked)
    first, last = _days(world, asked)
    if first != last:
        raise Refused(61501)
    uv = _visitors(world, first)
    day = {"ref_date": f"{first:%Y%m%d}", "session_cnt": uv * 2, "visit_pv": uv * 9, "visit_uv": uv,
           "visit_uv_new": uv // 5, "stay_time_uv": 95.2, "stay_time_session": 47.6, "visit_depth": 3.4}
    return told(list=[day])


def _days(world: World, asked: Asked) -> tuple[datetime, datetime]:
    body, now = asked.json(), datetime.fromtimestamp(world.now(), CHINA)
    try:
        first, last = (datetime.strptime(str(body.get(name)), "%Y%m%d").replace(tzinfo=CHINA)
                       for name in ("begin_date", "end_date"))
    except ValueError:
        raise Refused(61500) from None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if last >= today or first > last:
        raise Refused(61501)
    if last == today - timedelta(1) and now.hour < READY_HOUR and f"{last:%Y%m%d}" not in world.visits:
        raise Refused(61503)
    return first, last


def _visitors(world: World, day: datetime) -> int:
    return world.visits.get(f"{day:%Y%m%d}", 100)


def _shares(visitors: int) -> Mapping[str, Any]:
    return {name: [{"id": n + 1, "name": each, "value": round(share * visitors)}
                   for n, (each, share) in enumerate(shares.items())] for name, shares in SHARES.items()}
