"""One product's voice in numbers: by aspect and week, how many shoppers praised, complained, were unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.flows.voice.votes import Vote
from huozhao.operations.voice.folds import RETURN
from huozhao.terms.time import local_day

WEEKS = 26
# A person's complaint of the same aspect counts once in so many weeks.
AGAIN = 4
# Day 0 is a Thursday; weeks begin on Monday.
MONDAY = 3


@dataclass(slots=True)
class AspectSeries:
    """Shoppers by week, and all in the window: who praised, complained, sent back for it; sayings left unsure."""

    complaints: list[int] = field(default_factory=lambda: [0] * WEEKS)
    praise: list[int] = field(default_factory=lambda: [0] * WEEKS)
    people: set[str] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    unsure: int = 0


@dataclass(slots=True)
class Series:
    """Weeks of one product; `first` is the number of the first week, `people` who spoke at all."""

    first: int
    voices: list[int]
    people: set[str]
    aspects: dict[str, AspectSeries]
    orders: set[str]


def week_of(day: int) -> int:
    """Return the number of the week of a local day."""
    return (day + MONDAY) // 7


def week_start(week: int) -> int:
    """Return the first local day of a week."""
    return week * 7 - MONDAY


def series_of(votes: Sequence[Vote], today: int, zone: str) -> Series:
    """Return the last 26 weeks of votes; the last week is under way."""
    first = week_of(today) - WEEKS + 1
    found = Series(first, [0] * WEEKS, set(), {}, set())
    spoke: set[tuple[int, str]] = set()
    last: dict[tuple[str, str], int] = {}
    for vote in votes:
        week = week_of(local_day(vote.at, zone)) - first
        if not 0 <= week < WEEKS:
            continue
        if (week, vote.person) not in spoke:
            spoke.add((week, vote.person))
            found.voices[week] += 1
        found.people.add(vote.person)
        _count(found, vote, week, last)
    return found


def _count(found: Series, vote: Vote, week: int, last: dict[tuple[str, str], int]) -> None:
    verdicts = vote.reading.verdicts
    for aspect in {each.aspect for each in vote.reading.opinions} - set(verdicts):
        found.aspects.setdefault(aspect, AspectSeries()).unsure += 1
    for aspect, sign in verdicts.items():
        series = found.aspects.setdefault(aspect, AspectSeries())
        if sign > 0:
            series.praise[week] += 1
            series.content.add(vote.person)
            continue
        series.people.add(vote.person)
        if vote.order:
            found.orders.add(vote.order)
        if vote.kind == RETURN:
            series.returned.add(vote.person)
        if week - last.get((vote.person, aspect), -AGAIN - 1) > AGAIN:
            series.complaints[week] += 1
            last[vote.person, aspect] = week


def kept(series: Series) -> Mapping[str, Any]:
    """Return a series as a document keeps it: sums of shoppers, nobody in them."""
    return {
        "first": series.first, "voices": list(series.voices), "people": len(series.people),
        "aspects": {
            aspect: {"complaints": list(each.complaints), "praise": list(each.praise), "people": len(each.people),
                     "content": len(each.content), "returns": len(each.returned), "unsure": each.unsure}
            for aspect, each in sorted(series.aspects.items())
        },
    }  # fmt: skip
