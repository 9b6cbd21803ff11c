"""Trials: what simulated cities showed of the loop against the usual way."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get
from msgspec import Meta

from huozhao.app import App
from huozhao.http.wire import Words


class TrialSizeOut(msgspec.Struct, frozen=True):
    """How large each city was; the first `warm_days` of its days are not measured."""

    shops: int
    shoppers: int
    skus: int
    days: int
    past_days: int
    warm_days: int
    nights: int
    sessions_a_day: float


class TrialArmOut(msgspec.Struct, frozen=True):
    """One way to run the mall."""

    arm: str
    label: Words


class TrialMeasureOut(msgspec.Struct, frozen=True):
    """A figure of a run; `claimed` is the relative change against the usual way that the product set out for."""

    name: str
    label: Words
    help: Words
    unit: Literal["share", "hours", "times", "fen"]
    better: Literal["up", "down"]
    claimed: float | None


class TrialRunOut(msgspec.Struct, frozen=True):
    """One city under one arm; null = there was nothing to measure."""

    arm: str
    seed: int
    measures: dict[str, float | None]


class TrialComparedOut(msgspec.Struct, frozen=True):
    """An arm beside another over the same cities: means, difference and relative change with 95 % intervals."""

    arm: str
    other: str
    measure: str
    seeds: int
    arm_mean: float
    other_mean: float
    difference: float
    low: float
    high: float
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    verdict: Annotated[Literal["reached", "open", "missed"] | None, Meta(description="of the claim, if one was made")]
    words: Words


class TrialHabitOut(msgspec.Struct, frozen=True):
    """A number of the simulated shoppers and its source; `fitted` = computed from a data set."""

    value: float
    what: str
    source: str
    fitted: bool


class TrialOut(msgspec.Struct, frozen=True):
    """One report."""

    id: str
    at: str
    size: TrialSizeOut
    arms: list[TrialArmOut]
    measures: list[TrialMeasureOut]
    runs: list[TrialRunOut]
    comparisons: list[TrialComparedOut]
    troubles: list[str]
    habits: dict[str, TrialHabitOut]


class TrialLineOut(msgspec.Struct, frozen=True):
    """A report in the list; `cities` lived under each arm."""

    id: str
    at: str
    arms: list[TrialArmOut]
    cities: int


class TrialPage(msgspec.Struct, frozen=True):
    """Reports, newest first."""

    items: list[TrialLineOut]
    next: str | None


@get("/trials", summary="Read the trials", tags=["operation"], sync_to_thread=True)
def get_trials(mall: App, limit: int = 50) -> TrialPage:
    """Return the reports of trials that were kept in this mall."""
    return TrialPage([
        TrialLineOut(found.id, found.body["at"], msgspec.convert(found.body["arms"], list[TrialArmOut]),
                     len({run["seed"] for run in found.body["runs"]}))
        for found in mall.trials.list(limit)
    ], None)  # fmt: skip


@get("/trials/{trial:str}", summary="Read one trial", tags=["operation"], sync_to_thread=True)
def get_trial(mall: App, trial: str) -> TrialOut:
    """Return a report, `latest` the newest: every city's figures, and each comparison with its interval and words."""
    found = mall.trials.get(trial)
    return msgspec.convert({**found.body, "id": found.id}, TrialOut)


ROUTER = Router("/", route_handlers=[get_trials, get_trial])
