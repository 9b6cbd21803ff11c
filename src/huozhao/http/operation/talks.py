"""The service desk: talks that wait, taken over and answered; returns that shoppers asked for; figures."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.assistant.talk_book import Talk
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.operation.talk_wire import DeskTalkOut, desk_out
from huozhao.http.wire import Words, words
from huozhao.operations.assistant.talk import REASONS
from huozhao.operations.assistant.topics import LABELS
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class TalkPage(msgspec.Struct, frozen=True):
    """Talks, newest first."""

    items: list[DeskTalkOut]
    next: str | None


class DeskTextIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say to the shopper, or to note."""

    text: Annotated[str, Meta(min_length=1, max_length=1000)]


class TalkShareOut(msgspec.Struct, frozen=True):
    """How many talks were about a topic, or went to a person for a reason."""

    name: str
    label: Words
    talks: int


class ModelOut(msgspec.Struct, frozen=True):
    """How the model does: `state` is none, ready or resting; wordings kept and dropped since the start."""

    state: str
    mode: str
    asked: int
    kept: int
    dropped: int
    problem: str


class TalkFiguresOut(msgspec.Struct, frozen=True):
    """How the talks of the last days went; of at most the newest 1,000."""

    talks: int
    by_itself: int
    handed_over: int
    waiting: int
    unknown: int
    ups: int
    downs: int
    calls: int
    tokens: int
    topics: list[TalkShareOut]
    reasons: list[TalkShareOut]
    model: ModelOut


class ReturnOut(msgspec.Struct, frozen=True):
    """A return that a shopper asked for: asked, received or refused. Money comes back when the goods are received."""

    id: str
    order: str
    state: str
    lines: dict[str, int]
    refund_fen: int
    at: str


class ReturnPage(msgspec.Struct, frozen=True):
    """Return requests, newest first."""

    items: list[ReturnOut]
    next: str | None


@get("/talks", summary="Read talks", tags=["assistant"], sync_to_thread=True)
def get_talks(
    mall: App, request: Asked, only: Annotated[str, QueryParameter(name="state")] = "", after: str = "",
    limit: int = 50,
) -> TalkPage:  # fmt: skip
    """Return talks by state (open, waiting, taken, closed), newest first; who looks is put on record."""
    limit = max(1, min(limit, 200))
    found = mall.service.desk.queue(only, after, limit)
    _note_looks(mall, request, "talks", found)
    items = [desk_out(each, mall.targeting.exports.mask) for each in found]
    return TalkPage(items, found[-1].id if len(found) == limit else None)


@get("/talks/figures", summary="See how talks went", tags=["assistant"], sync_to_thread=True)
def get_figures(mall: App, days: int = 7) -> TalkFiguresOut:
    """Return how many talks the assistant answered by itself, what they were about, what went to a person and why."""
    found = mall.service.desk.figures(max(1, min(days, 90)))
    topics = [TalkShareOut(name, words(LABELS[name]), n) for name, n in found.pop("topics") if name in LABELS]
    reasons = [TalkShareOut(name, words(REASONS[name]), n) for name, n in found.pop("reasons") if name in REASONS]
    return TalkFiguresOut(**found, topics=topics, reasons=reasons, model=_model(mall))


@get("/talks/{talk:str}", summary="Read one talk", tags=["assistant"], sync_to_thread=True)
def get_one(mall: App, request: Asked, talk: str) -> DeskTalkOut:
    """Return a talk with all that was said and done, personal data masked; who looks is put on record."""
    return _shown(mall, request, mall.service.desk.book.get(talk))


@post("/talks/{talk:str}/answer", status_code=200, summary="Answer as a person", tags=["assistant"],
      sync_to_thread=True)  # fmt: skip
def post_answer(mall: App, request: Asked, talk: str, data: DeskTextIn) -> DeskTalkOut:
    """Answer in a talk that you have taken over."""
    return _shown(mall, request, mall.service.desk.answer(talk, data.text, who(request)))


@post("/talks/{talk:str}/note", status_code=200, summary="Note something", tags=["assistant"], sync_to_thread=True)
def post_note(mall: App, request: Asked, talk: str, data: DeskTextIn) -> DeskTalkOut:
    """Keep a note that the shopper does not see."""
    return _shown(mall, request, mall.service.desk.note(talk, data.text, who(request)))


@post("/talks/{talk:str}/{step:str}", status_code=200, summary="Take over, give back, close", tags=["assistant"],
      sync_to_thread=True)  # fmt: skip
def post_step(mall: App, request: Asked, talk: str, step: Literal["take", "give-back", "close"]) -> DeskTalkOut:
    """Take a talk over, give it back to the assistant, or end it."""
    desk, name = mall.service.desk, who(request)
    if step == "close":
        return _shown(mall, request, desk.close(talk))
    return _shown(mall, request, desk.take(talk, name) if step == "take" else desk.give_back(talk, name))


@get("/return-requests", summary="Read returns that were asked for", tags=["assistant"], sync_to_thread=True)
def get_returns(mall: App, only: Annotated[str, QueryParameter(name="state")] = "") -> ReturnPage:
    """Return requests by state (asked, received, refused)."""
    return ReturnPage([_return(each) for each in mall.service.returns.all(only)], None)


@post("/return-requests/{id:str}/{step:str}", status_code=200, summary="Receive or refuse a return",
      tags=["assistant"], sync_to_thread=True)  # fmt: skip
def post_return(mall: App, request: Asked, id: str, step: Literal["receive", "refuse"]) -> ReturnOut:
    """Take the goods back, which lets the money go, or refuse them."""
    returns = mall.service.returns
    return _return((returns.receive if step == "receive" else returns.refuse)(id, who(request)))


def _shown(mall: App, request: Asked, talk: Talk) -> DeskTalkOut:
    _note_looks(mall, request, "talk", [talk])
    return desk_out(talk, mall.targeting.exports.mask, whole=True)


def _note_looks(mall: App, request: Asked, what: str, talks: list[Talk]) -> None:
    principal = principal_of(request)
    shoppers = mall.service.desk.first_looks(f"{principal.kind} {principal.name}", what, talks)
    if shoppers:
        mall.looks.looked(principal, shoppers, what)


def _model(mall: App) -> ModelOut:
    models = mall.service.assistant.models
    if models is None:
        return ModelOut("none", "", 0, 0, 0, "")
    health = models.health
    state = "resting" if mall.clock() < health.rests_until else "ready"
    return ModelOut(state, models.mode, health.asked, health.kept, health.dropped, health.problem)


def _return(found: Document) -> ReturnOut:
    body = found.body
    return ReturnOut(found.id, body["order"], body["state"], body["lines"], body["refund_fen"], iso(body["at"]))


ROUTER = Router("/", route_handlers=[
    get_talks, get_figures, get_one, post_answer, post_note, post_step, get_returns, post_return,
])  # fmt: skip
