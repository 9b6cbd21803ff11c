"""Wire coupons and sales, and the till that orders see of both."""

from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.collect import Collect
from huozhao.flows.coupons.desk import Coupons, coupon_book
from huozhao.flows.coupons.ending import PART, Ending
from huozhao.flows.coupons.giving import Giving
from huozhao.flows.coupons.offers import OfferedCoupons
from huozhao.flows.coupons.pricing import Pricing
from huozhao.flows.coupons.till import CouponTill
from huozhao.flows.coupons.wallet import Wallets
from huozhao.flows.goods import Goods
from huozhao.flows.messages.desk import Messages
from huozhao.flows.messages.interrupting import Interrupting
from huozhao.flows.orders.holding import Holding
from huozhao.flows.people.standing import Known
from huozhao.flows.sales.buyers import Buyers
from huozhao.flows.sales.checkout import Checkout
from huozhao.flows.sales.desk import Sales, sale_book
from huozhao.flows.sales.groups import Groups
from huozhao.flows.sales.offered import OfferedSales
from huozhao.flows.sales.quotas import Quotas
from huozhao.flows.sales.till import SaleTill
from huozhao.flows.strategies.decision import Offering
from huozhao.operations.coupons.delivery import Delivery


@dataclass(frozen=True)
class Selling:
    """Coupons, sales and their till."""

    coupons: Coupons
    sales: Sales
    till: Checkout


def wire_selling(
    opened: Backends, goods: Goods, collect: Collect, known: Known, messages: Messages, delivery: Delivery
) -> Selling:
    """Return what is sold how: coupons, sales, and the till over both."""
    documents, mark = opened.documents, Holding(opened.ledger, opened.keys).mark

    def is_in_stock(sku: str, units: int) -> bool:
        return any(level.available >= units for level in opened.ledger.levels([sku]))

    giving, book = Giving(documents), coupon_book(documents)
    wallets = Wallets(documents, giving, collect.record, known, mark)
    pricing = Pricing(book, wallets, giving, goods, is_in_stock, delivery)
    sales = Sales(documents, sale_book(documents), Quotas(opened.quotas), Buyers(documents, mark, known.members),
                  Groups(documents), goods, opened.clock)
    till = Checkout(SaleTill(sales.book, sales.quotas, sales.buyers, sales.groups), CouponTill(pricing))
    ending = Ending(wallets, pricing.in_words, opened.clock, messages.round.zone)
    messages.part(PART, ending)
    desk = Coupons(documents, opened.state, book, wallets, pricing, opened.clock, ending, messages.hand)
    return Selling(desk, sales, till)


def offered(selling: Selling, messages: Messages) -> Offering:
    """Return what strategies may offer: vouchers, sales that are on, and nothing that disturbs a shopper too often."""
    sales = OfferedSales(selling.sales.book, selling.sales.quotas, selling.sales.clock)
    return Offering(OfferedCoupons(selling.coupons).give, Interrupting(messages.round), sales)
