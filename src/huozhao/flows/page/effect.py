"""What recommendations achieve: impressions, clicks, carts, orders, revenue by day, placement, zone, source and arm."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec

from huozhao.events.state import Row, StateStore
from huozhao.matching.attribution import Act, Attribution, Cut, Outcome, ShownPage
from huozhao.matching.impressions import ANSWERS, IMPRESSIONS, SHOWN_BY
from huozhao.terms.errors import BadInput
from huozhao.terms.time import EPOCH, day_start

MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class DayEffect:
    """What came of one cut on one local day."""

    day: int
    cut: Cut
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Effects:
    """Reads the effect of recommendations from state."""

    state: StateStore
    zone: str

    def between(self, first: int, last: int) -> list[DayEffect]:
        """Return the effect of the local days first … last; BadInput for none or for more than 92 days."""
        if not 0 <= last - first < MOST_DAYS:
            raise BadInput("days_out_of_range", f"{last - first + 1} days are not 1 to {MOST_DAYS}", field="to",
                           hint="ask for at most 92 days, `to` not before `from`")
        page = lru_cache(100_000)(self._page)
        return [found for day in range(first, last + 1) for found in self._day(day, page)]

    def _day(self, day: int, page: Callable[[str], ShownPage | None]) -> Iterable[DayEffect]:
        attribution = Attribution(page)
        for row in self.state.scan(SHOWN_BY.name, (day,)):
            cut = Cut(str(row["placement"]), str(row["zone"]), str(row["source"]), str(row["arm"]))
            attribution.outcomes[cut].impressions = int(row["times"] or 0)
        # The day before tells which click an order of this day answers.
        acts = (_act(row) for of_day in (day - 1, day) for row in self.state.scan(ANSWERS.name, (of_day,)))
        attribution.take(acts, day_start(day, self.zone))
        cuts = sorted(attribution.outcomes.items(), key=lambda each: -each[1].impressions)
        return [DayEffect(day, cut, outcome) for cut, outcome in cuts]

    def _page(self, request: str) -> ShownPage | None:
        row = self.state.get(IMPRESSIONS.name, (request,))
        if row is None:
            return None
        told = msgspec.json.decode(str(row["items"] or "[]"))
        items = {sku: (zone, source) for sku, zone, source in told}
        return ShownPage(int(row["shown_at"] or 0), str(row["placement"] or ""), str(row["arm"] or ""), items)


def summed(found: Iterable[DayEffect]) -> Outcome:
    """Return all outcomes together."""
    total = Outcome()
    for each in found:
        for name in Outcome.__slots__:
            setattr(total, name, getattr(total, name) + getattr(each.outcome, name))
    return total


def day_of(text: str, field: str) -> int:
    """Read YYYY-MM-DD as a day number; BadInput names the field."""
    try:
        return (date.fromisoformat(text) - EPOCH).days
    except ValueError:
        raise BadInput("day_unreadable", f"{field} = {text!r} is no day", field=field, hint="YYYY-MM-DD") from None


def _act(row: Row) -> Act:
    return Act(int(row["at"] or 0), str(row["shopper"]), str(row["act"]), str(row["sku"]),
               str(row["request_id"] or ""), int(row["quantity"] or 0), int(row["fen"] or 0))  # fmt: skip
