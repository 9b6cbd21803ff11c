"""The range: growing niches with their evidence, and what a shop should hold to fill whole baskets."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name
from huozhao.http.wire import AuditOut, Words
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso

MOST_ROOM = 50_000


class RangeShopOut(msgspec.Struct, frozen=True):
    """Units of the theme sold at one shop in the last four weeks."""

    shop: str
    shop_name: str
    units: int


class RangeAttributeOut(msgspec.Struct, frozen=True):
    """What sells best within the theme: an attribute, how many SKUs have it and their units in four weeks."""

    attribute: str
    skus: int
    units: int


class RangeProposalOut(msgspec.Struct, frozen=True):
    """A proposal to widen the range of a theme (a category, or an attribute as name=value).

    `units` of three windows of four weeks; `ratio` to the mall's own growth with its 95 % interval; `q` bounds false
    discoveries; `shops` is where it sells, `attributes` what to buy more kinds of.
    """

    id: str
    theme: str
    state: str
    units: list[int]
    ratio: float
    low: float
    high: float
    q: float
    share: float
    skus: int
    evidence: list[Words]
    shops: list[RangeShopOut]
    attributes: list[RangeAttributeOut]
    at: str
    audit: list[AuditOut]


class RangeProposalPage(msgspec.Struct, frozen=True):
    """Proposals, surest first."""

    items: list[RangeProposalOut]
    next: str | None


class AssortmentOut(msgspec.Struct, frozen=True):
    """What a shop should hold, and the share of past baskets it fills whole beside that of the best sellers.

    `missing` of these are not in the shop now, `spare` are there and not among them. `basis` is whose baskets were
    looked at: shop, or mall where the shop has too few.
    """

    shop: str
    held: list[str]
    missing: list[str]
    spare: list[str]
    filled: float
    by_sales: float
    baskets: int
    basis: str


@get("/range-proposals", summary="Read proposals to widen the range", tags=["plans"], sync_to_thread=True)
def get_range_proposals(
    mall: App, only: Annotated[str, QueryParameter(name="state")] = ""
) -> RangeProposalPage:
    """Return the growing niches by state (open, approved, rejected)."""
    return RangeProposalPage([_out(mall, found) for found in mall.ranges.all(only)], None)


@post("/range-proposals/{id:str}/{step:str}", status_code=200, summary="Approve, reject or undo", tags=["plans"],
      sync_to_thread=True)  # fmt: skip
def step_range_proposal(
    mall: App, request: Request[Any, Any, Any], id: str, step: Literal["approve", "reject", "undo"]
) -> RangeProposalOut:
    """Decide on a proposal, or take the last decision back."""
    return _out(mall, mall.ranges.step(id, step, who(request)))


@get("/assortments/{shop:str}", summary="See what a shop should hold", tags=["plans"], sync_to_thread=True)
def get_assortment(mall: App, shop: str, room: int = 500) -> AssortmentOut:
    """Choose `room` SKUs for a shop so that baskets of the last eight weeks would have been filled whole."""
    if not 1 <= room <= MOST_ROOM:
        raise BadInput("room_out_of_range", f"a shop cannot hold {room} SKUs", field="room",
                       hint=f"1 to {MOST_ROOM}")
    found, basis = mall.ranges.assortment(shop, room)
    there = [level.sku for level in mall.ledger.levels(shops=[shop]) if level.on_hand > 0]
    missing, spare = [sku for sku in found.held if sku not in set(there)], sorted(set(there) - set(found.held))
    return AssortmentOut(shop, list(found.held), missing, spare, round(found.filled, 4), round(found.by_sales, 4),
                         found.baskets, basis)  # fmt: skip


def _out(mall: App, found: Document) -> RangeProposalOut:
    body = found.body
    audit = [{**entry, "at": iso(entry["at"])} for entry in body["audit"]]
    shops = [{**each, "shop_name": shop_name(mall, each["shop"])} for each in body["shops"]]
    return msgspec.convert({**body, "id": found.id, "at": iso(body["at"]), "audit": audit, "shops": shops},
                           RangeProposalOut)  # fmt: skip


ROUTER = Router("/", route_handlers=[get_range_proposals, step_range_proposal, get_assortment])
