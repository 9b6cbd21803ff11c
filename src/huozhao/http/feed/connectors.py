"""Malls that are read out of their databases: what came of it, trying one, and reading one now."""

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.app.apart import try_connecting
from huozhao.flows.connectors.connector import Wanted
from huozhao.flows.imports.door import purposes_in
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.terms.pulls import SAMPLE

TRY = "connect_try"


class ConnectorOut(msgspec.Struct, frozen=True):
    """What came of the newest pull of a mall: rows by pull, orders by state, what a person has to do; or the error."""

    mall: str
    at: str
    pulls: list[dict[str, Any]] = []
    order_states: list[dict[str, Any]] = []
    hint: dict[str, str] | None = None
    error: dict[str, Any] | None = None


class KnownMallOut(msgspec.Struct, frozen=True):
    """A kind of mall that can be read as it is."""

    mall: str
    label: Words


class ConnectorPage(msgspec.Struct, frozen=True):
    """The malls that were pulled; `standing` is the one that is pulled by itself, every so many minutes.

    `known` are the kinds of malls that can be tried and read from here.
    """

    items: list[ConnectorOut]
    next: str | None
    standing: str
    minutes: int
    known: list[KnownMallOut]


class MallIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mall that exists: its kind (see `known` of GET /v1/connectors), and the address of its database.

    `dsn` is mysql://user:password@host:3306/database, for a user with SELECT only; it is forgotten when the job ends.
    `consented` names the purposes that its shoppers consented to elsewhere, such as personalisation,marketing; or none.
    """

    mall: Annotated[str, Meta(max_length=40)]
    dsn: Annotated[str, Meta(max_length=1_000)]
    consented: Annotated[str, Meta(max_length=200)] = ""


@get("/connectors", summary="Read connectors", tags=["connectors"], sync_to_thread=True)
def get_connectors(mall: App) -> ConnectorPage:
    """Return the malls that were pulled and what came of it."""
    desk = mall.connectors
    items = [msgspec.convert({**each.body, "mall": each.id}, ConnectorOut) for each in desk.reports()]
    known = [KnownMallOut(name, words(label)) for name, label in desk.known.items()]
    return ConnectorPage(items, None, desk.standing.mall, desk.standing.minutes, known)


@post("/connectors/pull", status_code=202, summary="Pull now", tags=["connectors"], sync_to_thread=True)
def post_pull(mall: App) -> JobOut:
    """Pull what is new in the mall of connect.mall as a job; it goes on where it stopped."""
    return job_out(mall.connectors.start_pull())


@post("/connectors/try", status_code=202, summary="Try a mall", tags=["connectors"], sync_to_thread=True)
def post_connector_try(mall: App, data: MallIn) -> JobOut:
    """Read at most 20,000 of each table of another mall's database as a job, keep nothing; its summary is the report.

    `remedies` of the summary says by reason what was wrong with a refused row, and how to mend it.
    """
    mall.connectors.require_readable(data.mall, data.dsn)
    wanted = Wanted(purposes_in(data.consented), SAMPLE)
    return job_out(mall.jobs.start(TRY, partial(try_connecting, mall, data.mall, data.dsn, wanted)))


@post("/connectors/read", status_code=202, summary="Read a mall", tags=["connectors"], sync_to_thread=True)
def post_connector_read(mall: App, data: MallIn) -> JobOut:
    """Read what is new in another mall's database as a job; read again later, it goes on where it stopped."""
    return job_out(mall.connectors.start_reading(data.mall, data.dsn, Wanted(purposes_in(data.consented))))


ROUTER = Router("/", route_handlers=[get_connectors, post_pull, post_connector_try, post_connector_read])
