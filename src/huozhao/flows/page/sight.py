"""What is known while one page is made: the ask, the moment, the shopper's tastes, the mall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from huozhao.flows.page.ask import Ask
from huozhao.matching.candidates import Taste
from huozhao.matching.context import Context
from huozhao.matching.goods_table import GoodsTable
from huozhao.matching.model import Model
from huozhao.matching.purchases import Purchase
from huozhao.matching.recall.item_cf import freshest
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.shelf import Shelf
from huozhao.terms.place import Coordinates
from huozhao.terms.time import local_day, local_minute

CART, PAID = "Product Added To Cart", "Order Paid"
MOST_SEEDS = 10
ContextOf = Callable[[Coordinates | None, str, int, str], Context]


@dataclass(frozen=True, slots=True)
class Sight:
    """One request as its recalls, its ranker and its rules see it. `ask.shopper` is empty without consent.

    `words` are the shopper's tags as goods may name them, `due` the chance that a good is bought again within a week.
    """

    ask: Ask
    now: int
    today: int
    context: Context
    tastes: Sequence[Taste]
    model: Model
    shelf: Shelf
    table: GoodsTable
    purchases: Sequence[Purchase] = ()
    due: Mapping[str, float] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)
    segments: frozenset[str] = frozenset()
    rules: tuple[MerchRule, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def seeds(self) -> tuple[str, ...]:
        """The products that the page is about: the one looked at, those in the cart or in the order."""
        if self.ask.sku:
            return (self.ask.sku,)
        if self.ask.skus:
            return self.ask.skus[:MOST_SEEDS]
        name = {"cart": CART, "order_done": PAID}.get(self.ask.placement)
        return tuple(t.sku for t in freshest(self.tastes, MOST_SEEDS) if t.last_name == name)

    @property
    def own(self) -> frozenset[str]:
        """What the page is not to show: its own product, what lies in the cart, what was just ordered."""
        found = {self.ask.sku} if self.ask.sku else set[str]()
        found |= set(self.ask.skus)
        if self.ask.placement == "cart":
            found |= {taste.sku for taste in self.tastes if taste.last_name == CART}
        return frozenset(found)

    @property
    def bought(self) -> Mapping[str, int]:
        """How often each product was bought, returns taken off."""
        return {taste.sku: taste.bought for taste in self.tastes if taste.bought > 0}

    @property
    def is_personal(self) -> bool:
        """Whether anything of the shopper is used."""
        return any(taste.weight > 0 for taste in self.tastes) or bool(self.purchases)

    @property
    def own_price_fen(self) -> float:
        """The mean price (geometric, fen) of what the shopper was last drawn to, NaN when unknown."""
        rows = self.table.rows([taste.sku for taste in freshest(self.tastes)])
        prices = self.table.price[rows[rows >= 0]]
        return float(np.exp(np.log1p(prices).mean()) - 1) if len(prices) else nan


def plain_context(zone: str) -> ContextOf:
    """Return a maker of contexts that know the clock of the mall's IANA time zone and the place given, no more."""

    def make(place: Coordinates | None, city: str, at: int, _: str) -> Context:
        day, minute = local_day(at, zone), local_minute(at, zone)
        # Day 0, 1970-01-01, was a Thursday.
        return Context(at, day, (day + 3) % 7, minute // 60, place, city, minute=minute % 60)

    return make


