"""How often and when the mall may write: caps, quiet hours, days between two messages of one topic."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from huozhao.terms.errors import BadInput
from huozhao.terms.setting import setting
from huozhao.terms.time import DAY_MS, local_minute

MINUTE_MS = 60_000
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of the arbiter. Times are HH:MM of the mall; equal ones mean no quiet hours.

    Defaults: more than two messages a day drive people to opt out (vendors' reports over 50 M pushes); 3 to 5 a week
    is where most is read.
    """

    a_day: int = setting(1, "most marketing messages that interrupt one shopper within 24 hours")
    a_week: int = setting(3, "most marketing messages that interrupt one shopper within 7 days")
    quiet_from: str = setting("21:00", "mall time from which nothing interrupts; equal to quiet_until = never quiet")
    quiet_until: str = setting("09:00", "mall time until which nothing interrupts")
    topic_days: int = setting(7, "days for which a shopper is not told the same topic again")
    cards: int = setting(2, "most cards on one shopper's home page at a time")
    hold_out: float = setting(0.1, "share of shoppers that new campaigns hold out, for comparison")
    gateway: str = setting("", "address of the mall's gateway that sends WeChat subscription messages; empty = none")


def quiet_ends(policy: Policy, at: int, zone: str) -> int:
    """Return the instant (ms) at which the quiet hours end that hold at an instant; the instant itself when none do."""
    begin, end = minute_of(policy.quiet_from), minute_of(policy.quiet_until)
    minute = local_minute(at, zone)
    inside = begin <= minute < end if begin <= end else minute >= begin or minute < end
    if not inside:
        return at
    return at - at % MINUTE_MS + (end - minute) % MINUTES * MINUTE_MS


def is_quiet(policy: Policy, at: int, zone: str) -> bool:
    """Tell whether an instant lies in quiet hours."""
    return quiet_ends(policy, at, zone) != at


def minute_of(text: str) -> int:
    """Return the minutes since midnight of HH:MM; BadInput for anything else."""
    hour, colon, minute = text.partition(":")
    if not colon or not (hour.isdigit() and minute.isdigit()) or int(hour) > 23 or int(minute) > 59:
        raise BadInput("time_of_day", f"{text!r} is no time of day", field="quiet_from", hint="for example 21:00")
    return int(hour) * 60 + int(minute)


def policy_to_dict(policy: Policy) -> dict[str, Any]:
    """Return what operators may change of a policy, as plain data."""
    return {name: value for name, value in asdict(policy).items() if name != "gateway"}


def policy_from_dict(body: Mapping[str, Any], given: Policy) -> Policy:
    """Read a policy from plain data, what is missing as `given` has it; BadInput names the field that is wrong."""
    known = {field.name for field in fields(Policy)} - {"gateway"}
    policy = replace(given, **{name: value for name, value in body.items() if name in known})
    bounds = (("a_day", 0, 10), ("a_week", 0, 30), ("topic_days", 0, 90), ("cards", 0, 5), ("hold_out", 0.0, 0.5))
    for name, low, high in bounds:
        if not low <= getattr(policy, name) <= high:
            raise BadInput("policy_out_of_range", f"{name} is from {low} to {high}", field=name)
    for name in ("quiet_from", "quiet_until"):
        minute_of(getattr(policy, name))
    return policy


def spans(policy: Policy) -> tuple[tuple[int, int], ...]:
    """Return the caps as (most, within ms)."""
    return (policy.a_day, DAY_MS), (policy.a_week, 7 * DAY_MS)
