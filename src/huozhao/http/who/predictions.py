"""Predicted tags: their cards, their training, their thresholds, and what is predicted of one shopper."""

import asyncio
from typing import Any

import msgspec
from litestar import Router, get, post, put

from huozhao.app import App
from huozhao.flows.predict.telling import Told
from huozhao.flows.predict.value import Value
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.insight.payments import METHODS
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.definitions import Prediction
from huozhao.insight.predicted.quality import Quality
from huozhao.insight.predicted.words import name
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, iso


class CalibrationRow(msgspec.Struct, frozen=True):
    """Shoppers of about the same probability: how many, the mean probability said, the share to whom it happened."""

    n: int
    said: float
    happened: float


class QualityOut(msgspec.Struct, frozen=True):
    """Measured on held-out days. `auc_low` to `auc_high` is the 95 % interval; `brier_base` is what no model gets."""

    n: int
    positives: int
    base_rate: float
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    brier_base: float
    ece: float
    table: list[CalibrationRow]


class WeightOut(msgspec.Struct, frozen=True):
    """A feature with how much it matters, or how far it has moved."""

    feature: str
    label: Words
    value: float


class WindowsOut(msgspec.Struct, frozen=True):
    """The last days of the past of each window; every one looks `horizon_days` ahead and `look_back_days` back."""

    horizon_days: int
    look_back_days: int
    train: list[str]
    valid: str
    test: str


class PredictionCardOut(msgspec.Struct, frozen=True):
    """One predicted tag. `state` is model, rule (`why`: too_few, no_better, no_history) or off (not run yet).

    `drift` and `feature_drift` are population stability indexes of today against training: over 0.25 is a new world.
    `kept` says why a newly learned model was not taken.
    """

    tag: str
    label: Words
    purpose: str
    target: Words
    asked_of: Words
    rule: Words
    state: str
    why: str
    version: str
    trained_at: str | None
    scored_at: str | None
    windows: WindowsOut | None
    rows: dict[str, int]
    positives: dict[str, int]
    quality: QualityOut | None
    rule_quality: QualityOut | None
    importance: list[WeightOut]
    enter: float
    exit: float
    ttl_days: int
    shoppers: int
    scored: int
    coverage: float
    drift: float
    feature_drift: list[WeightOut]
    kept: str


class RunOut(msgspec.Struct, frozen=True):
    """What a tag was like after one run."""

    at: str
    version: str
    state: str
    why: str
    kept: str
    auc: float | None
    brier: float | None
    ece: float | None
    base_rate: float
    shoppers: int
    scored: int
    drift: float


class RunPage(msgspec.Struct, frozen=True):
    """The runs of a tag, oldest first."""

    items: list[RunOut]
    next: str | None


class CardPage(msgspec.Struct, frozen=True):
    """All predicted tags."""

    items: list[PredictionCardOut]
    next: str | None


class PredictionReasonOut(msgspec.Struct, frozen=True):
    """One statement; `weight` is what it adds to the log odds against the average shopper (0 = the rule looked)."""

    feature: str
    value: float | None
    words: Words
    weight: float


class PredictionOut(msgspec.Struct, frozen=True):
    """What is predicted of one shopper: the probability, why, by which version, and how good that is."""

    tag: str
    label: Words
    target: Words
    probability: float | None
    carried: bool
    value: str
    value_label: Words | None
    evidence: list[PredictionReasonOut]
    state: str
    version: str
    scored_at: str
    auc: float | None
    ece: float | None
    base_rate: float | None


class Bounded(msgspec.Struct, frozen=True):
    """A figure with its 10 % and 90 % bounds."""

    value: float
    low: float
    high: float


class PredictedValueOut(msgspec.Struct, frozen=True):
    """What a shopper is worth: probability to be alive, orders and money (fen) expected over `months` months."""

    alive: float
    orders: Bounded
    clv_fen: Bounded
    months: int
    past_orders: int
    last_order_days: int


class PredictionsOut(msgspec.Struct, frozen=True):
    """Everything predicted of one shopper; empty for purposes that the shopper did not consent to."""

    shopper: str
    items: list[PredictionOut]
    value: PredictedValueOut | None


class BoundsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The operator's own thresholds, as probabilities; null returns to the product's."""

    enter: float | None = None
    exit: float | None = None


@get("/predictions", summary="Read the predicted tags", tags=["predictions"])
async def get_predictions(mall: App) -> CardPage:
    """Return the card of every predicted tag: what it foretells, from what, and how good it was on held-out days."""
    found = await asyncio.to_thread(mall.predict.cards)
    return CardPage([card_out(prediction, card) for prediction, card in found], None)


@post("/predictions/train", status_code=202, summary="Learn the predicted tags", tags=["predictions"],
      sync_to_thread=True)
def train_predictions(mall: App) -> JobOut:
    """Start learning and scoring in the background; it also happens every night and with the main job."""
    return job_out(mall.jobs.start("predict", mall.predict.train))


@get("/predictions/{tag:str}", summary="Read one predicted tag", tags=["predictions"])
async def get_prediction(mall: App, tag: str) -> PredictionCardOut:
    """Return one card with its calibration table."""
    return card_out(*await asyncio.to_thread(mall.predict.card, tag))


@get("/predictions/{tag:str}/runs", summary="Read how a predicted tag fared", tags=["predictions"])
async def get_prediction_runs(mall: App, tag: str) -> RunPage:
    """Return the quality, size and drift of a tag after each of its last runs."""
    await asyncio.to_thread(mall.predict.card, tag)
    runs = await asyncio.to_thread(mall.predict.runs.of, tag)
    return RunPage([RunOut(**{**run, "at": iso(run["at"])}) for run in runs], None)


@put("/predictions/{tag:str}", status_code=200, summary="Set the thresholds of a predicted tag", tags=["predictions"])
async def put_bounds(mall: App, tag: str, data: BoundsIn) -> PredictionCardOut:
    """Set from which probability the tag is entered and under which it is left; in force with the next run."""
    await asyncio.to_thread(mall.predict.set_bounds, tag, data.enter, data.exit)
    return card_out(*await asyncio.to_thread(mall.predict.card, tag))


@get("/shoppers/{shopper:str}/predictions", summary="Predict of one shopper", tags=["shoppers"])
async def get_shopper_predictions(mall: App, shopper: str) -> PredictionsOut:
    """Return what is predicted of a shopper with the evidence, and what they will be worth with an interval."""
    told, value = await asyncio.to_thread(lambda: (mall.predict.of(shopper), mall.predict.value_of(shopper)))
    return PredictionsOut(shopper, [told_out(one) for one in told], value_out(value) if value else None)


def told_out(told: Told) -> PredictionOut:
    """Return one prediction of a shopper for the wire."""
    card, found = told.card, told.card.quality or told.card.rule_quality
    reasons = [PredictionReasonOut(r.feature, r.value, words(r.words), round(r.weight, 4)) for r in told.reasons]
    return PredictionOut(
        told.prediction.tag, words(told.prediction.label), words(told.prediction.says(_horizon(told.prediction, card))),
        told.probability, told.carried, told.value, _labelled(told.value), reasons, card.state, card.version,
        iso(told.scored_at),
        found.auc if found else None, found.ece if found else None, found.base_rate if found else None,
    )  # fmt: skip


def _labelled(value: str) -> Words | None:
    """Return what a tag is about in words: a means of payment, a category."""
    return words(METHODS.get(value, Text(value, value))) if value else None


def value_out(value: Value) -> PredictedValueOut:
    """Return a shopper's value for the wire."""
    return PredictedValueOut(
        round(value.alive, 4), Bounded(round(value.orders, 3), *value.orders_bounds),
        Bounded(value.clv_fen, *value.clv_bounds), value.months, value.past_orders, value.last_order_days,
    )  # fmt: skip


def card_out(prediction: Prediction, card: Card) -> PredictionCardOut:
    """Return a card for the wire."""
    return PredictionCardOut(
        card.tag, words(prediction.label), prediction.purpose, words(prediction.says(_horizon(prediction, card))),
        words(prediction.asked_of), words(prediction.rule.words), card.state, card.why, card.version,
        iso(card.trained_at) if card.trained_at else None, iso(card.scored_at) if card.scored_at else None,
        _windows(card), dict(card.rows), dict(card.positives), _quality(card.quality), _quality(card.rule_quality),
        _weights(card.importance), card.enter, card.exit, prediction.ttl_days, card.carriers, card.scored,
        card.coverage, card.drift, _weights(card.feature_drift), card.kept,
    )  # fmt: skip


def _horizon(prediction: Prediction, card: Card) -> int:
    return card.windows.horizon if card.windows else prediction.horizons[0]


def _windows(card: Card) -> WindowsOut | None:
    found = card.windows
    if found is None:
        return None
    return WindowsOut(found.horizon, found.look_back, [day_name(day) for day in sorted(found.train)],
                      day_name(found.valid), day_name(found.test))  # fmt: skip


def _quality(found: Quality | None) -> QualityOut | None:
    if found is None:
        return None
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return msgspec.convert(plain, QualityOut)


def _weights(pairs: tuple[tuple[str, float], ...]) -> list[WeightOut]:
    return [WeightOut(feature, words(name(feature)), round(value, 4)) for feature, value in pairs]


ROUTER = Router("/", route_handlers=[
    get_predictions, train_predictions, get_prediction, get_prediction_runs, put_bounds, get_shopper_predictions])
