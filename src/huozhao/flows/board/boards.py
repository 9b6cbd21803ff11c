"""The board: facts of days from state, costs from goods, stock from the ledger, figures from operations."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.board.facts import read_day, read_sums
from huozhao.flows.goods import Goods
from huozhao.flows.stock.sums import StockSums
from huozhao.operations.board.cards import Card, Placement, cards, placements
from huozhao.operations.board.credit import Known
from huozhao.operations.board.days import DayFacts, StockFacts
from huozhao.operations.board.periods import Periods, days_needed, periods
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import BadInput
from huozhao.terms.time import local_day

MOST_DAYS = 366
LIVE_MS = 60_000
LIVE_LIMIT = 10_000
OnHand = Callable[[], Mapping[str, int]]
# Stock at cost (fen) by local day, as nights have put it on record.
Values = Callable[[int, int], Mapping[int, int]]


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

    `on_hand` returns the units in stock by SKU over all shops, `values` what stock was worth on earlier days.
    """

    def __init__(
        self, state: StateStore, log: EventLog, goods: Goods, on_hand: OnHand, zone: str,
        values: Values = lambda first, last: {},
    ) -> None:  # fmt: skip
        self._state, self._log, self._goods, self._on_hand, self.zone = state, log, goods, on_hand, zone
        self._values = values
        self._days: dict[int, DayFacts] = {}
        self._credits: Known = {}
        self._category: dict[str, str] = {}
        self._lock = threading.Lock()

    def at(self, now: int, days: int = 28) -> BoardView:
        """Return the board of the `days` days up to now; BadInput unless 1 <= days <= 366."""
        today = local_day(now, self.zone)
        known = self.periods(today, days)
        live = len(self._log.by_time(now - LIVE_MS, now + 1, LIVE_LIMIT))
        return BoardView(
            now, cards(known, today, days), placements(known, today, days), live, known.facts[today].total("orders")
        )

    def periods(self, today: int, days: int, *, live: bool = True) -> Periods:
        """Return the facts that a board of the `days` days up to `today` needs; BadInput unless 1 <= days <= 366.

        Unless `live`, `today` is a day that is over, and stock is worth what was put on record then.
        """
        self.check(days)
        stock = self.stock(today - 2 * days, today, live=live)
        with self._lock:
            if stock.category != self._category:
                self._days, self._category = {}, dict(stock.category)
            facts = {day: self._facts(day) for day in days_needed(today, days)}
            return periods(facts, stock, self._credits)

    def check(self, days: int) -> None:
        """Raise BadInput unless 1 <= days <= 366."""
        if not 1 <= days <= MOST_DAYS:
            raise BadInput("days_out_of_range", f"days = {days} is not in 1…{MOST_DAYS}", field="days",
                           hint="ask for 7, 28 or 90 days")

    def stock(self, first: int, today: int, *, live: bool = True) -> StockFacts:
        """Return what goods and ledger say, with the worth of stock on the days from `first` to `today`."""
        goods = self._goods.skus()
        cost = {item.sku: item.cost_fen for item in goods if item.cost_fen is not None}
        value = sum(units * cost.get(sku, 0) for sku, units in self._on_hand().items())
        return StockFacts(
            cost, {**self._values(first, today), **({today: value} if live else {})},
            {item.sku: "/".join(item.category) for item in goods}, frozenset(i.sku for i in goods if i.listed),
        )  # fmt: skip

    def _facts(self, day: int) -> DayFacts:
        sums = read_sums(self._state, day)
        known = self._days.get(day)
        if known is None or known.sums != sums:
            known = self._days[day] = read_day(self._state, day, sums, self._category)
        return known
