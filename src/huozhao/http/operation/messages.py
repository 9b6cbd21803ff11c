"""Messages: what the mall's systems wish to tell, the arbiter's rules, and what became of it all."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.app.messages import SECRET
from huozhao.events.documents import Document
from huozhao.flows.messages.reading import is_waiting, overview, queue, reason_of, said
from huozhao.http.gate.asking import who
from huozhao.http.operation.strategies import Instant
from huozhao.http.supply.suppliers import SecretOut
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.messages.policy import policy_to_dict
from huozhao.operations.messages.wish import CHANNELS, Channel, Kind, Use, Wish
from huozhao.terms.errors import BadInput
from huozhao.terms.text import text_from
from huozhao.terms.time import day_name, iso, parse_instant

Asked = Request[Any, Any, Any]
Times = Annotated[int, Meta(ge=0, le=30)]
Hours = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM, the mall's time")]


class PolicyIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rules to change; what is left out stays. Equal quiet times mean no quiet hours."""

    a_day: Times | msgspec.UnsetType = msgspec.UNSET
    a_week: Times | msgspec.UnsetType = msgspec.UNSET
    quiet_from: Hours | msgspec.UnsetType = msgspec.UNSET
    quiet_until: Hours | msgspec.UnsetType = msgspec.UNSET
    topic_days: Annotated[int, Meta(ge=0, le=90)] | msgspec.UnsetType = msgspec.UNSET
    cards: Annotated[int, Meta(ge=0, le=5)] | msgspec.UnsetType = msgspec.UNSET
    hold_out: Annotated[float, Meta(ge=0, le=0.5)] | msgspec.UnsetType = msgspec.UNSET


class TemplateIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A WeChat template; the last message of one for service is never spent on marketing.

    `fields` fills its keywords, as {"thing1": "{title}", "time2": "{facts.at}"}. `uses` are the parts of the mall whose
    messages go by it; each has one template. Null leaves either as it is.
    """

    label: dict[str, str] | None = None
    kind: Kind = "service"
    fields: dict[str, str] | None = None
    uses: list[Use] | None = None


class RulesIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arbiter's rules; `templates` stand in place of those before, null leaves them."""

    policy: PolicyIn = PolicyIn()
    templates: dict[str, TemplateIn] | None = None


class TemplateOut(msgspec.Struct, frozen=True):
    """A template: what fills its keywords, who uses it, how often allowed, used, and refused by WeChat (43101)."""

    template: str
    label: Words
    kind: str
    fields: dict[str, str]
    uses: list[Use]
    granted: int
    used: int
    refused: int


class DaySumOut(msgspec.Struct, frozen=True):
    """How many messages of one part of the mall came to one end on a day."""

    day: str
    part: str
    kind: str
    outcome: str
    channel: str
    reason: str
    said: Words
    n: int


class WaitingOut(msgspec.Struct, frozen=True):
    """How many messages wait for one reason."""

    reason: str
    said: Words
    n: int


class MessagesOut(msgspec.Struct, frozen=True):
    """Rules, templates, what waits, and the last four weeks; `is_connected` tells whether WeChat can be reached."""

    policy: dict[str, Any]
    is_connected: bool
    waiting: list[WaitingOut]
    next_at: str | None
    templates: list[TemplateOut]
    days: list[DaySumOut]
    today: str
    audit: list[AuditOut]


class MessageOut(msgspec.Struct, frozen=True):
    """One message: `state` is waiting, sent, dropped, failed or unknown; `said` is why.

    What it speaks of is in `skus`, `coupon`, `order` and `link`, a page of the client.
    """

    id: str
    shopper: str
    source: str
    topic: str
    kind: str
    title: Words
    body: Words
    state: str
    channel: str
    reason: str
    said: Words
    at: str
    next_at: str | None
    valid_until: str
    value_fen: int
    read_at: str | None
    dismissed_at: str | None
    skus: list[str]
    coupon: str
    order: str
    link: str


class MessagePage(msgspec.Struct, frozen=True):
    """Messages."""

    items: list[MessageOut]
    next: str | None


class WishIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What another system of the mall wishes to tell a shopper; `key` counts once.

    `asked` says that an "allow" of `template` asks for just this: it is consent to one message.
    """

    key: Annotated[str, Meta(min_length=1, max_length=180)]
    shopper: Annotated[str, Meta(min_length=1, max_length=256)]
    topic: Annotated[str, Meta(min_length=1, max_length=128)]
    title: dict[str, str]
    body: dict[str, str]
    valid_until: Instant | str
    kind: Kind = "service"
    channels: list[Channel] = msgspec.field(default_factory=lambda: list(CHANNELS))
    value_fen: int = 0
    valid_from: Instant | str = 0
    template: Annotated[str, Meta(max_length=64)] = ""
    urgent: bool = False
    asked: bool = False
    skus: Annotated[list[str], Meta(max_length=50)] = []
    coupon: Annotated[str, Meta(max_length=128)] = ""
    link: Annotated[str, Meta(max_length=512)] = ""
    facts: dict[str, str] = {}


class WishesIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wishes, all or none."""

    wishes: Annotated[list[WishIn], Meta(min_length=1, max_length=500)]


class HandedOut(msgspec.Struct, frozen=True):
    """How many wishes were new; the arbiter decides on them in a moment."""

    new: int


@get("/messages", summary="Look on at messages", tags=["messages"], sync_to_thread=True)
def get_messages(mall: App) -> MessagesOut:
    """Return rules, templates, what waits and why, and what became of the messages of the last four weeks."""
    return _messages_out(mall)


@post("/messages", status_code=200, summary="Wish to tell shoppers something", tags=["messages"], sync_to_thread=True)
def post_wishes(mall: App, data: WishesIn) -> HandedOut:
    """Hand in what another system of the mall wishes to tell; caps, quiet hours and consent hold for it as for all."""
    return HandedOut(mall.messages.hand([_wish(each) for each in data.wishes]))


@put("/messages/rules", status_code=200, summary="Change the arbiter's rules", tags=["messages"], sync_to_thread=True)
def put_rules(mall: App, request: Asked, data: RulesIn) -> MessagesOut:
    """Change caps, quiet hours, topics and templates; in force at once for all that waits."""
    templates = None if data.templates is None else msgspec.to_builtins(data.templates)
    mall.messages.rules.write(msgspec.to_builtins(data.policy), templates, who(request), mall.clock())
    mall.messages.look_again()
    return _messages_out(mall)


@post("/messages/rules/undo", status_code=200, summary="Take the last change of the rules back", tags=["messages"],
      sync_to_thread=True)  # fmt: skip
def undo_rules(mall: App, request: Asked) -> MessagesOut:
    """Bring back the rules of before."""
    mall.messages.rules.undo(who(request), mall.clock())
    mall.messages.look_again()
    return _messages_out(mall)


@get("/messages/waiting", summary="Read what waits", tags=["messages"], sync_to_thread=True)
def get_waiting(mall: App, limit: int = 50) -> MessagePage:
    """Return messages that wait, those due first before others, with what they wait for."""
    return MessagePage([message_out(found) for found in queue(mall.messages, limit)], None)


@get("/messages/secret", summary="Read the gateway's secret", tags=["messages"], sync_to_thread=True)
def get_message_secret(mall: App) -> SecretOut:
    """Return the secret that signs messages to messages.gateway."""
    return SecretOut(mall.purchasing.secrets.shown(SECRET, 1))


@get("/shoppers/{shopper:str}/messages", summary="Read what a shopper was told", tags=["messages"],
     sync_to_thread=True)  # fmt: skip
def get_shopper_messages(mall: App, shopper: str) -> MessagePage:
    """Return all messages of a shopper: sent, dropped with the reason, and waiting."""
    return MessagePage([message_out(found) for found in mall.messages.inbox.history(shopper)], None)


def message_out(found: Document) -> MessageOut:
    """Return a message or a wish for the wire."""
    body, waits = found.body, is_waiting(found)
    return MessageOut(
        found.id, body["shopper"], body["source"], body["topic"], body["kind"], words(text_from(body["title"], "")),
        words(text_from(body["body"], "")), "waiting" if waits else body["state"], body.get("channel", ""),
        body["reason"], words(reason_of(found)), iso(body["handed_at"] if waits else body["at"]),
        _when(body.get("next_at")), iso(body["valid_until"]), body["value_fen"], _when(body.get("read_at")),
        _when(body.get("dismissed_at")), list(body["skus"]), body["coupon"],
        body["facts"].get("order", ""), body["link"],
    )  # fmt: skip


def _when(at: int | None) -> str | None:
    return iso(at) if at else None


def _wish(data: WishIn) -> Wish:
    if data.asked and not data.template:
        raise BadInput("template_missing", "what was asked for names its template / 请写明顾客允许的是哪个模板",
                       field="template", hint="send `template`, or leave `asked` out")
    return Wish(
        f"api:{data.key}", data.shopper, data.topic, data.kind, text_from(data.title, ""), text_from(data.body, ""),
        parse_instant(data.valid_until, "valid_until"), "api:wish", tuple(data.channels), data.value_fen,
        parse_instant(data.valid_from, "valid_from") if data.valid_from else 0, data.template, 0.0, data.urgent,
        tuple(data.skus), data.coupon, data.link, data.facts, data.asked,
    )  # fmt: skip


def _messages_out(mall: App) -> MessagesOut:
    found, rules = overview(mall.messages), mall.messages.rules
    templates = [TemplateOut(t.template, words(t.label), t.kind, rules.fields(t.template), rules.uses(t.template),
                             t.granted, t.used, t.refused) for t in found.templates]  # fmt: skip
    days = [DaySumOut(day_name(d.day), d.part, d.kind, d.outcome, d.channel, d.reason, words(said(d.reason)), d.n)
            for d in found.days]  # fmt: skip
    waiting = [WaitingOut(code, words(said(code)), n) for code, n in sorted(found.waiting.items())]
    audit = [AuditOut(e["who"], iso(e["at"]), e["what"], e["from"], e["to"]) for e in rules.audit()]
    return MessagesOut(policy_to_dict(rules.policy()), mall.messages.round.sender.is_connected(), waiting,
                       _when(found.next_at), templates, days, day_name(found.today), audit)  # fmt: skip


ROUTER = Router("/", route_handlers=[get_messages, post_wishes, put_rules, undo_rules, get_waiting, get_message_secret,
                                     get_shopper_messages])
