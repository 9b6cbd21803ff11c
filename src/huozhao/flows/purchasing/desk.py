"""The purchasing desk: orders, suppliers and messages in one place, opened once for a mall."""

from collections.abc import Callable
from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.flows.purchasing.book import PurchaseBook
from huozhao.flows.purchasing.learning import LeadTimes
from huozhao.flows.purchasing.orders import Purchases
from huozhao.flows.purchasing.reading import Reading
from huozhao.flows.purchasing.sheets import Sheets
from huozhao.flows.purchasing.suppliers import Suppliers
from huozhao.flows.webhooks.message import Secrets
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.supply.ledger import Ledger


@dataclass(frozen=True)
class PurchaseDesk:
    """Everything about buying."""

    purchases: Purchases
    suppliers: Suppliers
    outbox: Outbox
    secrets: Secrets
    sheets: Sheets

    @property
    def reading(self) -> Reading:
        """What answers questions about orders."""
        return Reading(self.purchases.book, self.suppliers)

    def recover(self, now: int) -> None:
        """Complete what a crash cut short."""
        self.purchases.book.recover()
        self.purchases.drafts.recover(now)


def purchases(
    documents: Documents, ledger: Ledger, clock: Callable[[], int], zone: str = "Asia/Shanghai", default_days: int = 3
) -> Purchases:
    """Return the purchase orders of a mall over its documents and ledger."""
    learned = LeadTimes(documents, clock)
    return Purchases(PurchaseBook(documents, ledger, learned), Suppliers(documents, learned, zone, default_days))
