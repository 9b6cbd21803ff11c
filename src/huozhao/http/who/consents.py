"""Purposes, notices and consents: what shoppers are asked, what they read, what they decided."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.privacy.notices import Notice
from huozhao.http.wire import Words, words
from huozhao.privacy.consent import Decision
from huozhao.privacy.purposes import PURPOSES
from huozhao.terms.text import Text
from huozhao.terms.time import iso, parse_instant

MOST_DECISIONS = 5_000


class PurposeOut(msgspec.Struct, frozen=True):
    """One purpose: what it covers, whether it needs a yes, how long its data are kept, how many have said yes."""

    purpose: str
    label: Words
    covers: Words
    basis: str
    separate: bool
    days: int
    notice: int | None
    given: int


class PurposePage(msgspec.Struct, frozen=True):
    """All purposes."""

    items: list[PurposeOut]
    next: str | None


class NoticeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new version of a notice; `material` when it says more than before, so that everybody is asked again."""

    zh: Annotated[str, Meta(min_length=1, max_length=20_000)]
    en: Annotated[str, Meta(min_length=1, max_length=20_000)]
    material: bool = False


class NoticeOut(msgspec.Struct, frozen=True):
    """One version of a notice."""

    purpose: str
    version: int
    text: Words
    material: bool
    at: str | None


class NoticePage(msgspec.Struct, frozen=True):
    """All versions of a notice, newest first."""

    items: list[NoticeOut]
    next: str | None


class DecisionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one shopper decided about one purpose; without `notice` the newest version was read."""

    shopper: Annotated[str, Meta(min_length=1, max_length=128)]
    purpose: str
    given: bool
    notice: int | None = None
    at: int | str | None = None
    evidence: Annotated[str, Meta(max_length=512)] = ""


class DecisionsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Decisions, and where they were made: mini program, store, console …"""

    decisions: Annotated[list[DecisionIn], Meta(min_length=1, max_length=MOST_DECISIONS)]
    channel: Annotated[str, Meta(max_length=64)] = "api"


class DecisionsOut(msgspec.Struct, frozen=True):
    """How many decisions are on record, and the number of the newest entry of the ledger."""

    recorded: int
    entry: int


class LedgerOut(msgspec.Struct, frozen=True):
    """What walking the hash chain of the ledger showed; `whole` when no entry was changed or taken out."""

    whole: bool
    entries: int
    erased: int
    head: str
    broken_at: int | None


@get("/purposes", summary="Read the purposes", tags=["privacy"])
async def get_purposes(mall: App) -> PurposePage:
    """Return every purpose that personal data are processed for."""
    given = await asyncio.to_thread(mall.consents.counts)
    days = mall.settings.privacy
    return PurposePage([
        PurposeOut(p.name, words(p.label), words(p.covers), p.basis, p.separate, getattr(days, f"{p.name}_days"),
                   mall.notices.newest(p.name).version if p.needs_consent else None, given.get(p.name, 0))
        for p in PURPOSES
    ], None)


@get("/notices/{purpose:str}", summary="Read a notice", tags=["privacy"], sync_to_thread=True)
def get_notice(mall: App, purpose: str) -> NoticePage:
    """Return all versions of a purpose's notice, newest first; the first item is what shoppers read now."""
    return NoticePage([_notice(each) for each in reversed(mall.notices.versions(purpose))], None)


@post("/notices/{purpose:str}", status_code=200, summary="Publish a notice", tags=["privacy"], sync_to_thread=True)
def post_notice(mall: App, purpose: str, data: NoticeIn) -> NoticeOut:
    """Publish a new version; earlier ones stay, as consents refer to them."""
    return _notice(mall.notices.publish(purpose, Text(data.zh, data.en), data.material))


@post("/consents", status_code=200, summary="Record consents", tags=["privacy"])
async def post_consents(mall: App, data: DecisionsIn, request: Request[Any, Any, Any]) -> DecisionsOut:
    """Put on record what shoppers decided; in force at collection, computation and use when this answers."""
    now = mall.clock()
    newest = {purpose: mall.notices.newest(purpose).version for purpose in {d.purpose for d in data.decisions}
              if any(p.name == purpose and p.needs_consent for p in PURPOSES)}
    decisions = [
        Decision(d.shopper, d.purpose, d.given, d.notice or newest.get(d.purpose, 1), data.channel,
                 parse_instant(d.at) if d.at is not None else now, d.evidence)
        for d in data.decisions
    ]
    entry = await asyncio.to_thread(mall.consents.tell, decisions)
    return DecisionsOut(len(decisions), entry)


@get("/consents/proof", summary="Prove the consent ledger", tags=["privacy"])
async def get_proof(mall: App) -> LedgerOut:
    """Walk the hash chain of the ledger from its beginning."""
    proof = await asyncio.to_thread(mall.consents.verify)
    return LedgerOut(proof.broken_at is None, proof.entries, proof.erased, proof.head, proof.broken_at)


def _notice(notice: Notice) -> NoticeOut:
    return NoticeOut(notice.purpose, notice.version, words(notice.text), notice.material,
                     iso(notice.at) if notice.at else None)


ROUTER = Router("/", route_handlers=[get_purposes, get_notice, post_notice, post_consents, get_proof])
