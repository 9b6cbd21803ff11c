"""Who asks, what a tool answers: values that pass between the turn and the tools."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.operations.assistant.draft import Draft
from huozhao.operations.assistant.orders import Order
from huozhao.operations.assistant.reading import Message
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

# What came of a message: answered, asked back, proposed something, not known, refused, handed over.
ANSWERED, ASKS, PROPOSED, UNKNOWN, REFUSED = "answered", "asks", "proposed", "unknown", "refused"
BEYOND, HANDED = "beyond", "handed_over"


@dataclass(frozen=True, slots=True)
class Asker:
    """The shopper of the session, with all subject ids of the person. No tool takes these from a message.

    `refund_left_fen` is how much money the assistant may still send back in this talk.
    """

    shopper: str
    members: tuple[str, ...]
    now: int
    talk: str
    message: Message
    slots: Mapping[str, str] = field(default_factory=dict)
    place: Coordinates | None = None
    refund_left_fen: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool answers: a draft, blocks to show beside it, and what the talk is about from now on."""

    draft: Draft
    blocks: tuple[dict[str, Any], ...] = ()
    outcome: str = ANSWERED
    slots: Mapping[str, str] = field(default_factory=dict)


def order_block(order: Order, label: Text) -> dict[str, Any]:
    """Return an order as a card."""
    lines = [{"sku": line.sku, "title": line.title, "quantity": line.quantity} for line in order.lines]
    return {"kind": "order", "order": order.order, "status": order.status, "label": label.as_dict(),
            "total_fen": order.total_fen, "lines": lines, "at": order.at.get("placed") or order.at.get("paid") or 0}


def goods_block(sku: Sku) -> dict[str, Any]:
    """Return goods as a card."""
    return {"kind": "goods", "sku": sku.sku, "title": sku.title, "price_fen": sku.price_fen, "image": sku.image}
