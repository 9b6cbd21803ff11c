"""Days that are no measure of what is usual: holidays, shopping days, and days of great promotions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.operations.facts import SALES
from huozhao.supply.forecast.occasions import Learned, label_of, occasion_of
from huozhao.supply.forecast.promotions import Promotion
from huozhao.terms.text import Text

# The days about an occasion count when they move the mall's demand so much, a promotion when its goods usually bring
# such a share of the units sold.
LEAST_CHANGE, LEAST_SHARE = 0.1, 0.1
SHARE_DAYS = 28


@dataclass(frozen=True, slots=True)
class DaysApart:
    """Tells days apart by what the forecast has learned of occasions, and by what merchants plan."""

    state: StateStore
    goods: Goods
    occasions: Callable[[], Learned]
    promotions: Callable[[int], Sequence[Promotion]]

    def of(self, days: range, now: int) -> dict[int, Text]:
        """Return why each local day among `days` that is no ordinary one is none."""
        learned = self.occasions()
        found = {day: label_of(code) for day in days if (code := occasion_of(day)) and _counts(code, learned)}
        return {**self._promoted(days, now), **found}

    def _promoted(self, days: range, now: int) -> dict[int, Text]:
        near = [one for one in self.promotions(now) if one.first < days.stop and one.last >= days.start]
        if not near:
            return {}
        units = self._units(days)
        total = sum(units.values())
        great = [one for one in near if total and self._sold(one, units) >= LEAST_SHARE * total]
        return {day: Text(f"促销“{one.id}”", f"promotion {one.id}")
                for one in great for day in range(max(one.first, days.start), min(one.last + 1, days.stop))}

    def _units(self, days: range) -> Mapping[str, int]:
        """Return the units sold by SKU over the last four of its weeks."""
        found: dict[str, int] = {}
        for day in days[-SHARE_DAYS:]:
            read = self.state.columns(SALES.name, ("sku", "units"), (day,))
            for sku, units in zip(*read.values(), strict=True):
                found[str(sku)] = found.get(str(sku), 0) + int(units or 0)
        return found

    def _sold(self, one: Promotion, units: Mapping[str, int]) -> int:
        return sum(units[sku] for sku in self._skus(one, units))

    def _skus(self, one: Promotion, among: Iterable[str]) -> list[str]:
        return [sku for sku in among if sku in one.skus or (
            one.category and (item := self.goods.sku(sku)) is not None and one.category in item.category)]  # fmt: skip


def _counts(code: str, learned: Learned) -> bool:
    return code.endswith(":on") or abs(learned.mall.get(code, 1.0) - 1.0) >= LEAST_CHANGE
