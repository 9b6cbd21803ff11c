"""The assistant for shoppers themselves, with their own token: write, confirm, judge, ask for a person, end."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.assistant.assistant import Said
from huozhao.http.gate.asking import subject_of
from huozhao.http.operation.talk_wire import TalkOut, TalkTurnOut, talk_out, turn_out
from huozhao.http.wire import Place, Words, where, words

Asking = Request[Any, Any, Any]


class MessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message. `id` is your own: the same id again gets the same answer. `place` is used once and not kept.

    `sku` and `order` say which page the shopper writes from. Who writes is told by the token alone.
    """

    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    id: Annotated[str, Meta(max_length=64)] = ""
    place: Place | None = None
    sku: Annotated[str, Meta(max_length=128)] = ""
    order: Annotated[str, Meta(max_length=128)] = ""


class AnswerOut(msgspec.Struct, frozen=True):
    """The answer to a message, null while a person has the word: read the talk again for theirs."""

    talk: str
    state: str
    answer: TalkTurnOut | None


class ConfirmTokenIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a proposal; `accept` = false takes it off the table."""

    token: Annotated[str, Meta(min_length=1, max_length=128)]
    accept: bool = True


class ConfirmedOut(msgspec.Struct, frozen=True):
    """What was done; the same token again gets the same."""

    done: bool
    text: Words


class ThumbIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether an answer helped."""

    n: Annotated[int, Meta(ge=1)]
    up: bool


@post("/me/assistant", status_code=200, summary="Write to the assistant", tags=["assistant"])
async def post_message(mall: App, request: Asking, data: MessageIn) -> AnswerOut:
    """Answer a message about the own orders, goods, sizes, stock, coupons and the shop's rules."""
    place = where(data.place)
    said = Said(data.text, data.id, place, data.sku, data.order)
    talk, answer = await asyncio.to_thread(mall.service.assistant.hear, subject_of(request), said)
    return AnswerOut(talk.id, talk.state, turn_out(answer) if answer else None)


@get("/me/assistant", summary="Read my talk", tags=["assistant"])
async def get_talk(mall: App, request: Asking, after: int = 0) -> TalkOut:
    """Return the talk that goes on, turns after number `after`."""
    return await asyncio.to_thread(_own, mall, subject_of(request), max(0, after))


@post("/me/assistant/proposals", status_code=200, summary="Confirm what was proposed", tags=["assistant"])
async def post_proposal(mall: App, request: Asking, data: ConfirmTokenIn) -> ConfirmedOut:
    """Do what the assistant proposed, once, or decline it. 404 for a token that is not this shopper's."""
    own = mall.service.own
    act = own.confirm if data.accept else own.decline
    _, text = await asyncio.to_thread(act, subject_of(request), data.token)
    return ConfirmedOut(data.accept, words(text))


@post("/me/assistant/thumbs", status_code=200, summary="Judge an answer", tags=["assistant"])
async def post_thumb(mall: App, request: Asking, data: ThumbIn) -> TalkOut:
    """Say whether an answer helped; a second thumb takes the place of the first."""
    subject = subject_of(request)
    await asyncio.to_thread(mall.service.own.judge, subject, data.n, data.up)
    return await asyncio.to_thread(_own, mall, subject, data.n - 1)


@post("/me/assistant/hand-over", status_code=200, summary="Ask for a person", tags=["assistant"])
async def post_hand_over(mall: App, request: Asking) -> TalkOut:
    """Let a person take over; they see what was said."""
    subject = subject_of(request)
    await asyncio.to_thread(mall.service.own.hand_over, subject)
    return await asyncio.to_thread(_own, mall, subject, 0)


@post("/me/assistant/close", status_code=200, summary="End my talk", tags=["assistant"])
async def post_close(mall: App, request: Asking) -> TalkOut:
    """End the talk."""
    return talk_out(await asyncio.to_thread(mall.service.own.close, subject_of(request)), [])


def _own(mall: App, subject: str, after: int) -> TalkOut:
    choices = [words(each) for each in mall.service.assistant.words.choices()]
    return talk_out(mall.service.own.now(subject), choices, after)


ROUTER = Router("/", route_handlers=[post_message, get_talk, post_proposal, post_thumb, post_hand_over, post_close])
