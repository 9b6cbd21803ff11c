"""Experiments: written, planned, started and stopped by operators; reported in figures and plain words; decided."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.experiments.book import Kept
from huozhao.flows.experiments.desk import Told
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.experiments.experiment import Experiment, experiment_to_dict
from huozhao.operations.experiments.intervals import Interval
from huozhao.operations.experiments.report import Comparison, Report
from huozhao.operations.metrics import BY_NAME, METRICS
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]
Share = Annotated[float, Meta(ge=0, le=1)]


class ArmIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One arm: its share, and merchant rules as PUT /v1/merch-rules takes them, which hold for its shoppers only."""

    arm: str
    weight: Share
    label: dict[str, str] | None = None
    rules: list[dict[str, Any]] = []


class ExperimentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An experiment; the first arm is the control.

    Shoppers whose place in `layer` is from `low` to below `high` take part. `design` assigns shoppers, shops (arms that
    would take each other's stock), or blocks of `block_days` days (switchback). `goals` decide, the first above all;
    `guardrails` may not get worse. `worth` is the relative change that matters, `before_days` the days before for
    CUPED (0 = none), `tuned_to` about the number of units expected at the end.
    """

    arms: list[ArmIn]
    goals: list[str]
    label: dict[str, str] | None = None
    guardrails: list[str] = []
    layer: str = "pages"
    low: Share = 0.0
    high: Share = 1.0
    design: str = "shopper"
    block_days: int = 1
    correction: str = "holm"
    worth: float = 0.05
    before_days: int = 14
    tuned_to: float = 5_000


class ExperimentArmOut(msgspec.Struct, frozen=True):
    """One arm."""

    arm: str
    label: Words
    weight: float
    rules: list[dict[str, Any]]


class ExperimentOut(msgspec.Struct, frozen=True):
    """An experiment with its state (draft, running, stopped, decided) and the record of its changes."""

    experiment: str
    version: int
    state: str
    label: Words
    arms: list[ExperimentArmOut]
    goals: list[str]
    guardrails: list[str]
    layer: str
    low: float
    high: float
    design: str
    block_days: int
    correction: str
    worth: float
    before_days: int
    tuned_to: float
    started_at: str | None
    stopped_at: str | None
    winner: str
    is_preset: bool
    audit: list[AuditOut]


class ExperimentPage(msgspec.Struct, frozen=True):
    """All experiments by id."""

    items: list[ExperimentOut]
    next: str | None


class GoalOut(msgspec.Struct, frozen=True):
    """A metric that arms can be compared by; `better` says which way is good."""

    metric: str
    label: Words
    help: Words
    unit: str
    better: str | None


class GoalPage(msgspec.Struct, frozen=True):
    """All metrics that are counted shopper by shopper."""

    items: list[GoalOut]
    next: str | None


class IntervalOut(msgspec.Struct, frozen=True):
    """A difference between two bounds, null = unbounded, and its p-value."""

    value: float
    low: float | None
    high: float | None
    p_value: float


class ComparisonOut(msgspec.Struct, frozen=True):
    """One arm against the control by one metric.

    `interval` is valid at every look and corrected, at level 1 − `alpha`; `single` would be right for one look alone.
    Both are relative to the control where `is_relative`. `absolute` is always valid in the metric's own unit. `theta`
    is CUPED's coefficient, `kept` the share of variance that it left.
    """

    metric: str
    label: Words
    unit: str
    arm: str
    is_goal: bool
    control: float | None
    treatment: float | None
    is_relative: bool
    interval: IntervalOut | None
    single: IntervalOut | None
    absolute: IntervalOut | None
    corrected_p_value: float
    alpha: float
    theta: float
    kept: float
    is_better: bool
    is_worse: bool


class SplitOut(msgspec.Struct, frozen=True):
    """What each arm holds beside what it should, and how likely so great a deviation is by chance."""

    found: list[int]
    expected: list[float]
    p_value: float
    is_sound: bool


class DayOut(msgspec.Struct, frozen=True):
    """The first goal at the end of one day, by arm; null while there was too little."""

    day: str
    shoppers: int
    arms: dict[str, IntervalOut | None]


class ExperimentVerdictOut(msgspec.Struct, frozen=True):
    """The verdict: a code, the arm it speaks of, the words, and what would change them."""

    code: str
    arm: str
    said: Words
    change: Words
    more_units: int | None
    more_days: int | None


class ExperimentReportOut(msgspec.Struct, frozen=True):
    """What an experiment shows: the verdict first. `shoppers` and `units` by arm; null before the first measurement."""

    experiment: str
    state: str
    at: str | None
    shoppers: list[int]
    units: list[int]
    mixed: int
    withdrawn: int
    split: SplitOut | None
    verdict: ExperimentVerdictOut | None
    comparisons: list[ComparisonOut]
    days: list[DayOut]


class ExperimentPointOut(msgspec.Struct, frozen=True):
    """After some days: shoppers in the smallest arm, the smallest change seen 4 times out of 5, power for `worth`."""

    days: int
    shoppers: int
    detectable: float | None
    power: float


class ExperimentPlanOut(msgspec.Struct, frozen=True):
    """What the first goal is today and what it takes to see the change that matters; null = it cannot be seen.

    `needed` shoppers an arm after `days`. `kept` is the variance CUPED leaves, `design_effect` what assigning shops or
    days costs, `comparisons` how many share the 5 %.
    """

    metric: str
    label: Words
    unit: str
    mean: float
    spread: float
    kept: float
    design_effect: float
    comparisons: int
    needed: int | None
    days: int | None
    points: list[ExperimentPointOut]


class MeasuredOut(msgspec.Struct, frozen=True):
    """How many days were measured."""

    days: int


class ExperimentDecideIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arm that is taken."""

    arm: str


@get("/experiments", summary="Read all experiments", tags=["experiments"], sync_to_thread=True)
def get_experiments(mall: App) -> ExperimentPage:
    """Return every experiment, the draft that comes with the product too."""
    return ExperimentPage([_out(kept) for kept in mall.experiments.book.all()], None)


@get("/experiments/metrics", summary="Read what can be compared", tags=["experiments"], sync_to_thread=False)
def get_goals() -> GoalPage:
    """Return the metrics that are counted shopper by shopper."""
    return GoalPage([GoalOut(each.name, words(each.label), words(each.help), each.unit, each.better)
                     for each in METRICS if each.is_by_shopper], None)  # fmt: skip


@get("/experiments/{id:str}", summary="Read one experiment", tags=["experiments"], sync_to_thread=True)
def get_experiment(mall: App, id: str) -> ExperimentOut:
    """Return one experiment with the record of its changes."""
    return _out(mall.experiments.book.get(id))


@put("/experiments/{id:str}", status_code=200, summary="Write an experiment", tags=["experiments"],
     sync_to_thread=True)  # fmt: skip
def put_experiment(mall: App, request: Asked, id: str, data: ExperimentIn) -> ExperimentOut:
    """Write a draft, or change an experiment; while it runs only what moves no shopper between arms may change."""
    return _out(mall.experiments.book.write(id, msgspec.to_builtins(data), who(request), mall.clock()))


@post("/experiments/plan", status_code=200, summary="Plan an experiment", tags=["experiments"], sync_to_thread=True)
def plan_experiment(mall: App, data: ExperimentIn) -> ExperimentPlanOut:
    """Return from the mall's last 28 days how many shoppers and days an experiment takes; nothing is kept."""
    found = mall.experiments.plan(msgspec.to_builtins(data))
    metric = BY_NAME[found.metric]
    points = [ExperimentPointOut(each.days, each.shoppers, each.detectable, each.power) for each in found.points]
    return ExperimentPlanOut(
        found.metric, words(metric.label), metric.unit, found.mean, found.spread, found.kept, found.design_effect,
        found.comparisons, found.needed, found.days, points,
    )  # fmt: skip


@get("/experiments/{id:str}/report", summary="Read an experiment's report", tags=["experiments"], sync_to_thread=True)
def get_report(mall: App, id: str) -> ExperimentReportOut:
    """Return the verdict in plain words with all figures, as last measured: every night, or by POST …/measure."""
    return _report_out(mall.experiments.report(id))


@post("/experiments/{id:str}/measure", status_code=200, summary="Measure an experiment now", tags=["experiments"],
      sync_to_thread=True)  # fmt: skip
def measure_experiment(mall: App, id: str) -> MeasuredOut:
    """Measure what is not measured yet, and the newest day anew; looking often cheats nobody."""
    return MeasuredOut(mall.experiments.measure(id))


@post("/experiments/{id:str}/decide", status_code=200, summary="Take an arm", tags=["experiments"],
      sync_to_thread=True)  # fmt: skip
def decide_experiment(mall: App, request: Asked, id: str, data: ExperimentDecideIn) -> ExperimentOut:
    """Take an arm: its rules hold for everybody from the next page on. Undo takes them off again."""
    return _out(mall.experiments.decide(id, data.arm, who(request)))


@post("/experiments/{id:str}/{step:str}", status_code=200, summary="Start, stop or undo", tags=["experiments"],
      sync_to_thread=True)  # fmt: skip
def step_experiment(mall: App, request: Asked, id: str, step: Literal["start", "stop", "undo"]) -> ExperimentOut:
    """Start or stop an experiment, or take its last change back."""
    desk, name = mall.experiments, who(request)
    if step == "undo":
        return _out(desk.undo(id, name))
    return _out(desk.stop(id, name) if step == "stop" else desk.book.start(id, name, mall.clock()))


def _out(kept: Kept) -> ExperimentOut:
    made = kept.made
    plain = experiment_to_dict(made) | {
        "experiment": made.experiment, "version": made.version, "state": kept.state, "winner": kept.winner,
        "started_at": _when(kept.started_at), "stopped_at": _when(kept.stopped_at), "is_preset": kept.is_preset,
        "audit": [{**entry, "at": iso(entry["at"])} for entry in kept.audit],
    }  # fmt: skip
    return msgspec.convert(plain, ExperimentOut)


def _report_out(told: Told) -> ExperimentReportOut:
    made, newest, said = told.kept.made, told.newest, told.verdict
    if newest is None or said is None:
        return ExperimentReportOut(made.experiment, told.kept.state, None, [], [], 0, 0, None, None, [], [])
    split, reading = newest.split, newest.reading
    return ExperimentReportOut(
        made.experiment, told.kept.state, iso(reading.at), list(reading.shoppers), list(reading.units), reading.mixed,
        reading.withdrawn, SplitOut(list(split.found), list(split.expected), split.p_value, split.is_sound),
        ExperimentVerdictOut(said.code, said.arm, words(said.said), words(said.change), said.more_units,
                             said.more_days),
        [_comparison_out(each) for each in newest.comparisons], [_day_out(made, each) for each in told.days],
    )  # fmt: skip


def _comparison_out(each: Comparison) -> ComparisonOut:
    metric, found = BY_NAME[each.metric], each.effect
    return ComparisonOut(
        each.metric, words(metric.label), metric.unit, each.arm, each.is_goal, found.control if found else None,
        found.treatment if found else None, each.is_relative, _interval(each.interval), _interval(each.single),
        _interval(each.absolute), each.corrected.p_value, each.corrected.alpha, found.theta if found else 0.0,
        found.kept if found else 1.0, each.is_better, each.is_worse,
    )  # fmt: skip


def _day_out(made: Experiment, found: Report) -> DayOut:
    arms = {each.arm: _interval(each.interval) for each in found.of(made.goals[0])}
    return DayOut(day_name(found.reading.day), sum(found.reading.shoppers), arms)


def _interval(interval: Interval | None) -> IntervalOut | None:
    if interval is None:
        return None
    low, high = (bound if abs(bound) != float("inf") else None for bound in (interval.low, interval.high))
    return IntervalOut(interval.value, low, high, interval.p_value)


def _when(at: int) -> str | None:
    return iso(at) if at else None


ROUTER = Router("/", route_handlers=[
    get_experiments, get_goals, get_experiment, put_experiment, plan_experiment, get_report, measure_experiment,
    decide_experiment, step_experiment,
])  # fmt: skip
