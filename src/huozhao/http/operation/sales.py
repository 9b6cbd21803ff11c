"""Flash sales and group-buys: planned by operators, seen by shoppers with what is left."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.drafted import LIVE, Kept
from huozhao.flows.sales.desk import Seen
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.gate.guard import own
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.sales.groups import Group
from huozhao.operations.sales.sale import KINDS, Sale, phase, refusal, sale_to_dict
from huozhao.terms.time import iso, parse_instant

Asked = Request[Any, Any, Any]
Instant = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]


class SaleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sale of one SKU: `people` who must pay within `hours` for a group_buy, neither for a flash_sale."""

    kind: Literal["flash_sale", "group_buy"]
    sku: Annotated[str, Meta(min_length=1, max_length=128)]
    price_fen: Annotated[int, Meta(ge=1, le=100_000_000)]
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]
    starts_at: Instant | str
    ends_at: Instant | str
    label: dict[str, str] | None = None
    per_shopper: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    people: Annotated[int, Meta(ge=0, le=100)] = 0
    hours: Annotated[int, Meta(ge=0, le=168)] = 0


class LeftOut(msgspec.Struct, frozen=True):
    """Units free, held by orders not paid yet, and sold."""

    free: int
    held: int
    sold: int


class SaleOut(msgspec.Struct, frozen=True):
    """A sale; `phase` is coming, on or over by the clock, `title` and `usual_fen` are of its goods."""

    sale: str
    version: int
    state: str
    phase: str
    kind: str
    kind_label: Words
    label: Words
    sku: str
    title: str
    usual_fen: int
    price_fen: int
    quantity: int
    per_shopper: int
    starts_at: str
    ends_at: str
    people: int
    hours: int
    left: LeftOut
    sold_fen: int
    open_groups: int
    audit: list[AuditOut]


class SalePage(msgspec.Struct, frozen=True):
    """All sales, those that start first first."""

    items: list[SaleOut]
    next: str | None


class GroupOut(msgspec.Struct, frozen=True):
    """A group: how many it needs, how many have joined and paid, how many lack. It names nobody."""

    group: str
    sale: str
    state: str
    people: int
    joined: int
    paid: int
    lacking: int
    deadline: str


class SaleSeenOut(msgspec.Struct, frozen=True):
    """A sale as a shopper sees it; `said` tells honestly why nobody can buy now, null when one can."""

    sale: str
    kind: str
    kind_label: Words
    label: Words
    sku: str
    title: str
    usual_fen: int
    price_fen: int
    phase: str
    starts_at: str
    ends_at: str
    quantity: int
    left: LeftOut
    may_buy: int
    said: Words | None
    people: int
    groups: list[GroupOut]


class SeenPage(msgspec.Struct, frozen=True):
    """Sales that are on or coming, those that end first first."""

    items: list[SaleSeenOut]
    next: str | None


@get("/sales", summary="Read all sales", tags=["sales"], sync_to_thread=True)
def get_sales(mall: App) -> SalePage:
    """Return all sales with what is left and sold."""
    mall.orders.sweep(mall.clock())
    found = sorted(mall.sales.book.all(), key=lambda kept: (kept.value.starts_at, kept.id))
    return SalePage([_sale_out(mall, kept) for kept in found], None)


@get("/sales/{id:str}", summary="Read one sale", tags=["sales"], sync_to_thread=True)
def get_sale(mall: App, id: str) -> SaleOut:
    """Return one sale with what is left and sold."""
    return _sale_out(mall, mall.sales.book.get(id))


@put("/sales/{id:str}", status_code=200, summary="Write a sale", tags=["sales"], sync_to_thread=True)
def put_sale(mall: App, request: Asked, id: str, data: SaleIn) -> SaleOut:
    """Write a new draft, or change a sale; a live one takes up its new quantity, never less than is sold."""
    body: dict[str, Any] = msgspec.to_builtins(data)
    body |= {name: parse_instant(body[name], name) for name in ("starts_at", "ends_at")}
    return _sale_out(mall, mall.sales.write(id, body, who(request)))


@post("/sales/{id:str}/{step:str}", status_code=200, summary="Start, stop or undo", tags=["sales"],
      sync_to_thread=True)  # fmt: skip
def post_sale_step(mall: App, request: Asked, id: str, step: Literal["start", "stop", "undo"]) -> SaleOut:
    """Let a sale run in its time, stop it at once, or take its last change back; orders placed stay placed."""
    return _sale_out(mall, mall.sales.step(id, step, who(request)))


@get("/live-sales", summary="See sales as a shopper", tags=["sales"], sync_to_thread=True)
def get_live_sales(mall: App, request: Asked, shopper: str = "") -> SeenPage:
    """Return the sales that are on or coming, what is left of each, and groups that can be joined."""
    principal = principal_of(request)
    own(principal, shopper)
    mall.orders.sweep(mall.clock())
    return SeenPage([_seen_out(mall, each) for each in mall.sales.seen(principal.shopper or shopper)], None)


@get("/groups/{group:str}", summary="See a group", tags=["sales"], sync_to_thread=True)
def get_group(mall: App, group: str) -> GroupOut:
    """Return how a group stands."""
    mall.orders.sweep(mall.clock())
    return _group_out(mall.sales.groups.get(group))


def _sale_out(mall: App, kept: Kept[Sale]) -> SaleOut:
    sale, now = kept.value, mall.clock()
    goods, found = mall.goods.sku(sale.sku), mall.sales.quotas.left(kept.id)
    body = sale_to_dict(sale) | {
        "sale": kept.id, "version": kept.version, "state": kept.state,
        "phase": phase(sale, now) if kept.state == LIVE else kept.state, "kind_label": KINDS[sale.kind].as_dict(),
        "title": goods.title if goods else sale.sku, "usual_fen": goods.price_fen if goods else 0,
        "starts_at": iso(sale.starts_at), "ends_at": iso(sale.ends_at), "left": asdict(found),
        "sold_fen": found.sold * sale.price_fen, "open_groups": len(mall.sales.groups.of(kept.id, now)),
        "audit": [{**entry, "at": iso(entry["at"])} for entry in kept.audit],
    }  # fmt: skip
    return msgspec.convert(body, SaleOut)


def _seen_out(mall: App, seen: Seen) -> SaleSeenOut:
    sale, goods, found = seen.sale, mall.goods.sku(seen.sale.sku), seen.left
    return SaleSeenOut(
        sale.sale, sale.kind, words(KINDS[sale.kind]), words(sale.label), sale.sku, goods.title if goods else sale.sku,
        goods.price_fen if goods else 0, sale.price_fen, seen.phase, iso(sale.starts_at), iso(sale.ends_at),
        sale.quantity, LeftOut(found.free, found.held, found.sold), seen.may_buy,
        None if found.free else words(refusal(found)), sale.people, [_group_out(each) for each in seen.groups],
    )  # fmt: skip


def _group_out(group: Group) -> GroupOut:
    paid = sum(seat.paid for seat in group.seats)
    return GroupOut(group.group, group.sale, group.state, group.people, len(group.seats), paid, group.lacking,
                    iso(group.deadline))  # fmt: skip


ROUTER = Router("/", route_handlers=[get_sales, get_sale, put_sale, post_sale_step, get_live_sales, get_group])
