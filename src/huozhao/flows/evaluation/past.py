"""The state of the mall as it was before a day, so that the very functions of production learn from the past only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from huozhao.events.state import Row, Scalar, StateStore, Write
from huozhao.flows.subscriptions import subscriptions
from huozhao.insight.folds import ACTIVITY, BOUGHT, ORDERS, RETURNED
from huozhao.matching.tastes import TASTES, WEIGHTS
from huozhao.terms.time import DAY_MS, day_start

PAGE = 20_000
Key = tuple[str | int, ...]
# How acts are named by day, where tastes count the whole order.
OF_ACT = {**WEIGHTS, BOUGHT: WEIGHTS["Order Paid"], RETURNED: WEIGHTS["Order Returned"]}
NOON_MS = DAY_MS // 2


def everybody(_: str) -> bool:
    """Say of everybody that their later days are held out."""
    return True


@dataclass(frozen=True, slots=True)
class Past:
    """A view of state without the days from `cut` (local day) on of those shoppers of whom `held` is true.

    Tastes are summed anew from what each day held. What is kept without days (titles, links, facts) is as it is now.
    It is read only.
    """

    state: StateStore
    cut: int
    zone: str
    held: Callable[[str], bool] = everybody

    def apply(self, fold: str, after: int, upto: int, writes: Sequence[Write]) -> bool:
        """Refuse: the past does not change."""
        return False

    def position(self, fold: str) -> int:
        """Return the position up to which the fold has been applied."""
        return self.state.position(fold)

    def get(self, table: str, key: Key) -> Row | None:
        """Return one row by its whole key."""
        return next(iter(self.scan(table, key, limit=1)), None)

    def scan(self, table: str, prefix: Key = (), after: Key | None = None, limit: int | None = None) -> list[Row]:
        """Return rows as they were."""
        return list(islice(self._rows(table, prefix, after), limit))

    def columns(
        self, table: str, names: Sequence[str], prefix: Key = (), least: tuple[str, int] | None = None
    ) -> dict[str, list[Scalar]]:
        """Return columns as they were."""
        rows = [row for row in self._rows(table, prefix, None) if not least or int(row[least[0]] or 0) >= least[1]]
        return {name: [row[name] for row in rows] for name in names}

    def count(self, table: str) -> int:
        """Return the number of rows as they were."""
        return sum(1 for _ in self._rows(table, (), None))

    def reset(self, fold: str) -> None:
        """Refuse: the past does not change."""

    def _rows(self, table: str, prefix: Key, after: Key | None) -> Iterator[Row]:
        if table == TASTES.name:
            return self._tastes(prefix, after)
        return self._kept(table, prefix, after)

    def _kept(self, table: str, prefix: Key, after: Key | None) -> Iterator[Row]:
        limit_ms, names = day_start(self.cut, self.zone), _keys(self.zone)[table]
        while True:
            found = self.state.scan(table, prefix, after, PAGE)
            yield from (row for row in found if self._stood(table, row, limit_ms))
            if len(found) < PAGE:
                return
            after = tuple(v if isinstance(v, str) else int(v or 0) for v in map(found[-1].get, names))

    def _stood(self, table: str, row: Row, limit_ms: int) -> bool:
        """Return whether a row was there before the cut."""
        if not self.held(str(row.get("shopper") or "")):
            return True
        if table == ORDERS.name:
            return int(row["placed_at"] or row["paid_at"] or row["cancelled_at"] or 0) < limit_ms
        return int(row["day"] or 0) < self.cut if "day" in row else True

    def _tastes(self, prefix: Key, after: Key | None) -> Iterator[Row]:
        """Yield tastes by shopper; a page that ended inside a shopper begins with that shopper again.

        A taste without acts since the cut is the one that is kept, to the millisecond; others are summed by day.
        """
        begin: Any = None if after is None else (after[0], -1, "", "")
        limit_ms = day_start(self.cut, self.zone)
        for shopper, rows in groupby(self._kept(ACTIVITY.name, prefix[:1], begin), lambda row: str(row["shopper"])):
            found, held = _sums(rows), self.held(shopper)
            for row in self.state.scan(TASTES.name, (shopper,)):
                if str(row["sku"]) in found and (not held or int(row["last_at"] or 0) < limit_ms):
                    found[str(row["sku"])] = row
            for sku, taste in sorted(found.items()):
                if (after is None or (shopper, sku) > after) and prefix[1:] in ((), (sku,)):
                    yield {**taste, "shopper": shopper, "sku": sku}


def _sums(rows: Iterator[Row]) -> dict[str, Row]:
    """Return the taste of one shopper for each SKU, from acts by day."""
    found: dict[str, Row] = {}
    for row in rows:
        name, sku = str(row["name"]), str(row["subject"])
        # An order as a whole has no subject; its lines count.
        if name not in OF_ACT or not sku:
            continue
        n, at = int(row["n"] or 0), int(row["day"] or 0) * DAY_MS + NOON_MS
        taste = found.setdefault(sku, {"weight": 0, "bought": 0, "last_at": 0, "last_name": ""})
        taste["weight"] = int(taste["weight"] or 0) + OF_ACT[name] * n
        taste["bought"] = int(taste["bought"] or 0) + n * ((name == BOUGHT) - (name == RETURNED))
        if at >= int(taste["last_at"] or 0):
            taste["last_at"], taste["last_name"] = at, "Order Paid" if name == BOUGHT else name
    return found


@lru_cache(maxsize=4)
def _keys(zone: str) -> dict[str, tuple[str, ...]]:
    """Return the key columns of every table."""
    return {table.name: table.key for fold in subscriptions(zone) for table in fold.tables}
