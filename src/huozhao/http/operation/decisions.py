"""Decisions: which strategy a shopper meets, what was decided before, and what a strategy changed."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import uuid4

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.strategies.decision import Decision
from huozhao.flows.strategies.lift import Measured
from huozhao.http.wire import Words, words
from huozhao.operations.lift import ArmSums, Difference, lift_in_words
from huozhao.operations.offers import KINDS, offer_to_dict
from huozhao.operations.strategies import REASONS, Verdict
from huozhao.terms.time import iso


class DecideIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to decide for, in which channel (empty = the strategy's first); the same request id, the same answer."""

    shopper: Annotated[str, Meta(min_length=1, max_length=128)]
    channel: str = ""
    request_id: Annotated[str, Meta(max_length=100)] = ""


class VerdictOut(msgspec.Struct, frozen=True):
    """How one running strategy fared; `expected_fen` is its expected incremental value per shopper."""

    strategy: str
    label: Words
    code: str
    reason: Words
    expected_fen: float
    is_measured: bool


class DecisionOut(msgspec.Struct, frozen=True):
    """What was decided; `offer` is null for held-out shoppers and where no strategy qualified.

    `vouchers` are what the shopper got of it; they lie in the wallet and can be used on the next order.
    """

    request_id: str
    shopper: str
    strategy: str
    label: Words | None
    version: int
    arm: Literal["treatment", "hold_out", "none"]
    channel: str
    segment: str
    offer: dict[str, Any] | None
    categories: list[str]
    reason: Words
    verdicts: list[VerdictOut]
    is_repeated: bool
    vouchers: list[str]


class DecidedOut(msgspec.Struct, frozen=True):
    """One decision on record."""

    request_id: str
    at: str
    strategy: str
    version: int
    arm: str
    channel: str
    segment: str
    offer: str
    cost_fen: int


class DecidedPage(msgspec.Struct, frozen=True):
    """What was decided for one shopper, newest first."""

    items: list[DecidedOut]
    next: str | None


class ArmOut(msgspec.Struct, frozen=True):
    """One arm: shoppers decided for, those who bought, their orders and revenue within the window."""

    shoppers: int
    buyers: int
    orders: int
    revenue_fen: int


class LiftOut(msgspec.Struct, frozen=True):
    """What a strategy changed, with 95 % intervals; `buyers` compares shares, `revenue_fen` means per shopper."""

    strategy: str
    window_days: int
    treatment: ArmOut
    hold_out: ArmOut
    buyers: Difference | None
    revenue_fen: Difference | None
    expected_hold_out: float
    found_hold_out: float
    split_p_value: float
    split_is_sound: bool
    is_clear: bool
    more_shoppers: int
    complete: int
    withdrawn: int
    computed_at: str
    said: Words


@get("/strategies/{id:str}/lift", summary="Measure a strategy", tags=["strategies"])
async def get_lift(mall: App, id: str) -> LiftOut:
    """Return what a strategy changed: treated against held-out shoppers, with intervals and a check of the split."""
    return lift_out(await asyncio.to_thread(mall.targeting.lifts.measure, id))


@post("/decisions", status_code=200, summary="Decide for a shopper", tags=["strategies"])
async def post_decision(mall: App, data: DecideIn) -> DecisionOut:
    """Return which strategy a shopper meets and in which arm; on record before it is answered."""
    request = data.request_id or uuid4().hex
    decide = mall.targeting.strategies.decide
    return _decision_out(await asyncio.to_thread(decide, request, data.shopper, data.channel, mall.clock()))


@get("/decisions", summary="Read a shopper's decisions", tags=["strategies"], sync_to_thread=True)
def get_decisions(mall: App, shopper: str) -> DecidedPage:
    """Return what was decided for a shopper, newest first."""
    items = [
        DecidedOut(d.decision, iso(d.at), d.strategy, d.version, d.arm, d.channel, d.segment, d.offer, d.cost_fen)
        for d in mall.targeting.strategies.of(shopper)
    ]
    return DecidedPage(items, None)


def _decision_out(made: Decision) -> DecisionOut:
    offer = offer_to_dict(made.offer) | {"label": KINDS[made.offer.kind].label.as_dict()} if made.offer else None
    return DecisionOut(
        made.decision, made.shopper, made.strategy, words(made.label) if made.label else None, made.version,
        made.arm, made.channel, made.segment, offer, list(made.categories), words(made.reason),  # type: ignore[arg-type]
        [_verdict_out(verdict) for verdict in made.verdicts], made.is_repeated, list(made.vouchers),
    )  # fmt: skip


def _verdict_out(verdict: Verdict) -> VerdictOut:
    return VerdictOut(verdict.strategy.strategy, words(verdict.strategy.label), verdict.code,
                      words(REASONS[verdict.code]), verdict.expected_fen, verdict.is_measured)  # fmt: skip


def lift_out(measured: Measured) -> LiftOut:
    """Return a lift for the wire."""
    lift = measured.lift
    return LiftOut(
        measured.strategy.strategy, measured.strategy.window_days, _arm_out(lift.treatment), _arm_out(lift.hold_out),
        lift.buyers, lift.revenue_fen, lift.split.expected_hold_out, lift.split.hold_out, lift.split.p_value,
        lift.split.is_sound, lift.is_clear, lift.more_shoppers, measured.complete, measured.withdrawn,
        iso(measured.at), words(lift_in_words(lift)),
    )  # fmt: skip


def _arm_out(arm: ArmSums) -> ArmOut:
    return ArmOut(arm.shoppers, arm.buyers, arm.orders, arm.revenue_fen)


ROUTER = Router("/", route_handlers=[get_lift, post_decision, get_decisions])
