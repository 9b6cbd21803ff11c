"""Same-city deliveries of paid orders: asked of WeChat, followed by its callbacks, and the order moved on with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.goods import Goods
from huozhao.flows.orders.order import Orders
from huozhao.flows.orders.steps import Steps
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.trades import number_of
from huozhao.operations.wechat.city_delivery import (
    ENDED,
    STEPS,
    DeliveryTold,
    DeliveryWish,
    Recipient,
    Riders,
    follows,
)
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.place import coordinates

# Neither shopper nor address is kept in a delivery: the order knows its shopper, the vault their address.
KIND = "wechat_delivery"
NEW: Mapping[str, Any] = {"order": "", "shop": "", "attempt": 1, "state": "asked", "asked_at": 0, "changed_at": 0,
                          "carrier": "", "fee_fen": -1, "forfeit_fen": -1}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says when asking for a delivery; `to` overrules what the vault holds (name, phone, address)."""

    weight_g: int = 1_000
    kind: int = 99
    to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One delivery an order at a time; `page` is the order's page in the mini program, {order} stands for its id."""

    riders: Riders
    documents: Documents
    orders: Orders
    goods: Goods
    openids: Openids
    page: str
    clock: Callable[[], int]

    def get(self, order: str) -> Document:
        """Return the delivery of an order; NotFound when none was asked for."""
        found = self.documents.get(KIND, number_of(order))
        if found is None:
            raise NotFound("unknown_delivery", f"no delivery was asked for order {order!r} / 该订单没有配送单",
                           field="order", hint="POST /v1/wechat/deliveries asks for one")
        return found

    def list(self, after: str, limit: int) -> list[Document]:
        """Return deliveries by number after `after`."""
        return self.documents.list(KIND, after=after, limit=limit)

    def ask(self, order: str, asked: Asked) -> Document:
        """Ask for the delivery of a paid order, once; after one that was called off, for another.

        Conflict for an order that is not to be sent or comes from several shops, BadInput for one without a place.
        """
        body, known = self.orders.get(order).body, self.documents.get(KIND, number_of(order))
        if known is not None and known.body["state"] not in ("asked", "cancelled"):
            return known
        wish = self._wish(order, body, asked, _attempt(known))
        # On record before WeChat hears of it: asked again after a crash, it is the same delivery.
        mine = {**NEW, "order": order, "shop": wish.shop, "attempt": _attempt(known), "asked_at": self.clock()}
        self.documents.put(KIND, number_of(order), mine, known.version if known else 0)
        return self._moved(self.riders.add(wish))

    def refresh(self, order: str) -> Document:
        """Ask WeChat how a delivery stands, for a callback that never came."""
        body = self.get(order).body
        return self._moved(self.riders.query(body["shop"], _number(order, body["attempt"])))

    def cancel(self, order: str, reason: int) -> Document:
        """Call a delivery off; the order stays as it is. Conflict for one that has ended."""
        body = self.get(order).body
        if body["state"] in ENDED:
            raise Conflict("delivery_state", f"this delivery is {body['state']} / 配送单已结束", field="order",
                           hint="only deliveries that have not ended are called off")
        return self._moved(self.riders.cancel(body["shop"], _number(order, body["attempt"]), reason))

    def take(self, body: bytes) -> Document:
        """Take a callback in, as often as it comes; Forged when it is not WeChat's, NotFound for what is not ours."""
        return self._moved(self.riders.read(body))

    def _moved(self, told: DeliveryTold) -> Document:
        """Move the order, then the delivery: what is cut short between the two is told again by WeChat."""
        number, _, attempt = told.number.rpartition("-")
        found = self.documents.get(KIND, number)
        if found is None:
            raise NotFound("unknown_delivery", f"no delivery has the number {told.number!r} / 没有这张配送单",
                           field="store_order_id", hint="it was asked for by another system")
        if attempt != str(found.body["attempt"]):
            return found
        state = follows(found.body["state"], found.body["changed_at"], told)
        if state is not None:
            self._step(found.body["order"], state)
        changes = {"state": state or found.body["state"], "carrier": told.carrier or found.body["carrier"]}
        changes |= {"changed_at": max(found.body["changed_at"], told.at)} if state else {}
        changes |= {name: value for name in ("fee_fen", "forfeit_fen") if (value := getattr(told, name)) >= 0}
        return self.documents.put(KIND, number, {**found.body, **changes}, found.version)

    def _step(self, order: str, state: str) -> None:
        try:
            if STEPS.get(state) == "ship":
                Steps(self.orders).ship(order, self.clock())
            elif STEPS.get(state) == "deliver":
                Steps(self.orders).deliver(order, self.clock())
        except Conflict as error:
            if error.code != "order_state":  # cancelled or delivered already: nothing is left to move
                raise

    def _wish(self, order: str, body: Mapping[str, Any], asked: Asked, attempt: int) -> DeliveryWish:
        if body["status"] != "paid":
            raise Conflict("order_state", f"order {order!r} is {body['status']} / 订单不是待发货状态", field="order",
                           hint="only paid orders that have not left are sent")
        self.orders.till.require(body, "ship")
        shops = {part["shop"] for part in body["parts"]}
        if len(shops) > 1:
            raise Conflict("several_shops", f"order {order!r} comes from {len(shops)} shops / 订单由多家门店发货",
                           field="order", hint="send its parts by hand")
        goods = [(found.title, found.image or "", line["quantity"]) for line in body["lines"]
                 if (found := self.goods.sku(line["sku"]))]
        return DeliveryWish(_number(order, attempt), shops.pop(), self.openids.require(body["shopper"]),
                            self._recipient(body, asked.to), tuple(goods), body["total_fen"], asked.weight_g,
                            asked.kind, self.page.format(order=order))

    def _recipient(self, body: Mapping[str, Any], given: Mapping[str, str]) -> Recipient:
        place = coordinates(**body["place"]) if body["place"] else None
        if place is None:
            raise BadInput("place_missing", "this order has no place to be brought to / 订单没有收货坐标",
                           field="place", hint="place orders with `place`")
        known = self.openids.contact(body["shopper"], body.get("address", ""))
        held = {**known, **{name: value for name, value in given.items() if value}}
        for name in ("name", "phone", "address"):
            if not held.get(name):
                raise BadInput("recipient_incomplete", f"the {name} of the recipient is missing / 收件人信息不全",
                               field=f"to.{name}", hint="send it, or let the shopper give it in PUT /v1/me/contact")
        point = place.to_gcj02()
        return Recipient(held["name"], held["phone"], held["address"], point.longitude, point.latitude)


def _attempt(known: Document | None) -> int:
    if known is None:
        return 1
    return int(known.body["attempt"]) + int(known.body["state"] == "cancelled")


def _number(order: str, attempt: int) -> str:
    return f"{number_of(order)}-{attempt}"
