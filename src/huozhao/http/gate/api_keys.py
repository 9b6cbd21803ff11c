"""API keys of programs."""

import asyncio

import msgspec
from litestar import Router, delete, get, post

from huozhao.app import App
from huozhao.flows.access.api_keys import ApiKey
from huozhao.terms.time import iso


class KeyIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new key. scopes: permissions, `area:*` or `*`; days 0 = it does not end; rate_per_s 0 = the setting's."""

    name: str
    scopes: list[str]
    days: float = 0
    rate_per_s: float = 0


class KeyOut(msgspec.Struct, frozen=True):
    """A key; `secret` only in the answer that made it."""

    name: str
    scopes: list[str]
    beginning: str
    made_at: str
    until: str | None
    seen_at: str | None
    revoked: bool
    rate_per_s: float
    secret: str | None = None


class KeyPage(msgspec.Struct, frozen=True):
    """All keys by name."""

    items: list[KeyOut]
    next: str | None


@get("/keys", summary="Read the API keys", tags=["access"])
async def get_keys(mall: App) -> KeyPage:
    """Return all keys, revoked ones too, without their secrets."""
    return KeyPage([key_out(each) for each in await asyncio.to_thread(mall.access.keys.all)], None)


@post("/keys", status_code=201, summary="Make an API key", tags=["access"])
async def post_key(mall: App, data: KeyIn) -> KeyOut:
    """Make a key with scopes; its secret is in this answer and nowhere else."""
    secret, made = await asyncio.to_thread(mall.access.keys.add, data.name, data.scopes, data.days, data.rate_per_s)
    mall.access.changed()
    return key_out(made, secret)


@delete("/keys/{name:str}", status_code=200, summary="Revoke an API key", tags=["access"])
async def delete_key(mall: App, name: str) -> KeyOut:
    """Shut a key for good; its line stays, so that the access log keeps its sense."""
    revoked = await asyncio.to_thread(mall.access.keys.revoke, name)
    mall.access.changed()
    return key_out(revoked)


def key_out(key: ApiKey, secret: str | None = None) -> KeyOut:
    """Return a key for the wire."""
    return KeyOut(key.name, list(key.scopes), key.beginning, iso(key.made_at), iso(key.until) if key.until else None,
                  iso(key.seen_at) if key.seen_at else None, key.revoked, key.rate_per_s, secret)


ROUTER = Router("/", route_handlers=[get_keys, post_key, delete_key])
