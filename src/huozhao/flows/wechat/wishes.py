"""What a delivery asks of WeChat: the goods of one shop, who gets them and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from huozhao.flows.goods import Goods
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.trades import number_of
from huozhao.operations.wechat.city_delivery import DeliveryWish, Recipient
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.place import coordinates


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says when asking for a delivery; `to` overrules what the vault holds (name, phone, address)."""

    weight_g: int = 1_000
    kind: int = 99
    to: Mapping[str, str] = field(default_factory=dict)
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Puts wishes together; `require` says whether an order may take a step, `page` is the order's page in the mini
    program, where {order} stands for its id.
    """

    goods: Goods
    openids: Openids
    require: Callable[[Mapping[str, Any], str], None]
    page: str

    def of(
        self, order: str, body: Mapping[str, Any], part: Mapping[str, Any], asked: Asked, number: str
    ) -> DeliveryWish:
        """Return the delivery of a part of an order; Conflict for an order that is not to be sent, BadInput for one
        without a place or a whole recipient.
        """
        # The first rider who leaves ships the order; those of its other shops may still be asked for.
        if body["status"] not in ("paid", "shipped") or (body["status"] == "shipped" and len(body["parts"]) == 1):
            raise Conflict("order_state", f"order {order!r} is {body['status']} / 订单不是待发货状态", field="order",
                           hint="only paid orders that have not left are sent")
        self.require(body, "ship")
        goods = [(found.title, found.image or "", line["quantity"]) for line in part["lines"]
                 if (found := self.goods.sku(line["sku"]))]
        return DeliveryWish(number, part["shop"], self.openids.require(body["shopper"]),
                            self._recipient(body, asked.to), tuple(goods), worth_fen(body, part), asked.weight_g,
                            asked.kind, self.page.format(order=order))

    def _recipient(self, body: Mapping[str, Any], given: Mapping[str, str]) -> Recipient:
        chosen = self.openids.address(body["shopper"], body.get("address", ""))
        # Where the address lies now, as it is brought to what is written there now.
        lies = chosen.place if chosen is not None and not given.get("address") else None
        told = lies or body["place"]
        place = coordinates(**told) if told else None
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


def delivery_id(order: str, shop: str) -> str:
    """Return the id of the delivery of an order from a shop."""
    return f"{number_of(order)}-{blake2b(shop.encode(), digest_size=4).hexdigest()}"


def part_of(body: Mapping[str, Any], shop: str) -> Mapping[str, Any]:
    """Return what a shop has of an order; BadInput when several have and none, or another one, is named."""
    parts = [part for part in body["parts"] if shop in ("", part["shop"])]
    if len(parts) != 1:
        raise which_shop(body["order"], [part["shop"] for part in body["parts"]])
    found: Mapping[str, Any] = parts[0]
    return found


def worth_fen(body: Mapping[str, Any], part: Mapping[str, Any]) -> int:
    """Return what the goods of a part cost (fen), of a whole order what it comes to."""
    if len(body["parts"]) == 1:
        return int(body["total_fen"])
    prices = {line["sku"]: line["price_fen"] for line in body["lines"]}
    return max(1, int(sum(prices.get(line["sku"], 0) * line["quantity"] for line in part["lines"])))


def which_shop(order: str, shops: Sequence[str]) -> BadInput:
    """Return the error that asks for a shop."""
    return BadInput("several_shops", f"order {order!r} comes from {len(shops)} shops / 订单由多家门店发货，请指定门店",
                    field="shop", hint=f"name one of {', '.join(shops)}; each sends its own")
