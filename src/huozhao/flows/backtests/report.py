"""A backtest as it is kept and shown: curves, tiers, the rules chosen, what they would have saved."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from huozhao.flows.backtests.reading import Read
from huozhao.supply.backtest.candidates import STATIC
from huozhao.supply.backtest.compare import TierResult, Totals, Tried, curves, together
from huozhao.supply.backtest.replay import Split
from huozhao.supply.policies.rule import LABELS
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

MONTH_DAYS = 30
# The stock-outs of so many last days tell the fill rate that there really was.
ACTUAL_DAYS = 28
NAMES: Mapping[str, Text] = {
    **{str(kind): label for kind, label in LABELS.items()}, STATIC: Text("一次设定的上下限", "min and max, set once")}


def told(found: list[TierResult], read: Read, at: Split) -> dict[str, Any]:
    """Return the report of a comparison as plain data."""
    days, first = at.last - at.report, read.last_day + 1 - at.last
    month = MONTH_DAYS / days
    return {
        "state": "done", "needs": [], "rows": len(read.keys), "skus": read.skus, "drawn_skus": read.drawn,
        "days": at.last - at.first, "warm_up_days": at.choose - at.first, "review_days": at.review,
        "chosen_on": [day_name(first + at.choose), day_name(first + at.report - 1)],
        "reported_on": [day_name(first + at.report), day_name(read.last_day)],
        "curves": [{"policy": policy, "label": NAMES[policy].as_dict(),
                    "points": [{"parameter": parameter, **_point(each, days)} for parameter, each in points]}
                   for policy, points in curves(found).items()],
        "present": _point(together(found, "present"), days), "chosen": _point(together(found, "chosen"), days),
        "actual": _actual(read), "tiers": [_tier(each, days, month) for each in found],
        "saves_fen": round(sum(each.saves_fen for each in found) * month),
    }  # fmt: skip


def too_few(has: int, needs: int) -> dict[str, Any]:
    """Return the report of a mall whose history is too short."""
    label = Text("有销售记录的天数", "days with sales on record").as_dict()
    empty = {"fill": 1.0, "stock_days": 0.0, "in_stock": 1.0, "orders_a_day": 0.0, "wasted": 0.0, "cost_fen": 0}
    return {
        "state": "too_few", "needs": [{"what": "days", "has": has, "needs": needs, "label": label}], "rows": 0,
        "skus": 0, "drawn_skus": 0, "days": 0, "warm_up_days": 0, "review_days": 0, "chosen_on": [], "reported_on": [],
        "curves": [], "present": empty, "chosen": empty, "actual": None, "tiers": [], "saves_fen": 0,
    }  # fmt: skip


def _tier(found: TierResult, days: int, month: float) -> dict[str, Any]:
    best: dict[str, Tried] = {}
    for each in found.tried:
        name = each.candidate.policy
        if name not in best or each.choosing.cost_fen < best[name].choosing.cost_fen:
            best[name] = each
    return {
        "tier": found.tier, "rows": found.rows, "changes": found.chosen is not found.present,
        "present": _tried(found.present, days), "chosen": _tried(found.chosen, days),
        "saves_fen": round(found.saves_fen * month),
        "tried": [{"policy": name, "name": NAMES[name].as_dict(), **_tried(each, days)} for name, each in best.items()],
    }  # fmt: skip


def _tried(each: Tried, days: int) -> dict[str, Any]:
    rule, label = each.candidate.rule, each.candidate.rule.label
    if each.candidate.policy == STATIC:
        days_ = f"{rule.cover_days:g}"
        label = Text(f"一次设为 {days_} 天的量", f"set once to {days_} days of demand")
    return {"rule": rule.as_dict(), "label": label.as_dict(), "choosing_fen": round(each.choosing.cost_fen),
            "parameter": each.candidate.parameter, **_point(each.reporting, days)}  # fmt: skip


def _point(found: Totals, days: int) -> dict[str, Any]:
    return {
        "fill": round(found.fill, 5), "stock_days": round(found.stock_days, 3), "in_stock": round(found.in_stock, 5),
        "orders_a_day": round(found.orders / days, 2), "wasted": round(found.wasted, 1),
        "cost_fen": round(found.cost_fen),
    }  # fmt: skip


def _actual(read: Read) -> dict[str, float] | None:
    """Return where the mall really stands: stock now in days of demand, and the fill rate of the last four weeks.

    None where stock was not on record all that time: then nobody knows how often it was out.
    """
    sold, lost = read.sold[:, -ACTUAL_DAYS:].sum(), read.lost[:, -ACTUAL_DAYS:].sum()
    if read.counted_days < ACTUAL_DAYS or not read.on_hand.any() or sold + lost <= 0:
        return None
    fill = float(sold / (sold + lost))
    return {"fill": round(fill, 5), "stock_days": round(float(read.on_hand.sum() / ((sold + lost) / ACTUAL_DAYS)), 3)}


def days_on_record(read: Read) -> int:
    """Return the days since the first sale that was read."""
    sold = np.flatnonzero(read.sold.sum(axis=0))
    return read.sold.shape[1] - int(sold[0]) if len(sold) else 0
