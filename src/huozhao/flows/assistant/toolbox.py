"""The whole list of what the assistant can do. It is fixed before a message is read; nothing read can add to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.flows.assistant.asker import Asker, Found
from huozhao.flows.assistant.goods_tools import GoodsTools
from huozhao.flows.assistant.order_tools import OrderTools
from huozhao.operations.assistant.asking import Offered
from huozhao.operations.assistant.topics import HAND_OVER, POLICY

Run = Callable[[Asker, Mapping[str, str]], Found]
ORDER = {"order": "the order number that the shopper wrote"}
GOODS = {"goods": "the name of the goods that the shopper wrote"}


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that the assistant can do, as a model is told of it, and how it is done.

    No argument of any tool says whose it is about: that is the shopper of the session.
    """

    offered: Offered
    run: Run


def toolbox(orders: OrderTools, goods: GoodsTools) -> dict[str, Tool]:
    """Return the tools by name."""
    tools = (
        Tool(Offered("my_orders", "show the shopper's own orders, or the state of one", ORDER), orders.my_orders),
        Tool(Offered("delivery", "where an own order is and when it arrives", ORDER), orders.delivery),
        Tool(Offered("cancel_order", "propose to cancel an own order", ORDER), orders.cancel_order),
        Tool(Offered("return_goods", "propose to return goods of an own order, refund", ORDER), orders.return_goods),
        Tool(Offered("change_address", "propose another delivery address"), orders.change_address),
        Tool(Offered("size_advice", "which size of goods fits the shopper", GOODS), goods.size_advice),
        Tool(Offered("stock_near", "whether and where goods are in stock", GOODS), goods.stock_near),
        Tool(Offered("product", "ingredients, material, use, price and other facts of goods", GOODS), goods.product),
        Tool(Offered("coupons", "the shopper's own coupons"), goods.own_coupons),
    )  # fmt: skip
    return {tool.offered.name: tool for tool in tools}


# Not tools of their own, but answers a model may wish for: the merchant's rules, and a person.
BESIDE = (
    Offered(POLICY, "a general question about the shop's rules: delivery fees, invoices, opening hours, membership"),
    Offered(HAND_OVER, "the shopper asks for a person"),
    Offered("unclear", "nothing of this fits"),
)
