"""What an operator decides about proposals: approve, edit, reject, undo, each on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from huozhao.flows.audit import standing
from huozhao.flows.planning.approvals import joining
from huozhao.flows.planning.transfers import Transfers, transfer_of
from huozhao.flows.purchasing import Purchases, purchase_of
from huozhao.supply.plan_book import Proposal, Proposals
from huozhao.terms.errors import BadInput, Conflict, NotFound

# What of a proposal its columns hold; the rest of what decisions change is in its body.
COLUMNS = ("state", "quantity", "value_fen")
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of many approvals; `short` are transfers whose giver no longer has the goods."""

    approved: int
    short: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decisions:
    """Decisions about proposals; the purchase and transfer orders follow from them."""

    proposals: Proposals
    purchases: Purchases
    transfers: Transfers

    def approve(self, id: str, who: str, now: int) -> Proposal:
        """Order what is proposed: it joins today's order of its supplier or giver and its shop, and is in transit.

        Approving again repairs an order that a crash left behind, and otherwise changes nothing. Conflict when the
        giver of a transfer no longer has the goods.
        """
        found = self.proposal(id)
        if found.state != "approved":
            _require(found, ("open", "cut"), "approve")
        done = self._approve([found], who, now)
        if done.short:
            raise Conflict("giver_short", f"{found.giver} no longer has {found.quantity} of {found.sku} to give",
                           field="quantity", hint="edit the quantity, or wait for the next plan")  # fmt: skip
        return self.proposal(id)

    def approve_many(self, ids: Iterable[str], who: str, now: int) -> Approved:
        """Approve many open proposals, some at a time with a few writes; others are left as they are."""
        each, approved, short = iter(dict.fromkeys(ids)), 0, list[str]()
        while batch := list(islice(each, AT_ONCE)):
            found = [self.proposal(id) for id in batch]
            done = self._approve([one for one in found if one.state == "open"], who, now)
            approved, short = approved + done.approved, [*short, *done.short]
        return Approved(approved, tuple(short))

    def reject(self, id: str, reason: str, who: str, now: int) -> Proposal:
        """Decline a proposal with a reason."""
        found = self.proposal(id)
        _require(found, ("open", "cut"), "reject")
        return self._put(_changed(found, now, who, "reject", state="rejected", reason=reason))

    def edit(self, id: str, quantity: int, who: str, now: int) -> Proposal:
        """Change the quantity of an open proposal, whole packs only."""
        found = self.proposal(id)
        _require(found, ("open", "cut"), "edit")
        pack = int(found.body["pack_size"])
        if quantity < 1 or quantity % pack:
            raise BadInput("quantity_not_in_packs", f"{quantity} is not a positive multiple of {pack}",
                           field="quantity", hint=f"the goods come in packs of {pack}")  # fmt: skip
        value = quantity * int(found.body["unit_fen"])
        return self._put(_changed(found, now, who, "edit", quantity=quantity, value_fen=value))

    def undo(self, id: str, who: str, now: int) -> Proposal:
        """Take the last decision back; an approved quantity leaves its order if nothing of it left or arrived."""
        found = self.proposal(id)
        left = standing(found.body)
        if not left:
            raise Conflict("nothing_to_undo", "no decision about this proposal stands", field="id")
        if found.state == "approved" and found.kind == "purchase":
            self.purchases.withdraw(id, joining(found), now)
        elif found.state == "approved":
            self.transfers.withdraw(id, joining(found), now)
        return self._put(_changed(found, now, who, "undo", **left[-1]["from"]))

    def proposal(self, id: str) -> Proposal:
        """Return a proposal; NotFound when there is none."""
        found = self.proposals.get(id)
        if found is None:
            raise NotFound("unknown_proposal", f"there is no proposal {id!r}", field="id",
                           hint="a newer plan replaces open proposals; see GET /v1/proposals")  # fmt: skip
        return found

    def _approve(self, found: Sequence[Proposal], who: str, now: int) -> Approved:
        """Approve proposals: announce, write, order; a crash in between is completed from what was announced."""
        for kind, drafts in (("purchase", self.purchases.drafts), ("transfer", self.transfers)):
            if ids := [each.id for each in found if each.kind == kind]:
                drafts.announce(ids, now)
        new = [each if each.state == "approved" else _approved(each, who, now) for each in found]
        self.proposals.put([each for each, old in zip(new, found, strict=True) if each is not old])
        bought = [(each.id, joining(each)) for each in new if each.kind == "purchase"]
        moved = [(each.id, joining(each)) for each in new if each.kind == "transfer"]
        if bought:
            self.purchases.order(bought, now)
        short = self.transfers.order(moved, now) if moved else ()
        for id in short:
            one = self.proposal(id)
            self._put(_changed(one, now, who, "undo", **standing(one.body)[-1]["from"]))
        return Approved(len(new) - len(short), tuple(short))

    def _put(self, found: Proposal) -> Proposal:
        self.proposals.put([found])
        return self.proposal(found.id)


def _changed(found: Proposal, now: int, who: str, what: str, **changes: Any) -> Proposal:
    """Return a proposal with changes made and noted: some are columns, the others stand in its body."""
    before = {name: getattr(found, name) if name in COLUMNS else found.body.get(name) for name in changes}
    entry = {"who": who, "at": now, "what": what, "from": before, "to": changes}
    columns = {name: value for name, value in changes.items() if name in COLUMNS}
    rest = {name: value for name, value in changes.items() if name not in COLUMNS}
    return replace(found, body={**found.body, **rest, "audit": [*found.body["audit"], entry]}, **columns)


def _approved(found: Proposal, who: str, now: int) -> Proposal:
    body = joining(found)
    if found.kind == "transfer":
        return _changed(found, now, who, "approve", state="approved", transfer_order=transfer_of(body, now))
    return _changed(found, now, who, "approve", state="approved", purchase_order=purchase_of(body, now))


def _require(found: Proposal, states: tuple[str, ...], what: str) -> None:
    if found.state not in states:
        raise Conflict("proposal_state", f"the proposal is {found.state}; it cannot {what} now", field="id",
                       hint="undo the last decision first")  # fmt: skip
