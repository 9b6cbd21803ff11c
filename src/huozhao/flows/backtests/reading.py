"""What a backtest reads: the sales of the mall's goods with lost sales and promotions, lead times, packs, prices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.goods import Goods
from huozhao.flows.planning.ground import SHORT_LIFE_DAYS
from huozhao.flows.planning.sales import home_shop, last_day, sold, sold_skus
from huozhao.supply.backtest.replay import Past
from huozhao.supply.backtest.simulate import Costs
from huozhao.supply.ledger import Ledger
from huozhao.supply.netting import Worth, worth
from huozhao.supply.policies.newsvendor import critical_ratio
from huozhao.supply.policy import Policy
from huozhao.supply.purchasing import LeadTime
from huozhao.terms.goods import Sku
from huozhao.terms.time import local_day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str]
# A larger mall is judged by so many rows of goods drawn by chance; the same ones each time.
MOST_ROWS = 5_000
SEED = 7
# What goods cost whose cost nobody told, as a share of the price.
ASSUMED_COST = 0.7


@dataclass(frozen=True, slots=True)
class Sources:
    """Where it is read from; `lead_time` says how long a supplier takes who promised so many days."""

    state: StateStore
    ledger: Ledger
    goods: Goods
    knowing: Knowing
    policy: Policy
    zone: str
    lead_time: Callable[[str, int], LeadTime]


@dataclass(frozen=True, slots=True)
class Read:
    """Rows (n,) to replay, the stock that lies there now, what was lost (n, T), and of how many SKUs they are some.

    `counted_days` is for how long stock has been on record: before that nobody knows of stock-outs.
    """

    keys: list[Key]
    past: Past
    sold: Floats
    lost: Floats
    on_hand: Floats
    last_day: int
    skus: int
    drawn: int
    counted_days: int


def read(sources: Sources, now: int, days: int, order_fen: float) -> Read:
    """Read the last `days` days of goods that sold in them."""
    state, goods = sources.state, sources.goods
    last = last_day(state, local_day(now, sources.zone))
    every = list(sold_skus(state))
    keys, history, drawn = _rows(sources, every, last, days)
    levels = {(level.sku, level.shop): level for level in sources.ledger.levels(sorted({sku for sku, _ in keys}))}
    facts = sources.knowing.facts(keys, history, last, now)
    known = sources.knowing.known(keys, history, facts, 0)
    on_hand = np.array([level.on_hand if (level := levels.get(key)) else 0 for key in keys], dtype=np.float64)
    items = [goods.sku(sku) for sku, _ in keys]
    past = _past(items, np.rint(history + known.lost), known.lift_past, sources, order_fen)
    begun = sources.ledger.moves(None, None, 0, 1)
    counted = last - local_day(begun[0].move.at, sources.zone) if begun else 0
    return Read(keys, past, history, known.lost, on_hand, last, len(every), drawn, counted)


def _rows(sources: Sources, every: Sequence[str], last: int, days: int) -> tuple[list[Key], Floats, int]:
    """Return rows and their sales (n, days) of SKUs in random order, until there are enough, and how many SKUs."""
    keys: list[Key] = []
    rows: list[Floats] = []
    drawn, home = 0, home_shop(sources.goods)
    for sku in _shuffled(every):
        if len(keys) >= MOST_ROWS:
            break
        drawn += 1
        one = sold(sources.state, sku, last, home, days)
        places = {shop: n for n, shop in enumerate(dict.fromkeys(one.shops))}
        history = np.zeros((len(places), days))
        row = np.array([places[shop] for shop in one.shops], dtype=np.int64)
        np.add.at(history, (row, days - 1 - (last - one.days)), one.units)
        keys += [(sku, shop) for shop in places]
        rows += list(history)
    return keys, np.array(rows).reshape(len(keys), days), drawn


def _shuffled(every: Sequence[str]) -> Iterator[str]:
    return (every[n] for n in np.random.default_rng(SEED).permutation(len(every)))


def _past(items: list[Sku | None], demand: Floats, lift: Floats, sources: Sources, order_fen: float) -> Past:
    policy = sources.policy
    lead = [_lead(item, sources) for item in items]
    longest = max((len(each.chance) for each in lead), default=1)
    chance = np.array([[*each.chance, *[0.0] * (longest - len(each.chance))] for each in lead]).reshape(-1, longest)
    mean = np.rint([each.mean for each in lead]).astype(np.int64)
    life = np.array([float(item.shelf_life_days) if item and item.shelf_life_days else np.inf for item in items])
    value, days = _worth(items, policy), np.maximum(mean + policy.review_days, 1)
    ratio = critical_ratio(value.margin, value.goodwill, value.holding, days.astype(np.float64),
                           value.cost * np.minimum(days / life, 1.0))  # fmt: skip
    return Past(
        demand, lift, mean, chance, _floats([item.pack_size if item else 1 for item in items]),
        _floats([item.min_order if item else 1 for item in items]), life, ratio, life <= SHORT_LIFE_DAYS,
        Costs(value.holding, value.margin + value.goodwill, value.cost, order_fen),
    )  # fmt: skip


def _lead(item: Sku | None, sources: Sources) -> LeadTime:
    if item is None:
        return sources.lead_time("", sources.policy.lead_time_days)
    days = sources.policy.lead_time_days if item.lead_time_days is None else item.lead_time_days
    return sources.lead_time(item.supplier or "", days)


def _worth(items: list[Sku | None], policy: Policy) -> Worth:
    price = np.array([item.price_fen if item else 0 for item in items], dtype=np.int64)
    cost = np.array([round(ASSUMED_COST * item.price_fen) if item and item.cost_fen is None else
                     item.cost_fen or 0 if item else 0 for item in items], dtype=np.int64)  # fmt: skip
    return worth(price, cost, policy.holding_a_year)


def _floats(values: list[int]) -> Floats:
    return np.array(values, dtype=np.float64)
