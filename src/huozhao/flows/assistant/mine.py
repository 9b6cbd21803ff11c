"""The orders of the shopper who asks, and of nobody else: who asks comes from the session and never from a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.state import Row, StateStore
from huozhao.flows.goods import Goods
from huozhao.operations.assistant.orders import OPEN, Bought, Order

STEPS = ("placed", "paid", "shipped", "delivered", "cancelled", "returned", "expires")


@dataclass(frozen=True, slots=True)
class Mine:
    """Looks orders up under the subject ids of one person. An order of another is as one that is not there."""

    documents: Documents
    state: StateStore
    goods: Goods

    def get(self, members: Sequence[str], order: str) -> Order | None:
        """Return an order of this person, None for any other."""
        found = self.documents.get("order", order)
        if found is not None:
            return self._ours(found.body) if found.body["shopper"] in members else None
        rows = (self.state.get("orders", (member, order)) for member in members)
        return next((_elsewhere(row) for row in rows if row is not None), None)

    def newest(self, members: Sequence[str], limit: int = 5) -> list[Order]:
        """Return the newest orders of this person, newest first."""
        rows = [row for member in members for row in self.state.scan("orders", (member,))]
        rows.sort(key=lambda row: (-_began(row), str(row["order"])))
        found = (self.get(members, str(row["order"])) for row in rows[:limit])
        return [order for order in found if order is not None]

    def bound_for(self, members: Sequence[str]) -> frozenset[str]:
        """Return the ids of this person's addresses that orders under way go to."""
        orders = (self.documents.get("order", str(row["order"])) for member in members
                  for row in self.state.scan("orders", (member,)))  # fmt: skip
        return frozenset(each.body["address"] for each in orders if each is not None and each.body.get("address")
                         and each.body["status"] in OPEN)  # fmt: skip

    def _ours(self, body: dict[str, Any]) -> Order:
        back = body.get("returned", {})
        lines: dict[str, Bought] = {}
        for line in body["lines"]:
            sku = self.goods.sku(line["sku"])
            title, category = (sku.title, sku.category) if sku else (line["sku"], ())
            # A gift may be of what was bought: what may be done is said of both together.
            first = lines.get(line["sku"])
            units = line["quantity"] + (first.quantity if first else 0)
            fen = first.price_fen if first else line["price_fen"]
            lines[line["sku"]] = Bought(line["sku"], title, units, fen, min(units, back.get(line["sku"], 0)), category)
        at = {step: int(body[f"{step}_at"]) for step in STEPS if body.get(f"{step}_at")}
        promised = max((part["promised_minutes"] for part in body["parts"]), default=None)
        return Order(body["order"], body["status"], tuple(lines.values()), body["total_fen"], at,
                     tuple(part["shop_name"] for part in body["parts"]), promised, body.get("returns", 0))


def _elsewhere(row: Row) -> Order:
    """Return an order that another system keeps, as its events told of it."""
    at = {step: int(row[f"{step}_at"] or 0) for step in ("placed", "paid", "cancelled") if row.get(f"{step}_at")}
    return Order(str(row["order"]), str(row["status"]), (), int(row["total_fen"] or 0), at, is_ours=False)


def _began(row: Row) -> int:
    return int(row["placed_at"] or row["paid_at"] or 0)
