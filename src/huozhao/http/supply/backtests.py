"""Backtests: the mall's own history replayed under rules, and the rules that cost least put to use."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.backtests.backtests import DAYS
from huozhao.http.gate.asking import who
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.supply.tiers import TierRuleIn
from huozhao.http.wire import Words
from huozhao.supply.tiers import LABELS
from huozhao.terms.time import iso


class BacktestIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of the last days are replayed, and what a line of an order costs in fen; null = as set."""

    days: int = DAYS
    order_fen: int | None = None


class BacktestNeedOut(msgspec.Struct, frozen=True):
    """What is missing for a backtest: there are `has`, at least `needs` are needed."""

    what: str
    has: int
    needs: int
    label: Words


class ReplayedOut(msgspec.Struct, frozen=True):
    """What came of a rule on the days that report: `fill` is units sold over units wanted.

    `stock_days` is the mean stock in days of demand, `in_stock` the share of SKU × shop × days without a shortage,
    `wasted` units spoilt; `cost_fen` adds holding, lost margin, orders and waste.
    """

    fill: float
    stock_days: float
    in_stock: float
    orders_a_day: float
    wasted: float
    cost_fen: int


class CurvePointOut(ReplayedOut, frozen=True):
    """A point of a curve: service level, days of cover, or odds of the critical ratio."""

    parameter: float = 0.0


class CurveOut(msgspec.Struct, frozen=True):
    """The trade-off of one policy, in the order of its parameter."""

    policy: str
    label: Words
    points: list[CurvePointOut]


class TriedOut(ReplayedOut, frozen=True):
    """A rule that was tried in a tier; `choosing_fen` is its cost on the days that choose."""

    rule: TierRuleIn = TierRuleIn()
    label: Words = Words("", "")
    choosing_fen: int = 0


class PolicyTriedOut(TriedOut, frozen=True):
    """The best rule of one policy."""

    policy: str = ""
    name: Words = Words("", "")


class BacktestTierOut(msgspec.Struct, frozen=True):
    """One tier: the rule in use then, the one that cost least on the days that choose if the others confirm it.

    `saves_fen` is what 30 days cost less by the chosen rule, on the days that report.
    """

    tier: str
    label: Words
    rows: int
    changes: bool
    present: TriedOut
    chosen: TriedOut
    saves_fen: int
    tried: list[PolicyTriedOut]


class ActualOut(msgspec.Struct, frozen=True):
    """Where the mall really stands: stock now, and the fill rate by the stock-outs on record of the last 28 days."""

    fill: float
    stock_days: float


class BacktestOut(msgspec.Struct, frozen=True):
    """One backtest; `state` is done, or too_few when the history is too short.

    `present` replays the rules of the tiers that were in use, `chosen` those that cost least. Of a large mall
    `drawn_skus` of `skus` are replayed, drawn by chance, and sums are scaled up.
    """

    id: str
    at: str
    state: str
    needs: list[BacktestNeedOut]
    days: int
    warm_up_days: int
    review_days: int
    order_fen: int
    chosen_on: Annotated[list[str], Meta(description="first and last day of the half that chooses")]
    reported_on: Annotated[list[str], Meta(description="first and last day of the half that reports")]
    rows: int
    skus: int
    drawn_skus: int
    curves: list[CurveOut]
    present: ReplayedOut
    chosen: ReplayedOut
    actual: ActualOut | None
    tiers: list[BacktestTierOut]
    saves_fen: int
    used: bool
    can_undo: bool


class BacktestLineOut(msgspec.Struct, frozen=True):
    """A backtest in the list."""

    id: str
    at: str
    state: str
    days: int
    rows: int
    saves_fen: int
    used: bool


class BacktestPage(msgspec.Struct, frozen=True):
    """Backtests, newest first."""

    items: list[BacktestLineOut]
    next: str | None


@post("/backtests", status_code=202, summary="Replay the history", tags=["plans"], sync_to_thread=True)
def post_backtest(mall: App, data: BacktestIn) -> JobOut:
    """Replay the mall's history under all policies in the background; 409 while a backtest is under way."""
    return job_out(mall.tiers.backtests.start(data.days, data.order_fen))


@get("/backtests", summary="Read the backtests", tags=["plans"], sync_to_thread=True)
def get_backtests(mall: App, limit: int = 50) -> BacktestPage:
    """Return the backtests that were made."""
    return BacktestPage([_line(mall, found) for found in mall.tiers.backtests.list(limit)], None)


@get("/backtests/{backtest:str}", summary="Read one backtest", tags=["plans"], sync_to_thread=True)
def get_backtest(mall: App, backtest: str) -> BacktestOut:
    """Return a backtest, `latest` the newest: trade-off curves, and by tier the rule that cost least."""
    return _out(mall, mall.tiers.backtests.get(backtest))


@post("/backtests/{backtest:str}/{step:str}", status_code=200, summary="Use the rules, or undo", tags=["plans"],
      sync_to_thread=True)  # fmt: skip
def step_backtest(
    mall: App, request: Request[Any, Any, Any], backtest: str, step: Literal["use", "undo"]
) -> BacktestOut:
    """Let each tier go by the rule that cost least from the next plan on, or take that back."""
    made = mall.tiers.backtests
    return _out(mall, (made.use if step == "use" else made.undo)(backtest, who(request)))


def _line(mall: App, found: Document) -> BacktestLineOut:
    body = found.body
    return BacktestLineOut(found.id, iso(body["at"]), body["state"], body["days"], body["rows"], body["saves_fen"],
                           mall.tiers.backtests.is_used(found.id))  # fmt: skip


def _out(mall: App, found: Document) -> BacktestOut:
    made = mall.tiers.backtests
    tiers = [{**each, "label": LABELS[each["tier"]].as_dict()} for each in found.body["tiers"]]
    whole = {**found.body, "id": found.id, "at": iso(found.body["at"]), "tiers": tiers,
             "used": made.is_used(found.id), "can_undo": made.can_undo(found.id)}
    return msgspec.convert(whole, BacktestOut)


ROUTER = Router("/", route_handlers=[post_backtest, get_backtests, get_backtest, step_backtest])
