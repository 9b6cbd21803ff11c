"""The board's figures, computed from the facts of days: pure, so they can be recomputed from the log."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.operations.metrics import METRICS, Metric
from huozhao.terms.time import DAY_MS

REPEAT_DAYS = 90
ATTRIBUTION_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of a paid order; `paid_at` in ms."""

    order: str
    shopper: str
    sku: str
    quantity: int
    paid_at: int


@dataclass(frozen=True, slots=True)
class Clicked:
    """One click on a recommended item; `at` in ms."""

    shopper: str
    sku: str
    placement: str
    at: int


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What one day of the log says: sums by (metric, cut) and the distinct shoppers and goods."""

    day: int
    sums: Mapping[tuple[str, str], int] = field(default_factory=dict)
    visitors: frozenset[str] = frozenset()
    orders: Mapping[str, int] = field(default_factory=dict)
    skus_shown: frozenset[str] = frozenset()
    clicks: tuple[Clicked, ...] = ()
    bought: tuple[Bought, ...] = ()

    def total(self, metric: str) -> int:
        """Return the sum of a metric over all its cuts."""
        return sum(value for (name, _), value in self.sums.items() if name == metric)


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What goods and ledger say now: unit costs in fen, the stock at cost in fen, goods on sale."""

    cost_fen: Mapping[str, int] = field(default_factory=dict)
    value_fen: int = 0
    skus_listed: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One metric of the period, of the period before, and day by day."""

    metric: Metric
    value: float | None
    previous: float | None
    series: tuple[tuple[int, float | None], ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """How recommendations did in one place. `orders` had goods clicked there in the 24 hours before payment."""

    placement: str
    shown: int
    clicked: int
    orders: int

    @property
    def ctr(self) -> float | None:
        """Clicks over items shown."""
        return self.clicked / self.shown if self.shown else None


def days_needed(today: int, days: int) -> range:
    """Return the days whose facts a board over `days` needs: both periods and the repurchase look-back."""
    return range(today - 2 * days - max(days, REPEAT_DAYS), today + 1)


def cards(facts: Mapping[int, DayFacts], today: int, days: int, stock: StockFacts) -> tuple[Card, ...]:
    """Return every metric for the `days` days that end with `today`, with the period before and a daily series."""
    now = measures(facts, today, days, stock)
    before = measures(facts, today - days, days, stock)
    daily = [(day, measures(facts, day, 1, stock)) for day in range(today - days + 1, today + 1)]
    return tuple(
        Card(metric, metric.value(now), _before(metric, before), tuple((day, metric.value(m)) for day, m in daily))
        for metric in METRICS
    )


def measures(facts: Mapping[int, DayFacts], last: int, days: int, stock: StockFacts) -> dict[str, float]:
    """Return the named sums (see MEASURES) of the `days` days that end with `last`.

    A day without facts counts as empty. Shoppers and goods are counted once however often they appear.
    """
    window = [facts[day] for day in range(last - days + 1, last + 1) if day in facts]
    buyers = {shopper for fact in window for shopper in fact.orders}
    return {
        "visitors": len(set().union(*(fact.visitors for fact in window))),
        "buyers": len(buyers),
        "returning_buyers": _returning(facts, buyers, last, days),
        **_sums(window),
        "annual_cogs_fen": _cogs_fen(window, stock) * 365 / days,
        "stock_value_fen": stock.value_fen,
        "skus_shown": len(set().union(*(fact.skus_shown for fact in window))),
        "skus_listed": stock.skus_listed,
    }


def placements(facts: Mapping[int, DayFacts], last: int, days: int) -> tuple[Placement, ...]:
    """Return impressions, clicks and attributed orders by placement, most shown first."""
    window = [facts[day] for day in range(last - days + 1, last + 1) if day in facts]
    shown, clicked, orders = Counter[str](), Counter[str](), Counter[str]()
    for fact in window:
        shown.update({cut: value for (name, cut), value in fact.sums.items() if name == "shown"})
        clicked.update({cut: value for (name, cut), value in fact.sums.items() if name == "clicked"})
        orders.update(_attributed(fact, facts.get(fact.day - 1)))
    names = sorted(set(shown) | set(clicked), key=lambda name: (-shown[name], name))
    return tuple(Placement(name, shown[name], clicked[name], orders[name]) for name in names)


def _before(metric: Metric, before: Mapping[str, float]) -> float | None:
    """Leave out what only today's stock tells: yesterday's is not on record here."""
    return None if metric.name == "turnover" else metric.value(before)


def _sums(window: Sequence[DayFacts]) -> dict[str, float]:
    def total(metric: str) -> int:
        return sum(fact.total(metric) for fact in window)

    asked = total("orders_asked")
    return {
        "orders": total("orders"),
        "gmv_fen": total("gmv_fen"),
        "orders_asked": asked,
        "orders_served": asked - min(asked, total("orders_lost")),
        "delivery_minutes": total("delivery_ms") / 60_000,
        "deliveries": total("deliveries"),
        "shown": total("shown"),
        "clicked": total("clicked"),
    }


def _returning(facts: Mapping[int, DayFacts], buyers: Iterable[str], last: int, days: int) -> int:
    paid = Counter[str]()
    for day in range(last - max(days, REPEAT_DAYS) + 1, last + 1):
        if day in facts:
            paid.update(facts[day].orders)
    return sum(paid[shopper] >= 2 for shopper in buyers)


def _cogs_fen(window: Sequence[DayFacts], stock: StockFacts) -> int:
    return sum(line.quantity * stock.cost_fen.get(line.sku, 0) for fact in window for line in fact.bought)


def _attributed(today: DayFacts, yesterday: DayFacts | None) -> Counter[str]:
    """Return orders by placement; an order counts once for each placement that led to one of its lines."""
    clicks: dict[tuple[str, str], list[Clicked]] = {}
    for click in (*(yesterday.clicks if yesterday else ()), *today.clicks):
        clicks.setdefault((click.shopper, click.sku), []).append(click)
    pairs = {
        (click.placement, line.order)
        for line in today.bought
        for click in clicks.get((line.shopper, line.sku), ())
        if 0 <= line.paid_at - click.at <= ATTRIBUTION_MS
    }
    return Counter(placement for placement, _ in pairs)
