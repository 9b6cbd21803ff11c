"""Purchase orders: what is asked of a supplier for a shop, each step of it, and what of it has come."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.purchasing.orders import Purchases
from huozhao.http.gate.asking import who
from huozhao.http.supply.purchase_wire import PurchaseOut, purchase_out
from huozhao.supply.purchasing import Answer, Arrival
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_of, day_start, parse_instant

Asked = Request[Any, Any, Any]
Units = Annotated[int, Meta(ge=0, le=1_000_000_000, description="units")]
MOST_LINES = 5_000


class PurchasePage(msgspec.Struct, frozen=True):
    """Purchase orders, newest first; `counts` are of all open ones by state, and late ones, on the first page only."""

    items: list[PurchaseOut]
    next: str | None
    counts: dict[str, int] = {}


class SendIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the order goes out: webhook (to the supplier's system), file (exported) or hand (told otherwise).

    `anyway` sends one that is smaller than the supplier accepts; `sent_at` is when it went, if not now.
    """

    way: Literal["hand", "file", "webhook"] = "hand"
    anyway: bool = False
    sent_at: int | str | None = None


class ConfirmedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the supplier answers to one line: units (null = all, 0 = refused), the day they come (YYYY-MM-DD)."""

    sku: str
    quantity: Units | None = None
    due_on: str | None = None
    note: Annotated[str, Meta(max_length=500)] = ""


class ConfirmIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The supplier's answer; null confirms every line as ordered."""

    lines: Annotated[list[ConfirmedLine], Meta(max_length=MOST_LINES)] | None = None


class ArrivedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that arrived for the shelf, damaged ones besides, and lot and last day (YYYY-MM-DD) where known."""

    sku: str
    quantity: Units
    damaged: Units = 0
    lot: Annotated[str, Meta(max_length=64)] = ""
    expires_on: str | None = None


class ReceiveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What arrived; null lines = all that is open.

    `extra` says what becomes of goods beyond the order: refuse (an error), keep, or quarantine. `reference` is the
    number of the delivery note; the same again counts once. `received_at` is when it came, if not now.
    """

    lines: Annotated[list[ArrivedLine], Meta(max_length=MOST_LINES)] | None = None
    extra: Literal["refuse", "keep", "quarantine"] = "refuse"
    reference: Annotated[str, Meta(max_length=128)] = ""
    received_at: int | str | None = None


class CancelledLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a line that are not wanted any more."""

    sku: str
    quantity: Annotated[int, Meta(ge=1)]


class PurchaseCancelIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to cancel, null = all that is open, and why."""

    lines: Annotated[list[CancelledLine], Meta(max_length=MOST_LINES)] | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/purchase-orders", summary="Read purchase orders", tags=["purchase orders"], sync_to_thread=True)
def get_purchases(
    mall: App,
    only: Annotated[str, QueryParameter(name="state")] = "",
    shop: str = "",
    supplier: str = "",
    late: bool = False,
    after: str = "",
    limit: int = 50,
) -> PurchasePage:
    """Return purchase orders, newest first; `state` may be `open` for all that goods are to come of."""
    limit = max(1, min(limit, 500))
    reading, now = mall.purchasing.reading, mall.clock()
    found = reading.page(only, shop, supplier, late, after, limit, now)
    return PurchasePage([purchase_out(mall, body) for body in found], found[-1]["id"] if len(found) == limit else None,
                        {} if after else reading.counts(now))


@get("/purchase-orders/{id:str}", summary="Read a purchase order", tags=["purchase orders"], sync_to_thread=True)
def get_purchase(mall: App, id: str) -> PurchaseOut:
    """Return one order with its lines, receipts, history and messages."""
    return purchase_out(mall, _orders(mall).book.get(id).body)


@post("/purchase-orders/{id:str}/send", status_code=200, summary="Send", tags=["purchase orders"], sync_to_thread=True)
def send(mall: App, request: Asked, id: str, data: SendIn | None = None) -> PurchaseOut:
    """Send a draft to its supplier; from now on its lead time counts."""
    given = data or SendIn()
    at = _moment(mall, given.sent_at, "sent_at")
    body = _orders(mall).send(id, given.way, who(request), at, given.anyway)
    mall.purchasing.outbox.wake()
    return purchase_out(mall, body)


@post("/purchase-orders/{id:str}/confirm", status_code=200, summary="Confirm", tags=["purchase orders"],
      sync_to_thread=True)  # fmt: skip
def confirm(mall: App, request: Asked, id: str, data: ConfirmIn | None = None) -> PurchaseOut:
    """Put the supplier's answer on record: less, later, or refused, line by line."""
    lines = data.lines if data else None
    if lines is None:
        lines = [ConfirmedLine(line["sku"]) for line in _orders(mall).book.get(id).body["lines"]]
    zone = mall.settings.mall.timezone
    answers = [Answer(line.sku, line.quantity, _day(line.due_on, zone, f"lines[{n}].due_on"), line.note)
               for n, line in enumerate(lines)]  # fmt: skip
    return purchase_out(mall, _orders(mall).confirm(id, answers, who(request), mall.clock()))


@post("/purchase-orders/{id:str}/receive", status_code=200, summary="Receive", tags=["purchase orders"],
      sync_to_thread=True)  # fmt: skip
def receive(mall: App, request: Asked, id: str, data: ReceiveIn | None = None) -> PurchaseOut:
    """Put arrived goods on the shelf, damaged ones into quarantine."""
    given = data or ReceiveIn()
    came = None
    if given.lines is not None:
        zone = mall.settings.mall.timezone
        for n, line in enumerate(given.lines):
            _day(line.expires_on, zone, f"lines[{n}].expires_on")
        came = [Arrival(x.sku, x.quantity, x.damaged, x.lot, x.expires_on or "") for x in given.lines]
    at = _moment(mall, given.received_at, "received_at")
    body = _orders(mall).receive(id, came, who(request), at, given.extra, given.reference)
    return purchase_out(mall, body)


@post("/purchase-orders/{id:str}/cancel", status_code=200, summary="Cancel", tags=["purchase orders"],
      sync_to_thread=True)  # fmt: skip
def cancel(mall: App, request: Asked, id: str, data: PurchaseCancelIn | None = None) -> PurchaseOut:
    """Cancel what has not come, or some units of it; a supplier who was told by webhook is told this too."""
    given, units = data or PurchaseCancelIn(), None
    if given.lines is not None:
        units = dict[str, int]()
        for line in given.lines:
            units[line.sku] = units.get(line.sku, 0) + line.quantity
    body = _orders(mall).cancel(id, units, given.reason, who(request), mall.clock())
    mall.purchasing.outbox.wake()
    return purchase_out(mall, body)


@post("/purchase-orders/{id:str}/close", status_code=200, summary="Close", tags=["purchase orders"],
      sync_to_thread=True)  # fmt: skip
def close(mall: App, request: Asked, id: str) -> PurchaseOut:
    """End an order for good; what has not come is not waited for."""
    return purchase_out(mall, _orders(mall).close(id, who(request), mall.clock()))


@post("/purchase-orders/{id:str}/undo", status_code=200, summary="Undo", tags=["purchase orders"], sync_to_thread=True)
def undo(mall: App, request: Asked, id: str) -> PurchaseOut:
    """Take the last step back, in the stock too."""
    return purchase_out(mall, _orders(mall).undo(id, who(request), mall.clock()))


def _orders(mall: App) -> Purchases:
    return mall.purchasing.purchases


def _moment(mall: App, given: int | str | None, field: str) -> int:
    now = mall.clock()
    at = now if given is None else parse_instant(given, field)
    if at > now:
        raise BadInput("time_in_future", f"{field} lies in the future", field=field, hint="leave it out for now")
    return at


def _day(given: str | None, zone: str, field: str) -> int | None:
    return None if given is None else day_start(day_of(given, field), zone)


ROUTER = Router("/", route_handlers=[get_purchases, get_purchase, send, confirm, receive, cancel, close, undo])
