"""What tiers and new goods have to know of the whole mall: from the parts of the last plan, or from its sales."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Document
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.planning.part import Part, part_from
from huozhao.flows.planning.sales import read_demand
from huozhao.supply.forecast.analogy import early_rates
from huozhao.supply.plan_book import PlanParts
from huozhao.supply.tiers import WINDOW, hot_rate

Floats = NDArray[np.float32]
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Survey:
    """From which rate on goods are best sellers (units a day), and how each SKU sold in its first weeks."""

    hot_rate: float
    early: dict[str, float]


def survey_of_plan(parts: PlanParts, plan: Document) -> Survey:
    """Return what the last plan knew."""
    early = {sku: part.early for sku, part in read_parts(parts, plan.id) if not np.isnan(part.early)}
    return Survey(float(plan.body["hot_rate"]), early)


def survey_of_sales(state: StateStore, goods: Goods, skus: Sequence[str], last_day: int) -> Survey:
    """Return the same from the sales of the last weeks, read some SKUs at a time."""
    early: dict[str, float] = {}
    rates: list[Floats] = []
    for start in range(0, len(skus), AT_ONCE):
        demand = read_demand(state, goods, last_day, skus[start : start + AT_ONCE])
        if demand.rows:
            early |= early_rates(demand.history, [sku for sku, _ in demand.rows])
            rates.append(demand.history[:, -WINDOW:].mean(axis=1).astype(np.float32))
    return Survey(hot_rate(np.concatenate(rates)) if rates else 1.0, early)


def read_parts(parts: PlanParts, plan: str) -> Iterator[tuple[str, Part]]:
    """Yield the parts of a plan in SKU order, some at a time."""
    after = ""
    while batch := parts.list(plan, after, AT_ONCE):
        for sku, body in batch:
            yield sku, part_from(body)
        after = batch[-1][0]
