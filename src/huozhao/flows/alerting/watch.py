"""The watch: follows the ledger and the newest plan, and raises, changes and closes alerts at once.

It reads the moves that others have committed, so an order waits for nothing, and what another process or a crash left
behind is seen all the same.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from huozhao.flows.alerting.alert import Alert, Key, alert_id
from huozhao.flows.alerting.book import AlertBook
from huozhao.flows.goods import Goods
from huozhao.supply.alerts import Shelf, judged
from huozhao.supply.availability import Policy
from huozhao.supply.ledger import Ledger, Level

# The ledger's head is looked at so often; that costs microseconds.
POLL_S, RETRY_S, LOOKS_A_SECOND = 0.05, 5.0, 20
MOVES, LEVELS = 5_000, 5_000
# Without a change of alerts the place in the ledger is put on disk every so many moves; reading some twice is harmless.
SAVE_EVERY = 50_000
Planned = Callable[[], Mapping[Key, Policy]]


@dataclass(frozen=True)
class Sources:
    """What the watch looks at; `lead_days` says how long an order from a supplier takes, `transfer_days` a transfer."""

    ledger: Ledger
    goods: Goods
    planned: Planned
    plan: Callable[[], str]
    lead_days: Callable[[str, int | None], float]
    transfer_days: float = 1.0


@dataclass
class Changes:
    """What one look changed: alerts that were raised or changed state, and those that are over."""

    changed: list[Alert] = field(default_factory=list)
    raised: list[Alert] = field(default_factory=list)
    closed: list[Alert] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changed or self.closed)


class Watch:
    """Keeps the alerts true."""

    def __init__(
        self, book: AlertBook, sources: Sources, clock: Callable[[], int],
        tell: Callable[[Sequence[Alert], int], None] = lambda alerts, now: None,
    ) -> None:
        self.book, self._sources, self._clock, self._tell = book, sources, clock, tell
        self.lock, self._stop = threading.RLock(), threading.Event()
        self._thread: threading.Thread | None = None
        self.failure, self._position = "", -1
        self._waits: dict[tuple[str, int | None], float] = {}

    def catch_up(self) -> None:
        """Look at what moved since the last look; returns when every alert is as the ledger and the plan want it."""
        with self.lock:
            planned, fresh = self._sources.planned(), self.book.refresh()
            plan, head = self._sources.plan(), self._sources.ledger.head()
            if not plan:
                return
            if fresh:
                self._position = self.book.mark.position
                self._look(dict.fromkeys(self.book.open), self.book.mark.plan)
            if plan != self.book.mark.plan or self._position < 0:
                self._position = head
                self._settle(self._all(planned), plan)
                self.book.prune(self._clock())
                return
            while (before := self._position) < head:
                try:
                    self._look(self._moved(head), plan)
                except BaseException:
                    self._position = before  # what could not be written down is looked at again
                    raise

    def start(self) -> None:
        """Watch in the background from now on."""
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the background thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def position(self) -> int:
        """How far the ledger was looked at."""
        return self._position

    def _run(self) -> None:
        looks = 0
        while not self._stop.wait(RETRY_S if self.failure else POLL_S):
            looks += 1
            try:
                # A new plan, and what other processes noted, may wait for a second; a move may not.
                if looks % LOOKS_A_SECOND == 0 or self._sources.ledger.head() != self._position:
                    self.catch_up()
            except Exception as error:  # whoever reads alerts looks too, and is told; the watch must not end
                self.failure = f"{type(error).__name__}: {error}"
            else:
                self.failure = ""

    def _moved(self, head: int) -> dict[Key, None]:
        """Return the shelves that moved, and go on from behind them."""
        moves = self._sources.ledger.moves(None, None, self._position, MOVES)
        self._position = moves[-1].position if moves else head
        return dict.fromkeys((each.move.sku, each.move.shop) for each in moves)

    def _look(self, keys: Mapping[Key, None], plan: str) -> None:
        planned = self._sources.planned()
        there = {(level.sku, level.shop): level for level in _levels(self._sources.ledger, keys)}
        self._settle(self._judge(((key, there.get(key)) for key in keys), planned), plan)

    def _all(self, planned: Mapping[Key, Policy]) -> Changes:
        """Judge every shelf beside a new plan, some thousands at a time."""
        found, seen, after = Changes(), set[Key](), ("", "")
        self._waits.clear()
        while levels := self._sources.ledger.totals.page("", "", after, LEVELS):
            after = (levels[-1].sku, levels[-1].shop)
            self._judge((((level.sku, level.shop), level) for level in levels), planned, found)
            seen.update((level.sku, level.shop) for level in levels if (level.sku, level.shop) in self.book.open)
        self._judge(((key, None) for key in self.book.open.keys() - seen), planned, found)
        return found

    def _judge(
        self, rows: Iterable[tuple[Key, Level | None]], planned: Mapping[Key, Policy], found: Changes | None = None
    ) -> Changes:
        found = Changes() if found is None else found
        for key, level in rows:
            policy, was = planned.get(key), self.book.open.get(key)
            if level is None or policy is None or not level.tracked:
                found.closed += [was] if was else []
            elif was or level.available < policy.floor:
                self._one(self._shelf(level, policy), key, was, found)
        return found

    def _one(self, shelf: Shelf, key: Key, was: Alert | None, found: Changes) -> None:
        state = judged(shelf, was.state if was else "")
        if not state:
            found.closed += [replace(was, shelf=shelf)] if was else []
        elif was is None:
            found.raised.append(Alert(alert_id(*key), *key, state, shelf, self._clock()))
            found.changed.append(found.raised[-1])
        else:
            now_there = was.at_shelf(state, shelf)
            if (was.state, was.severity, was.snoozed_until) != (state, now_there.severity, now_there.snoozed_until):
                found.changed.append(now_there)
            else:
                self.book.open[key] = now_there

    def _settle(self, found: Changes, plan: str) -> None:
        told = [alert for alert in found.raised if alert.state == "open"]
        if told:  # before it is written: after a crash in between it is told twice, which is better than never
            self._tell(told, self._clock())
        if found:
            self.book.write(found.changed, found.closed, self._clock())
        if found or plan != self.book.mark.plan or self._position - self.book.mark.position >= SAVE_EVERY:
            self.book.advance(self._position, plan)

    def _shelf(self, level: Level, policy: Policy) -> Shelf:
        item, shop = self._sources.goods.sku(level.sku), self._sources.goods.shop(level.shop)
        if shop and shop.supplied_from:
            return Shelf(level.available, level.in_transit, policy.safety_stock, policy.reorder_point,
                         policy.order_up_to, policy.mean_per_day, lead_days=self._sources.transfer_days,
                         depot=shop.supplied_from)  # fmt: skip
        asked = (item.supplier or "", item.lead_time_days) if item else ("", None)
        if asked not in self._waits:
            self._waits[asked] = self._sources.lead_days(*asked)
        return Shelf(level.available, level.in_transit, policy.safety_stock, policy.reorder_point, policy.order_up_to,
                     policy.mean_per_day, policy.pack_size, item.min_order if item else 1, self._waits[asked])


def _levels(ledger: Ledger, keys: Iterable[Key]) -> Iterator[Level]:
    """Read the levels of just these shelves, shop by shop."""
    shops: dict[str, list[str]] = {}
    for sku, shop in keys:
        shops.setdefault(shop, []).append(sku)
    for shop, skus in shops.items():
        yield from ledger.levels(skus, [shop])
