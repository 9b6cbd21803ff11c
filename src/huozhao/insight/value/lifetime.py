"""What a shopper will be worth over a horizon, with an interval that owns up to chance.

The point is Σ_k (E[orders by k] − E[orders by k−1]) · E[value] / (1+d)^k over the months k of the horizon
(Fader, Hardie & Lee 2005). The interval is predictive: given the past, a shopper who is alive has λ ~ Gamma(r+x, α+T)
and p ~ Beta(a, b+x), and their orders are worth Gamma(p_z, ν) with ν ~ Gamma(p_z·x+q, γ+x·z̄); all of it is drawn
many times. The parameters of the mall are taken as they were fitted.
"""

from dataclasses import dataclass

import numpy as np

from huozhao.insight.value.bgnbd import BgNbd, expected_orders, p_alive
from huozhao.insight.value.gamma_gamma import GammaGamma, expected_value
from huozhao.insight.value.summary import Floats

MONTH_DAYS = 30
UNIT_DAYS = 7.0
DRAWS = 2_000
INTERVAL = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class ValueModel:
    """Both models with the horizon they look over; `discount` is per month, time is in weeks, money in fen."""

    orders: BgNbd
    money: GammaGamma
    months: int = 12
    discount: float = 0.01


@dataclass(frozen=True, slots=True)
class Outlook:
    """Per shopper, shape (shoppers,): probability to be alive, orders expected over the horizon, value in fen."""

    alive: Floats
    orders: Floats
    clv_fen: Floats


@dataclass(frozen=True, slots=True)
class Interval:
    """What chance leaves open for one shopper: 10 % to 90 % of orders and of value, in fen."""

    orders: tuple[float, float]
    clv_fen: tuple[float, float]


def outlook(model: ValueModel, frequency: Floats, recency: Floats, age: Floats, mean_fen: Floats) -> Outlook:
    """Return every shopper's outlook; times in weeks, `mean_fen` the mean of their repeat orders."""
    worth = expected_value(model.money, frequency, mean_fen)
    before, clv = np.zeros(len(frequency)), np.zeros(len(frequency))
    for month in range(1, model.months + 1):
        by_now = expected_orders(model.orders, month * MONTH_DAYS / UNIT_DAYS, frequency, recency, age)
        clv += (by_now - before) * worth / (1.0 + model.discount) ** month
        before = by_now
    return Outlook(p_alive(model.orders, frequency, recency, age), before, clv)


def interval(
    model: ValueModel, frequency: float, recency: float, age: float, mean_fen: float, rng: np.random.Generator
) -> Interval:
    """Return the predictive interval of one shopper from draws of `rng`."""
    one = (np.array([float(value)]) for value in (frequency, recency, age))
    alive = float(p_alive(model.orders, *one)[0])
    made = _drawn_orders(model, frequency, age, alive, rng)
    money, x = model.money, frequency
    rate = rng.gamma(money.p * x + money.q, 1.0 / (money.gamma + x * mean_fen), DRAWS)
    shape = money.p * made
    worth = np.where(made > 0, rng.gamma(np.maximum(shape, 1e-9)), 0.0) / rate[:, None]
    discounted = worth @ (1.0 + model.discount) ** -np.arange(1.0, model.months + 1)
    orders, clv = (np.quantile(values, INTERVAL) for values in (made.sum(axis=1), discounted))
    return Interval((float(orders[0]), float(orders[1])), (float(clv[0]), float(clv[1])))


def _drawn_orders(model: ValueModel, x: float, age: float, alive: float, rng: np.random.Generator) -> Floats:
    """Return drawn orders by month, shape (draws, months)."""
    found = model.orders
    rate = rng.gamma(found.r + x, 1.0 / (found.alpha + age), DRAWS)
    leave = np.clip(rng.beta(found.a, found.b + x, DRAWS), 1e-9, 1.0)
    month = MONTH_DAYS / UNIT_DAYS
    asked = np.cumsum(rng.poisson(rate[:, None] * month, (DRAWS, model.months)), axis=1)
    most = np.where(rng.random(DRAWS) < alive, rng.geometric(leave), 0)
    made = np.minimum(asked, most[:, None])
    return np.diff(made, axis=1, prepend=0).astype(np.float64)
