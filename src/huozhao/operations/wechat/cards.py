"""Service cards: what WeChat shows of an order in the chat list, without any message being sent.

Source: the platform's definitions of cards 2001 (parcel) and 2006 (same-city delivery): 1 paid, 4 sent (2001 only),
8 delivered (2006 only). Only these steps are known to the mall; what lies between, the courier's system may tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PARCEL, CITY = 2001, 2006
STEPS: Mapping[int, Mapping[str, int]] = {PARCEL: {"paid": 1, "shipped": 4}, CITY: {"paid": 1, "delivered": 8}}
MOST_GOODS = 20


@dataclass(frozen=True, slots=True)
class CardGoods:
    """One line of an order as a card shows it; `path` is the page of the goods."""

    title: str
    image: str
    count: int
    price_fen: int
    path: str


def card_kind(logistics: str) -> int | None:
    """Return the card for a way in which goods leave; None where there is none."""
    return {"express": PARCEL, "city": CITY}.get(logistics)


def card_content(
    kind: int, step: str, page: str, goods: Sequence[CardGoods], at_ms: int
) -> Mapping[str, Any] | None:
    """Return what a card says at a step (paid, shipped, delivered); None where it says nothing of it.

    A card begins with the goods and their pictures: without a picture of each there is no card.
    """
    status = STEPS[kind].get(step)
    if status is None or (step == "paid" and not (goods and all(each.image for each in goods))):
        return None
    content: dict[str, Any] = {"cur_status": status, "wxa_path_query": page}
    if step == "paid":
        shown = [{"product_img": each.image, "product_name": each.title, "product_path_query": each.path,
                  "count": each.count, "single_price": each.price_fen} for each in goods[:MOST_GOODS]]
        content |= {"product_count": sum(each.count for each in goods), "product_list": {"info_list": shown}}
    elif step == "delivered":
        content["arrival_time"] = at_ms // 1000
    return content
