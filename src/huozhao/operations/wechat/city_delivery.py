"""Same-city deliveries: the port to WeChat's riders, and what a state that it tells means for a delivery and its order.

Source of the states: https://developers.weixin.qq.com/miniprogram/dev/server/API/weixin-express/same_city_distribution/
api_intracity_mocknotify. One thing is learned from merchants: after trouble (90000), 70000 can also mean that the rider
brought the goods back, so then a person has to say which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["asked", "waiting", "accepted", "at_shop", "on_the_way", "delivered", "cancelled", "trouble", "unclear"]
STATES: Mapping[int, State] = {
    10000: "waiting", 20000: "cancelled", 20001: "cancelled", 30000: "accepted", 40000: "at_shop", 50000: "on_the_way",
    60000: "waiting", 70000: "delivered", 90000: "trouble",
}  # fmt: skip
ENDED = frozenset({"delivered", "cancelled", "unclear"})
# What a delivery in a state does to its order.
STEPS: Mapping[str, Literal["ship", "deliver"]] = {"on_the_way": "ship", "delivered": "deliver"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the goods, and where: degrees in GCJ-02."""

    name: str
    phone: str
    address: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class DeliveryWish:
    """A delivery to ask for. The same number is the same delivery; `goods` are (title, picture, units), value in fen.

    `page` is the order's page in the mini program, `kind` WeChat's number for the kind of goods (99 other).
    """

    number: str
    shop: str
    openid: str
    to: Recipient
    goods: tuple[tuple[str, str, int], ...]
    value_fen: int
    weight_g: int
    kind: int
    page: str


@dataclass(frozen=True, slots=True)
class DeliveryTold:
    """What WeChat tells of a delivery; `at` (ms) is when the state began, 0 unknown; money in fen, -1 not told."""

    number: str
    status: int
    at: int = 0
    carrier: str = ""
    fee_fen: int = -1
    forfeit_fen: int = -1


def follows(state: str, at: int, told: DeliveryTold) -> State | None:
    """Return the state of a delivery after what WeChat tells; None when that is old, unknown, or comes too late."""
    new = STATES.get(told.status)
    if new is None or new == state or state in ENDED or 0 < told.at < at:
        return None
    return "unclear" if new == "delivered" and state == "trouble" else new


class Riders(Protocol):
    """WeChat's same-city delivery."""

    def add(self, wish: DeliveryWish) -> DeliveryTold:
        """Ask for a delivery; asked again it is the same."""
        ...

    def query(self, shop: str, number: str) -> DeliveryTold:
        """Return how a delivery stands."""
        ...

    def cancel(self, shop: str, number: str, reason: int) -> DeliveryTold:
        """Call a delivery off: 1 not needed, 2 wrong details, 3 nobody takes it, 99 other; a rider on the way costs."""
        ...

    def read(self, body: bytes) -> DeliveryTold:
        """Return what a callback tells; Forged when it is not WeChat's."""
        ...
