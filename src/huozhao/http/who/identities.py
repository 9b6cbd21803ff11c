"""Identities: which ids are one person, the links that say so, and how to take a link back."""

import asyncio
from typing import Annotated, Literal
from uuid import uuid4

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.events.catalogue import NAME_OF, IdentityLinked, IdentityUnlinked, Properties
from huozhao.http.feed.events import record
from huozhao.http.wire import Words, words
from huozhao.insight.identity import CONFIDENCE, TOKENS, Link, Persons
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import iso

Kind = Literal["account", "openid", "unionid", "phone", "member_card", "device"]


class LinkIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement that an id is a shopper's. A phone or unionid is kept as a keyed token only."""

    shopper: Annotated[str, Meta(min_length=1, max_length=128)]
    kind: Kind
    value: Annotated[str, Meta(min_length=1, max_length=256)]


class UnlinkIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link to be taken back, named as it was told; for a phone or unionid its token will do as well."""

    shopper: Annotated[str, Meta(min_length=1, max_length=128)]
    kind: Kind
    value: Annotated[str, Meta(min_length=1, max_length=256)]


class JoinOut(msgspec.Struct, frozen=True):
    """One link that joins: who said so, when, and how sure such a link is (0 to 1).

    `is_token` when `value` is the keyed token of a phone or unionid and not an id.
    """

    shopper: str
    kind: str
    value: str
    is_token: bool
    source: str
    at: str
    confidence: float


class RefusedJoinOut(msgspec.Struct, frozen=True):
    """One link that joins nobody, and why."""

    link: JoinOut
    why: Words


class PersonOut(msgspec.Struct, frozen=True):
    """One person: all subject ids, the canonical one first, the links that join them and those that do not."""

    person: str
    members: list[str]
    joins: list[JoinOut]
    refused: list[RefusedJoinOut]


@post("/identities/link", status_code=200, summary="Link an id to a shopper", tags=["shoppers"])
async def post_link(mall: App, data: LinkIn) -> PersonOut:
    """Record that an id is a shopper's and return the person as it is then."""
    return await _tell(mall, data.shopper, IdentityLinked(kind=data.kind, value=data.value), mall.clock())


@post("/identities/unlink", status_code=200, summary="Take a link back", tags=["shoppers"])
async def post_unlink(mall: App, data: UnlinkIn) -> PersonOut:
    """Take a link back; what it joined is apart again, each with exactly what was its own."""
    value = data.value
    if data.kind in TOKENS and value not in _standing(mall, data):
        value = mall.vault.blind(data.kind, value)
    if value not in _standing(mall, data):
        raise NotFound("unknown_link", f"no such {data.kind} is linked to shopper {data.shopper!r} / 没有这条关联",
                       field="value", hint="GET /v1/shoppers/{shopper}/identities lists the links that stand")
    # Not before the link itself, which may have come from a clock that runs ahead.
    at = max(mall.clock(), _standing(mall, data)[value])
    return await _tell(mall, data.shopper, IdentityUnlinked(kind=data.kind, value=value), at)


@get("/shoppers/{shopper:str}/identities", summary="Read who is one person", tags=["shoppers"])
async def get_identities(mall: App, shopper: str) -> PersonOut:
    """Return the person that a subject id belongs to; an id without links is a person of its own."""
    return _person(mall.people.explain(shopper))


async def _tell(mall: App, shopper: str, what: Properties, at: int) -> PersonOut:
    envelope = msgspec.json.encode({
        "id": f"identity-{uuid4().hex}", "name": NAME_OF[type(what)], "at": at, "shopper": shopper,
        "source": "api", "properties": msgspec.Raw(msgspec.json.encode(what)),
    })
    receipt = await record(mall, mall.collect.prepare([envelope], "api"))
    for refusal in receipt.refused:
        raise BadInput(refusal.code, refusal.message, field=refusal.field, hint=refusal.hint)
    await asyncio.to_thread(mall.folds.reached, receipt.position)
    return _person(mall.people.explain(shopper))


def _standing(mall: App, data: UnlinkIn) -> dict[str, int]:
    """Return the values of a kind that are linked to the shopper, joined or refused, with when they were told."""
    found = mall.people.explain(data.shopper)
    links = (*found.joins, *(refused.link for refused in found.refused))
    return {link.value: link.at for link in links if (link.subject, link.kind) == (data.shopper, data.kind)}


def _person(found: Persons) -> PersonOut:
    person, members = next(iter(found.members.items()))
    return PersonOut(
        person, list(members), [_join(link) for link in found.joins],
        [RefusedJoinOut(_join(refused.link), words(refused.why)) for refused in found.refused],
    )


def _join(link: Link) -> JoinOut:
    return JoinOut(link.subject, link.kind, link.value, link.kind in TOKENS, link.source, iso(link.at),
                   CONFIDENCE[link.kind])


ROUTER = Router("/", route_handlers=[post_link, post_unlink, get_identities])
