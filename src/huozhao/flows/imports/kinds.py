"""The kinds of files that can be imported, each with its mapping."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huozhao.flows.collect import Known
from huozhao.flows.imports import behaviour, decisions, listings, moments, online_retail, orders, stock, trades
from huozhao.flows.imports.items import Item
from huozhao.flows.imports.run import Mapping
from huozhao.flows.imports.summary import Summary
from huozhao.terms.errors import BadInput
from huozhao.terms.table import Table
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Mall:
    """What mappings need to know of the mall: its time zone, the time (ms), and which goods and shops it has."""

    zone: str
    now: int
    known: Known


def _events(mall: Mall, tables: Sequence[Table], summary: Summary) -> Iterable[Item]:
    def note(text: Text) -> None:
        if text not in summary.notes:
            summary.notes.append(text)

    return behaviour.items(tables, mall.zone, lambda sku: mall.known.sku(sku) is not None, note)


KINDS: dict[str, Callable[[Mall, Sequence[Table], Summary], Iterable[Item]]] = {
    "goods": lambda mall, tables, _: listings.goods(tables, mall.zone, mall.now, mall.known),
    "shops": lambda mall, tables, _: listings.shops(tables, mall.zone, mall.now, mall.known),
    "shoppers": lambda mall, tables, _: listings.shoppers(tables, mall.zone, mall.now),
    "orders": lambda mall, tables, _: orders.items(tables, mall.zone),
    "stock": lambda mall, tables, _: stock.items(tables, mall.zone, mall.now),
    "events": _events,
    "returns": lambda mall, tables, _: moments.returns(tables, mall.zone),
    "reviews": lambda mall, tables, _: moments.reviews(tables, mall.zone),
    "service-talks": lambda mall, tables, _: moments.service_talks(tables, mall.zone),
    "community": lambda mall, tables, _: moments.community(tables, mall.zone),
    "logins": lambda mall, tables, _: moments.logins(tables, mall.zone),
    "identities": lambda mall, tables, _: moments.identities(tables, mall.zone),
    "consents": lambda mall, tables, _: decisions.items(tables, mall.zone),
    "payments": lambda mall, tables, _: trades.payments(tables, mall.zone),
    "exchanges": lambda mall, tables, _: trades.exchanges(tables, mall.zone),
    "cancellations": lambda mall, tables, _: trades.cancellations(tables, mall.zone),
    "shares": lambda mall, tables, _: trades.shares(tables, mall.zone),
    "coupons": lambda mall, tables, _: trades.coupons(tables, mall.zone),
    "online-retail": lambda mall, tables, _: online_retail.items(tables, mall.zone),
}


def mapping(kind: str, mall: Mall) -> Mapping:
    """Return the mapping of a kind; BadInput for a kind that there is not."""
    if kind not in KINDS:
        raise BadInput("unknown_kind", f"there is no kind {kind!r} of import / 没有这种导入：{kind}", field="kind",
                       hint=f"use one of {', '.join(KINDS)}")
    return lambda tables, summary: KINDS[kind](mall, tables, summary)
