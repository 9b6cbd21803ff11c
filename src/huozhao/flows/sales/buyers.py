"""How much each shopper has bought of a sale, so that none buys more than their cap."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.terms.errors import Busy, Conflict

KIND, MOST_TRIES = "sale_buyer", 50
GRACE_MS = 60_000


@dataclass(frozen=True)
class Buyers:
    """Counts units a shopper, one document a sale and shopper; `mark` stands for the shopper in its id."""

    documents: Documents
    mark: Callable[[str], str]
    members: Callable[[str], Sequence[str]]

    def bought(self, sale: str, shopper: str, now: int) -> int:
        """Return the units that a person has bought or holds."""
        return sum(sum(self._alive(self._claims(sale, member), now).values()) for member in self.members(shopper))

    def claim(self, sale: str, shopper: str, order: str, units: int, most: int, now: int, until: int) -> int | None:
        """Count units for an order, once; None when counted, else how many the shopper may still buy."""
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, self._id(sale, shopper))
            claims: dict[str, list[int]] = dict(found.body["orders"]) if found else {}
            if order in claims:
                return None
            others = sum(sum(self._alive(self._claims(sale, member), now).values())
                         for member in self.members(shopper) if member != shopper)
            had = others + sum(self._alive(claims, now).values())
            if had + units > most:
                return max(0, most - had)
            body = {"shopper": shopper, "sale": sale, "orders": {**claims, order: [units, until]}, "until": until}
            try:
                self.documents.put(KIND, self._id(sale, shopper), body, found.version if found else 0)
            except Conflict:
                continue
            return None
        raise Busy("sale_contended", "too many orders of this shopper at once", hint="send the order again")

    def drop(self, sale: str, shopper: str, order: str) -> None:
        """Take back what was counted for an order."""
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, self._id(sale, shopper))
            if found is None or order not in found.body["orders"]:
                return
            left = {each: claim for each, claim in found.body["orders"].items() if each != order}
            try:
                self.documents.put(KIND, found.id, {**found.body, "orders": left}, found.version)
            except Conflict:
                continue
            return

    def _claims(self, sale: str, shopper: str) -> Mapping[str, Sequence[int]]:
        found = self.documents.get(KIND, self._id(sale, shopper))
        return found.body["orders"] if found else {}

    def _alive(self, claims: Mapping[str, Sequence[int]], now: int) -> dict[str, int]:
        """Return order → units; what a crash cut short before its order was written counts for a while only."""
        return {order: claim[0] for order, claim in claims.items() if self._stands(order, claim[1], now)}

    def _stands(self, order: str, until: int, now: int) -> bool:
        found = self.documents.get("order", order)
        return now < until + GRACE_MS if found is None else found.body["status"] != "cancelled"

    def _id(self, sale: str, shopper: str) -> str:
        return f"{sale}:{self.mark(shopper)}"


