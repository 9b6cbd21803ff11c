"""The door for files: any kind of table into the mall, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import ProductListed, ShopOpened
from huozhao.events.event import Event, event
from huozhao.flows.collect import Collect
from huozhao.flows.goods import Goods
from huozhao.flows.imports.decisions import Deciding
from huozhao.flows.imports.kinds import Mall, mapping
from huozhao.flows.imports.run import Import, Mapping, Watch
from huozhao.flows.imports.summary import Summary
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.stock.stock import Stock
from huozhao.privacy.purposes import CONSENTED
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Shop, Sku
from huozhao.terms.table import Table

# Kinds of files that hold behaviour, which nothing but consent allows to keep with its shopper.
TASTE = frozenset({"events", "community", "shares"})


@dataclass(frozen=True, slots=True)
class Imports:
    """Imports tables; `settle` returns when what was appended can be looked up in `goods`."""

    zone: str
    clock: Callable[[], int]
    collect: Collect
    goods: Goods
    settle: Callable[[], object]
    stock: Stock | None = None
    consents: Consents | None = None

    def run(
        self, kind: str, tables: Sequence[Table], watch: Watch = lambda *_: None,
        consented: Sequence[str] | None = None,
    ) -> Summary:
        """Import tables of one kind; durable on return, and a second run of the same files adds nothing.

        `consented` names the purposes that the shoppers in the files consented to elsewhere; () says to none, None
        leaves it to what each has decided here. Raises BadInput for an unknown kind or purpose, for behaviour of which
        nothing is known about consent, or for a needed column that a table lacks, before that table is read.
        """
        purposes = self._purposes(kind, consented)
        return self.carry(kind, tables, mapping(kind, Mall(self.zone, self.clock(), self.goods)), watch, purposes)

    def carry(
        self, kind: str, tables: Sequence[Table], by: Mapping, watch: Watch = lambda *_: None,
        purposes: Sequence[str] = (),
    ) -> Summary:
        """Import tables by a mapping of the caller's own, whose shoppers consented to `purposes` elsewhere."""
        deciding = Deciding(self.consents) if self.consents is not None else None
        return Import(kind, tables, self.collect, self.settle, watch, self.stock, purposes, deciding).run(by)

    def _purposes(self, kind: str, consented: Sequence[str] | None) -> tuple[str, ...]:
        if consented is None and kind in TASTE and self.consents is not None and not self.consents.subjects():
            raise BadInput(
                "consent_not_stated", "nothing is known about the consent of these shoppers / 不知道这些顾客是否同意过",
                field="consented",
                hint="--consented personalisation when they agreed to it elsewhere, --consented none to keep the acts "
                     "without the shoppers / "
                     "若顾客此前已同意，请加 --consented personalisation；否则用 --consented none",
            )
        unknown = [purpose for purpose in consented or () if purpose not in CONSENTED]
        if unknown:
            raise BadInput("unknown_purpose", f"there is no purpose {unknown[0]!r} to consent to / 没有这项用途",
                           field="consented", hint=f"use none, or some of {', '.join(CONSENTED)}")
        return tuple(consented or ())

    def seed(self, other: "Imports") -> None:
        """Take over the goods and shops of another mall, so that a trial run knows them."""
        known = [_listing(sku) for sku in other.goods.skus()] + [_opening(shop) for shop in other.goods.shops()]
        if known:
            self.collect.record(known)
            self.settle()


def purposes_in(words: str) -> tuple[str, ...] | None:
    """Read purposes as an operator writes them: "personalisation,marketing", "none", or nothing at all."""
    named = tuple(word.strip() for word in words.replace(",", ",").split(",") if word.strip())
    return None if not named else () if named == ("none",) else named


def _listing(sku: Sku) -> Event:
    what = ProductListed(
        sku=sku.sku, spu=sku.spu, title=sku.title, category=list(sku.category), price_fen=sku.price_fen,
        cost_fen=sku.cost_fen, attributes=sku.attributes, launched_on=sku.launched_on, supplier=sku.supplier,
        lead_time_days=sku.lead_time_days, pack_size=sku.pack_size, image=sku.image,
        min_order=sku.min_order, shelf_life_days=sku.shelf_life_days, succeeds=sku.succeeds,
    )
    return event(f"seed:goods:{sku.sku}", 0, "", what)


def _opening(shop: Shop) -> Event:
    place = shop.place
    what = ShopOpened(
        shop=shop.shop, name=shop.name, city=shop.city, opens=shop.opens, closes=shop.closes,
        services=list(shop.services), kind=shop.kind, longitude=place.longitude if place else None,
        latitude=place.latitude if place else None, system=place.system if place else None, radius_km=shop.radius_km,
        picks_per_hour=shop.picks_per_hour, zone=[list(corner) for corner in shop.zone],
        supplied_from=shop.supplied_from, capacity_units=shop.capacity_units, truck_units=shop.truck_units,
    )
    return event(f"seed:shop:{shop.shop}", 0, "", what)
