"""Where other systems push what happened: signed JSON from anybody, and what CRMEB sends."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.collect import Prepared
from huozhao.flows.connectors import crmeb
from huozhao.flows.connectors.signed import Unproven, require_hook
from huozhao.http.errors import read_body
from huozhao.http.feed.events import EventBatch, EventsOperation, events_in, record
from huozhao.http.wire import ReceiptOut
from huozhao.terms.time import iso

EVENTS, CRMEB = "events", "crmeb"
HOOKS = (EVENTS, CRMEB)
ACCOUNT = "huozhao"


class HookOut(msgspec.Struct, frozen=True):
    """A hook: the path that the other system writes to, and what came through it.

    `unproven` counts messages whose sender could not be told; null = none ever came.
    """

    hook: str
    path: str
    received_at: str | None
    accepted: int
    duplicate: int
    refused: int
    unproven: int
    unproven_at: str | None


class HookPage(msgspec.Struct, frozen=True):
    """All hooks."""

    items: list[HookOut]
    next: str | None


class HookSecretOut(msgspec.Struct, frozen=True):
    """The secret by which a hook knows its sender; for CRMEB it is the password of account huozhao."""

    hook: str
    secret: str


class CrmebLoginIn(msgspec.Struct, frozen=True):
    """How CRMEB asks for the token of its pushes."""

    push_account: str = ""
    push_password: str = ""


class CrmebTokenOut(msgspec.Struct, frozen=True):
    """What CRMEB expects: code 0, the token, and the seconds that it lives."""

    code: int
    token: str
    time: int


class CrmebOut(msgspec.Struct, frozen=True):
    """What CRMEB expects: code 0. `refused` events are in the failed-events list with the reason."""

    code: int
    accepted: int
    duplicate: int
    refused: int


@post("/hooks/events", status_code=200, summary="Take signed events", tags=["hooks"], operation_class=EventsOperation)
async def post_hook_events(mall: App, request: Request[Any, Any, Any]) -> ReceiptOut:
    """Record events that another system signs as Standard Webhooks 1.0 has it (webhook-id, -timestamp, -signature).

    The body is that of POST /v1/events. Messages older than five minutes are refused; one sent again counts once.
    """
    body = await request.body()
    with _counting(mall, EVENTS):
        mall.hooks.require_signed(EVENTS, request.headers, body)
    data = events_in(mall, read_body(body, EventBatch))
    return _counted(mall, EVENTS, await record(mall, mall.collect.prepare(data.events, "hook")))


@post("/hooks/crmeb/token", status_code=200, summary="Give CRMEB a token", tags=["hooks"], sync_to_thread=False)
def post_crmeb_token(mall: App, data: CrmebLoginIn) -> CrmebTokenOut:
    """Answer CRMEB, which asks for a token before it pushes."""
    with _counting(mall, CRMEB):
        token, life_s = mall.hooks.token(CRMEB, data.push_password if data.push_account == ACCOUNT else "")
    return CrmebTokenOut(0, token, life_s)


@post("/hooks/crmeb/{what:str}", status_code=200, summary="Take a push of CRMEB", tags=["hooks"])
async def post_crmeb(
    mall: App, request: Request[Any, Any, Any], what: str, token: Annotated[str, QueryParameter(name="pushToken")] = "",
) -> CrmebOut:  # fmt: skip
    """Record what CRMEB pushes: order-created, order-paid, refund-created, refund-cancelled or user-updated."""
    with _counting(mall, CRMEB):
        mall.hooks.require_token(CRMEB, token)
    require_hook(what, crmeb.PUSHES)
    prepared = await asyncio.to_thread(_pushed, mall, what, await request.body())
    receipt = _counted(mall, CRMEB, await record(mall, prepared))
    return CrmebOut(0, receipt.accepted, receipt.duplicate, len(receipt.refused))


def _pushed(mall: App, what: str, body: bytes) -> Prepared:
    made = crmeb.events_of(what, body, mall.settings.mall.timezone, crmeb.finder(mall.goods.skus()))
    return mall.collect.prepare(crmeb.raw(made), "hook:crmeb", history=True)


@get("/hooks", summary="Read the hooks", tags=["hooks"], sync_to_thread=True)
def get_hooks(mall: App) -> HookPage:
    """Return where other systems may push to, and what came."""
    return HookPage([_hook(mall, EVENTS, "/v1/hooks/events"),
                     *(_hook(mall, CRMEB, f"/v1/hooks/crmeb/{what}") for what in ("token", *crmeb.PUSHES))], None)


@get("/hook-secrets/{hook:str}", summary="Read a hook's secret", tags=["hooks"], sync_to_thread=True)
def get_hook_secret(mall: App, hook: str) -> HookSecretOut:
    """Return the secret that the sending system signs with."""
    require_hook(hook, HOOKS)
    return HookSecretOut(hook, mall.hooks.shown(hook))


@post("/hook-secrets/{hook:str}", status_code=200, summary="Make a new secret", tags=["hooks"], sync_to_thread=True)
def renew_hook_secret(mall: App, hook: str) -> HookSecretOut:
    """Make a new secret; the old one is worthless from now on."""
    require_hook(hook, HOOKS)
    return HookSecretOut(hook, mall.hooks.renew(hook))


def _hook(mall: App, hook: str, path: str) -> HookOut:
    found = mall.heard.of(hook)
    received_at, unproven_at = (iso(found[name]) if found[name] else None for name in ("at", "unproven_at"))
    return HookOut(hook, path, received_at, found["accepted"], found["duplicate"], found["refused"], found["unproven"],
                   unproven_at)


@contextmanager
def _counting(mall: App, hook: str) -> Iterator[None]:
    """Count a message whose sender cannot be told."""
    try:
        yield
    except Unproven:
        mall.heard.unproven(hook)
        raise


def _counted(mall: App, hook: str, receipt: ReceiptOut) -> ReceiptOut:
    mall.heard.add(hook, receipt.accepted, receipt.duplicate, len(receipt.refused))
    return receipt


ROUTER = Router("/", route_handlers=[post_hook_events, post_crmeb_token, post_crmeb, get_hooks, get_hook_secret,
                                     renew_hook_secret])  # fmt: skip
