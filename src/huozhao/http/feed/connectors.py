"""Malls that are read out of their databases: what came of it, and pulling now."""

from typing import Any

import msgspec
from litestar import Router, get, post

from huozhao.app import App
from huozhao.http.jobs import JobOut, job_out


class ConnectorOut(msgspec.Struct, frozen=True):
    """What came of the newest pull of a mall: rows by pull, orders by state, what a person has to do; or the error."""

    mall: str
    at: str
    pulls: list[dict[str, Any]] = []
    order_states: list[dict[str, Any]] = []
    hint: dict[str, str] | None = None
    error: dict[str, Any] | None = None


class ConnectorPage(msgspec.Struct, frozen=True):
    """The malls that were pulled; `standing` is the one that is pulled by itself, every so many minutes."""

    items: list[ConnectorOut]
    next: str | None
    standing: str
    minutes: int


@get("/connectors", summary="Read connectors", tags=["connectors"], sync_to_thread=True)
def get_connectors(mall: App) -> ConnectorPage:
    """Return the malls that were pulled and what came of it."""
    items = [msgspec.convert({**each.body, "mall": each.id}, ConnectorOut) for each in mall.connectors.reports()]
    standing = mall.connectors.standing
    return ConnectorPage(items, None, standing.mall, standing.minutes)


@post("/connectors/pull", status_code=202, summary="Pull now", tags=["connectors"], sync_to_thread=True)
def post_pull(mall: App) -> JobOut:
    """Pull what is new in the mall of connect.mall as a job; it goes on where it stopped."""
    return job_out(mall.connectors.start_pull())


ROUTER = Router("/", route_handlers=[get_connectors, post_pull])
