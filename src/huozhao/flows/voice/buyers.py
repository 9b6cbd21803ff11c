"""How many shoppers bought a product: counted once in a while for all goods."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh

# A count may be behind by so many events.
BEHIND = 500


@dataclass(frozen=True, slots=True)
class Buyers:
    """Counts distinct shoppers by SKU from the table of purchases."""

    state: StateStore
    day: Callable[[], int]
    _counts: Fresh[Mapping[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        """Count when asked first."""
        object.__setattr__(self, "_counts", Fresh(self._count, self._mark))

    def of(self, skus: Sequence[str]) -> int:
        """Return how many bought one of some SKUs; who bought two of them counts twice."""
        counts = self._counts.get()
        return sum(counts.get(sku, 0) for sku in skus)

    def _mark(self) -> object:
        return self.day(), self.state.position("purchases") // BEHIND

    def _count(self) -> Mapping[str, int]:
        columns = self.state.columns("purchases", ("shopper", "sku"))
        found: dict[str, int] = {}
        for _, sku in set(zip(columns["shopper"], columns["sku"], strict=True)):
            found[str(sku)] = found.get(str(sku), 0) + 1
        return found
