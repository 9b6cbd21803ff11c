"""Webhooks: other systems subscribe to what happens; how it goes with each of them, and what could not be told."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.webhooks.book import Subscription
from huozhao.flows.webhooks.standing import Try
from huozhao.flows.webhooks.topics import TOPICS, require_topics, wanted
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.gate.guard import NotAllowed
from huozhao.http.supply.purchase_wire import OutgoingOut, delivery_out
from huozhao.http.supply.suppliers import SecretOut
from huozhao.http.wire import AuditOut, Words, words
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class TopicOut(msgspec.Struct, frozen=True):
    """A topic; `permission` is what whoever subscribes must have, `event` the event it tells of, if it tells of one.

    Whoever subscribes to a topic with `names_shoppers` is told of erasures and withdrawn consents, too.
    """

    topic: str
    group: str
    label: Words
    permission: str
    event: str
    names_shoppers: bool


class TopicPage(msgspec.Struct, frozen=True):
    """All topics."""

    items: list[TopicOut]
    next: str | None


class WebhookIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subscription: a name for people, the https address that messages go to, and the topics."""

    url: Annotated[str, Meta(max_length=500)]
    topics: Annotated[list[str], Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=80)] = ""


class ResumeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`skip` leaves out all that was not told yet."""

    skip: bool = False


class TryOut(msgspec.Struct, frozen=True):
    """One try: when it began, how long the receiver took (ms), whether it was accepted, and what was answered."""

    id: str
    topic: str
    at: str
    took_ms: int
    accepted: bool
    told: str


class WebhookOut(msgspec.Struct, frozen=True):
    """A subscription and how it goes with it.

    `state` is active or paused; `paused_why` is gone (the receiver answered 410) or failing (nothing arrived for three
    days) when the mall paused it. `told` are all topics it hears of. `behind` counts facts not looked at yet, `waiting`
    messages that are tried again, `dead` those given up. Until `resting_until` the receiver is taken to be down, or has
    asked to be left alone.
    """

    webhook: str
    name: str
    url: str
    topics: list[str]
    told: list[str]
    state: str
    paused_why: str
    created_at: str
    delivered: int
    failed: int
    delivered_at: str | None
    resting_until: str | None
    behind: int
    waiting: int
    dead: int
    newest: list[TryOut]
    audit: list[AuditOut]


class WebhookMadeOut(msgspec.Struct, frozen=True):
    """A subscription; `secret` is shown once, when it is new, and empty afterwards."""

    webhook: WebhookOut
    secret: str


class WebhookPage(msgspec.Struct, frozen=True):
    """All subscriptions by id."""

    items: list[WebhookOut]
    next: str | None


class RevivedOut(msgspec.Struct, frozen=True):
    """How many messages are tried again now."""

    messages: int


class HookToldOut(msgspec.Struct, frozen=True):
    """What a message says as it would leave now."""

    type: str
    timestamp: str
    data: dict[str, Any]


class HookDeliveryOut(msgspec.Struct, frozen=True):
    """A message with what it says; `message` is null when nothing is left to tell, as after an erasure."""

    delivery: OutgoingOut
    message: HookToldOut | None


@get("/webhooks/topics", summary="Read the topics", tags=["webhooks"], sync_to_thread=False)
def get_topics() -> TopicPage:
    """Return what can be subscribed to."""
    return TopicPage([TopicOut(each.name, each.group, words(each.label), each.permission, each.event,
                               each.names_shoppers) for each in TOPICS.values()], None)


@get("/webhooks", summary="Read subscriptions", tags=["webhooks"], sync_to_thread=True)
def get_webhooks(mall: App) -> WebhookPage:
    """Return every subscription and how it goes with it."""
    return WebhookPage(webhooks_out(mall, mall.webhooks.to.book.all()), None)


@get("/webhooks/{webhook:str}", summary="Read a subscription", tags=["webhooks"], sync_to_thread=True)
def get_webhook(mall: App, webhook: str) -> WebhookOut:
    """Return one subscription."""
    return _one(mall, mall.webhooks.to.book.get(webhook))


@put("/webhooks/{webhook:str}", status_code=200, summary="Subscribe", tags=["webhooks"], sync_to_thread=True)
def put_webhook(mall: App, request: Asked, webhook: str, data: WebhookIn) -> WebhookMadeOut:
    """Subscribe, or change a subscription. Whoever asks must be allowed to see what the topics tell."""
    require_topics(data.topics)
    lacking = [name for name in data.topics if not principal_of(request).may(TOPICS[name].permission)]
    if lacking:
        raise NotAllowed("topic_not_allowed", f"{', '.join(lacking)}: not yours to see / 没有查看这些内容的权限",
                        field="topics", hint=f"ask an owner for {TOPICS[lacking[0]].permission}")
    kept, secret = mall.webhooks.subscribe(webhook, data.name, data.url, data.topics, who(request))
    return WebhookMadeOut(_one(mall, kept), secret)


@delete("/webhooks/{webhook:str}", status_code=204, summary="Delete a subscription", tags=["webhooks"],
        sync_to_thread=True)  # fmt: skip
def delete_webhook(mall: App, webhook: str) -> None:
    """Forget a subscription, and what waits for it."""
    mall.webhooks.delete(webhook)


@post("/webhooks/{webhook:str}/secret", status_code=200, summary="Make a new secret", tags=["webhooks"],
      sync_to_thread=True)  # fmt: skip
def rotate_webhook(mall: App, request: Asked, webhook: str) -> SecretOut:
    """Make a new secret and show it once; for a day the old one signs as well."""
    book = mall.webhooks.to.book
    return SecretOut(book.shown(book.rotate(webhook, who(request))))


@post("/webhooks/{webhook:str}/test", status_code=200, summary="Send a test", tags=["webhooks"], sync_to_thread=True)
def try_webhook(mall: App, webhook: str) -> TryOut:
    """Send a test message now and return what the receiver answered; also while it is paused."""
    return try_out(mall.webhooks.test(webhook))


@post("/webhooks/{webhook:str}/pause", status_code=200, summary="Pause", tags=["webhooks"], sync_to_thread=True)
def pause_webhook(mall: App, request: Asked, webhook: str) -> WebhookOut:
    """Tell it nothing for now; what happens meanwhile is told when it goes on."""
    return _one(mall, mall.webhooks.to.book.pause(webhook, who(request)))


@post("/webhooks/{webhook:str}/resume", status_code=200, summary="Go on", tags=["webhooks"], sync_to_thread=True)
def resume_webhook(mall: App, request: Asked, webhook: str, data: ResumeIn | None = None) -> WebhookOut:
    """Go on where it stopped, or with `skip` from now on."""
    return _one(mall, mall.webhooks.resume(webhook, who(request), (data or ResumeIn()).skip))


@post("/webhooks/{webhook:str}/retry", status_code=200, summary="Try all again", tags=["webhooks"],
      sync_to_thread=True)  # fmt: skip
def retry_webhook(mall: App, webhook: str) -> RevivedOut:
    """Try everything again that waits or was given up; it is sent in the background."""
    return RevivedOut(mall.webhooks.retry(webhook))


@get("/deliveries/{id:str}", summary="Read a message", tags=["deliveries"], sync_to_thread=True)
def get_delivery(mall: App, id: str) -> HookDeliveryOut:
    """Return a message that waits or was given up, with what it says."""
    found = mall.purchasing.outbox.get(id)
    told = mall.webhooks.told(found)
    message = HookToldOut(told[0], iso(told[1]), dict(told[2])) if told else None
    return HookDeliveryOut(delivery_out(id, found.body), message)


@delete("/deliveries/{id:str}", status_code=204, summary="Give a message up", tags=["deliveries"],
        sync_to_thread=True)  # fmt: skip
def delete_delivery(mall: App, id: str) -> None:
    """Take a message off the list; it is not told any more."""
    mall.webhooks.drop(id)


def webhooks_out(mall: App, which: Sequence[Subscription]) -> list[WebhookOut]:
    """Return subscriptions for the wire, and how it goes with them."""
    counts = mall.webhooks.counts()
    return [_out(mall, kept, *counts.get(kept.id, (0, 0))) for kept in which]


def _one(mall: App, kept: Subscription) -> WebhookOut:
    return webhooks_out(mall, [kept])[0]


def _out(mall: App, kept: Subscription, waiting: int, dead: int) -> WebhookOut:
    standing = mall.webhooks.standing(kept.id)
    rests = standing.is_resting(mall.webhooks.to.book.clock())
    audit = [{**entry, "at": iso(entry["at"])} for entry in kept.audit]
    return WebhookOut(
        webhook=kept.id, name=kept.name, url=kept.url, topics=sorted(kept.topics), told=sorted(wanted(kept.topics)),
        state=kept.state, paused_why=kept.paused_why, created_at=iso(kept.created_at), delivered=standing.delivered,
        failed=standing.failed, delivered_at=iso(standing.delivered_at) if standing.delivered_at else None,
        resting_until=iso(standing.resting_until) if rests else None, behind=mall.webhooks.stream.behind(kept.id),
        waiting=waiting, dead=dead, newest=[try_out(each) for each in standing.newest],
        audit=msgspec.convert(audit, list[AuditOut]),
    )  # fmt: skip


def try_out(one: Try) -> TryOut:
    """Return a try for the wire."""
    return TryOut(one.id, one.topic, iso(one.at), one.took_ms, one.accepted, one.told)


ROUTER = Router("/", route_handlers=[get_topics, get_webhooks, get_webhook, put_webhook, delete_webhook, rotate_webhook,
                                     try_webhook, pause_webhook, resume_webhook, retry_webhook, get_delivery,
                                     delete_delivery])  # fmt: skip
