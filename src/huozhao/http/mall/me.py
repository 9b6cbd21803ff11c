"""The privacy centre for shoppers themselves, with their own token: see, correct, switch, copy, erase."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import subject_of
from huozhao.http.who.privacy_wire import ChoiceOut, PrivacyOut, choices_out, copy_of, privacy_out
from huozhao.http.who.readable import page_of
from huozhao.privacy.consent import Decision

Asking = Request[Any, Any, Any]


class SwitchIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One switch; `notice` is the version that was read, the newest when it is left out."""

    purpose: str
    given: bool
    notice: int | None = None


class SwitchesIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Switches to turn."""

    consents: Annotated[list[SwitchIn], Meta(min_length=1, max_length=20)]
    channel: Annotated[str, Meta(max_length=64)] = "privacy_centre"


class SwitchesOut(msgspec.Struct, frozen=True):
    """All switches as they stand."""

    items: list[ChoiceOut]
    next: str | None


class CorrectionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts as they are right: sex, birth_year, city, province."""

    facts: dict[str, Any]


class ContestIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tag that is wrong, and why."""

    tag: Annotated[str, Meta(min_length=1, max_length=128)]
    reason: Annotated[str, Meta(max_length=500)] = ""


class Done(msgspec.Struct, frozen=True):
    """What was asked for is done."""

    done: bool


@get("/me", summary="Read what is held of me", tags=["me"])
async def get_me(mall: App, request: Asking) -> PrivacyOut:
    """Return what is held, inferred and shown, who looked, and the switches."""
    return await asyncio.to_thread(privacy_out, mall, subject_of(request))


@get("/me/consents", summary="Read my switches", tags=["me"])
async def get_my_consents(mall: App, request: Asking) -> SwitchesOut:
    """Return the switches alone, which is quick."""
    subject = subject_of(request)
    return SwitchesOut(await asyncio.to_thread(lambda: choices_out(mall, mall.privacy.centre.choices(subject))), None)


@put("/me/consents", summary="Turn my switches", tags=["me"])
async def put_my_consents(mall: App, request: Asking, data: SwitchesIn) -> SwitchesOut:
    """Put decisions on record; in force when this answers."""
    subject, now = subject_of(request), mall.clock()

    def turn() -> SwitchesOut:
        mall.consents.tell([
            Decision(subject, each.purpose, each.given, each.notice or mall.notices.newest(each.purpose).version,
                     data.channel, now, "token")
            for each in data.consents
        ])
        return SwitchesOut(choices_out(mall, mall.privacy.centre.choices(subject)), None)

    return await asyncio.to_thread(turn)


@post("/me/corrections", status_code=200, summary="Correct my facts", tags=["me"])
async def post_my_corrections(mall: App, request: Asking, data: CorrectionIn) -> Done:
    """Replace facts by what is right."""
    await asyncio.to_thread(mall.privacy.centre.correct, subject_of(request), data.facts)
    return Done(True)


@post("/me/contests", status_code=200, summary="Contest a tag", tags=["me"])
async def post_my_contests(mall: App, request: Asking, data: ContestIn) -> Done:
    """Take a tag off that is wrong; it does not come back."""
    await asyncio.to_thread(mall.privacy.centre.contest, subject_of(request), data.tag, data.reason)
    return Done(True)


@get("/me/copy", summary="Take a copy of my data", tags=["me"])
async def get_my_copy(mall: App, request: Asking) -> dict[str, Any]:
    """Return everything as JSON, contact data in the clear."""
    return await asyncio.to_thread(_copy, mall, subject_of(request))


@get("/me/copy.html", summary="Take a copy to read", tags=["me"], media_type=MediaType.HTML)
async def get_my_page(mall: App, request: Asking) -> Response[str]:
    """Return everything as one page in Chinese and English."""
    copy = await asyncio.to_thread(_copy, mall, subject_of(request))
    return Response(page_of(copy), media_type=MediaType.HTML,
                    headers={"Content-Disposition": 'attachment; filename="my-data.html"', "Cache-Control": "no-store"})


@post("/me/erase", status_code=200, summary="Erase me", tags=["me"])
async def post_my_erasure(mall: App, request: Asking) -> dict[str, Any]:
    """Erase everything and return the signed receipt."""
    return await asyncio.to_thread(mall.privacy.erase_on_request, subject_of(request), "privacy_centre")


def _copy(mall: App, subject: str) -> dict[str, Any]:
    copy = copy_of(mall, subject)
    mall.privacy.centre.note(subject, "copy", "done")
    return copy


ROUTER = Router("/", route_handlers=[
    get_me, get_my_consents, put_my_consents, post_my_corrections, post_my_contests, get_my_copy, get_my_page,
    post_my_erasure,
])  # fmt: skip
