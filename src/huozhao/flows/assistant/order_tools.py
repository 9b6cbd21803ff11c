"""Tools about the shopper's own orders: look up, deliver, cancel, return, change the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.flows.assistant.asker import ASKS, BEYOND, PROPOSED, REFUSED, Asker, Found, order_block
from huozhao.flows.assistant.mine import Mine
from huozhao.flows.assistant.return_book import ReturnBook
from huozhao.operations.assistant.answers import NOT_YOURS
from huozhao.operations.assistant.draft import Draft, same, yuan
from huozhao.operations.assistant.orders import STATES, Order, Terms, may_cancel, may_return, meant
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, local_day, local_minute

MINUTE_MS = 60_000
Propose = Callable[[Asker, str, Mapping[str, Any], Text], dict[str, Any]]
NONE_YET = Draft("你还没有订单。", "You have no orders yet.")
WHICH = Draft("你有几笔订单，想问哪一笔？点一下，或者说订单号。",
              "You have several orders. Which one do you mean? Tap it, or say its number.")


@dataclass(frozen=True, slots=True)
class OrderTools:
    """Answers from the orders of the asker; what changes something is proposed and not done."""

    mine: Mine
    returns: ReturnBook
    propose: Propose
    terms: Terms
    zone: str

    def my_orders(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell the state of one order, or show the newest."""
        if arguments.get("order") or asker.message.ids:
            return self._about(asker, arguments, self._told)
        orders = self.mine.newest(asker.members)
        if not orders:
            return Found(NONE_YET)
        if len(orders) == 1 or asker.message.place_in_list is not None:
            return self._about(asker, arguments, self._told)
        draft = Draft("你最近的 {n} 笔订单在下面。", "Your last {n} orders are below.", {"n": same(str(len(orders)))})
        return Found(draft, self._cards(orders))

    def delivery(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell where an order is and when it comes."""
        return self._about(asker, arguments, self._delivery, wants_open=True)

    def cancel_order(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Propose to cancel an order, or say why that cannot be."""
        return self._about(asker, arguments, self._cancel, wants_open=True)

    def return_goods(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Propose to send back what may be, or say why not."""
        return self._about(asker, arguments, self._return)

    def change_address(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Propose another delivery address for orders to come."""
        address = asker.message.address or arguments.get("address", "")
        if not address:
            return Found(Draft("好的，新地址是哪里？请这样说：地址改成 某市某区某路 1 号。",
                               "All right. What is the new address? Say: change my address to 1 Some Road, Some City."),
                         outcome=ASKS)  # fmt: skip
        summary = Text(f"把收货地址改成：{address}", f"Change the delivery address to: {address}")
        block = self.propose(asker, "change_address", {"address": address}, summary)
        draft = Draft("要把收货地址改成{address}吗？之后的订单会送到这里；已经下的订单请让人工改。",
                      "Shall I change your delivery address to {address}? It holds for future orders; for orders "
                      "already placed please ask a person.", {"address": same(address)})  # fmt: skip
        return Found(draft, (block,), PROPOSED)

    def _about(
        self, asker: Asker, arguments: Mapping[str, str], tell: Callable[[Asker, Order], Found],
        wants_open: bool = False,
    ) -> Found:  # fmt: skip
        """Find the order that is meant and tell of it; another's order is as one that is not there."""
        named = arguments.get("order") or next(iter(asker.message.ids), "")
        if named:
            order = self.mine.get(asker.members, named)
            if order is None:
                draft = Draft("{why}，请核对订单号。", "{why}; please check the number.", {"why": NOT_YOURS})
                return Found(draft, outcome=ASKS)
            return self._carried(order, tell(asker, order))
        orders = self.mine.newest(asker.members)
        if not orders:
            return Found(NONE_YET)
        order = meant(orders, asker.message.place_in_list, wants_open) or self._talked_of(asker)
        if order is None:
            return Found(WHICH, self._cards(orders), ASKS)
        return self._carried(order, tell(asker, order))

    def _talked_of(self, asker: Asker) -> Order | None:
        before = asker.slots.get("order", "")
        return self.mine.get(asker.members, before) if before else None

    def _carried(self, order: Order, found: Found) -> Found:
        sku = order.lines[0].sku if len(order.lines) == 1 else ""
        slots = {"order": order.order, **({"sku": sku} if sku else {})}
        return Found(found.draft, found.blocks, found.outcome, slots)

    def _cards(self, orders: Sequence[Order]) -> tuple[dict[str, Any], ...]:
        return tuple(order_block(order, STATES.get(order.status, same(order.status))) for order in orders)

    def _told(self, asker: Asker, order: Order) -> Found:
        draft = Draft("订单 {order} {state}，共 {total}。", "Order {order}: {state}, {total} in all.",
                      {"order": same(order.order), "state": STATES.get(order.status, same(order.status)),
                       "total": yuan(order.total_fen)})  # fmt: skip
        return Found(draft, self._cards([order]))

    def _delivery(self, asker: Asker, order: Order) -> Found:
        slots = {"order": same(order.order), "state": STATES.get(order.status, same(order.status))}
        shops = "、".join(dict.fromkeys(order.shops))
        draft = Draft("订单 {order} {state}。", "Order {order}: {state}.", slots)
        if order.status == "delivered" and "delivered" in order.at:
            at = {"when": self._when(order.at["delivered"])}
            when = Draft("签收时间 {when}。", "It was delivered at {when}.", at)
        elif order.is_open and order.promised_minutes is not None and "placed" in order.at:
            due = order.at["placed"] + order.promised_minutes * MINUTE_MS
            when = Draft("由{shop}送出，预计 {when} 前送到。", "{shop} delivers it, expected by {when}.",
                         {"shop": same(shops), "when": self._when(due)})  # fmt: skip
            if due < asker.now and order.status != "placed":
                when = Draft("由{shop}送出，原定 {when} 前送到，已经晚了，抱歉。可转人工催一下。",
                             "{shop} delivers it; it was due by {when} and is late, sorry. A person can hurry it up.",
                             {"shop": same(shops), "when": self._when(due)})  # fmt: skip
        else:
            when = Draft("", "")
        return Found(draft.then(when) if when.zh else draft, self._cards([order]))

    def _cancel(self, asker: Asker, order: Order) -> Found:
        verdict = may_cancel(order)
        slots = {"order": same(order.order), "why": verdict.why}
        if not verdict.may:
            return Found(Draft("订单 {order} {why}。", "Order {order}: {why}.", slots), self._cards([order]), REFUSED)
        summary = Text(f"取消订单 {order.order}（{yuan(order.total_fen).zh}）",
                       f"Cancel order {order.order} ({yuan(order.total_fen).en})")  # fmt: skip
        block = self.propose(asker, "cancel_order", {"order": order.order}, summary)
        draft = Draft("订单 {order} {why}。要取消吗？", "Order {order}: {why}. Shall I cancel it?", slots)
        return Found(draft, (*self._cards([order]), block), PROPOSED)

    def _return(self, asker: Asker, order: Order) -> Found:
        verdict = may_return(order, self.terms, asker.now)
        slots = {"order": same(order.order), "why": verdict.why}
        if not verdict.may:
            return Found(Draft("订单 {order} {why}。", "Order {order}: {why}.", slots), self._cards([order]), REFUSED)
        if self.returns.standing(order.order, order.returns) is not None:
            draft = Draft(
                "订单 {order} 的退货已经申请过了，商品寄回后退款。",
                "A return of order {order} is requested already; you are refunded once the items are here.", slots)
            return Found(draft, self._cards([order]))
        lines = {line.sku: line.left for line in verdict.lines}
        money = self.returns.worth(order.order, lines)
        if money > asker.refund_left_fen:
            return Found(Draft("", ""), self._cards([order]), BEYOND)
        titles = "、".join(dict.fromkeys(line.title for line in verdict.lines))
        summary = Text(f"申请退货：{titles}，收到商品后退 {yuan(money).zh}",
                       f"Ask to return {titles}; {yuan(money).en} comes back once the goods are here")  # fmt: skip
        wanted = {"order": order.order, "lines": lines, "refund_fen": money}
        block = self.propose(asker, "return_goods", wanted, summary)
        draft = Draft("订单 {order} {why}，可退 {money}。要申请退货吗？",
                      "Order {order}: {why}, for {money}. Shall I request the return?",
                      {**slots, "money": yuan(money)})  # fmt: skip
        return Found(draft, (*self._cards([order]), block), PROPOSED)

    def _when(self, at: int) -> Text:
        minute = local_minute(at, self.zone)
        day = day_name(local_day(at, self.zone))
        return same(f"{day} {minute // 60:02d}:{minute % 60:02d}")
