"""Which lots do the complaints come from: the lots that the orders of those who complained were filled from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.supply.ledger import Ledger
from huozhao.supply.lots import takers

MOST_LOTS, SHOWN = 200, 5


@dataclass(frozen=True, slots=True)
class BadLots:
    """Looks lots up in the ledger; a mall without lots has none."""

    ledger: Ledger

    def of(self, skus: Sequence[str], orders: Collection[str]) -> list[dict[str, Any]]:
        """Return the lots behind some orders, most complaints first, beside all orders that took of them."""
        names = dict.fromkeys(each.lot for each in self.ledger.lots.of(skus) if each.lot) if orders else {}
        found: list[dict[str, Any]] = []
        for lot in list(names)[:MOST_LOTS]:
            taken = {each.order for each in takers(posted.move for posted in self.ledger.lots.moves(lot))
                     if each.sku in skus}  # fmt: skip
            complaints = len(taken & set(orders))
            if complaints:
                found.append({"lot": lot, "complaints": complaints, "orders": len(taken)})
        return sorted(found, key=lambda each: (-each["complaints"], each["lot"]))[:SHOWN]
