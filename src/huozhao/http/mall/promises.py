"""A promise for a basket: which shops would serve it now, together or apart, and how soon."""

from collections import Counter
from typing import Annotated

import msgspec
from litestar import Router, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.orders.sourcing import part_dict
from huozhao.http.mall.my_orders import MyLineIn
from huozhao.http.mall.orders import PartOut
from huozhao.http.wire import Place, where


class PromiseIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A basket and where it goes."""

    lines: Annotated[list[MyLineIn], Meta(min_length=1, max_length=100)]
    place: Place | None = None


class PromiseOut(msgspec.Struct, frozen=True):
    """What each shop would bring and in how many minutes; no parts where some SKUs are `missing`."""

    parts: list[PartOut]
    missing: list[str]


@post("/storefront/promises", status_code=200, summary="Promise a basket", tags=["storefront"], sync_to_thread=True)
def post_promise(mall: App, data: PromiseIn) -> PromiseOut:
    """Return which shops would serve a basket now and how soon; nothing is held, and gifts are not in it."""
    units = Counter[str]()
    for line in data.lines:
        units[mall.storefront.shelf.get(line.sku).sku] += line.quantity
    place = where(data.place)
    found = mall.orders.sourcing.source(units, place, mall.clock())
    parts = [] if found.missing else [part_dict(part, mall.goods) for part in found.parts]
    return PromiseOut(msgspec.convert(parts, list[PartOut]), list(found.missing))


ROUTER = Router("/", route_handlers=[post_promise])
