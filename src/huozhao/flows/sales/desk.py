"""Sales of one mall: what operators plan, what shoppers see of it, honestly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.drafted import LIVE, Drafted, Kept
from huozhao.flows.goods import Goods
from huozhao.flows.needs.book import listed
from huozhao.flows.sales.buyers import KIND as BUYER
from huozhao.flows.sales.buyers import Buyers
from huozhao.flows.sales.groups import KIND as GROUP
from huozhao.flows.sales.groups import Groups
from huozhao.flows.sales.quotas import Quotas
from huozhao.operations.sales.groups import Group
from huozhao.operations.sales.sale import GROUP_BUY, Left, Sale, phase, sale_from_dict, sale_to_dict
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

# What was bought in a sale counts for its cap while it runs; after that nobody needs it.
KEPT_DAYS = 30
LABEL = Text("清理结束的活动", "Clearing sales that are over")


@dataclass(frozen=True, slots=True)
class Seen:
    """A sale as a shopper sees it: where it stands, what is left, how many they may still buy, groups to join."""

    sale: Sale
    phase: str
    left: Left
    may_buy: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Sales:
    """Sales of one mall."""

    documents: Documents
    book: Drafted[Sale]
    quotas: Quotas
    buyers: Buyers
    groups: Groups
    goods: Goods
    clock: Callable[[], int]

    def write(self, id: str, body: dict[str, Any], who: str) -> Kept[Sale]:
        """Write a sale, new or changed; BadInput for goods that there are not. A live one takes up its new quantity."""
        if self.goods.sku(str(body.get("sku", ""))) is None:
            raise BadInput("unknown_sku", f"SKU {body.get('sku')!r} is not in the catalogue of goods", field="sku",
                           hint="list it with PUT /v1/goods")
        gone = self.quotas.left(id)
        if int(body.get("quantity", 0)) < gone.sold + gone.held:
            raise Conflict("sold_more", f"{gone.sold + gone.held} units of sale {id!r} are sold or held already",
                           field="quantity", hint="the quantity cannot be less than that; stop the sale instead")
        return self._synced(self.book.write(id, body, who, self.clock()))

    def step(self, id: str, what: str, who: str) -> Kept[Sale]:
        """Start or stop a sale, or take its last change back."""
        return self._synced(self.book.step(id, what, who, self.clock()))

    def seen(self, shopper: str) -> list[Seen]:
        """Return the sales that are on or coming, those that end first first."""
        now = self.clock()
        sales = [kept.value for kept in self.book.live() if phase(kept.value, now) != "over"]
        return [self.see(sale, shopper, now) for sale in sorted(sales, key=lambda each: (each.ends_at, each.sale))]

    def see(self, sale: Sale, shopper: str, now: int) -> Seen:
        """Return a sale as a shopper sees it."""
        found = self.quotas.left(sale.sale)
        had = self.buyers.bought(sale.sale, shopper, now) if shopper else 0
        groups = tuple(self.groups.of(sale.sale, now)) if sale.kind == GROUP_BUY else ()
        return Seen(sale, phase(sale, now), found, max(0, min(found.free, sale.per_shopper - had)), groups)

    def recover(self) -> None:
        """Give live sales the quantity that a crash may have kept from them."""
        for kept in self.book.all():
            self._synced(kept)

    def tidy(self) -> int:
        """Remove what was kept of who bought in sales that ended long ago; return how much went."""
        before, gone = self.clock() - KEPT_DAYS * DAY_MS, 0
        for kind, field in ((BUYER, "until"), (GROUP, "deadline")):
            old = [each.id for each in listed(self.documents, kind) if each.body[field] < before]
            gone += self.documents.delete(kind, old) if old else 0
        return gone

    def _synced(self, kept: Kept[Sale]) -> Kept[Sale]:
        if kept.state == LIVE:
            self.quotas.sync(kept.value)
        return kept


def sale_book(documents: Documents) -> Drafted[Sale]:
    """Return where sales are kept."""
    return Drafted(documents, "sale", "sale", sale_from_dict, sale_to_dict)
