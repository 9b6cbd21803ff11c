"""Returns that shoppers asked for: the goods are still with them, so the mall takes them back when they arrive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.flows.orders.steps import Steps
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND = "return_request"
ASKED, RECEIVED, REFUSED = "asked", "received", "refused"
STATES = (ASKED, RECEIVED, REFUSED)


@dataclass(frozen=True, slots=True)
class ReturnBook:
    """Keeps return requests; one order has at most one that is open."""

    documents: Documents
    steps: Steps
    clock: Callable[[], int]

    def ask(self, shopper: str, order: str, lines: Mapping[str, int], refund_fen: int, returns: int) -> Document:
        """Keep a request; asked again before the goods came, it is the same request.

        `returns` is how often goods of the order came back before, which makes the id of this time.
        """
        id = f"{order}:{returns}"
        found = self.documents.get(KIND, id)
        if found is not None and found.body["state"] == ASKED:
            return found
        first = {"order": order, "shopper": shopper, "returns": returns, "at": self.clock()}
        new = {"state": ASKED, "lines": dict(lines), "refund_fen": refund_fen}
        body = changed({**(found.body if found else {}), **first}, new, "shopper", "ask", self.clock())
        return self.documents.put(KIND, id, body, found.version if found else 0)

    def worth(self, order: str, lines: Mapping[str, int]) -> int:
        """Return what comes back in fen for goods of an order, less what coupons had taken off."""
        return self.steps.orders.till.refund(self.steps.orders.get(order).body, lines)

    def standing(self, order: str, returns: int) -> Document | None:
        """Return the open request of an order, None when there is none."""
        found = self.documents.get(KIND, f"{order}:{returns}")
        return found if found is not None and found.body["state"] == ASKED else None

    def all(self, state: str = "") -> list[Document]:
        """Return requests, newest first; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        found = [each for each in self.documents.list(KIND, limit=2_000) if state in ("", each.body["state"])]
        return sorted(found, key=lambda each: (-each.body["at"], each.id))

    def receive(self, id: str, who: str) -> Document:
        """Take the goods back and let the money go; a second time changes nothing."""
        found = self._get(id)
        if found.body["state"] == RECEIVED:
            return found
        _require(found, ASKED)
        order = self.steps.orders.get(found.body["order"])
        if order.body.get("returns", 0) == found.body["returns"]:  # otherwise a crash came after the goods were taken
            self.steps.give_back(order.id, found.body["lines"], self.clock())
        return self._put(found, RECEIVED, who, "receive")

    def refuse(self, id: str, who: str) -> Document:
        """Refuse a request; the order stays as it is."""
        found = self._get(id)
        if found.body["state"] == REFUSED:
            return found
        _require(found, ASKED)
        return self._put(found, REFUSED, who, "refuse")

    def _get(self, id: str) -> Document:
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_return", f"there is no return request {id!r}", field="id",
                           hint="see GET /v1/return-requests")
        return found

    def _put(self, found: Document, state: str, who: str, what: str) -> Document:
        body = changed(found.body, {"state": state}, who, what, self.clock())
        return self.documents.put(KIND, found.id, body, found.version)


def _require(found: Document, state: str) -> None:
    if found.body["state"] != state:
        raise Conflict("return_state", f"this request is {found.body['state']}", field="id",
                       hint=f"only what is {state} can be received or refused")
