"""Approved proposals as purchase and transfer orders take them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from huozhao.supply.plan_book import Proposal, Proposals


def joining(found: Proposal) -> dict[str, Any]:
    """Return what an order has to know of a proposal."""
    return {**found.body, "sku": found.sku, "shop": found.shop, "giver": found.giver, "supplier": found.supplier,
            "quantity": found.quantity, "value_fen": found.value_fen, "state": found.state}  # fmt: skip


@dataclass(frozen=True)
class PlanApprovals:
    """Looks approved proposals up in the book of plans."""

    proposals: Proposals

    def approved(self, ids: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
        """Return those of the proposals that are approved, with what an order has to know of them."""
        found = [each for id in ids if (each := self.proposals.get(id)) is not None]
        return [(each.id, joining(each)) for each in found if each.state == "approved"]

    def joined(self, id: str, order: str) -> None:
        """Note that a proposal joined another purchase order than it was meant for."""
        found = self.proposals.get(id)
        if found is not None:
            self.proposals.put([replace(found, body={**found.body, "purchase_order": order})])
