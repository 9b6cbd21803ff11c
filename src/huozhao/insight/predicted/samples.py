"""Rows to learn from: features as of a cut-off beside what happened after it, of as many shoppers as are wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.predicted.definitions import Prediction, columns_for
from huozhao.insight.predicted.features import AsOf, Measured, measure
from huozhao.insight.predicted.history import History, Mask
from huozhao.insight.predicted.targets import Case
from huozhao.insight.value import bgnbd
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.insight.value.summary import grouped, repeats

# Most rows of one tag at one cut-off; more shoppers than that are drawn from, evenly.
MOST_ROWS = 50_000
LEAST_BUYERS = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one tag: features (rows, features), whether it happened, and whether the stated rule held."""

    names: tuple[str, ...]
    rows: NDArray[np.float32]
    happened: Mask
    ruled: Mask


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be sampled: a tag, for the shoppers who allow its purpose (by code), with the level of its target."""

    prediction: Prediction
    allowed: Mask
    level: float


def order_model(history: History, day: int) -> BgNbd | None:
    """Return BG/NBD of all orders of the year up to a day; None where fewer than 50 shoppers ordered twice."""
    orders = history.of("order").during(day - 365, day)
    found = repeats(
        orders.shopper.astype(np.int64), orders.day.astype(np.int64), orders.amount, history.size, day
    )
    if int((found.frequency > 0).sum()) < LEAST_BUYERS:
        return None
    return bgnbd.fit(grouped(found))


def high_level(history: History, day: int, horizon: int) -> float:
    """Return the spending (yuan) that one in five buyers of the `horizon` days up to a day reached."""
    spent = history.of("order").during(day - horizon, day).money() / 100.0
    spent = spent[spent > 0]
    return float(np.quantile(spent, 0.8, method="higher")) if len(spent) else 0.0


def sample(history: History, asked: Sequence[Asked], at: AsOf, horizon: int, seed: int) -> dict[str, Sample]:
    """Return the sample of each tag asked for at one cut-off; features are computed once for all of them.

    Where there are more shoppers than rows are wanted, the shoppers are drawn first and nothing is computed of others.
    """
    if history.size > MOST_ROWS:
        rng = np.random.default_rng([seed, at.day])
        drawn = np.zeros(history.size, np.bool_)
        drawn[rng.choice(history.size, MOST_ROWS, replace=False)] = True
        history, asked = history.chosen(drawn), [replace(one, allowed=one.allowed[drawn]) for one in asked]
    measured = measure(history, at)
    return {one.prediction.tag: _of_tag(history, measured, one, at.day, horizon) for one in asked}


def _of_tag(history: History, measured: Measured, asked: Asked, day: int, horizon: int) -> Sample:
    prediction = asked.prediction
    happened, known = prediction.happened(Case(history, measured, day, horizon, asked.level))
    kept = known & prediction.population(measured) & asked.allowed
    columns = columns_for(prediction, measured.names)
    ruled = np.asarray(prediction.rule.holds(measured, asked.level))
    names = tuple(measured.names[i] for i in columns)
    return Sample(names, measured.values[kept][:, columns], happened[kept], ruled[kept])


def joined(parts: Sequence[Sample]) -> Sample:
    """Return samples of the same tag as one."""
    if not parts:
        return Sample((), np.zeros((0, 0), np.float32), np.zeros(0, np.bool_), np.zeros(0, np.bool_))
    rows, happened, ruled = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "happened", "ruled")
    )
    return Sample(parts[0].names, rows, happened, ruled)


def scored(
    history: History, at: AsOf, asked: Mapping[str, Asked]
) -> Iterator[tuple[int, Measured, dict[str, Mask]]]:
    """Yield for each block its first code, its features, and whom each tag is asked of."""
    for block in history.blocks():
        measured = measure(block, at)
        kept = {
            tag: one.prediction.population(measured) & one.allowed[block.first : block.first + block.size]
            for tag, one in asked.items()
        }
        yield block.first, measured, kept
