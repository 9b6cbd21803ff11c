"""Shopper tokens: the mall's server asks for one, the shopper's own client shows it."""

import asyncio

import msgspec
from litestar import Router, delete, post

from huozhao.app import App
from huozhao.terms.time import iso


class TokenIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the token is for and how many seconds it lives."""

    shopper: str
    ttl_s: int = 3600


class TokenOut(msgspec.Struct, frozen=True):
    """A signed token (JWT); show it as Authorization: Bearer."""

    token: str
    until: str
    key: str


class RotatedOut(msgspec.Struct, frozen=True):
    """The id of the key that signs from now on."""

    key: str
    at: str


@post("/shopper-tokens", status_code=201, summary="Issue a shopper token", tags=["access"])
async def post_shopper_token(mall: App, data: TokenIn) -> TokenOut:
    """Sign a token with which a client may send events of, ask pages for and use the privacy centre of one shopper."""
    made = await asyncio.to_thread(mall.access.tokens.issue, data.shopper, data.ttl_s)
    return TokenOut(made.token, iso(made.until), made.key)


@post("/shopper-tokens/rotate", status_code=200, summary="Sign with a new key", tags=["access"])
async def rotate_signing_key(mall: App) -> RotatedOut:
    """Make a new signing key; tokens signed before stay good until they run out."""
    made = await asyncio.to_thread(mall.access.tokens.rotate)
    return RotatedOut(made.id, iso(made.at))


@delete("/shopper-tokens/{shopper:str}", status_code=204, summary="End a shopper's tokens", tags=["access"])
async def delete_shopper_tokens(mall: App, shopper: str) -> None:
    """Make every token issued to a shopper so far worthless, for example when a phone was lost."""
    await asyncio.to_thread(mall.access.tokens.end, [shopper])


ROUTER = Router("/", route_handlers=[post_shopper_token, rotate_signing_key, delete_shopper_tokens])
