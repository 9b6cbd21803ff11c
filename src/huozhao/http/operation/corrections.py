"""Corrections: weak categories that were found, explained and lowered on their placement; approve, undo, re-tag."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.correction.desk import LOOK_DAYS
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class CauseOut(msgspec.Struct, frozen=True):
    """A likely reason with its figure: no_stock, dear, often, astray, or none."""

    code: str
    zh: str
    en: str


class RetagOut(msgspec.Struct, frozen=True):
    """A product whose title reads like another category; `share` of what was shown was it."""

    sku: str
    title: str
    stands_in: str = msgspec.field(name="from")
    to: str
    probability: float
    share: float
    moved: bool


class CorrectionTestOut(msgspec.Struct, frozen=True):
    """A test on held-out shoppers.

    `ratio` is their clicks over what was to be expected, with its 95 % interval; `change` the placement's CTR with the
    correction less that without: middle, low, high.
    """

    at: str
    verdict: str
    shown: int
    clicked: int
    expected: float
    ratio: float
    low: float
    high: float
    change: list[float] | None
    said: Words


class CorrectionOut(msgspec.Struct, frozen=True):
    """A weak category on a placement and what became of it.

    `expected` clicks follow from the places it stood in; `ratio` is what it earned of them after shrinking, with its
    95 % interval. State is proposed, on, rejected, undone or over.
    """

    id: str
    placement: str
    category: str
    headline: Words
    found_at: str
    shown: int
    clicked: int
    expected: float
    ratio: float
    low: float
    high: float
    false_rate: float
    causes: list[CauseOut]
    retag: list[RetagOut]
    factor: float
    hold_out: float
    rule: str
    state: str
    started_at: str | None
    ends_at: str | None
    tests: list[CorrectionTestOut]
    audit: list[AuditOut]


class CorrectionPage(msgspec.Struct, frozen=True):
    """Corrections, newest first; they are found in the last `look_days` days."""

    items: list[CorrectionOut]
    look_days: int
    next: str | None


class CorrectedOut(msgspec.Struct, frozen=True):
    """What a look found: cells judged, weak ones, corrections that ended."""

    judged: int
    weak: int
    ended: int


class RetagIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which product to move to the category that it reads like, or with `undo` back."""

    sku: str
    what: Literal["approve", "undo"] = "approve"


@get("/corrections", summary="Read corrections", tags=["operations"], sync_to_thread=True)
def get_corrections(
    mall: App,
    only: Annotated[str, QueryParameter(name="state", description="proposed, on, rejected, undone or over")] = "",
) -> CorrectionPage:
    """Return weak categories with what was done about them, newest first."""
    found = mall.operating.corrections.findings.all(only)
    return CorrectionPage([correction_out(each) for each in found], LOOK_DAYS, None)


@post("/corrections", status_code=200, summary="Look for weak categories now", tags=["operations"],
      sync_to_thread=True)  # fmt: skip
def look(mall: App) -> CorrectedOut:
    """Do what happens every night: test what has come to its end, correct or propose what is weak."""
    mall.folds.reached(mall.log.head())
    return CorrectedOut(**mall.operating.corrections.build())


@get("/corrections/{id:str}", summary="Read one correction", tags=["operations"], sync_to_thread=True)
def get_correction(mall: App, id: str) -> CorrectionOut:
    """Return one correction."""
    return correction_out(mall.operating.corrections.findings.get(id))


@post("/corrections/{id:str}/retag", status_code=200, summary="Move a product to another category",
      tags=["operations"], sync_to_thread=True)  # fmt: skip
def retag(mall: App, request: Asked, id: str, data: RetagIn) -> CorrectionOut:
    """List a product under the category that its title reads like, or back under its old one."""
    return correction_out(mall.operating.corrections.retag(id, data.sku, data.what, who(request)))


@post("/corrections/{id:str}/{step:str}", status_code=200, summary="Decide about a correction", tags=["operations"],
      sync_to_thread=True)  # fmt: skip
def step_correction(
    mall: App, request: Asked, id: str, step: Literal["approve", "reject", "undo"]
) -> CorrectionOut:
    """Approve or reject what is proposed, or undo what holds; pages follow within a second."""
    return correction_out(mall.operating.corrections.step(id, step, who(request)))


def correction_out(found: Document) -> CorrectionOut:
    """Return a correction for the wire."""
    body = found.body
    times = {name: iso(body[name]) if body[name] else None for name in ("started_at", "ends_at")}
    tests = [{**each, "at": iso(each["at"])} for each in body["tests"]]
    audit = [{**each, "at": iso(each["at"])} for each in body["audit"]]
    return msgspec.convert({**body, **times, "id": found.id, "found_at": iso(body["found_at"]), "tests": tests,
                            "audit": audit}, CorrectionOut)  # fmt: skip


ROUTER = Router("/", route_handlers=[get_corrections, look, get_correction, retag, step_correction])
