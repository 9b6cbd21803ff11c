"""Tickets: issues of goods on their way to the supplier, the improved goods that answer them, what that achieved."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.voice import sheets
from huozhao.flows.voice.series import week_start
from huozhao.flows.voice.telling import crowd_of
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.operation.voice import QuoteOut, quote_out
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.lift import lift_in_words
from huozhao.operations.voice.tickets import LABELS
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]
MOST_SHOPPERS = 200
MOST_ON_PAPER = 10


class TicketWeekOut(msgspec.Struct, frozen=True):
    """One week from its Monday: shoppers who spoke of the product, and who complained."""

    week: str
    voices: int
    complaints: int


class TicketLotOut(msgspec.Struct, frozen=True):
    """A lot behind complaints: orders of those who complained that were filled from it, and all orders that were."""

    lot: str
    complaints: int
    orders: int


class TicketOut(msgspec.Struct, frozen=True):
    """An issue: one aspect of one product, in shoppers. An empty `supplier` means that the mall itself is to act.

    `share` is of those who spoke, `share_of_buyers` of those who bought; `usual` is the upper bound of the share
    before. `successor` is the SKU offered to those who complained, `crowd` is who hears of it through campaigns.
    """

    id: str
    state: str
    state_label: Words
    spu: str
    aspect: str
    label: Words
    title: str
    headline: Words
    why: Words
    category: list[str]
    supplier: str
    people: int
    praise: int
    voices: int
    returns: int
    orders: int
    buyers: int
    share: float
    share_of_buyers: float
    usual: float
    is_rising: bool
    lots: list[TicketLotOut]
    weeks: list[TicketWeekOut]
    note: str
    successor: str
    paused: bool
    hearers: int
    crowd: str
    at: str
    audit: list[AuditOut]


class TicketPage(msgspec.Struct, frozen=True):
    """Tickets, newest first."""

    items: list[TicketOut]
    next: str | None


class TicketWholeOut(msgspec.Struct, frozen=True):
    """A ticket counted now, with quotes that name nobody."""

    ticket: TicketOut
    quotes: list[QuoteOut]


class TicketIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ticket written by hand about one aspect of a product."""

    spu: str
    aspect: str


class TicketEditIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; what is left out stays. `paused` stops offering the successor."""

    note: Annotated[str, Meta(max_length=2000)] | None = None
    supplier: Annotated[str, Meta(max_length=256)] | None = None
    successor: Annotated[str, Meta(max_length=128)] | None = None
    paused: bool | None = None


class StepIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes with a step: the SKU that solves the issue."""

    successor: Annotated[str, Meta(max_length=128)] = ""


class ComplainerOut(msgspec.Struct, frozen=True):
    """A shopper under a pseudonym, and the arm: shown or held_out."""

    shopper: str
    arm: str


class ComplainerPage(msgspec.Struct, frozen=True):
    """Who complained, allows personal recommendation and is not satisfied since; newest complaint first."""

    items: list[ComplainerOut]
    total: int
    next: str | None


class TicketArmOut(msgspec.Struct, frozen=True):
    """One arm: shoppers who were to be offered the successor, and who bought it within 28 days."""

    shoppers: int
    buyers: int
    units: int


class TicketLiftOut(msgspec.Struct, frozen=True):
    """What offering achieved: share of buyers, offered less held out, with its 95 % interval (percentage points)."""

    shown: TicketArmOut
    held_out: TicketArmOut
    difference: float | None
    low: float | None
    high: float | None
    verdict: Words


@get("/tickets", summary="Read tickets", tags=["voice"], sync_to_thread=True)
def get_tickets(
    mall: App, only: Annotated[str, QueryParameter(name="state")] = "", spu: str = ""
) -> TicketPage:
    """Return tickets by state (draft, sent, acknowledged, in_work, solved, closed, rejected) and product."""
    mall.voice.refresh()
    found = [each for each in mall.voice.tickets.all(only) if spu in ("", each.body["spu"])]
    return TicketPage([_out(mall, each, each.body) for each in found], None)


@post("/tickets", status_code=201, summary="Write a ticket by hand", tags=["voice"], sync_to_thread=True)
def post_ticket(mall: App, request: Asked, data: TicketIn) -> TicketOut:
    """Write a draft about one aspect of a product; where one is open already, that one is returned."""
    found = mall.voice.write(data.spu, data.aspect, who(request))
    return _out(mall, found, found.body)


@get("/tickets/{id:str}", summary="Read one ticket", tags=["voice"], sync_to_thread=True)
def get_ticket(mall: App, id: str) -> TicketWholeOut:
    """Return a ticket counted now, with quotes."""
    found = mall.voice.tickets.get(id)
    upgrade = mall.voice.upgrades.of(id)
    hearers = len(mall.voice.upgrades.hearers(upgrade)) if upgrade else 0
    body = {**found.body, **mall.voice.live_facts(found), "hearers": hearers}
    return TicketWholeOut(_out(mall, found, body), [quote_out(each) for each in mall.voice.quotes(found)])


@get("/tickets/{id:str}/page", summary="Print a ticket", tags=["voice"], media_type="text/html", sync_to_thread=True)
def get_ticket_page(mall: App, id: str) -> str:
    """Return a ticket as a page to print or send; nobody is named in it."""
    found = mall.voice.tickets.get(id)
    return sheets.page(id, {**found.body, **mall.voice.live_facts(found)}, mall.voice.quotes(found)[:MOST_ON_PAPER])


@get("/tickets/{id:str}/csv", summary="Download a ticket", tags=["voice"], media_type="text/csv", sync_to_thread=True)
def get_ticket_csv(mall: App, id: str) -> Response[str]:
    """Return a ticket as a table: figures, weeks, quotes."""
    found = mall.voice.tickets.get(id)
    body, zone = {**found.body, **mall.voice.live_facts(found)}, mall.settings.mall.timezone
    text = sheets.table(id, body, mall.voice.quotes(found), zone)
    headers = {"Content-Disposition": f'attachment; filename="ticket-{id}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@get("/tickets/{id:str}/shoppers", summary="See who complained", tags=["voice"], sync_to_thread=True)
def get_complainers(mall: App, request: Asked, id: str, limit: int = 20) -> ComplainerPage:
    """Return who is to be offered the successor, with masked ids, as crowd exports mask them."""
    upgrades = mall.voice.upgrades
    upgrade = upgrades.of(mall.voice.tickets.get(id).id)
    found = upgrades.hearers(upgrade) if upgrade else []
    shown = found[: max(1, min(limit, MOST_SHOPPERS))]
    mall.looks.looked(principal_of(request), shown, "ticket_shoppers", id)
    mask = mall.targeting.exports.mask
    items = [ComplainerOut(mask(each), upgrades.arm(each, upgrade)) for each in shown] if upgrade else []
    return ComplainerPage(items, len(found), None)


@get("/tickets/{id:str}/lift", summary="See what offering achieved", tags=["voice"], sync_to_thread=True)
def get_ticket_lift(mall: App, id: str) -> TicketLiftOut:
    """Return how many more bought the successor because it was offered first."""
    lift = mall.voice.effects.of(mall.voice.tickets.get(id).id)
    arms = [TicketArmOut(arm.shoppers, arm.buyers, arm.orders) for arm in (lift.treatment, lift.hold_out)]
    seen = lift.buyers
    points = (seen.difference, seen.low, seen.high) if seen else (None, None, None)
    difference, low, high = (None if each is None else round(100 * each, 3) for each in points)
    return TicketLiftOut(arms[0], arms[1], difference, low, high, words(lift_in_words(lift)))


@post("/tickets/{id:str}/edit", status_code=200, summary="Change a ticket", tags=["voice"], sync_to_thread=True)
def edit_ticket(mall: App, request: Asked, id: str, data: TicketEditIn) -> TicketOut:
    """Change note, supplier, successor, or whether the successor is offered."""
    changes = {key: value for key, value in msgspec.structs.asdict(data).items() if value is not None}
    found = mall.voice.edit(id, changes, who(request))
    return _out(mall, found, found.body)


@post("/tickets/{id:str}/{step:str}", status_code=200, summary="Take a step of a ticket", tags=["voice"],
      sync_to_thread=True)  # fmt: skip
def step_ticket(
    mall: App, request: Asked, id: str,
    step: Literal["send", "acknowledge", "start", "solve", "close", "reject", "undo"], data: StepIn | None = None,
) -> TicketOut:  # fmt: skip
    """Send, acknowledge, start, solve (naming the successor), close or reject a ticket, or take the last step back."""
    found = mall.voice.step(id, step, who(request), data.successor if data else "")
    return _out(mall, found, found.body)


def _out(mall: App, found: Document, body: dict[str, Any]) -> TicketOut:
    upgrade = mall.voice.upgrades.of(found.id)
    weeks = [TicketWeekOut(day_name(week_start(body["first_week"] + n)), voices, complaints) for n, (voices, complaints)
             in enumerate(zip(body["week_voices"], body["weeks"], strict=False))]  # fmt: skip
    audit = [{**entry, "at": iso(entry["at"])} for entry in body["audit"]]
    plain = {
        "lots": [], **body, "id": found.id, "at": iso(body["at"]), "audit": audit, "weeks": msgspec.to_builtins(weeks),
        "state_label": LABELS[body["state"]].as_dict(), "share": _part(body["people"], body["voices"]),
        "share_of_buyers": _part(body["people"], body["buyers"]),
        "successor": upgrade.sku if upgrade else body["successor"],
        "hearers": body.get("hearers", 0) if upgrade else 0,
        "crowd": crowd_of(upgrade.ticket) if upgrade else "",
    }  # fmt: skip
    return msgspec.convert(plain, TicketOut)


def _part(some: int, all_of_them: int) -> float:
    return round(some / all_of_them, 4) if all_of_them else 0.0


ROUTER = Router("/", route_handlers=[get_tickets, post_ticket, get_ticket, get_ticket_page, get_ticket_csv,
                                     get_complainers, get_ticket_lift, edit_ticket, step_ticket])
