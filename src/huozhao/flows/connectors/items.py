"""Make rows of another mall into facts: as imports do, but for goods taken off sale, stock as it was, and events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from huozhao.events.catalogue import CATALOGUE, ProductDelisted
from huozhao.events.event import event
from huozhao.flows.collect import Known
from huozhao.flows.connectors.mapping import contract_of
from huozhao.flows.connectors.pages import by_listing
from huozhao.flows.goods import Goods
from huozhao.flows.imports import listings, stock
from huozhao.flows.imports.cells import number_id
from huozhao.flows.imports.items import Item, Repeated, Shelf, fact
from huozhao.flows.imports.moments import events_of, made
from huozhao.terms.goods import Sku
from huozhao.terms.pulls import Pull
from huozhao.terms.table import Cell, Table


@dataclass(frozen=True, slots=True)
class _AsIfListed:
    """The goods as they would be if all were on sale, so that only their descriptions are compared."""

    goods: Goods

    def sku(self, sku: str) -> Sku | None:
        """Return the goods as listed."""
        found = self.goods.sku(sku)
        return None if found is None else replace(found, listed=True)

    def shop(self, shop: str) -> object | None:
        """Return the shop or None."""
        return self.goods.shop(shop)


def goods_items(tables: Sequence[Table], zone: str, now: int, goods: Goods) -> Iterator[Item]:
    """Map goods; what is not on sale is described, so that its past is understood, and taken off sale."""
    as_if_listed: Known = _AsIfListed(goods)
    for table in tables:
        for batch in table.batches():
            on, off = by_listing(table.name, batch)
            yield from listings.goods([on], zone, now, goods)
            yield from listings.goods([off], zone, now, as_if_listed)
            yield from _delisted(off.cells.get("sku", []), now, goods)


def _delisted(cells: Sequence[Cell], now: int, goods: Goods) -> Iterator[Item]:
    for cell in cells:
        sku = number_id(cell)
        found = goods.sku(sku)
        if sku and (found is None or found.listed):
            yield fact(event(f"delisted:{sku}:{now}"[:128], now, "", ProductDelisted(sku=sku)), 0)


def stock_items(tables: Sequence[Table], zone: str, now: int, held: Mapping[tuple[str, str], int]) -> Iterator[Item]:
    """Map stock; a shelf that holds what it held, by (SKU, shop), is a repetition."""
    for item in stock.items(tables, zone, now):
        is_same = isinstance(item, Shelf) and held.get((item.count.sku, item.count.shop)) == item.count.on_hand
        yield Repeated(1) if is_same else item


def event_items(pull: Pull, tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map rows that are events each, named by their content: the same row again is the same event."""
    contract = replace(contract_of(pull.event), kind=f"pull:{pull.name}")
    yield from events_of(contract, tables, zone, lambda values: made(CATALOGUE[pull.event], values))
