"""What a shopper may do with an order of their own, decided by rules: no model has a say in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

STATES: dict[str, Text] = {
    "placed": Text("待付款", "waiting for payment"), "paid": Text("已付款，待发货", "paid, being prepared"),
    "shipped": Text("已发货，配送中", "on its way"), "delivered": Text("已收货", "delivered"),
    "cancelled": Text("已取消", "cancelled"), "returned": Text("已退货", "returned"),
}  # fmt: skip
ELSEWHERE = Text("这笔订单由别的系统管理，需要人工处理", "this order is kept elsewhere; a person has to deal with it")
_TOO_LATE = {
    "shipped": Text("已经发货，不能取消，收到后可以退货",
                    "it has left and cannot be cancelled; it can be returned once it is there"),
    "delivered": Text("已经签收，不能取消，可以看看能否退货",
                      "it was delivered and cannot be cancelled; see whether it can be returned"),
    "cancelled": Text("已经取消过了", "it is cancelled already"),
}  # fmt: skip
# Orders that something is still to come of, in the order in which a shopper would mean them.
OPEN = ("placed", "paid", "shipped")


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of an order: units bought and units that came back; money in fen a unit."""

    sku: str
    title: str
    quantity: int
    price_fen: int
    returned: int = 0
    category: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """The units that the shopper still has."""
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the shopper who asks, times in ms. `returns` counts how often goods came back.

    `is_ours` is false for orders that another system keeps: they can be told of and not changed here.
    """

    order: str
    status: str
    lines: tuple[Bought, ...]
    total_fen: int
    at: Mapping[str, int] = field(default_factory=dict)
    shops: tuple[str, ...] = ()
    promised_minutes: int | None = None
    returns: int = 0
    is_ours: bool = True

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to come of it."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Terms:
    """The merchant's terms: days after delivery in which goods may come back, and categories that may not."""

    return_days: int = 7
    not_returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done, with the reason in words; `lines` are the goods it is about."""

    may: bool
    why: Text
    lines: tuple[Bought, ...] = ()


def may_cancel(order: Order) -> Verdict:
    """Say whether an order may be cancelled: until it leaves."""
    if not order.is_ours:
        return Verdict(False, ELSEWHERE)
    if order.status == "placed":
        return Verdict(True, Text("还没有付款，可以取消", "it is not paid yet and can be cancelled"))
    if order.status == "paid":
        return Verdict(True, Text("还没有发货，可以取消", "it has not left yet and can be cancelled"))
    return Verdict(False, _TOO_LATE.get(order.status, Text("现在不能取消", "it cannot be cancelled now")))


def may_return(order: Order, terms: Terms, now: int) -> Verdict:
    """Say which goods of an order may come back: what was delivered, within the days, of a category that may."""
    if not order.is_ours:
        return Verdict(False, ELSEWHERE)
    if order.status != "delivered":
        return Verdict(False, _not_delivered(order.status))
    left = tuple(line for line in order.lines if line.left > 0)
    if not left:
        return Verdict(False, Text("商品已经全部退回", "everything came back already"))
    if now > order.at.get("delivered", now) + terms.return_days * DAY_MS:
        return Verdict(False, Text(f"签收已超过 {terms.return_days} 天，过了可退货的时间",
                                   f"it was delivered more than {terms.return_days} days ago, which is too late"))
    back = tuple(line for line in left if not (set(line.category) & set(terms.not_returned)))
    if not back:
        return Verdict(False, Text("这类商品签收后不支持退货", "goods of this kind cannot come back once delivered"))
    return Verdict(True, Text(f"在签收 {terms.return_days} 天内，可以退货",
                              f"it is within {terms.return_days} days of delivery and can be returned"), back)


def meant(orders: Sequence[Order], place: int | None, wants_open: bool) -> Order | None:
    """Return which of a shopper's orders (newest first) is meant; None when it could be several.

    A place in the list was named, or there is one only, or one only of which something is still to come.
    """
    if place is not None:
        return orders[place] if place < len(orders) else None
    if len(orders) == 1:
        return orders[0]
    still = [order for order in orders if order.is_open]
    return still[0] if wants_open and len(still) == 1 else None


def _not_delivered(status: str) -> Text:
    return {
        "placed": Text("还没有付款，直接取消就可以", "it is not paid yet; simply cancel it"),
        "paid": Text("还没有发货，直接取消就可以", "it has not left yet; simply cancel it"),
        "shipped": Text("还在路上，收到后可以申请退货", "it is on its way; it can be returned once it is there"),
        "cancelled": Text("已经取消，不需要退货", "it is cancelled; nothing has to come back"),
        "returned": Text("商品已经全部退回", "everything came back already"),
    }.get(status, Text("现在不能退货", "it cannot be returned now"))
