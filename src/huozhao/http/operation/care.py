"""After-care: guides as operators write them, what is due, a shopper's own guides, and answers to the question."""

import asyncio
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.care.desk import Cared, Due
from huozhao.flows.drafted import Kept
from huozhao.http.gate.asking import subject_of, who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.care.guide import Guide, goods_of
from huozhao.operations.care.occasions import QUESTION
from huozhao.operations.care.read import guide_to_dict
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
MOST_DAYS, MOST_DUE, MOST_COUNTED = 30, 500, 5_000


class CareGuideIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A guide: for SKUs or a category path; body is Markdown; reminders are {id, day, title, body}, days from receipt.

    `cycle` is {days, sku, lead_days, per_unit}: how long one unit lasts and what is bought then. `state` is draft or
    live for a new one; start and stop turn it later.
    """

    title: dict[str, str]
    body: dict[str, str]
    skus: list[str] = []
    category: list[str] = []
    video: str = ""
    reminders: list[dict[str, Any]] = []
    cycle: dict[str, Any] | None = None
    asks: bool = True
    state: Literal["draft", "live"] = "draft"


class CareGuideOut(msgspec.Struct, frozen=True):
    """A guide as it stands; `goods` are how many listed goods it names, `examples` the titles of some."""

    guide: str
    state: str
    version: int
    title: Words
    body: Words
    skus: list[str]
    category: list[str]
    video: str
    reminders: list[dict[str, Any]]
    cycle: dict[str, Any] | None
    asks: bool
    goods: int
    examples: list[str]
    changed_at: str
    audit: list[AuditOut]


class CareGuidePage(msgspec.Struct, frozen=True):
    """Guides by id, and when things are due: settings in force, group [care]."""

    items: list[CareGuideOut]
    next: str | None
    hour: int
    question_day: int
    on: bool


class CareDueOut(msgspec.Struct, frozen=True):
    """One occasion of received goods; kind is guide, reminder, question or again, state coming, due, told or dropped.

    The shopper's id is masked.
    """

    kind: str
    title: Words
    guide: str
    sku: str
    goods: str
    shopper: str
    order: str
    day: int
    at: str
    state: str
    told_at: str | None


class CareDuePage(msgspec.Struct, frozen=True):
    """What falls due in the days asked for, earliest first; `counts` by state. `is_whole` is false where there is more
    than can be counted here: then the last days are missing."""

    items: list[CareDueOut]
    next: str | None
    counts: dict[str, int]
    is_whole: bool


class CareOccasionOut(msgspec.Struct, frozen=True):
    """One thing that is told about received goods, and when."""

    kind: str
    title: Words
    body: Words
    day: int
    at: str
    state: str


class CaredOut(msgspec.Struct, frozen=True):
    """Goods that a shopper has, their guide, and what is due; `is_answered` says whether the question was answered."""

    order: str
    sku: str
    title: str
    units: int
    received_at: str
    guide: str
    guide_title: Words
    body: Words
    video: str
    due: list[CareOccasionOut]
    asks: bool
    is_answered: bool


class CarePage(msgspec.Struct, frozen=True):
    """What a shopper has that there is a guide for, newest first."""

    items: list[CaredOut]
    next: str | None


class CareAnswerIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the goods of an order are: 1 to 5 stars, and words if there are any."""

    order: Annotated[str, Meta(min_length=1, max_length=128)]
    sku: Annotated[str, Meta(min_length=1, max_length=128)]
    stars: Annotated[int, Meta(ge=1, le=5)]
    text: Annotated[str, Meta(max_length=2000)] = ""


class CareAnswerOut(msgspec.Struct, frozen=True):
    """Whether the answer was new; the first one stands."""

    is_new: bool


class CareHandedOut(msgspec.Struct, frozen=True):
    """How many were due, and how many messages were new to the arbiter."""

    due: int
    handed: int


@get("/care/guides", summary="Read the guides", tags=["care"], sync_to_thread=True)
def get_guides(mall: App) -> CareGuidePage:
    """Return all guides with their state, goods and changes."""
    desk = mall.care.desk
    items = [_guide_out(mall, kept) for kept in desk.guides.drafted.all()]
    return CareGuidePage(items, None, desk.policy.hour, desk.policy.question_day, desk.policy.on)


@get("/care/guides/{guide:str}", summary="Read one guide", tags=["care"], sync_to_thread=True)
def get_guide(mall: App, guide: str) -> CareGuideOut:
    """Return one guide."""
    return _guide_out(mall, mall.care.desk.guides.drafted.get(guide))


@put("/care/guides/{guide:str}", status_code=200, summary="Write a guide", tags=["care"], sync_to_thread=True)
def put_guide(mall: App, request: Asking, guide: str, data: CareGuideIn) -> CareGuideOut:
    """Write a new guide or change one; what was told stays told, what is to come follows the new version."""
    body = {name: getattr(data, name) for name in CareGuideIn.__struct_fields__ if name != "state"}
    return _guide_out(mall, mall.care.desk.guides.drafted.write(guide, body, who(request), mall.clock(), data.state))


@post("/care/guides/{guide:str}/{step:str}", status_code=200, summary="Start, stop or undo", tags=["care"],
      sync_to_thread=True)  # fmt: skip
def step_guide(mall: App, request: Asking, guide: str, step: Literal["start", "stop", "undo"]) -> CareGuideOut:
    """Let a guide count, take it out of force, or take the last change back."""
    return _guide_out(mall, mall.care.desk.guides.drafted.step(guide, step, who(request), mall.clock()))


@get("/care/due", summary="See what is due", tags=["care"], sync_to_thread=True)
def get_due(mall: App, before: int = 3, days: int = 7, limit: int = 200) -> CareDuePage:
    """Return what fell due in the days before and falls due in the days ahead, shoppers masked."""
    before, days = max(0, min(before, MOST_DAYS)), max(0, min(days, MOST_DAYS))
    first = list(islice(mall.care.desk.between(-before, days), MOST_COUNTED + 1))
    found = sorted(first[:MOST_COUNTED], key=lambda each: (each.occasion.at, each.mark))
    counts: dict[str, int] = {}
    for each in found:
        counts[each.state] = counts.get(each.state, 0) + 1
    return CareDuePage([_due_out(each) for each in found[: max(1, min(limit, MOST_DUE))]], None, counts,
                       len(first) <= MOST_COUNTED)  # fmt: skip


@post("/care/hand", status_code=200, summary="Hand over what is due", tags=["care"], sync_to_thread=True)
def hand_due(mall: App) -> CareHandedOut:
    """Hand everything that is due to the arbiter now, as happens by itself once a day; nothing is told twice."""
    return CareHandedOut(**mall.care.handing.work(lambda *_: None))


@get("/shoppers/{shopper:str}/care", summary="Read a shopper's guides", tags=["care"], sync_to_thread=True)
def get_shopper_care(mall: App, shopper: str) -> CarePage:
    """Return what a shopper has that there is a guide for."""
    return _care(mall, shopper)


@get("/me/care", summary="Read my guides", tags=["me"], sync_to_thread=True)
def get_my_care(mall: App, request: Asking) -> CarePage:
    """Return the guides for exactly what I bought and have, with what comes when."""
    return _care(mall, subject_of(request))


@post("/me/care/answers", status_code=200, summary="Say how it is", tags=["me"])
async def post_my_answer(mall: App, request: Asking, data: CareAnswerIn) -> CareAnswerOut:
    """Answer the question how goods are; it counts as a review, personal data in it are masked."""
    subject, give = subject_of(request), mall.care.answers.give
    return CareAnswerOut(await asyncio.to_thread(give, subject, data.order, data.sku, data.stars, data.text))


def _care(mall: App, shopper: str) -> CarePage:
    return CarePage([_cared_out(mall, each) for each in mall.care.desk.of(shopper)], None)


def _guide_out(mall: App, kept: Kept[Guide]) -> CareGuideOut:
    guide, plain = kept.value, guide_to_dict(kept.value)
    named = goods_of(guide, mall.goods.skus())
    audit = [AuditOut(entry["who"], iso(entry["at"]), entry["what"], entry["from"], entry["to"])
             for entry in kept.audit]  # fmt: skip
    return CareGuideOut(
        kept.id, kept.state, kept.version, words(guide.title), words(guide.body), plain["skus"], plain["category"],
        guide.video, plain["reminders"], plain["cycle"], guide.asks, len(named), [each.title for each in named[:5]],
        iso(kept.at), audit,
    )  # fmt: skip


def _due_out(due: Due) -> CareDueOut:
    received, occasion = due.received, due.occasion
    return CareDueOut(
        occasion.kind, words(occasion.title), due.guide.guide, received.sku, received.title, _masked(received.shopper),
        received.order, occasion.day, iso(occasion.at), due.state, iso(due.told_at) if due.told_at else None,
    )  # fmt: skip


def _cared_out(mall: App, cared: Cared) -> CaredOut:
    received, guide = cared.received, cared.guide
    due = [CareOccasionOut(each.occasion.kind, words(each.occasion.title), words(each.occasion.body), each.occasion.day,
                       iso(each.occasion.at), each.state) for each in cared.due]  # fmt: skip
    asks = any(each.kind == QUESTION and each.state != "coming" for each in due)
    return CaredOut(
        received.order, received.sku, received.title, received.units, iso(received.received_at), guide.guide,
        words(guide.title), words(guide.body), guide.video, due, asks,
        mall.care.answers.is_given(received, guide),
    )  # fmt: skip


def _masked(shopper: str) -> str:
    return f"{shopper[:2]}***{shopper[-1:]}" if len(shopper) > 4 else "***"


ROUTER = Router("/", route_handlers=[
    get_guides, get_guide, put_guide, step_guide, get_due, hand_due, get_shopper_care, get_my_care, post_my_answer,
])  # fmt: skip
