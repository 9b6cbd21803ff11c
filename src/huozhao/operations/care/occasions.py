"""What is due when for goods that a shopper received: guide, reminders, question, and the end of their supply."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from huozhao.operations.care.guide import Cycle, Guide, lasts
from huozhao.operations.care.policy import Policy
from huozhao.terms.text import Text
from huozhao.terms.time import HOUR_MS, day_start, local_day

Kind = Literal["guide", "reminder", "question", "again"]
# Who buys more units at once is told as if it were so many.
MOST_UNITS = 8
GUIDE, QUESTION, AGAIN = "guide", "question", "again"


@dataclass(frozen=True, slots=True)
class Received:
    """Units of one SKU that a shopper received with an order and still has; instant in ms."""

    shopper: str
    order: str
    sku: str
    title: str
    units: int
    received_at: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be told about received goods, due at an instant (ms), `day` local days after receipt."""

    id: str
    kind: Kind
    day: int
    at: int
    title: Text
    body: Text


def occasions(guide: Guide, received: Received, policy: Policy, zone: str) -> list[Occasion]:
    """Return everything that is to be told of received goods, earliest first."""
    found = list(_all(guide, received, policy, zone))
    return sorted(found, key=lambda each: (each.at, each.id))


def offsets(guide: Guide, policy: Policy) -> frozenset[int]:
    """Return after how many days of receipt something may fall due, for supplies of up to eight units."""
    days = {0, *(reminder.day for reminder in guide.reminders)}
    days |= {policy.question_day} if guide.asks and policy.question_day else set()
    if guide.cycle:
        days |= {_again_day(guide.cycle, units) for units in range(1, MOST_UNITS + 1)}
    return frozenset(days)


def mark_of(received: Received, guide: str, occasion: str) -> str:
    """Return the id under which an occasion is told once, whoever asks again; no name can be read from it."""
    told = (received.shopper, received.order, received.sku, guide, occasion)
    return f"care-{blake2b(chr(0).join(told).encode(), digest_size=12).hexdigest()}"


def _all(guide: Guide, received: Received, policy: Policy, zone: str) -> Iterator[Occasion]:
    title = received.title
    yield Occasion(GUIDE, "guide", 0, received.received_at, guide.title,
                   Text(f"“{title}”已签收，打开看使用指南", f"“{title}” has arrived: open the guide"))
    for each in guide.reminders:
        yield Occasion(f"r:{each.id}", "reminder", each.day, _due(received, each.day, policy, zone), each.title,
                       each.body)
    if guide.asks and policy.question_day:
        yield Occasion(
            QUESTION, "question", policy.question_day, _due(received, policy.question_day, policy, zone),
            Text(f"“{_short(title)}”用得怎么样？", f"How do you like “{_short(title)}”?"),
            Text("用下来感觉如何？打个分，写一句更好；不满意的地方我们会转告厂家",
                 "give it one to five stars, and a sentence if you like; what is wrong goes to the maker"))
    if guide.cycle:
        day = _again_day(guide.cycle, received.units)
        yield Occasion(
            AGAIN, "again", day, _due(received, day, policy, zone),
            *_again(_short(title), guide.cycle))


def _again(title: str, cycle: Cycle) -> tuple[Text, Text]:
    """Return title and text for the end of a supply, be it the good itself or what has to be changed in it."""
    days = cycle.lead_days
    left = Text(f"按平常用量，大约还能用 {days} 天，需要的话可以再买",
                f"at the usual rate it lasts about {days} more days; order again if you need it")
    if cycle.sku:
        return Text(f"“{title}”该换耗材了", f"“{title}” is due for new supplies"), left
    return Text(f"“{title}”快用完了", f"“{title}” is running out"), left


def _again_day(cycle: Cycle, units: int) -> int:
    return max(0, lasts(cycle, min(units, MOST_UNITS)) - cycle.lead_days)


def _due(received: Received, day: int, policy: Policy, zone: str) -> int:
    """Return the hour of the day on which something is due, never before the goods are there."""
    at = day_start(local_day(received.received_at, zone) + day, zone) + policy.hour * HOUR_MS
    return max(at, received.received_at)


def _short(title: str) -> str:
    return title if len(title) <= 20 else f"{title[:19]}…"
