"""Evaluations: how well what the mall learned foretells its own held-out days, and what logged pages say."""

from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from msgspec import Meta, field

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.evaluation.report import OURS
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words
from huozhao.insight.rfm import LABELS
from huozhao.matching.evaluate.split import DAYS
from huozhao.terms.time import iso

Figures = Annotated[dict[str, float], Meta(description="ndcg@20 and the like; with ± the 95 % half width of the mean")]


class EvaluationIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of the last days are held out."""

    days: Annotated[int, Meta(ge=1, le=60)] = DAYS


class EvaluationNeedOut(msgspec.Struct, frozen=True):
    """What is missing for an evaluation: there are `has`, at least `needs` are needed."""

    what: str
    has: int
    needs: int
    label: Words


class AheadOut(msgspec.Struct, frozen=True):
    """Mean NDCG@20 by which this product is ahead of a baseline, shopper by shopper, with its 95 % interval."""

    mean: float
    low: float
    high: float
    shoppers: int
    better: bool
    worse: bool


class EvaluationTaskOut(msgspec.Struct, frozen=True):
    """Figures of one task: `any` good, or `new` goods only. `huozhao` is what is evaluated, the rest are baselines.

    `segments` and `kinds` (shoppers known before, new ones) hold the same figures by model and group.
    """

    task: str
    models: dict[str, Figures]
    ahead: dict[str, AheadOut]
    segments: dict[str, dict[str, Figures]]
    kinds: dict[str, dict[str, Figures]]


class EstimateOut(msgspec.Struct, frozen=True):
    """Clicks a page that a policy would earn, estimated by ips, snips or dr from what was logged, with a 95 % interval.

    `ess` is the effective number of pages; weights over `clip` are cut, `clipped` is their share.
    """

    policy: str
    name: str
    value: float
    low: float
    high: float
    pages: int
    ess: float
    clip: float
    clipped: float


class LoggedOut(msgspec.Struct, frozen=True):
    """What logged pages say of the ranker beside the blend; `state` is done, or too_few under `least` lists.

    `examination` is how likely each position is looked at beside the first one, found as `source` says.
    """

    state: str
    lists: int
    least: int
    version: str = ""
    source: str = ""
    examination: list[float] = field(default_factory=list)
    estimates: list[EstimateOut] = field(default_factory=list)


class EvaluationOut(msgspec.Struct, frozen=True):
    """One report. `target` says what was foretold: goods bought, or any act where too few bought.

    `active` consenting shoppers did something in the held-out days, of whom `shoppers` were looked at. `order` is the
    one that did best on earlier days and ranks now (learned, calibrated, hand, repeat); `order_figures` tell how each
    did there: mean NDCG@20 of any goods and of goods new to the shopper.
    """

    id: str
    at: str
    state: str
    first_day: str
    last_day: str
    days: int
    target: str
    shoppers: int
    active: int
    known_shoppers: int
    new_shoppers: int
    goods: int
    sources: list[str]
    needs: list[EvaluationNeedOut]
    tasks: list[EvaluationTaskOut]
    labels: Annotated[dict[str, Words], Meta(description="the names of the segments")]
    logged: LoggedOut | None
    order: str | None = None
    order_figures: dict[str, dict[str, float]] = {}


class EvaluationLineOut(msgspec.Struct, frozen=True):
    """A report in the list: the NDCG@20 of this product, and by how much it is ahead of what is popular."""

    id: str
    at: str
    state: str
    days: int
    shoppers: int
    ndcg_20: float | None
    ahead_of_popularity: float | None


class EvaluationPage(msgspec.Struct, frozen=True):
    """Reports, newest first."""

    items: list[EvaluationLineOut]
    next: str | None


@post("/evaluations", status_code=202, summary="Evaluate on held-out days", tags=["models"], sync_to_thread=True)
def post_evaluation(mall: App, data: EvaluationIn) -> JobOut:
    """Start an evaluation in the background; 409 while one is under way. It is also made every night."""
    return job_out(mall.judging.evaluations.start(data.days))


@get("/evaluations", summary="Read the evaluations", tags=["models"], sync_to_thread=True)
def get_evaluations(mall: App, limit: int = 50) -> EvaluationPage:
    """Return the reports that were made."""
    return EvaluationPage([_line(found) for found in mall.judging.evaluations.list(limit)], None)


@get("/evaluations/{evaluation:str}", summary="Read one evaluation", tags=["models"], sync_to_thread=True)
def get_evaluation(mall: App, evaluation: str) -> EvaluationOut:
    """Return a report: figures beside the baselines, by segment, and what logged pages say of the ranker."""
    found = mall.judging.evaluations.get(evaluation)
    tasks = [{"task": task, **told} for task, told in found.body["tasks"].items()]
    labels = {name: label.as_dict() for name, label in LABELS.items()}
    whole: dict[str, Any] = {"logged": None, **found.body, "id": found.id, "at": iso(found.body["at"]), "tasks": tasks,
                             "labels": labels}
    return msgspec.convert(whole, EvaluationOut)


def _line(found: Document) -> EvaluationLineOut:
    body = found.body
    told = body["tasks"].get("any")
    return EvaluationLineOut(
        found.id, iso(body["at"]), body["state"], body["days"], body["shoppers"],
        told["models"][OURS]["ndcg@20"] if told else None, told["ahead"]["popularity"]["mean"] if told else None,
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[post_evaluation, get_evaluations, get_evaluation])
