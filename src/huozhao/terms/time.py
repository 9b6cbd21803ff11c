"""Instants are milliseconds since the epoch in UTC; days are counted in the mall's own time zone."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from huozhao.terms.errors import BadInput

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
EPOCH = date(1970, 1, 1)
# 2001-09-09 in milliseconds is 10^12: below it a number is far likelier to be seconds.
SMALLEST_MS = 10**11


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=65_536)
def _offset_ms(hour: int, zone: str) -> int:
    """Return the zone's offset during one quarter hour of UTC (offsets change on quarter hours)."""
    moment = datetime.fromtimestamp(hour * 900, UTC).astimezone(_zone(zone))
    offset = moment.utcoffset()
    return int((offset or timedelta()).total_seconds() * 1000)


def local_day(at_ms: int, zone: str) -> int:
    """Return the local calendar day of an instant, as days since 1970-01-01."""
    return (at_ms + _offset_ms(at_ms // 900_000, zone)) // DAY_MS


def local_minute(at_ms: int, zone: str) -> int:
    """Return the minutes since local midnight, 0 to 1439."""
    return (at_ms + _offset_ms(at_ms // 900_000, zone)) % DAY_MS // 60_000


def day_start(day: int, zone: str) -> int:
    """Return the instant (ms) at which a local calendar day begins."""
    midnight = datetime.combine(EPOCH + timedelta(days=day), datetime.min.time(), _zone(zone))
    return int(midnight.timestamp() * 1000)


def day_name(day: int) -> str:
    """Return a day as YYYY-MM-DD."""
    return (EPOCH + timedelta(days=day)).isoformat()


def parse_day(value: str, field: str) -> int:
    """Read YYYY-MM-DD as days since 1970-01-01; BadInput for anything else."""
    try:
        return (date.fromisoformat(value) - EPOCH).days
    except ValueError:
        raise BadInput(
            "day_unreadable", f"{field} = {value!r} is not a day", field=field, hint="send YYYY-MM-DD"
        ) from None


def iso(at_ms: int) -> str:
    """Return an instant as ISO 8601 in UTC with milliseconds."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(value: int | str, field: str = "at") -> int:
    """Read an instant given as epoch milliseconds or ISO 8601 with an offset.

    Raises BadInput for seconds, for a local time without offset and for anything unreadable.
    """
    if isinstance(value, int):
        if abs(value) < SMALLEST_MS:
            raise BadInput(
                "time_in_seconds",
                f"{field} = {value} looks like seconds",
                field=field,
                hint="send milliseconds since 1970 (multiply by 1000) or ISO 8601 with an offset",
            )
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadInput(
            "time_unreadable",
            f"{field} = {value!r} is not a time",
            field=field,
            hint="send milliseconds since 1970 or ISO 8601 such as 2026-11-23T08:00:00+08:00",
        ) from None
    if moment.tzinfo is None:
        raise BadInput(
            "time_without_offset",
            f"{field} = {value!r} has no offset",
            field=field,
            hint="add the offset, for example +08:00 or Z",
        )
    return int(moment.timestamp() * 1000)


def day_of(name: str, field: str = "day") -> int:
    """Read a day written as YYYY-MM-DD, as days since 1970-01-01; BadInput for anything else."""
    try:
        return (date.fromisoformat(name.strip()) - EPOCH).days
    except ValueError:
        raise BadInput("day_unreadable", f"{field} = {name!r} is not a day", field=field,
                       hint="write it as YYYY-MM-DD, for example 2026-11-23") from None


def stamp_s(text: str) -> int:
    """Return the seconds in a time stamp that a header or query shows, -1 for what is no plain number of them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
