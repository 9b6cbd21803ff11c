"""All stock in one view: sums of each shop beside what the newest plan says of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.flows.stock.stock import Stock
from huozhao.flows.stock.sums import StockSums
from huozhao.supply.ledger import Total

Low = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class ShopTotal:
    """The sums of one shop; `per_day` is what the plan expects it to sell a day, 0 without a plan.

    `alerts` counts the goods under their safety stock.
    """

    total: Total
    per_day: float = 0.0
    alerts: int = 0

    @property
    def available(self) -> int:
        """Units that may be promised."""
        return self.total.on_hand - self.total.reserved

    @property
    def days_of_cover(self) -> float | None:
        """Return how many days of expected demand are available; None without a plan."""
        return round(self.available / self.per_day, 1) if self.per_day > 0 else None


class StockTotals:
    """Sums over the whole ledger beside the plan; `low` names the (sku, shop) under an alert."""

    def __init__(self, stock: Stock, low: Low) -> None:
        self._stock, self._low, self._sums = stock, low, StockSums(stock.ledger)
        self._rates: tuple[str, Mapping[str, float]] = ("", {})

    def by_shop(self, skus: Sequence[str] | None = None) -> list[ShopTotal]:
        """Return the sums of each shop over the named SKUs (None = all)."""
        totals = self._sums.by_shop() if skus is None else self._stock.ledger.totals.by_shop(skus)
        rates = self._all_rates() if skus is None else self._rates_of(skus)
        wanted = None if skus is None else frozenset(skus)
        alerts = Counter(shop for sku, shop in self._low() if wanted is None or sku in wanted)
        return [ShopTotal(total, rates.get(total.name, 0.0), alerts[total.name]) for total in totals]

    def skus(self) -> list[str]:
        """Return the SKUs that have a level anywhere."""
        return sorted(self._sums.by_sku())

    def _all_rates(self) -> Mapping[str, float]:
        plan = self._stock.planned.current().plan
        if self._rates[0] != plan:
            self._rates = (plan, self._rates_of(self.skus()))
        return self._rates[1]

    def _rates_of(self, skus: Iterable[str]) -> Mapping[str, float]:
        planned, rates = self._stock.planned.current(), dict[str, float]()
        for sku in skus if planned.plan else ():
            for shop, policy in planned.of(sku).items():
                rates[shop] = rates.get(shop, 0.0) + max(0.0, policy.mean_per_day)
        return rates
