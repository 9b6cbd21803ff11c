"""What an operator decides about proposals: approve, edit, reject, undo, each on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.purchasing import Purchases, purchase_of
from huozhao.terms.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True)
class Decisions:
    """Decisions about proposals; the purchase orders follow from them."""

    documents: Documents
    purchases: Purchases

    def approve(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Order the proposed quantity: it joins today's purchase order of its supplier and shop, and is in transit.

        Approving again repairs a purchase order that a crash left behind, and otherwise changes nothing.
        """
        found = self.proposal(id)
        body = found.body
        if body["state"] != "approved":
            _require(found, ("open",), "approve")
            self.purchases.drafts.announce([id], now)
            body = self._put(found, _approved(body, who, now))
        return dict(self.purchases.order([(id, body)], now)[0])

    def approve_many(self, ids: Sequence[str], who: str, now: int) -> int:
        """Approve many open proposals with a few writes; return how many. Others are left as they are."""
        found = [self.proposal(id) for id in dict.fromkeys(ids)]
        bodies = [(f.id, _approved(f.body, who, now)) for f in found if f.body["state"] == "open"]
        if bodies:
            self.purchases.drafts.announce([id for id, _ in bodies], now)
            self.documents.put_many("proposal", bodies)
            self.purchases.order(bodies, now)
        return len(bodies)

    def reject(self, id: str, reason: str, who: str, now: int) -> dict[str, Any]:
        """Decline a proposal with a reason."""
        found = self.proposal(id)
        _require(found, ("open",), "reject")
        return self._put(found, _changed(found.body, now, who, "reject", state="rejected", reason=reason))

    def edit(self, id: str, quantity: int, who: str, now: int) -> dict[str, Any]:
        """Change the quantity of an open proposal, whole packs only."""
        found = self.proposal(id)
        _require(found, ("open",), "edit")
        pack = found.body["pack_size"]
        if quantity < 1 or quantity % pack:
            raise BadInput("quantity_not_in_packs", f"{quantity} is not a positive multiple of {pack}",
                           field="quantity", hint=f"the goods come in packs of {pack}")  # fmt: skip
        value = quantity * found.body["unit_fen"]
        return self._put(found, _changed(found.body, now, who, "edit", quantity=quantity, value_fen=value))

    def undo(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Take the last decision back; an approved quantity leaves its purchase order if nothing of it arrived."""
        found = self.proposal(id)
        standing = _standing(found.body)
        if not standing:
            raise Conflict("nothing_to_undo", "no decision about this proposal stands", field="id")
        if found.body["state"] == "approved":
            self.purchases.withdraw(id, found.body, now)
        return self._put(found, _changed(found.body, now, who, "undo", **standing[-1]["from"]))

    def proposal(self, id: str) -> Document:
        """Return a proposal; NotFound when there is none."""
        found = self.documents.get("proposal", id)
        if found is None:
            raise NotFound("unknown_proposal", f"there is no proposal {id!r}", field="id",
                           hint="a newer plan replaces open proposals; see GET /v1/proposals")  # fmt: skip
        return found

    def _put(self, found: Document, body: dict[str, Any]) -> dict[str, Any]:
        return self.documents.put("proposal", found.id, body, expected_version=found.version).body


def _changed(body: dict[str, Any], now: int, who: str, what: str, **changes: Any) -> dict[str, Any]:
    before = {key: body.get(key) for key in changes}
    entry = {"who": who, "at": now, "what": what, "from": before, "to": changes}
    return {**body, **changes, "audit": [*body["audit"], entry]}


def _approved(body: dict[str, Any], who: str, now: int) -> dict[str, Any]:
    return _changed(body, now, who, "approve", state="approved", purchase_order=purchase_of(body, now))


def _standing(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the decisions that no undo has taken back, oldest first."""
    standing: list[dict[str, Any]] = []
    for entry in body["audit"]:
        if entry["what"] == "undo":
            standing.pop()
        else:
            standing.append(entry)
    return standing


def _require(found: Document, states: tuple[str, ...], what: str) -> None:
    if found.body["state"] not in states:
        raise Conflict("proposal_state", f"the proposal is {found.body['state']}; it cannot {what} now", field="id",
                       hint="undo the last decision first")  # fmt: skip
