"""What a confirmed proposal does. Everything is checked again: whose order it is, and whether it may still be done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import ShopperContactGiven
from huozhao.events.event import Event, event
from huozhao.flows.assistant.asker import Asker
from huozhao.flows.assistant.mine import Mine
from huozhao.flows.assistant.proposals import Act
from huozhao.flows.assistant.return_book import ReturnBook
from huozhao.flows.orders.steps import Steps
from huozhao.operations.assistant.answers import NOT_YOURS
from huozhao.operations.assistant.draft import Draft, same, yuan
from huozhao.operations.assistant.orders import Order, Terms, Verdict, may_cancel, may_return
from huozhao.terms.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Acts:
    """The actions that a shopper may confirm. `record` appends events durably, each id once."""

    mine: Mine
    returns: ReturnBook
    steps: Steps
    terms: Terms
    record: Callable[[Sequence[Event]], object]

    def all(self) -> dict[str, Act]:
        """Return the actions by name: the whole list of what can be confirmed."""
        return {"cancel_order": self.cancel_order, "return_goods": self.return_goods,
                "change_address": self.change_address}

    def cancel_order(self, asker: Asker, arguments: Mapping[str, Any], key: str) -> Draft:
        """Cancel an order of the asker."""
        order = self._order(asker, arguments)
        if order.status != "cancelled":
            _require(may_cancel(order))
            self.steps.cancel(order.order, "shopper", asker.now)
        return Draft("订单 {order} 已取消。", "Order {order} is cancelled.", {"order": same(order.order)})

    def return_goods(self, asker: Asker, arguments: Mapping[str, Any], key: str) -> Draft:
        """Ask for the return of what may still come back of an order of the asker."""
        order = self._order(asker, arguments)
        verdict = may_return(order, self.terms, asker.now)
        _require(verdict)
        wanted: dict[str, int] = arguments["lines"]
        if any(wanted.get(line.sku) != line.left for line in verdict.lines):
            raise Conflict("proposal_ended", "the order changed meanwhile / 订单已有变动，请重新提出", field="token",
                           hint="ask for it once more")
        money = self.returns.worth(order.order, wanted)
        self.returns.ask(asker.shopper, order.order, wanted, money, order.returns)
        return Draft("已为订单 {order} 申请退货。请把商品寄回或送到门店，收到后退款 {money}。",
                     "The return of order {order} is requested. Send the items back or bring them to a shop; {money} "
                     "is refunded once they are here.", {"order": same(order.order), "money": yuan(money)})  # fmt: skip

    def change_address(self, asker: Asker, arguments: Mapping[str, Any], key: str) -> Draft:
        """Keep another delivery address of the asker, sealed."""
        what = ShopperContactGiven(address=str(arguments["address"]))
        self.record([event(f"address:{key}", asker.now, asker.shopper, what, "assistant")])
        return Draft("收货地址已更新，之后的订单会用新地址。", "Your delivery address is changed for future orders.")

    def _order(self, asker: Asker, arguments: Mapping[str, Any]) -> Order:
        order = self.mine.get(asker.members, str(arguments["order"]))
        if order is None:
            raise NotFound("unknown_order", f"{NOT_YOURS.en} / {NOT_YOURS.zh}", field="order",
                           hint="ask for your orders first")
        return order


def _require(verdict: Verdict) -> None:
    if not verdict.may:
        raise Conflict("order_state", f"{verdict.why.en} / {verdict.why.zh}", field="order",
                       hint="ask the assistant what can be done now")
