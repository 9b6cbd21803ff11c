"""Push proposals for regions, and what became of popups."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.gate.guard import own
from huozhao.http.what.needs import NeedAuditOut, NeedGoodOut
from huozhao.http.wire import Words
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import iso


class PushOut(msgspec.Struct, frozen=True):
    """A push to a region: when it is due, to about how many shoppers, with which goods and words."""

    id: str
    need: str
    region: str
    theme: str
    slot: str
    when: Words
    at: str
    day: str
    crowd: int
    goods: list[NeedGoodOut]
    title: Words
    body: Words
    evidence: list[Words]
    confidence: float
    state: str
    audit: list[NeedAuditOut]


class PushPage(msgspec.Struct, frozen=True):
    """Push proposals in the order in which they are due."""

    items: list[PushOut]
    next: str | None


class PopupIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who saw the popup; a shopper's own token says that by itself."""

    shopper: Annotated[str, msgspec.Meta(max_length=256)] = ""


class PopupDoneOut(msgspec.Struct, frozen=True):
    """What is on record of a popup now."""

    popup: str
    state: str


@get("/push-proposals", summary="Read push proposals", tags=["needs"], sync_to_thread=True)
def get_pushes(mall: App, only: Annotated[str, QueryParameter(name="state")] = "", region: str = "") -> PushPage:
    """Return the push proposals by state (open, approved, rejected, sent, expired) and region."""
    return PushPage([_push_out(mall, found) for found in mall.needs.pushes.all(only, region)], None)


@get("/push-proposals/{id:str}", summary="Read one push proposal", tags=["needs"], sync_to_thread=True)
def get_push(mall: App, id: str) -> PushOut:
    """Return one push proposal."""
    return _push_out(mall, mall.needs.pushes.get(id))


@post("/push-proposals/{id:str}/{step:str}", status_code=200, summary="Approve, reject or undo", tags=["needs"],
      sync_to_thread=True)  # fmt: skip
def post_push(
    mall: App, request: Request[Any, Any, Any], id: str, step: Literal["approve", "reject", "undo"]
) -> PushOut:
    """Decide on a push proposal, or take the last decision back; what is approved waits for the campaigns."""
    return _push_out(mall, mall.needs.pushes.step(id, step, who(request), mall.clock()))


@post("/popups/{id:str}/{what:str}", status_code=200, summary="Say what became of a popup", tags=["needs"],
      sync_to_thread=True)  # fmt: skip
def post_popup(
    mall: App, request: Request[Any, Any, Any], id: str, what: Literal["seen", "dismissed"],
    data: PopupIn | None = None,
) -> PopupDoneOut:  # fmt: skip
    """Put on record that a shopper saw or dismissed a popup; it does not come again."""
    asker = principal_of(request)
    shopper = (data.shopper if data else "") or asker.shopper
    own(asker, shopper)
    if not shopper:
        raise BadInput("shopper_missing", "who saw the popup is missing", field="shopper",
                       hint="send the shopper, or use the shopper's own token")
    try:
        mall.messages.inbox.tell(shopper, id, "read" if what == "seen" else "dismiss")
    except NotFound:
        mall.needs.told(shopper, id, what)
    return PopupDoneOut(id, what)


def _push_out(mall: App, found: Document) -> PushOut:
    body = found.body
    goods = [NeedGoodOut(sku, item.title if (item := mall.goods.sku(sku)) else sku, 1.0) for sku in body["goods"]]
    audit = [{"who": entry["who"], "at": iso(entry["at"]), "what": entry["what"]} for entry in body["audit"]]
    plain = {**body, "id": found.id, "at": iso(body["at"]), "audit": audit}
    return msgspec.convert({**plain, "goods": [msgspec.to_builtins(good) for good in goods]}, PushOut)


ROUTER = Router("/", route_handlers=[get_pushes, get_push, post_push, post_popup])
