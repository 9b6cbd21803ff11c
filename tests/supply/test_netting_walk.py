"""A depot and its shops, walked day by day under the plan: nothing lost, the service kept, no more bought than sold."""

import numpy as np
import pytest
from scipy.stats import nbinom

from huozhao.supply.netting import Rows, Stock, decide, demand_curve, limits, network, worth
from huozhao.supply.policies import Targets

LEVELS = (0.5, 0.8, 0.9, 0.95)
SHOPS, DAYS, WARM_UP, LEAD = 6, 160, 40, 5


def rows_of(rate: np.ndarray, hand: np.ndarray, coming: np.ndarray, pack: int) -> Rows:
    """Return the rows of one SKU: the depot first, five days from its supplier, shops one day from the depot."""
    n = len(rate)
    lead = np.array([LEAD] + [1] * SHOPS)
    days, nothing = lead + 1, np.zeros(n, dtype=np.int64)
    mean = rate * days
    quantiles = np.stack([np.where(mean > 0, nbinom.ppf(u, np.maximum(mean, 1e-9), 0.5), 0) for u in LEVELS], axis=1)
    demand = np.rint(mean).astype(np.int64)
    safety = np.maximum(quantiles[:, -1].astype(np.int64) - demand, 0)
    level = demand + safety
    want = Targets(demand, safety, nothing, np.maximum(level - 1, 0), level, nothing, nothing, nothing)
    where = network(nothing, np.arange(n), np.array([-1] + [0] * SHOPS), np.where(np.eye(n, dtype=bool), 0.0, 8.0))
    return Rows(want, Stock(hand, nothing, coming, nothing, np.ones(n, dtype=bool)), limits(np.full(n, pack)), mean,
                demand_curve(mean, LEVELS, quantiles), days, lead, worth(np.full(n, 3000), np.full(n, 2000)), where,
                path=np.repeat(rate[:, None], 14, axis=1))  # fmt: skip


@pytest.mark.parametrize("pack", [1, 6])
def test_a_depot_and_its_shops_keep_the_service_and_buy_what_they_sell(pack: int) -> None:
    rng = np.random.default_rng(5)
    rate = np.concatenate([[0.0], rng.gamma(2, 1.5, SHOPS)])
    hand = np.ceil(rate * 3).astype(np.int64)
    on_way = np.zeros((len(rate), LEAD), dtype=np.int64)
    sold, asked, bought = [], [], []
    for _ in range(DAYS):
        hand, on_way = hand + on_way[:, 0], np.roll(on_way, -1, axis=1)
        on_way[:, -1] = 0
        demand = np.where(rate > 0, rng.negative_binomial(np.maximum(rate, 1e-9), 0.5), 0)
        hand, served = hand - np.minimum(demand, hand), np.minimum(demand, hand)
        before = hand.sum() + on_way.sum()
        made = decide(rows_of(rate, hand, on_way.sum(axis=1), pack))
        hand = hand - made.moved_out
        hand[0] -= made.from_depot.sum()
        on_way[:, 0] += made.from_depot + made.moved_in
        on_way[:, -1] += made.quantity
        assert (hand >= 0).all()
        assert hand.sum() + on_way.sum() == before + made.quantity.sum()
        sold.append(served.sum()), asked.append(demand.sum()), bought.append(made.quantity.sum())
    assert sum(sold[WARM_UP:]) >= 0.95 * sum(asked[WARM_UP:])
    assert sum(bought[WARM_UP:]) == pytest.approx(sum(sold[WARM_UP:]), rel=0.08)
