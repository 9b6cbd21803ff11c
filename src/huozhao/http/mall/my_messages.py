"""Messages for shoppers themselves, with their own token: read, put away, allow subscription messages."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import subject_of
from huozhao.http.operation.messages import MessageOut, message_out
from huozhao.http.wire import Words, words
from huozhao.operations.messages.wish import SERVICE
from huozhao.terms.text import text_from

Asking = Request[Any, Any, Any]


class InboxOut(msgspec.Struct, frozen=True):
    """What I was told, newest first."""

    items: list[MessageOut]
    unread: int
    next: str | None


class TapIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tap on "allow": an `id` of its own, so that it counts once; `scene` says where it was asked."""

    id: Annotated[str, Meta(min_length=1, max_length=128)]
    template: Annotated[str, Meta(min_length=1, max_length=64)]
    scene: Annotated[str, Meta(max_length=64)] = ""


class TapsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Taps; WeChat asks for at most three templates at a time."""

    grants: Annotated[list[TapIn], Meta(min_length=1, max_length=50)]


class BalanceOut(msgspec.Struct, frozen=True):
    """How many messages of a template I still allow."""

    template: str
    label: Words
    kind: str
    left: int


class BalancesOut(msgspec.Struct, frozen=True):
    """What I still allow, by template."""

    items: list[BalanceOut]
    next: str | None


@get("/me/messages", summary="Read my messages", tags=["me"], sync_to_thread=True)
def get_my_messages(mall: App, request: Asking) -> InboxOut:
    """Return what the mall told me and I have not put away."""
    items = [message_out(found) for found in mall.messages.inbox.of(subject_of(request))]
    return InboxOut(items, sum(each.read_at is None for each in items), None)


@post("/me/messages/{id:str}/{what:str}", status_code=200, summary="Read or dismiss a message", tags=["me"],
      sync_to_thread=True)  # fmt: skip
def post_my_message(mall: App, request: Asking, id: str, what: Literal["read", "dismiss"]) -> MessageOut:
    """Say that I read a message, or put it away; then its card or popup does not come again."""
    return message_out(mall.messages.inbox.tell(subject_of(request), id, what))


@get("/me/subscriptions", summary="Read what I still allow", tags=["me"], sync_to_thread=True)
def get_my_subscriptions(mall: App, request: Asking) -> BalancesOut:
    """Return how many subscription messages of each template I still allow, as far as the mall knows."""
    return _balances(mall, subject_of(request))


@post("/me/subscriptions", status_code=200, summary="Allow subscription messages", tags=["me"], sync_to_thread=True)
def post_my_subscriptions(mall: App, request: Asking, data: TapsIn) -> BalancesOut:
    """Put taps on "allow" on record; one tap is one message of its template.

    Where WeChat itself tells the mall of taps, those of shoppers who logged in through it are not counted here again.
    """
    shopper = subject_of(request)
    if mall.wechat.counts_taps(shopper):
        return _balances(mall, shopper)
    mall.messages.grant(shopper, [(tap.id, tap.template, tap.scene) for tap in data.grants])
    mall.folds.reached(mall.log.head())
    return _balances(mall, shopper)


def _balances(mall: App, shopper: str) -> BalancesOut:
    known = mall.messages.rules.templates()
    items = [BalanceOut(template, words(text_from(known.get(template, {}).get("label"), template)),
                        known.get(template, {}).get("kind", SERVICE), left)
             for template, left in mall.messages.balances(shopper).items()]  # fmt: skip
    return BalancesOut(items, None)


ROUTER = Router("/", route_handlers=[get_my_messages, post_my_message, get_my_subscriptions, post_my_subscriptions])
