"""Models: the versions of what is learned, which one serves, going back to an earlier one, training."""

from typing import Any

import msgspec
from litestar import Request, Router, get, post

from huozhao.app import App
from huozhao.flows.evaluation.models import LABELS, Kept
from huozhao.http.gate.asking import who
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.terms.time import iso


class LearnedModelOut(msgspec.Struct, frozen=True):
    """One kept version. `state`: published, refused (worse than the one in use) or held (an operator holds another).

    `is_held`: an operator went back to an earlier version of this kind; later ones are kept, not put in use.
    `card` says what a ranker was learned from and how good it is.
    """

    version: str
    kind: str
    label: Words
    at: str
    is_serving: bool
    is_newest: bool
    is_held: bool
    state: str
    code: str
    reason: Words
    figures: dict[str, Any]
    card: dict[str, Any]


class ModelActOut(msgspec.Struct, frozen=True):
    """What became of a version, when, and through whom (empty = by the nightly run)."""

    at: str
    kind: str
    version: str
    act: str
    who: str
    reason: Words


class LearnedModelPage(msgspec.Struct, frozen=True):
    """The kept versions by kind, newest first, and what became of them lately."""

    items: list[LearnedModelOut]
    acts: list[ModelActOut]
    next: str | None


@get("/models", summary="Read the models", tags=["models"], sync_to_thread=True)
def get_models(mall: App) -> LearnedModelPage:
    """Return the versions that are kept, which of them serve, and why others do not."""
    models = mall.judging.models
    acts = [ModelActOut(iso(act["at"]), act["kind"], act["version"], act["act"], act["who"], Words(**act["reason"]))
            for act in models.acts()]
    return LearnedModelPage([model_out(each) for each in models.all()], acts, None)


@post("/models/{version:str}/activate", status_code=200, summary="Put a version in use", tags=["models"],
      sync_to_thread=True)  # fmt: skip
def activate_model(mall: App, request: Request[Any, Any, Any], version: str) -> LearnedModelOut:
    """Put a kept version in use at once. An earlier one is held until the newest is activated again."""
    return model_out(mall.judging.models.activate(version, who(request)))


@post("/models/train", status_code=202, summary="Train", tags=["models"], sync_to_thread=True)
def train_models(mall: App) -> JobOut:
    """Start the nightly training in the background: learn, compare, publish or hold back, evaluate."""
    return job_out(mall.judging.training.start())


def model_out(kept: Kept) -> LearnedModelOut:
    """Return a version for the wire."""
    verdict = kept.verdict
    reason = verdict.get("reason", {"zh": "", "en": ""})
    return LearnedModelOut(
        kept.version, kept.kind, words(LABELS[kept.kind]), iso(kept.at), kept.is_serving, kept.is_newest, kept.is_held,
        verdict.get("state", "published"), verdict.get("code", ""), Words(**reason), verdict.get("figures", {}),
        kept.about.get("card", {}),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_models, activate_model, train_models])
