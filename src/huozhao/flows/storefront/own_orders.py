"""The own orders of a shopper: placed at the mall's prices, looked at, moved by what a shopper may do and no more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.flows.assistant.mine import Mine
from huozhao.flows.assistant.return_book import ReturnBook
from huozhao.flows.orders.order import Orders, Wanted
from huozhao.flows.orders.steps import Steps
from huozhao.flows.orders.till import Claimed
from huozhao.operations.assistant.orders import Order, Terms, Verdict, may_cancel, may_return
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

TRIAL = "trial"
LONGEST_HOLD_MINUTES = 10_080
_PAY = Text("付款后马上为你备货", "it is prepared for you once it is paid")
_GROUP_WAITS = Text("还没成团，成团后发货", "its group is not full yet; it leaves when it is")
_PAY_ELSEWHERE = Text("请在商城里付款", "pay in the mall")
_NOT_UNPAID = Text("这笔订单不需要付款", "there is nothing to pay")
_RECEIVE = Text("收到货后请确认收货", "confirm once the goods are there")
_NOT_ON_ITS_WAY = Text("没有在路上的商品", "nothing is on its way")


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """An order as its shopper sees it; `body` is the order file, None for an order that another system keeps.

    `may` says of pay, cancel, receive and return whether the shopper may do it now, and why.
    """

    order: Order
    body: Mapping[str, Any] | None
    may: Mapping[str, Verdict]
    return_state: str


@dataclass(frozen=True, slots=True)
class Payment:
    """How orders of the storefront are paid. `is_trial`: they count as paid when the shopper says so, for demos.

    `hold_minutes` stand for the setting's; where the mall's clock runs faster than the shopper, they are more of them.
    """

    is_trial: bool
    hold_minutes: int


@dataclass(frozen=True, slots=True)
class OwnOrders:
    """Every call is about the shopper of the token; an order of another is as one that is not there."""

    mine: Mine
    orders: Orders
    returns: ReturnBook
    members: Callable[[str], Sequence[str]]
    terms: Terms
    payment: Payment
    clock: Callable[[], int]

    def newest(self, shopper: str, limit: int = 50) -> list[OwnOrder]:
        """Return the newest orders of the shopper, newest first."""
        self.orders.sweep(self.clock())
        return [self._seen(order) for order in self.mine.newest(self.members(shopper), limit)]

    def get(self, shopper: str, order: str) -> OwnOrder:
        """Return one order; NotFound for one that is not this shopper's."""
        self.orders.sweep(self.clock())
        return self._seen(self._own(shopper, order))

    def place(
        self, shopper: str, key: str, lines: Sequence[tuple[str, int]], where: Coordinates | None, claimed: Claimed,
        address: str = "",
    ) -> OwnOrder:  # fmt: skip
        """Place an order at the prices of the goods; the same key again is the same order.

        Conflict names what went off sale.
        """
        order = order_id(shopper, key)
        if self.orders.documents.get("order", order) is None:
            self._require_on_sale(sku for sku, _ in lines)
        priced = tuple((sku, units, None) for sku, units in lines)
        hold = min(self.payment.hold_minutes, LONGEST_HOLD_MINUTES)
        self.orders.place(Wanted(order, shopper, priced, where, hold, claimed, address), self.clock())
        return self.get(shopper, order)

    def pay(self, shopper: str, order: str) -> OwnOrder:
        """Count an order as paid; only where the mall tries payment out and no money moves."""
        own = self._own(shopper, order)
        if not self.payment.is_trial:
            raise Conflict("pay_elsewhere", f"{_PAY_ELSEWHERE.en} / {_PAY_ELSEWHERE.zh}", field="order",
                           hint="the mall's server tells of payments: POST /v1/orders/{order}/pay")
        if own.status != "paid":
            _require(self._may_pay(own))
        self._steps.pay(order, TRIAL, self.clock())
        return self.get(shopper, order)

    def cancel(self, shopper: str, order: str) -> OwnOrder:
        """Cancel an order that has not left."""
        own = self._own(shopper, order)
        if own.status != "cancelled":
            _require(may_cancel(own))
            self._steps.cancel(order, "shopper", self.clock())
        return self.get(shopper, order)

    def receive(self, shopper: str, order: str) -> OwnOrder:
        """Confirm that the goods are there."""
        own = self._own(shopper, order)
        if own.status != "delivered":
            _require(self._may_receive(own))
            self._steps.deliver(order, self.clock())
        return self.get(shopper, order)

    def give_back(self, shopper: str, order: str, lines: Mapping[str, int] | None) -> OwnOrder:
        """Ask for the return of some goods, None = of all that may come back; asked again it is the same request."""
        own = self._own(shopper, order)
        verdict = may_return(own, self.terms, self.clock())
        _require(verdict)
        may = {line.sku for line in verdict.lines}
        left = {sku: units for sku, units in Steps.returnable(self.orders.get(order).body).items() if sku in may}
        wanted = dict(left if lines is None else lines)
        for sku, units in wanted.items():
            if not 1 <= units <= left.get(sku, 0):
                raise BadInput("return_too_much", f"{units} of {sku} cannot come back / 超出可退数量", field="lines",
                               hint="at most what was bought, may come back and has not yet")
        self.returns.ask(shopper, order, wanted, self.returns.worth(order, wanted), own.returns)
        return self.get(shopper, order)

    @property
    def _steps(self) -> Steps:
        return Steps(self.orders)

    def _require_on_sale(self, skus: Iterable[str]) -> None:
        for n, sku in enumerate(skus):
            item = self.orders.goods.sku(sku)
            if item is not None and not item.listed:
                raise Conflict("not_on_sale", f"{item.title or sku} went off sale / {item.title or sku} 已下架",
                               field=f"lines[{n}].sku", hint="order without it / 请去掉后再下单")

    def _own(self, shopper: str, order: str) -> Order:
        found = self.mine.get(self.members(shopper), order)
        if found is None:
            raise NotFound("unknown_order", f"you have no order {order!r} / 没有这笔订单", field="order",
                           hint="see GET /v1/me/orders")
        return found

    def _seen(self, order: Order) -> OwnOrder:
        found = self.orders.documents.get("order", order.order) if order.is_ours else None
        asked = self.returns.standing(order.order, order.returns)
        may_receive = self._may_receive(order)
        if may_receive.may and found and self._waits(found.body):
            may_receive = Verdict(False, _GROUP_WAITS)
        may = {"pay": self._may_pay(order), "cancel": may_cancel(order), "receive": may_receive,
               "return": may_return(order, self.terms, self.clock())}  # fmt: skip
        return OwnOrder(order, found.body if found else None, may, str(asked.body["state"]) if asked else "")

    def _may_pay(self, order: Order) -> Verdict:
        if not order.is_ours or order.status != "placed":
            return Verdict(False, _NOT_UNPAID)
        return Verdict(True, _PAY) if self.payment.is_trial else Verdict(False, _PAY_ELSEWHERE)

    def _waits(self, body: Mapping[str, Any]) -> bool:
        try:
            self.orders.till.require(body, "deliver")
        except Conflict:
            return True
        return False

    def _may_receive(self, order: Order) -> Verdict:
        states = ("paid", "shipped") if self.payment.is_trial else ("shipped",)
        is_coming = order.is_ours and order.status in states
        return Verdict(is_coming, _RECEIVE if is_coming else _NOT_ON_ITS_WAY)


def order_id(shopper: str, key: str) -> str:
    """Return the id of the order that a shopper's client placed under a key of its own: S and 15 digits."""
    mark = blake2b(f"{len(shopper)} {shopper} {key}".encode(), digest_size=8, person=b"huozhao order").digest()
    return f"S{int.from_bytes(mark) % 10**15:015d}"


def _require(verdict: Verdict) -> None:
    if not verdict.may:
        raise Conflict("order_state", f"{verdict.why.en} / {verdict.why.zh}", field="order",
                       hint="read the order again: `may` says what can be done now")
