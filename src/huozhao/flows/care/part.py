"""What the arbiter asks before it sends a wish of after-care: does the shopper still have the goods?"""

from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.care.receipts import Receipts
from huozhao.flows.messages.round import Plain
from huozhao.matching.purchases import PURCHASES
from huozhao.operations.care.occasions import AGAIN
from huozhao.operations.messages.wish import Wish
from huozhao.terms.time import local_day


@dataclass(frozen=True, slots=True)
class CarePart(Plain):
    """Stops what is about goods that came back, and what would sell again what was bought meanwhile."""

    receipts: Receipts
    state: StateStore

    def unfit(self, wish: Wish) -> str:
        """Return why a wish makes no sense any more, empty when it does."""
        order, occasion = wish.facts.get("order", ""), wish.facts.get("occasion", "")
        if not any(self.receipts.has(wish.shopper, order, sku) for sku in (*wish.skus, wish.facts.get("sku", ""))):
            return "withdrawn"
        if occasion == AGAIN and self._bought(wish):
            return "bought"
        return ""

    def _bought(self, wish: Wish) -> bool:
        """Tell whether one of the goods was bought on a day after the receipt."""
        day = local_day(int(wish.facts.get("received_at", "0")), self.receipts.zone)
        return bought_since(self.receipts, self.state, wish.shopper, frozenset(wish.skus), day)


def bought_since(
    receipts: Receipts, state: StateStore, shopper: str, skus: frozenset[str], day: int
) -> bool:
    """Tell whether a shopper's person bought one of some SKUs on a local day after `day`."""
    return any(
        str(row["sku"]) in skus and int(row["quantity"] or 0) > 0
        for member in receipts.known.members(shopper)
        for row in state.scan(PURCHASES.name, (member,), after=(member, day + 1, ""))
    )
