"""How long a receiver that is too busy now asks to be left alone: the Retry-After of HTTP, within bounds."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from huozhao.terms.time import DAY_MS

# However soon a receiver asks for the next try, it has so long; however late, it is asked again every day.
SOONEST_MS, LATEST_MS = 15_000, DAY_MS
# More digits than any wait has; nothing longer is read as a number.
_MOST_DIGITS = 12


def asked_ms(later: str, now: int) -> int:
    """Return how long (ms) to wait from an instant (ms) on, told in seconds or as a date; 0 when that says nothing."""
    told = later.strip()
    if told.isascii() and told.isdigit():
        wanted = int(told) * 1_000 if len(told) <= _MOST_DIGITS else LATEST_MS
    else:
        try:
            at = parsedate_to_datetime(told)
        except (ValueError, OverflowError):
            return 0
        wanted = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000) - now
    return min(max(wanted, SOONEST_MS), LATEST_MS)


def next_at(now: int, asked: int, end: int) -> int:
    """Return when (ms) to try again who asks for a wait: not after all patience ends, unless that is too soon."""
    return max(now + SOONEST_MS, min(now + asked, end))
