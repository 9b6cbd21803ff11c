"""Data analysis: the portrait of visitors and the visits of a day, with the windows that the platform allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from huozhao.sandbox.asked import Answer, Asked, Refused, require_token, told
from huozhao.sandbox.world import World

CHINA = timezone(timedelta(hours=8))
SPANS, READY_HOUR = (0, 6, 29), 10
# While nobody has opened the mini program and nothing was told of a day, it had so many visitors.
INVENTED = 100


@dataclass(frozen=True, slots=True)
class Came:
    """What a stretch of days adds up to; visitors count once."""

    visitors: int
    new: int
    sessions: int
    views: int



def user_portrait(world: World, asked: Asked) -> Answer:
    """Answer for 1, 7 or 30 days that end yesterday or before, in sums that name nobody."""
    require_token(world, asked)
    first, last = _days(world, asked)
    if (last - first).days not in SPANS:
        raise Refused(61501)
    found = _came(world, [f"{first + timedelta(n):%Y%m%d}" for n in range((last - first).days + 1)])
    return told(ref_date=f"{first:%Y%m%d}-{last:%Y%m%d}", visit_uv=_shares(world, found.visitors),
                visit_uv_new=_shares(world, found.new))


def daily_visit_trend(world: World, asked: Asked) -> Answer:
    """Answer for one day that is yesterday or before."""
    require_token(world, asked)
    first, last = _days(world, asked)
    if first != last:
        raise Refused(61501)
    found = _came(world, [f"{first:%Y%m%d}"])
    day = {"ref_date": f"{first:%Y%m%d}", "session_cnt": found.sessions, "visit_pv": found.views,
           "visit_uv": found.visitors, "visit_uv_new": found.new, "stay_time_uv": 95.2, "stay_time_session": 47.6,
           "visit_depth": 3.4}
    return told(list=[day])


def _days(world: World, asked: Asked) -> tuple[datetime, datetime]:
    body, now = asked.json(), datetime.fromtimestamp(world.calendar(), CHINA)
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


def _came(world: World, days: Sequence[str]) -> Came:
    """Count who opened the mini program, and add what was told of days as a number."""
    seen = [(openid, *opened) for (day, openid), opened in list(world.opened.items()) if day in days]
    told = sum(world.visits.get(day, 0 if world.opened else INVENTED) for day in days)
    new = {openid for openid, _, _, is_new in seen if is_new}
    return Came(told + len({openid for openid, *_ in seen}), told // 5 * (not world.opened) + len(new),
                told * 2 + sum(times for _, times, _, _ in seen), told * 9 + sum(pages for _, _, pages, _ in seen))


def _shares(world: World, visitors: int) -> Mapping[str, Any]:
    return {name: [{"id": n + 1, "name": each, "value": round(share * visitors)}
                   for n, (each, share) in enumerate(shares.items())] for name, shares in world.shares.items()}
