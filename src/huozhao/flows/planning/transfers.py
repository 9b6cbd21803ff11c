"""Transfer orders: goods that leave a depot or a shop for another shop, from approval to receipt.

The ledger moves within one shop at a time, so a transfer is two moves: from the giver's shelf out, and into the
receiver's transit. Orders are written before their moves, and each move has its own key: whatever a crash leaves
undone is done by whoever looks next, and never twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.planning import transfer_lines as lines_
from huozhao.flows.planning.approvals import PlanApprovals
from huozhao.flows.planning.transfer_lines import Approved, came, done, new_order, state_of
from huozhao.supply.ledger import Ledger, Move
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.time import DAY_MS

KIND, OPEN, INTAKE = "transfer_order", "transfer_open", "transfer_intake"
# Two operators approving at once write the same order; the later one reads again and repeats.
MOST_TRIES = 8
BATCH = 500
Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Transfers:
    """Keeps transfer orders in step with the ledger; every step may be repeated after a crash."""

    documents: Documents
    ledger: Ledger
    approvals: PlanApprovals

    def announce(self, ids: Sequence[str], now: int) -> None:
        """Say which proposals are about to be approved, so that a crash cannot leave one without its order."""
        self.documents.put(INTAKE, _intake(ids, now), {"ids": list(ids)})

    def order(self, approved: Approved, now: int) -> list[str]:
        """Put approved proposals on their orders and their goods on the way; a repeat changes nothing.

        Returns the proposals whose giver no longer has the goods: they are on no order.
        """
        short: list[str] = []
        for name, group in lines_.by_order(approved).items():
            id = self._joinable(name, group)
            self._change(id, partial(lines_.asking, group=group), partial(new_order, group, now))
            short += self._send(id, now)
        self.documents.delete(INTAKE, [_intake([id for id, _ in approved], now)])
        return short

    def withdraw(self, id: str, body: Mapping[str, Any], now: int) -> None:
        """Take a proposal off its order again and its goods back; Conflict when goods of the order have arrived."""
        found = self.get(self._order_of(id, body))
        if id in found.body["proposals"]:
            lines_.require_nothing_came(found.body, body["sku"])
            units = int(found.body["proposals"][id]["units"])
            self._back(found, f"{id}:{len(body['audit'])}", {body["sku"]: units}, now)
            self._change(found.id, lambda old: lines_.without(old, [id]))

    def receive(self, id: str, arrived: Mapping[str, int] | None, who: str, now: int) -> dict[str, Any]:
        """Put arrived goods on the shelf; None receives all that is under way, fewer units are a partial receipt."""
        found = self.get(id)
        units, number = came(found.body, arrived), len(found.body["history"])
        # The ledger first: its keys let one receipt of each number through, and a repeat after a crash count once.
        self._post([Move(f"transfer:{id}:{number}:{sku}:in", sku, found.body["shop"], "in_transit", "on_hand", n, now,
                         f"transfer order {id}") for sku, n in units.items()])  # fmt: skip
        return self._step(found, "receive", "received", units, who, now)

    def lose(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Give up what has not come: it is lost on the way."""
        found = self.get(id)
        units, number = came(found.body, None), len(found.body["history"])
        self._post([Move(f"transfer:{id}:{number}:{sku}:lost", sku, found.body["shop"], "in_transit", "lost", n, now,
                         f"transfer order {id}") for sku, n in units.items()])  # fmt: skip
        return self._step(found, "lose", "lost", units, who, now)

    def cancel(self, id: str, who: str, now: int) -> dict[str, Any]:
        """Send what is under way back to the giver."""
        found = self.get(id)
        units = came(found.body, None)
        self._back(found, str(len(found.body["history"])), units, now)
        return self._step(found, "cancel", "returned", units, who, now)

    def get(self, id: str) -> Document:
        """Return an order, with what a crash left undone done; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_transfer_order", f"there is no transfer order {id!r}", field="id",
                           hint="see GET /v1/transfer-orders")  # fmt: skip
        if any(not each["sent"] for each in found.body["proposals"].values()):
            self._send(id, found.body["ordered_at"])
            return self.documents.get(KIND, id) or found
        return found

    def page(self, is_open: bool, shop: str, after: str, limit: int) -> list[Document]:
        """Return orders, newest first, before an id; those under way only, those to one shop only where asked."""
        if is_open:
            found = [each for each in self.open() if shop in ("", each.body["shop"]) and (not after or each.id < after)]
            return sorted(found, key=lambda each: each.id, reverse=True)[:limit]
        page: list[Document] = []
        while len(page) < limit and (batch := self.documents.list(KIND, after=after, limit=limit, newest=True)):
            page += [each for each in batch if shop in ("", each.body["shop"])]
            after = batch[-1].id
        return page[:limit]

    def open(self) -> Iterator[Document]:
        """Yield the orders that are under way."""
        for marker in list(_all(self.documents, OPEN)):
            found = self.documents.get(KIND, marker.id)
            if found is not None and done(found.body):
                self.documents.delete(OPEN, [marker.id])
            elif found is not None:
                yield self.get(marker.id)

    def recover(self, now: int) -> None:
        """Complete what a crash cut short: approvals without an order, orders without their moves."""
        for left in list(_all(self.documents, INTAKE)):
            self.order(self.approvals.approved(left.body["ids"]), now)
            self.documents.delete(INTAKE, [left.id])
        for _ in self.open():
            pass

    def _joinable(self, name: str, group: Approved) -> str:
        """Return the first order of the day that has these proposals, or takes more: goods of none have moved on."""
        number, id, wanted = 1, name, {id for id, _ in group}
        while (found := self.documents.get(KIND, id)) is not None and (
            found.body["history"] and not wanted & set(found.body["proposals"])
        ):
            number += 1
            id = f"{name}-{number}"
        return id

    def _order_of(self, id: str, body: Mapping[str, Any]) -> str:
        name, number = str(body["transfer_order"]), 1
        order = name
        while (found := self.documents.get(KIND, order)) is not None and id not in found.body["proposals"]:
            number += 1
            order = f"{name}-{number}"
        return order if found is not None else name

    def _send(self, id: str, now: int) -> list[str]:
        """Move what an order asks for and was not moved yet: out of the giver's shelf, then into transit."""
        found = self.documents.get(KIND, id)
        waiting = {} if found is None else {p: e for p, e in found.body["proposals"].items() if not e["sent"]}
        if found is None or not waiting:
            return []
        giver, shop, note = found.body["giver"], found.body["shop"], f"transfer order {id}"
        out = [Move(f"transfer:{p}:{e['number']}:out", e["sku"], giver, "on_hand", "supplier", e["units"], now, note)
               for p, e in waiting.items()]  # fmt: skip
        outcomes = dict(zip(waiting, self.ledger.post(out), strict=True))
        short = [p for p, outcome in outcomes.items() if outcome not in ("posted", "duplicate")]
        self._post([Move(f"transfer:{p}:{e['number']}:way", e["sku"], shop, "supplier", "in_transit", e["units"], now,
                         note) for p, e in waiting.items() if p not in short])  # fmt: skip
        self._change(id, lambda old: lines_.sent(lines_.without(old, short), set(waiting) - set(short)))
        return short

    def _back(self, found: Document, mark: str, units: Mapping[str, int], now: int) -> None:
        giver, shop, note = found.body["giver"], found.body["shop"], f"transfer order {found.id}"
        self._post([Move(f"transfer:{found.id}:{mark}:{sku}:off", sku, shop, "in_transit", "supplier", n, now, note)
                    for sku, n in units.items()])  # fmt: skip
        self._post([Move(f"transfer:{found.id}:{mark}:{sku}:back", sku, giver, "supplier", "on_hand", n, now, note)
                    for sku, n in units.items()])  # fmt: skip

    def _post(self, moves: Sequence[Move]) -> None:
        outcomes = self.ledger.post(moves) if moves else []
        if set(outcomes) - {"posted", "duplicate"}:
            raise Conflict("transit_conflict", "the goods in transit were changed meanwhile", field="lines",
                           hint="read the transfer order and the stock again")  # fmt: skip

    def _step(
        self, found: Document, what: str, column: str, units: Mapping[str, int], who: str, now: int
    ) -> dict[str, Any]:
        body = lines_.stepped(found.body, what, column, units, who, now)
        self.documents.put(KIND, found.id, body, expected_version=found.version)
        if done(body):
            self.documents.delete(OPEN, [found.id])
        return body

    def _change(self, id: str, change: Change, new: Callable[[], dict[str, Any]] | None = None) -> None:
        """Change an order, reading it again when somebody else was faster."""
        for tried in range(MOST_TRIES):
            found = self.documents.get(KIND, id)
            if found is None and new is None:
                return
            body = change({**(found.body if found else new() if new else {}), "id": id})
            if not done(body) and self.documents.get(OPEN, id) is None:
                self.documents.put(OPEN, id, {})
            try:
                body["state"] = state_of(body)
                self.documents.put(KIND, id, body, expected_version=found.version if found else 0)
                return
            except Conflict:
                if tried == MOST_TRIES - 1:
                    raise


def transfer_of(body: Mapping[str, Any], now: int) -> str:
    """Return the id of today's transfer order of a proposal's giver and shop."""
    return f"{now // DAY_MS:06d}-{body['giver']}-{body['shop'] or 'all'}".replace("/", "_").replace("#", "_")


def _all(documents: Documents, kind: str) -> Iterator[Document]:
    after = ""
    while batch := documents.list(kind, after=after, limit=BATCH):
        yield from batch
        after = batch[-1].id


def _intake(ids: Sequence[str], now: int) -> str:
    return f"{now:015d}-{ids[0] if ids else ''}"
