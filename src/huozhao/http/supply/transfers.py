"""Transfer orders: goods under way from one place of the mall to another."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.planning.transfer_lines import left_of
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class TransferLine(msgspec.Struct, frozen=True):
    """Units sent, received, lost on the way and gone back to the giver; `under_way` is the rest."""

    sku: str
    title: str
    quantity: int
    received: int
    lost: int
    returned: int
    under_way: int


class TransferStep(msgspec.Struct, frozen=True):
    """What was done with an order: receive, lose or cancel, and the units by SKU."""

    who: str
    at: str
    what: str
    lines: dict[str, int]


class TransferOut(msgspec.Struct, frozen=True):
    """A transfer order from one place to another; state is under_way, partly_received, received or cancelled."""

    id: str
    giver: str
    giver_name: str
    shop: str
    shop_name: str
    lines: list[TransferLine]
    state: str
    ordered_at: str
    due_at: str
    history: list[TransferStep]


class TransferPage(msgspec.Struct, frozen=True):
    """Transfer orders, newest first."""

    items: list[TransferOut]
    next: str | None


class CameLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that arrived."""

    sku: str
    quantity: Annotated[int, Meta(ge=1)]


class TransferReceiveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What arrived; null = all that is under way."""

    lines: list[CameLine] | None = None


def _out(mall: App, body: Mapping[str, Any]) -> TransferOut:
    lines = [{**line, "title": item.title if (item := mall.goods.sku(line["sku"])) else line["sku"],
              "under_way": left_of(line)} for line in body["lines"]]  # fmt: skip
    names = {"giver_name": shop_name(mall, body["giver"]), "shop_name": shop_name(mall, body["shop"])}
    times = {name: iso(body[name]) for name in ("ordered_at", "due_at")}
    history = [{**entry, "at": iso(entry["at"])} for entry in body["history"]]
    return msgspec.convert({**body, **names, **times, "lines": lines, "history": history}, TransferOut)


@get("/transfer-orders", summary="Read transfer orders", tags=["plans"], sync_to_thread=True)
def get_transfers(
    mall: App,
    is_open: Annotated[bool, QueryParameter(name="open")] = False,
    shop: str = "",
    after: str = "",
    limit: int = 50,
) -> TransferPage:
    """Return transfer orders, newest first; with `open` those under way, with `shop` those that go there."""
    limit = max(1, min(limit, 500))
    found = mall.transfers.page(is_open, shop, after, limit)
    return TransferPage([_out(mall, each.body) for each in found], found[-1].id if len(found) == limit else None)


@get("/transfer-orders/{id:str}", summary="Read one transfer order", tags=["plans"], sync_to_thread=True)
def get_transfer(mall: App, id: str) -> TransferOut:
    """Return one transfer order."""
    return _out(mall, mall.transfers.get(id).body)


@post("/transfer-orders/{id:str}/receive", status_code=200, summary="Receive", tags=["plans"], sync_to_thread=True)
def receive_transfer(mall: App, request: Asked, id: str, data: TransferReceiveIn | None = None) -> TransferOut:
    """Put arrived goods on the shelf."""
    units = {line.sku: line.quantity for line in data.lines} if data and data.lines is not None else None
    return _out(mall, mall.transfers.receive(id, units, who(request), mall.clock()))


@post("/transfer-orders/{id:str}/lose", status_code=200, summary="Give up the rest", tags=["plans"],
      sync_to_thread=True)  # fmt: skip
def lose_transfer(mall: App, request: Asked, id: str) -> TransferOut:
    """Give up what has not come: it was lost on the way."""
    return _out(mall, mall.transfers.lose(id, who(request), mall.clock()))


@post("/transfer-orders/{id:str}/cancel", status_code=200, summary="Cancel", tags=["plans"], sync_to_thread=True)
def cancel_transfer(mall: App, request: Asked, id: str) -> TransferOut:
    """Send what is under way back to the giver."""
    return _out(mall, mall.transfers.cancel(id, who(request), mall.clock()))


ROUTER = Router("/", route_handlers=[get_transfers, get_transfer, receive_transfer, lose_transfer, cancel_transfer])
