"""What stock is worth, put on record once a day: only so can turnover be told of a period that is past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.goods import Goods
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

KIND, LABEL = "stock_value", Text("记下存货金额", "Putting the worth of stock on record")
KEPT_DAYS = 800


@dataclass(frozen=True, slots=True)
class StockValues:
    """Keeps the stock at cost (fen) by local day."""

    documents: Documents
    goods: Goods
    on_hand: Callable[[], Mapping[str, int]]
    clock: Callable[[], int]
    zone: str

    def note(self) -> dict[str, Any]:
        """Put today's worth on record; later the same day it is replaced."""
        day = local_day(self.clock(), self.zone)
        cost = {item.sku: item.cost_fen or 0 for item in self.goods.skus()}
        fen = sum(units * cost.get(sku, 0) for sku, units in self.on_hand().items())
        self.documents.put(KIND, f"{day:06d}", {"fen": fen})
        old = [found.id for found in self.documents.list(KIND, limit=100) if int(found.id) < day - KEPT_DAYS]
        if old:
            self.documents.delete(KIND, old)
        return {"day": day, "fen": fen}

    def between(self, first: int, last: int) -> dict[int, int]:
        """Return the worth by day, of the days on record among `first` to `last`."""
        found = self.documents.list(KIND, after=f"{max(0, first - 1):06d}", limit=KEPT_DAYS)
        return {int(each.id): int(each.body["fen"]) for each in found if first <= int(each.id) <= last}
