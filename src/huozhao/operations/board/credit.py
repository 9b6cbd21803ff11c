"""Credit: which paid goods had been clicked as recommended by their buyer in the 24 hours before payment."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from huozhao.operations.board.days import Clicked, DayFacts
from huozhao.terms.time import DAY_MS

ATTRIBUTION_MS = DAY_MS


@dataclass(slots=True)
class Credit:
    """What recommendations led to: orders and fen by placement, and each order and line once over all placements."""

    orders: Counter[str] = field(default_factory=Counter)
    fen: Counter[str] = field(default_factory=Counter)
    all_orders: int = 0
    all_fen: int = 0
    by_sku: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Credit") -> None:
        """Take another day's credit in."""
        self.orders.update(other.orders)
        self.fen.update(other.fen)
        self.by_sku.update(other.by_sku)
        self.all_orders += other.all_orders
        self.all_fen += other.all_fen


def credit(today: DayFacts, yesterday: DayFacts | None) -> Credit:
    """Return the credit of one day's orders; an order counts once for each placement that led to one of its lines."""
    clicks: dict[tuple[int, str], list[Clicked]] = {}
    for click in (*(yesterday.clicks if yesterday else ()), *today.clicks):
        clicks.setdefault((click.shopper, click.sku), []).append(click)
    found, pairs = Credit(), set[tuple[str, str]]()
    for line in today.bought if clicks else ():
        led = {click.placement for click in clicks.get((line.shopper, line.sku), ())
               if 0 <= line.paid_at - click.at <= ATTRIBUTION_MS}
        pairs |= {(placement, line.order) for placement in led}
        for placement in led:
            found.fen[placement] += line.fen
        if led:
            found.by_sku[line.sku] += line.fen
    found.orders.update(Counter(placement for placement, _ in pairs))
    found.all_orders = len({order for _, order in pairs})
    found.all_fen = sum(found.by_sku.values())
    return found


Known = dict[int, tuple[DayFacts, DayFacts | None, Credit]]


def credits(facts: Mapping[int, DayFacts], known: Known) -> dict[int, Credit]:
    """Return the credit of each day; a day knows the clicks of the day before it.

    `known` holds what was worked out before; days whose facts are the very same are not worked out again.
    """
    for day, fact in facts.items():
        before = facts.get(day - 1)
        kept = known.get(day)
        if kept is None or kept[0] is not fact or kept[1] is not before:
            known[day] = fact, before, credit(fact, before)
    return {day: known[day][2] for day in facts}
