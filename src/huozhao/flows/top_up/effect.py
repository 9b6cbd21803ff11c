"""What top-ups achieve: how many offers an order took up, and what those orders added and saved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from huozhao.events.state import Row, StateStore
from huozhao.events.top_up import OfferedSet
from huozhao.flows.people.standing import Known
from huozhao.operations.care.folds import LINES
from huozhao.operations.lift import wilson
from huozhao.operations.top_up.folds import TOP_UPS, options_of
from huozhao.terms.time import HOUR_MS, local_day

FIT, CHEAPEST = "fit", "cheapest"


@dataclass(frozen=True, slots=True)
class Effect:
    """Offers to shoppers who may be looked at, one a shopper, day and threshold; how many were taken up, by lane.

    `anonymous` offers count apart: nobody may be looked at there. `rate` is taken / offered with its 95 % interval
    (Wilson). Money in fen over what was taken up.
    """

    offered: int
    taken: int
    by_lane: dict[str, int]
    anonymous: int
    adds_fen: int
    saves_fen: int
    interval: tuple[float, float]

    @property
    def rate(self) -> float:
        """The share of offers that were taken up, 0 where there were none."""
        return self.taken / self.offered if self.offered else 0.0


@dataclass(frozen=True, slots=True)
class Effects:
    """Reads offers and orders. An offer is taken up by one order, paid within `hours`, that holds a whole set."""

    state: StateStore
    known: Known
    clock: Callable[[], int]
    zone: str
    hours: int

    def of(self, days: int) -> Effect:
        """Return the effect of the last `days` local days, today with them."""
        sets = list(self._offers(days))
        taken = [(row, found) for row, found in ((row, self._taken(row)) for row, _ in sets) if found]
        lanes = [each.lane for _, each in taken]
        return Effect(
            len(sets), len(taken), {lane: lanes.count(lane) for lane in (FIT, CHEAPEST)}, self._anonymous(days),
            sum(each.adds_fen for _, each in taken), sum(int(row["saves_fen"] or 0) for row, _ in taken),
            wilson(len(taken), len(sets)) if sets else (0.0, 1.0),
        )  # fmt: skip

    def newest(self, days: int, limit: int) -> list[tuple[Row, Sequence[OfferedSet], OfferedSet | None]]:
        """Return the newest offers with their sets and the one that was taken up, None for none."""
        rows = sorted((row for row, _ in self._offers(days)), key=lambda row: -int(row["at"] or 0))
        return [(row, options_of(row), self._taken(row)) for row in rows[:limit]]

    def _offers(self, days: int) -> Iterator[tuple[Row, int]]:
        for row in self._rows(days):
            if row["shopper"] and self.known.allows(str(row["shopper"]), "personalisation"):
                yield row, int(row["times"] or 0)

    def _anonymous(self, days: int) -> int:
        return sum(int(row["times"] or 0) for row in self._rows(days) if not row["shopper"])

    def _rows(self, days: int) -> Iterator[Row]:
        today = local_day(self.clock(), self.zone)
        for day in range(today - days + 1, today + 1):
            yield from self.state.scan(TOP_UPS.name, (day,))

    def _taken(self, row: Row) -> OfferedSet | None:
        """Return the set that an order after the offer holds, the greatest of several."""
        orders: dict[str, set[str]] = {}
        since = int(row["at"] or 0)
        for member in self.known.members(str(row["shopper"])):
            for line in self.state.scan(LINES.name, (member,)):
                if since <= int(line["paid_at"] or 0) <= since + self.hours * HOUR_MS:
                    orders.setdefault(str(line["order"]), set()).add(str(line["sku"]))
        held = [each for each in options_of(row) if any(set(each.skus) <= skus for skus in orders.values())]
        return max(held, key=lambda each: (len(each.skus), each.adds_fen), default=None)
