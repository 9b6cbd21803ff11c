"""Slow goods: markdowns proposed with their arithmetic, decided, and told to those who are likely to want them."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.slow.handing import crowd_of
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.wire import AuditOut, Words
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
MOST_SHOPPERS = 200
Discount = Annotated[float, Meta(ge=0, le=0.95, description="share taken off the price, the same for everybody")]


class SlowLineOut(msgspec.Struct, frozen=True):
    """One line of the arithmetic."""

    label: Words
    value: str


class SlowShopOut(msgspec.Struct, frozen=True):
    """Units free at one shop."""

    shop: str
    available: int


class SlowElasticityOut(msgspec.Struct, frozen=True):
    """Price elasticity of the category, its standard error, and how many products taught it (0: the default)."""

    value: float
    error: float
    skus: int


class SlowGoodsOut(msgspec.Struct, frozen=True):
    """A markdown: the price holds for everybody who buys; `crowd` are those who are told of it, once approved.

    `discount` is a share of `price_fen`; `until` is the day by which the stock is to be cleared; `shoppers` counts who
    was likely to want it, and had consented, when it was computed.
    """

    id: str
    sku: str
    title: str
    category: list[str]
    state: str
    available: int
    cover_days: float
    age: int | None
    price_fen: int
    cost_fen: int | None
    discount: float
    proposed: float
    new_price_fen: int
    expected_units: float
    left: float
    clears: bool
    below_cost: bool
    until: str
    shops: list[SlowShopOut]
    elasticity: SlowElasticityOut
    shoppers: int
    crowd: str
    why: Words
    arithmetic: list[SlowLineOut]
    at: str
    audit: list[AuditOut]


class SlowGoodsPage(msgspec.Struct, frozen=True):
    """Proposals, most money tied up first."""

    items: list[SlowGoodsOut]
    next: str | None


class SlowFoundOut(msgspec.Struct, frozen=True):
    """How many proposals there are after looking, and how many units they are about."""

    proposals: int
    units: int


class HearerOut(msgspec.Struct, frozen=True):
    """A shopper under a pseudonym and why they are likely: drawn to the category, tastes like those of its fans."""

    shopper: str
    own: float
    like: float


class HearerPage(msgspec.Struct, frozen=True):
    """The likeliest shoppers, all of whom allow personal recommendation and marketing; `total` counts them all."""

    items: list[HearerOut]
    total: int
    next: str | None


class MarkdownIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another discount; `below_cost` has to be true when the price is under cost."""

    discount: Discount
    below_cost: bool = False


@get("/slow-goods", summary="Read slow goods", tags=["plans"], sync_to_thread=True)
def get_slow_goods(mall: App, only: Annotated[str, QueryParameter(name="state")] = "") -> SlowGoodsPage:
    """Return the proposals by state (open, approved, rejected, ended); approved ones are what the mall prices down."""
    return SlowGoodsPage([_out(found) for found in mall.slow_goods.all(only)], None)


@post("/slow-goods", status_code=200, summary="Look for slow goods now", tags=["plans"], sync_to_thread=True)
def find_slow_goods(mall: App) -> SlowFoundOut:
    """Judge all stock now, as every night; open proposals give way to new ones."""
    return SlowFoundOut(**mall.slow_goods.build())


@get("/slow-goods/{id:str}", summary="Read one proposal", tags=["plans"], sync_to_thread=True)
def get_slow_good(mall: App, id: str) -> SlowGoodsOut:
    """Return one proposal."""
    return _out(mall.slow_goods.get(id))


@get("/slow-goods/{id:str}/shoppers", summary="See who is likely to want it", tags=["plans"], sync_to_thread=True)
def get_hearers(mall: App, request: Asked, id: str, limit: int = 20) -> HearerPage:
    """Return the likeliest shoppers with masked ids, as crowd exports mask them; a look at personal data."""
    found = mall.slow_goods.shoppers(id)
    shown = found[: max(1, min(limit, MOST_SHOPPERS))]
    mall.looks.looked(principal_of(request), [each.shopper for each in shown], "slow_goods_shoppers", id)
    mask = mall.targeting.exports.mask
    items = [HearerOut(mask(each.shopper), round(each.own, 4), round(each.like, 4)) for each in shown]
    return HearerPage(items, len(found), None)


@post("/slow-goods/{id:str}/edit", status_code=200, summary="Change a discount", tags=["plans"], sync_to_thread=True)
def edit_slow_goods(mall: App, request: Asked, id: str, data: MarkdownIn) -> SlowGoodsOut:
    """Set another discount of an open proposal; the arithmetic is done again."""
    return _out(mall.slow_goods.edit(id, data.discount, data.below_cost, who(request)))


@post("/slow-goods/{id:str}/{step:str}", status_code=200, summary="Approve, reject or undo", tags=["plans"],
      sync_to_thread=True)  # fmt: skip
def step_slow_goods(
    mall: App, request: Asked, id: str, step: Literal["approve", "reject", "undo"]
) -> SlowGoodsOut:
    """Decide, or take the last decision back. Approved goods are lifted on pages and their crowd is saved."""
    return _out(mall.slow_goods.step(id, step, who(request)))


def _out(found: Document) -> SlowGoodsOut:
    body = found.body
    audit = [{**entry, "at": iso(entry["at"])} for entry in body["audit"]]
    crowd = crowd_of(found.id) if body["state"] == "approved" else ""
    plain = {**body, "id": found.id, "at": iso(body["at"]), "until": iso(body["until"]), "audit": audit, "crowd": crowd}
    return msgspec.convert(plain, SlowGoodsOut)


ROUTER = Router("/", route_handlers=[get_slow_goods, find_slow_goods, get_slow_good, get_hearers, edit_slow_goods,
                                     step_slow_goods])
