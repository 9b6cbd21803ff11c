"""Strategies: what to offer to whom, through which channel, how often and at what cost, and which of several wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.operations.offers import Offer, offer_from_dict, offer_to_dict
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from
from huozhao.terms.time import DAY_MS

CHANNELS = ("page", "popup", "wechat", "sms", "app_push")
LEAST_HOLD_OUT, MOST_HOLD_OUT = 0.01, 0.5


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `times` decisions for one shopper within any `days` days; the hold-out counts the same."""

    times: int = 1
    days: int = 7


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent: uses of the offer, fen, or both; None = no bound."""

    uses: int | None = None
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """One strategy as an operator wrote it.

    `value_fen` is what the operator expects a treated shopper to bring in margin; it ranks the strategy until its lift
    is measured. `margin` is the share of revenue that is margin, None = not known. Instants are ms, None = open.
    """

    strategy: str
    label: Text
    expression: str
    offer: Offer
    channels: tuple[str, ...]
    cap: Cap
    budget: Budget
    value_fen: int
    margin: float | None
    hold_out: float
    starts_at: int | None
    ends_at: int | None
    window_days: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Spent:
    """What a strategy has used of its budget."""

    uses: int = 0
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a strategy's chance with one shopper in one moment depends on.

    `decided_at` are the instants (ms) of the shopper's earlier decisions of this strategy; `measured_fen` is the
    measured extra margin per treated shopper, None = not known yet. `is_readable` is false when the expression
    cannot be evaluated any more, because a tag or a crowd that it names is gone. `hindered` says why it cannot be
    offered at this moment, a code of REASONS: the arbiter of messages lets nothing through, or no sale is on.
    """

    now: int
    channel: str
    is_member: bool
    decided_at: Sequence[int]
    spent: Spent
    measured_fen: float | None
    is_readable: bool = True
    hindered: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a strategy fared in one decision; `code` is `won`, `outbid` or why it did not qualify."""

    strategy: Strategy
    code: str
    expected_fen: float
    is_measured: bool


REASONS: dict[str, Text] = {
    "won": Text("期望增量价值最高", "the highest expected incremental value"),
    "outbid": Text("期望增量价值较低", "a lower expected incremental value"),
    "not_in_crowd": Text("顾客不在此策略的人群里", "the shopper is not in this strategy's crowd"),
    "other_channel": Text("此策略不用这个渠道", "the strategy does not use this channel"),
    "unreadable": Text("策略用到的标签或人群已不存在", "a tag or crowd that the strategy names is gone"),
    "not_begun": Text("策略尚未开始", "the strategy has not begun"),
    "over": Text("策略已过期", "the strategy's period is over"),
    "capped": Text("已达频次上限", "the frequency cap is reached"),
    "budget_spent": Text("预算已用完", "the budget is spent"),
    "no_sale": Text("没有正在进行的秒杀或拼团可给", "no flash sale or group-buy is on that it could offer"),
    "quiet": Text("安静时段，不打扰", "quiet hours: nobody is disturbed"),
    "disturbed_enough": Text("已达营销消息频次上限", "the cap on marketing messages is reached"),
}


def disqualified(strategy: Strategy, situation: Situation) -> str:
    """Return why a strategy is out of the question now, empty when it qualifies."""
    now, channel = situation.now, situation.channel
    checks = (
        ("not_begun", strategy.starts_at is not None and now < strategy.starts_at),
        ("over", strategy.ends_at is not None and now >= strategy.ends_at),
        ("other_channel", bool(channel) and channel not in strategy.channels),
        ("unreadable", not situation.is_readable),
        ("not_in_crowd", not situation.is_member),
        ("capped", is_capped(strategy.cap, situation.decided_at, now)),
        ("budget_spent", is_spent(strategy, situation.spent)),
        (situation.hindered, bool(situation.hindered)),
    )
    return next((code for code, holds in checks if holds), "")


def is_capped(cap: Cap, decided_at: Sequence[int], now: int) -> bool:
    """Tell whether one more decision now would be more than the cap allows."""
    since = now - cap.days * DAY_MS
    return sum(since < at <= now for at in decided_at) >= cap.times


def is_spent(strategy: Strategy, spent: Spent) -> bool:
    """Tell whether the budget cannot bear one more use at its full cost."""
    budget = strategy.budget
    no_use = budget.uses is not None and spent.uses + 1 > budget.uses
    no_money = budget.fen is not None and spent.fen + strategy.offer.cost_fen > budget.fen
    return no_use or no_money


def decide(qualifying: Sequence[tuple[Strategy, Situation]]) -> list[Verdict]:
    """Judge all running strategies for one shopper and channel, the winner first.

    The rule: of the strategies that the shopper qualifies for, the one with the highest expected incremental value
    wins; that is the measured lift in revenue times margin minus the cost of the offer, or, until that is measured,
    the operator's own estimate. Ties go to the smaller id. The arm plays no part, so treated and held-out shoppers
    are chosen alike and can be compared.
    """
    verdicts = [_verdict(strategy, situation) for strategy, situation in qualifying]
    best = min((v for v in verdicts if not v.code), key=_rank, default=None)
    judged = [Verdict(v.strategy, v.code or ("won" if v is best else "outbid"), v.expected_fen, v.is_measured)
              for v in verdicts]
    return sorted(judged, key=lambda v: (v.code != "won", v.code != "outbid", *_rank(v)))


def expected_value(strategy: Strategy, revenue_lift_fen: float | None) -> float | None:
    """Return the extra margin per treated shopper: revenue lift × margin − cost of the offer; None = not known."""
    if revenue_lift_fen is None or strategy.margin is None:
        return None
    return revenue_lift_fen * strategy.margin - strategy.offer.cost_fen


def strategy_from_dict(id: str, body: Mapping[str, Any], version: int = 1) -> Strategy:
    """Read a strategy from plain data; BadInput names the field that is wrong."""
    cap, budget = dict(body.get("cap") or {}), dict(body.get("budget") or {})
    strategy = Strategy(
        id, text_from(body.get("label"), id), str(body.get("expression") or ""),
        offer_from_dict(body.get("offer") or {}), tuple(body.get("channels") or ("page",)),
        Cap(int(cap.get("times", 1)), int(cap.get("days", 7))), Budget(budget.get("uses"), budget.get("fen")),
        int(body.get("value_fen", 0)), body.get("margin"), float(body.get("hold_out", 0.1)),
        body.get("starts_at"), body.get("ends_at"), int(body.get("window_days", 14)), version,
    )  # fmt: skip
    _require_sound(strategy)
    return strategy


def strategy_to_dict(strategy: Strategy) -> dict[str, Any]:
    """Return a strategy as plain data, without its id and version."""
    return {
        "label": strategy.label.as_dict(), "expression": strategy.expression, "offer": offer_to_dict(strategy.offer),
        "channels": list(strategy.channels), "cap": {"times": strategy.cap.times, "days": strategy.cap.days},
        "budget": {"uses": strategy.budget.uses, "fen": strategy.budget.fen}, "value_fen": strategy.value_fen,
        "margin": strategy.margin, "hold_out": strategy.hold_out, "starts_at": strategy.starts_at,
        "ends_at": strategy.ends_at, "window_days": strategy.window_days,
    }  # fmt: skip


def _rank(verdict: Verdict) -> tuple[float, str]:
    return -verdict.expected_fen, verdict.strategy.strategy


def _verdict(strategy: Strategy, situation: Situation) -> Verdict:
    measured = situation.measured_fen
    expected = float(strategy.value_fen) if measured is None else measured
    return Verdict(strategy, disqualified(strategy, situation), expected, measured is not None)


def _require_sound(strategy: Strategy) -> None:
    """Refuse what makes no sense, the first fault first."""
    unknown = [channel for channel in strategy.channels if channel not in CHANNELS]
    period = (strategy.starts_at, strategy.ends_at)
    amounts = (strategy.budget.uses, strategy.budget.fen)
    faults = (
        (not strategy.expression.strip(), "expression", "expression_missing", "say whom the strategy is for",
         'for example segment("vip")'),
        (bool(unknown), "channels", "unknown_channel", f"there is no channel {unknown}", f"use {', '.join(CHANNELS)}"),
        (not LEAST_HOLD_OUT <= strategy.hold_out <= MOST_HOLD_OUT, "hold_out", "hold_out_out_of_range",
         f"hold_out = {strategy.hold_out} is not from {LEAST_HOLD_OUT} to {MOST_HOLD_OUT}",
         "without a hold-out no lift can be measured; 0.1 holds out one shopper in ten"),
        (strategy.cap.times < 1 or not 1 <= strategy.cap.days <= 365, "cap", "cap_out_of_range",
         "the cap is at least once in 1 to 365 days", "once a week is times 1, days 7"),
        (any(amount is not None and amount < 0 for amount in amounts), "budget", "budget_negative",
         "a budget is not below 0", "leave it out for no bound"),
        (strategy.margin is not None and not 0 <= strategy.margin <= 1, "margin", "margin_out_of_range",
         f"margin = {strategy.margin} is no share", "0.3 is 30 % of revenue"),
        (None not in period and strategy.starts_at >= strategy.ends_at, "ends_at",  # type: ignore[operator]
         "period_empty", "the period ends before it begins", "leave ends_at out for no end"),
        (not 1 <= strategy.window_days <= 90, "window_days", "window_out_of_range", "window_days is 1 to 90",
         "orders are counted for so long after a shopper's first decision"),
    )  # fmt: skip
    for is_wrong, place, code, message, hint in faults:
        if is_wrong:
            raise BadInput(code, message, field=place, hint=hint)
