"""POST /v1/events: facts come in."""

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request, Router, post
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from huozhao.app import App
from huozhao.events.catalogue import CATALOGUE
from huozhao.flows.access.own_events import prepare_own
from huozhao.flows.collect import Prepared
from huozhao.http.errors import read_body
from huozhao.http.wire import ReceiptOut, receipt_out
from huozhao.operations.wechat.visitors import MINI_PROGRAM, is_mini_program
from huozhao.privacy.principal import Principal
from huozhao.terms.errors import BadInput


class EventBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Events in the order they happened, each still unread so that one bad event spoils no other."""

    events: list[msgspec.Raw]


_TEXT = Schema(type=OpenAPIType.STRING)
_EVENT = Schema(
    type=OpenAPIType.OBJECT,
    required=["id", "name", "at", "properties"],
    properties={
        "id": Schema(type=OpenAPIType.STRING, description="unique id; an event repeated under it counts once"),
        "name": Schema(type=OpenAPIType.STRING, enum=sorted(CATALOGUE)),
        "at": Schema(
            one_of=[Schema(type=OpenAPIType.INTEGER), _TEXT],
            description="epoch milliseconds or ISO 8601 with offset",
        ),
        "shopper": Schema(type=OpenAPIType.STRING, description="the mall's own id of the shopper or the device"),
        "properties": Schema(type=OpenAPIType.OBJECT, description="the fields of this event in the catalogue"),
        "source": _TEXT,
    },
)


@dataclass
class EventsOperation(Operation):
    """Describes the body, which the handler reads by itself for speed."""

    def __post_init__(self) -> None:
        """Put the schema of a batch in place."""
        batch = Schema(
            type=OpenAPIType.OBJECT,
            required=["events"],
            properties={"events": Schema(type=OpenAPIType.ARRAY, items=_EVENT)},
        )
        self.request_body = RequestBody(content={"application/json": OpenAPIMediaType(schema=batch)}, required=True)


@post("/events", status_code=200, summary="Record events", tags=["events"], operation_class=EventsOperation)
async def post_events(mall: App, request: Request[Any, Any, Any]) -> ReceiptOut:
    """Record events, each once by its id; answered when they are on disk.

    Good events pass even when others of the batch are refused; the refused are listed here and kept in the
    failed-events list. Under a shopper's token only that shopper's own acts pass.
    """
    data = events_in(mall, read_body(await request.body(), EventBatch))
    principal = request.scope.get("principal")
    if isinstance(principal, Principal) and principal.shopper:
        is_mini = is_mini_program(request.headers.get("referer", ""), mall.settings.wechat.appid)
        source = MINI_PROGRAM if is_mini else "client"
        return await record(mall, prepare_own(mall.collect, data.events, principal.shopper, source))
    return await record(mall, mall.collect.prepare(data.events, "api"))


def events_in(mall: App, data: EventBatch) -> EventBatch:
    """Return a batch; BadInput when it holds more events than one request may."""
    limit = mall.settings.collect.batch_limit
    if len(data.events) > limit:
        raise BadInput(
            "batch_too_large",
            f"{len(data.events)} events in one request, at most {limit}",
            field="events",
            hint="split the batch",
        )
    return data


async def record(mall: App, prepared: Prepared) -> ReceiptOut:
    """Append prepared events without holding up the event loop while the disk works."""
    outcomes = await asyncio.wrap_future(mall.log.submit(prepared.events)) if prepared.events else []
    if prepared.refused or "conflict" in outcomes:
        return receipt_out(await asyncio.to_thread(mall.collect.finish, prepared, outcomes, "api"))
    return receipt_out(mall.collect.finish(prepared, outcomes, "api"))


ROUTER = Router("/", route_handlers=[post_events])
