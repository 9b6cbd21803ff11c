"""The board's cards: every metric of a period, of the period before and day by day, and what each placement did."""

from collections import Counter
from dataclasses import dataclass

from huozhao.operations.board.credit import Credit
from huozhao.operations.board.periods import Periods
from huozhao.operations.metrics import METRICS, Metric

# What is only told apart: of the whole mall it says what sales say already.
ONLY_IN_CUTS = frozenset({"goods_sales"})


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


def cards(known: Periods, today: int, days: int) -> tuple[Card, ...]:
    """Return every metric for the `days` days that end with `today`, with the period before and a daily series."""
    now, before = known.measures(today, days), known.measures(today - days, days)
    daily = [(day, known.measures(day, 1)) for day in range(today - days + 1, today + 1)]
    return tuple(
        Card(metric, metric.value(now), metric.value(before), tuple((day, metric.value(m)) for day, m in daily))
        for metric in METRICS if metric.name not in ONLY_IN_CUTS
    )  # fmt: skip


def placements(known: Periods, last: int, days: int) -> tuple[Placement, ...]:
    """Return impressions, clicks and attributed orders by placement, most shown first."""
    shown, clicked, credit = Counter[str](), Counter[str](), Credit()
    for day in range(last - days + 1, last + 1):
        if day in known.facts:
            sums = known.facts[day].sums
            shown.update({cut: value for (name, cut), value in sums.items() if name == "shown"})
            clicked.update({cut: value for (name, cut), value in sums.items() if name == "clicked"})
            credit.add(known.credit[day])
    names = sorted(set(shown) | set(clicked), key=lambda name: (-shown[name], name))
    return tuple(Placement(name, shown[name], clicked[name], credit.orders[name]) for name in names)
