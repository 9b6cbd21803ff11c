"""When was a shelf empty: from the ledger's moves to the share of open hours without stock, by day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from huozhao.supply.ledger import Posted
from huozhao.terms.time import DAY_MS, day_start, local_day

Key = tuple[str, str]
Hours = Callable[[str], tuple[int, int]]
MINUTE_MS = 60_000


@dataclass(slots=True)
class StockOuts:
    """The ledger followed up to `position`: units free on each shelf, since when it is empty, and the shares by day.

    Only shelves that were ever stocked are known. `hours(shop)` are minutes since midnight in the IANA zone `zone`.
    """

    zone: str
    hours: Hours
    position: int = 0
    free: dict[Key, int] = field(default_factory=dict)
    since: dict[Key, int] = field(default_factory=dict)
    shares: dict[Key, dict[int, float]] = field(default_factory=dict)

    def follow(self, posted: Iterable[Posted]) -> int:
        """Take the next moves in, in the ledger's order; return how many there were."""
        many = 0
        for each in posted:
            move, many = each.move, many + 1
            self.position = each.position
            change = (move.target == "on_hand") * move.quantity - (move.source == "on_hand") * move.quantity
            if change:
                self._change((move.sku, move.shop), change, move.at)
        return many

    def _change(self, key: Key, change: int, at: int) -> None:
        self.free[key] = free = self.free.get(key, 0) + change
        if free > 0 and key in self.since:
            self._note(key, self.since.pop(key), at)
        elif free <= 0:
            self.since.setdefault(key, at)

    def _note(self, key: Key, start: int, end: int) -> None:
        days = self.shares.setdefault(key, {})
        for day, share in open_shares(start, end, self.hours(key[1]), self.zone):
            days[day] = min(1.0, days.get(day, 0.0) + share)

    def until(self, now: int, first_day: int) -> Mapping[Key, Mapping[int, float]]:
        """Return the shares of every shelf from `first_day` on, the stock-outs that still last up to `now` included.

        Older days are forgotten.
        """
        found: dict[Key, dict[int, float]] = {}
        for key in list(self.shares):
            kept = {day: share for day, share in self.shares[key].items() if day >= first_day}
            self.shares[key] = kept
            found[key] = dict(kept)
        since = day_start(first_day, self.zone)
        for key, start in self.since.items():
            mine = found.setdefault(key, {})
            for day, share in open_shares(max(start, since), now, self.hours(key[1]), self.zone):
                mine[day] = min(1.0, mine.get(day, 0.0) + share)
        return found


def open_shares(start: int, end: int, hours: tuple[int, int], zone: str) -> list[tuple[int, float]]:
    """Return (local day, share of its open hours) for the time from `start` to `end` (ms), days without left out."""
    opens, closes = hours if hours[1] > hours[0] else (0, 24 * 60)
    found: list[tuple[int, float]] = []
    for day in range(local_day(start, zone), local_day(max(start, end - 1), zone) + 1):
        midnight = day_start(day, zone)
        first, last = midnight + opens * MINUTE_MS, midnight + min(closes * MINUTE_MS, DAY_MS)
        share = (min(end, last) - max(start, first)) / (last - first)
        if share > 0:
            found.append((day, min(1.0, share)))
    return found
