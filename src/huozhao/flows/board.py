"""The board: facts of days from state, costs from goods, stock from the ledger, figures from operations."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.events.log import EventLog
from huozhao.events.state import Row, StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.stock.sums import StockSums
from huozhao.operations.board import (
    Bought,
    Card,
    Clicked,
    DayFacts,
    Placement,
    StockFacts,
    cards,
    days_needed,
    placements,
)
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import BadInput
from huozhao.terms.time import local_day

MOST_DAYS = 366
LIVE_MS = 60_000
LIVE_LIMIT = 10_000
OnHand = Callable[[], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board at one instant (ms)."""

    now: int
    cards: tuple[Card, ...]
    by_placement: tuple[Placement, ...]
    events_last_minute: int
    orders_today: int


def units_on_hand(ledger: Ledger) -> OnHand:
    """Return the reading of units in stock by SKU over all shops."""

    sums = StockSums(ledger)
    return lambda: {sku: total.on_hand for sku, total in sums.by_sku().items()}


class Boards:
    """Computes the board; days that have not changed since the last look are not read again.

    `on_hand` returns the units in stock by SKU over all shops.
    """

    def __init__(self, state: StateStore, log: EventLog, goods: Goods, on_hand: OnHand, zone: str) -> None:
        self._state, self._log, self._goods, self._on_hand, self._zone = state, log, goods, on_hand, zone
        self._days: dict[int, DayFacts] = {}
        self._lock = threading.Lock()

    def at(self, now: int, days: int = 28) -> BoardView:
        """Return the board of the `days` days up to now; BadInput unless 1 <= days <= 366."""
        if not 1 <= days <= MOST_DAYS:
            raise BadInput("days_out_of_range", f"days = {days} is not in 1…{MOST_DAYS}", field="days",
                           hint="ask for 7, 28 or 90 days")
        today = local_day(now, self._zone)
        with self._lock:
            facts = {day: self._facts(day) for day in days_needed(today, days)}
        live = len(self._log.by_time(now - LIVE_MS, now + 1, LIVE_LIMIT))
        return BoardView(
            now, cards(facts, today, days, self._stock()), placements(facts, today, days), live,
            facts[today].total("orders"),
        )

    def _facts(self, day: int) -> DayFacts:
        sums = {
            (str(row["metric"]), str(row["cut"])): _whole(row["value"]) for row in self._state.scan("daily", (day,))
        }
        known = self._days.get(day)
        # `recorded` counts every event of the day, so equal sums mean that nothing has been added.
        if known is None or known.sums != sums:
            known = self._days[day] = read_day(self._state, day, sums)
        return known

    def _stock(self) -> StockFacts:
        goods = self._goods.skus()
        cost = {item.sku: item.cost_fen for item in goods if item.cost_fen is not None}
        value = sum(units * cost.get(sku, 0) for sku, units in self._on_hand().items())
        return StockFacts(cost, value, sum(item.listed for item in goods))


def read_day(state: StateStore, day: int, sums: Mapping[tuple[str, str], int]) -> DayFacts:
    """Read the facts of one day; an empty day costs nothing."""
    if not sums:
        return DayFacts(day)
    visits = state.scan("visits", (day,))
    return DayFacts(
        day,
        sums,
        frozenset(str(row["shopper"]) for row in visits),
        {str(row["shopper"]): _whole(row["orders"]) for row in visits if row["orders"]},
        frozenset(str(row["sku"]) for row in state.scan("shown", (day,))),
        tuple(_clicked(row) for row in state.scan("clicks", (day,))),
        tuple(_bought(row) for row in state.scan("bought", (day,))),
    )


def _clicked(row: Row) -> Clicked:
    return Clicked(str(row["shopper"]), str(row["sku"]), str(row["placement"]), _whole(row["clicked_at"]))


def _bought(row: Row) -> Bought:
    return Bought(
        str(row["order_id"]), str(row["shopper"]), str(row["sku"]), _whole(row["quantity"]), _whole(row["paid_at"])
    )


def _whole(value: str | int | float | None) -> int:
    return int(value or 0)
