"""Same-city deliveries of paid orders: asked of WeChat, followed by its callbacks, and the order moved on with them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import OrderCancelled
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Recorded
from huozhao.flows.orders.order import Orders
from huozhao.flows.orders.steps import Steps
from huozhao.flows.wechat.trades import number_of
from huozhao.flows.wechat.waiting import Waiting
from huozhao.flows.wechat.wishes import Asked, Wishes, delivery_id, part_of, which_shop
from huozhao.operations.wechat.city_delivery import ENDED, STATES, STEPS, DeliveryTold, Riders, follows
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError, NotFound

# Neither shopper nor address is kept in a delivery: the order knows its shopper, the vault their address.
KIND, OFF = "wechat_delivery", "wechat_call_off"
NEW: Mapping[str, Any] = {"order": "", "shop": "", "attempt": 1, "state": "asked", "asked_at": 0, "changed_at": 0,
                          "carrier": "", "fee_fen": -1, "forfeit_fen": -1}
# What WeChat's answer means where it never took a delivery: the number, or the shop that was to send it, is unknown.
UNKNOWN = ("wechat_unfit", "store_unknown")
MINE = 1  # WeChat's reason 1: the delivery is not needed


@dataclass(frozen=True)
class Deliveries:
    """One delivery at a time for each shop of an order."""

    riders: Riders
    documents: Documents
    orders: Orders
    wishes: Wishes
    clock: Callable[[], int]
    off: Waiting = field(init=False)

    def __post_init__(self) -> None:
        """Make the list of what is to be called off."""
        object.__setattr__(self, "off", Waiting(self.documents, OFF, self.clock))

    def get(self, order: str, shop: str = "") -> Document:
        """Return the delivery of an order from a shop; without a shop that of the only one. NotFound for none."""
        found = [each for each in self.of(order) if shop in ("", each.body["shop"])]
        if len(found) > 1:
            raise which_shop(order, [each.body["shop"] for each in found])
        if not found:
            raise NotFound("unknown_delivery", f"no delivery was asked for order {order!r} / 该订单没有配送单",
                           field="order", hint="POST /v1/wechat/deliveries asks for one")
        return found[0]

    def of(self, order: str) -> list[Document]:
        """Return the deliveries of an order, one a shop."""
        begin = f"{number_of(order)}-"
        return [each for each in self.documents.list(KIND, after=begin, limit=50) if each.id.startswith(begin)]

    def page_of(self, status: str, after: str, limit: int) -> list[Document]:
        """Return deliveries by number after `after`: all, those that go on (open), or that need a person (trouble)."""
        found: list[Document] = []
        while len(found) < limit and (batch := self.documents.list(KIND, after=after, limit=500)):
            found += [each for each in batch if not status or self._is(each, status)]
            after = batch[-1].id
        return found[:limit]

    def troubles(self, most: int) -> int:
        """Return how many of the newest deliveries a person has to look at."""
        newest = self.documents.list(KIND, limit=most, newest=True)
        return sum(self._is(each, "trouble") for each in newest)

    def ask(self, order: str, asked: Asked) -> Document:
        """Ask for the delivery of a paid order from a shop, once; after one that was called off, for another.

        Conflict for an order that is not to be sent, BadInput for one without a place, or with several shops to name.
        """
        body = self.orders.get(order).body
        part = part_of(body, asked.shop)
        id = delivery_id(order, part["shop"])
        known = self.documents.get(KIND, id)
        if known is not None and known.body["state"] not in ("asked", "cancelled"):
            return known
        attempt = _attempt(known)
        wish = self.wishes.of(order, body, part, asked, f"{id}-{attempt}")
        # On record before WeChat hears of it: asked again after a crash, it is the same delivery.
        mine = {**NEW, "order": order, "shop": wish.shop, "attempt": attempt, "asked_at": self.clock()}
        found = self.documents.put(KIND, id, mine, known.version if known else 0)
        try:
            told = self.riders.add(wish)
        except BadInput:
            with suppress(HuozhaoError):
                self._unless_taken(found)
            raise
        moved = self._moved(told)
        if moved.body["state"] == "cancelled" and STATES.get(told.status) not in ENDED:  # called off too early
            moved = self._moved(self.riders.cancel(wish.shop, wish.number, MINE))
        if self.orders.get(order).body["status"] == "cancelled":  # while WeChat was being asked
            self.off.wait(id)
        return moved

    def refresh(self, order: str, shop: str = "") -> Document:
        """Ask WeChat how a delivery stands, for a callback that never came."""
        return self._asked(self.get(order, shop))

    def cancel(self, order: str, reason: int, shop: str = "") -> Document:
        """Call a delivery off; the order stays as it is. Conflict for one that has ended."""
        found = self.get(order, shop)
        if found.body["state"] in ENDED:
            raise Conflict("delivery_state", f"this delivery is {found.body['state']} / 配送单已结束", field="order",
                           hint="only deliveries that have not ended are called off")
        if found.body["state"] == "asked" and (found := self._unless_taken(found)).body["state"] in ENDED:
            return found
        return self._moved(self.riders.cancel(found.body["shop"], _number(found), reason))

    def take(self, body: bytes) -> Document:
        """Take a callback in, as often as it comes; Forged when it is not WeChat's, NotFound for what is not ours."""
        return self._moved(self.riders.read(body))

    def hear(self, recorded: Recorded) -> bool:
        """Let the riders of a cancelled order be called off; return whether one was cancelled."""
        what = recorded.event.properties
        if not isinstance(what, OrderCancelled):
            return False
        for each in self.of(what.order):
            if each.body["state"] not in ENDED:
                self.off.wait(each.id)
        return True

    def work(self) -> int:
        """Call off what is to be; return how many deliveries were looked at."""
        return self.off.each(self._call_off)

    def _is(self, found: Document, status: str) -> bool:
        if status == "open":
            return found.body["state"] not in ENDED
        return found.body["state"] in ("trouble", "unclear") or bool(self.off.error_of(found.id))

    def _call_off(self, id: str) -> None:
        found = self.documents.get(KIND, id)
        order = self.orders.get(found.body["order"]).body if found else {"status": ""}
        if found is None or order["status"] != "cancelled":
            return self._let_go(id, found, order["status"])
        try:
            state = self._unless_taken(found).body["state"]
            if state not in ENDED:
                state = self._moved(self.riders.cancel(found.body["shop"], _number(found), MINE)).body["state"]
        except HuozhaoError as error:
            return self.off.later(id, error=error.message)
        return self.off.done(id) if state in ENDED else self.off.later(id)

    def _let_go(self, id: str, found: Document | None, status: str) -> None:
        """Pass over what is not to be called off: none, or an order that is not cancelled on record (yet)."""
        if found is None or status != "paid":
            self.off.done(id)

    def _unless_taken(self, found: Document) -> Document:
        """Ask how a delivery stands; one that WeChat never took, as it refused or never heard of it, has ended."""
        try:
            return self._asked(found)
        except BadInput as error:
            if found.body["state"] != "asked" or error.code not in UNKNOWN:
                raise
            return self.documents.put(KIND, found.id, {**found.body, "state": "cancelled"}, found.version)

    def _asked(self, found: Document) -> Document:
        return self._moved(self.riders.query(found.body["shop"], _number(found)))

    def _moved(self, told: DeliveryTold) -> Document:
        """Move the order, then the delivery: what is cut short between the two is told again by WeChat."""
        id, _, attempt = told.number.rpartition("-")
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_delivery", f"no delivery has the number {told.number!r} / 没有这张配送单",
                           field="store_order_id", hint="it was asked for by another system")
        # Riders from two shops may arrive at the same moment, and one of them has to be the last.
        with self.orders.turns.of(found.body["order"]):
            return self._followed(self.documents.get(KIND, id) or found, attempt, told)

    def _followed(self, found: Document, attempt: str, told: DeliveryTold) -> Document:
        if attempt != str(found.body["attempt"]):
            return found
        state = follows(found.body["state"], found.body["changed_at"], told)
        if state is not None:
            self._step(found, state)
        changes = {"state": state or found.body["state"], "carrier": told.carrier or found.body["carrier"]}
        changes |= {"changed_at": max(found.body["changed_at"], told.at)} if state else {}
        changes |= {name: value for name in ("fee_fen", "forfeit_fen") if (value := getattr(told, name)) >= 0}
        return self.documents.put(KIND, found.id, {**found.body, **changes}, found.version)

    def _step(self, found: Document, state: str) -> None:
        """Ship the order with the first rider who leaves, and deliver it with the last who arrives."""
        order, others = found.body["order"], [each for each in self.of(found.body["order"]) if each.id != found.id]
        try:
            if STEPS.get(state) == "ship":
                Steps(self.orders).ship(order, self.clock())
            elif STEPS.get(state) == "deliver" and self._is_all(order, found, others):
                Steps(self.orders).deliver(order, self.clock())
        except Conflict as error:
            if error.code != "order_state":  # cancelled or delivered already: nothing is left to move
                raise

    def _is_all(self, order: str, found: Document, others: Sequence[Document]) -> bool:
        """Tell whether the goods of every shop of an order are there, with those of this delivery."""
        there = {found.body["shop"], *(each.body["shop"] for each in others if each.body["state"] == "delivered")}
        return there >= {part["shop"] for part in self.orders.get(order).body["parts"]}


def _attempt(known: Document | None) -> int:
    if known is None:
        return 1
    return int(known.body["attempt"]) + int(known.body["state"] == "cancelled")


def _number(found: Document) -> str:
    return f"{found.id}-{found.body['attempt']}"
