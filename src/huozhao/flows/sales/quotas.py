"""The quantity of a sale, on a stock ledger of its own: one atomic reservation an order, so never oversold."""

from dataclasses import dataclass

from huozhao.operations.sales.sale import Left, Sale
from huozhao.supply.ledger import Hold, Ledger, Move, Refused, Reservation

PLACE = "sale"
# Orders say themselves when they end; what a crash cut short comes back by itself after so long.
SPARE_MS = 3_600_000


@dataclass(frozen=True)
class Quotas:
    """Keeps what is left of each sale. Every claim counts once an order."""

    ledger: Ledger

    def sync(self, sale: Sale) -> None:
        """Make the quantity on the ledger what the sale says; what is sold or held already stays so."""
        found = self.left(sale.sale)
        total = found.free + found.held + found.sold
        more = max(sale.quantity - total, -found.free)
        key = f"{sale.sale}:{sale.version}:{total}"
        if more > 0:
            self.ledger.post([Move(key, sale.sale, PLACE, "supplier", "on_hand", more, 0)])
        elif more < 0:
            self.ledger.post([Move(key, sale.sale, PLACE, "on_hand", "lost", -more, 0)])

    def left(self, sale: str) -> Left:
        """Return what is left of a sale."""
        level = next(iter(self.ledger.levels([sale], [PLACE])), None)
        return Left(level.free, level.reserved, level.sold) if level else Left(0, 0, 0)

    def take(self, order: str, sale: str, units: int, now: int, until: int) -> bool:
        """Hold units for an order; False when so many are not left, or what the order held has ended."""
        asked = Reservation(order, (Hold(sale, PLACE, units),), now, until + SPARE_MS)
        found = self.ledger.reserve([asked])[0]
        return not isinstance(found, Refused) and found.state == "held" and found.holds == asked.holds

    def sold(self, order: str, now: int) -> None:
        """Note that an order was paid."""
        self.ledger.settle([order], "sold", now)

    def back(self, order: str, now: int) -> None:
        """Put back what an order held or had bought."""
        found = self.ledger.settle([order], "released", now)[0]
        if found is not None and found.state == "sold":
            self.ledger.post([Move(f"{order}:back", hold.sku, PLACE, "sold", "on_hand", hold.quantity, now)
                              for hold in found.holds])

    def expire(self, now: int) -> None:
        """Put back what orders held that were never written."""
        self.ledger.expire(now)


