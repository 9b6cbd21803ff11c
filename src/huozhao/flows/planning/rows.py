"""The rows of one chunk of a plan: some SKUs at all their places, with what is known of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.goods import Goods
from huozhao.flows.planning import intents, signals
from huozhao.flows.planning.ground import Ground
from huozhao.flows.planning.sales import Sold, histories, sold
from huozhao.supply.forecast.informed import Known
from huozhao.supply.ledger import Ledger, Level
from huozhao.supply.signals import Shared
from huozhao.terms.goods import Sku

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str]
# So far ahead planned promotions are looked at: longer than most lead times.
KNOWN_AHEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows (n,) in (sku, shop) order. `place` numbers their shops, `depot` those that fill them (−1: none)."""

    keys: list[Key]
    goods: list[Sku | None]
    place: Ints
    depot: Ints
    levels: Mapping[Key, Level]
    history: Floats
    intent: Floats
    signals: list[Shared]
    known: Known


@dataclass(frozen=True, slots=True)
class Sources:
    """Where rows are read from."""

    state: StateStore
    ledger: Ledger
    goods: Goods
    knowing: Knowing


def gather(skus: Sequence[str], ground: Ground, sources: Sources) -> Gathered | None:
    """Bring together everything about some SKUs; None when nothing of them is to be planned.

    Left out are goods that were delisted and shops that were closed: nothing is ordered for them.
    """
    wanted = [sku for sku in skus if (item := sources.goods.sku(sku)) is None or item.listed]
    sales = [sold(sources.state, sku, ground.last_day, ground.home) for sku in wanted]
    levels: dict[Key, Level] = {(level.sku, level.shop): level for level in sources.ledger.levels(wanted)}
    places = _places(wanted, sales, levels, ground)
    keys: list[Key] = []
    rows: list[dict[str, int]] = []
    for sku, there in zip(wanted, places, strict=True):
        rows.append({shop: len(keys) + n for n, shop in enumerate(there)})
        keys += [(sku, shop) for shop in there]
    if not keys:
        return None
    history = histories(sales, rows, len(keys), ground.last_day)
    return _gathered(keys, levels, history, ground, sources)


def _places(
    skus: Sequence[str], sales: Sequence[Sold], levels: Mapping[Key, Level], ground: Ground
) -> list[list[str]]:
    """Return the shops of each SKU in order: where it sold, lies or is wanted, and the depots of those."""
    held: dict[str, set[str]] = {}
    for sku, shop in levels:
        held.setdefault(sku, set()).add(shop)
    found: list[list[str]] = []
    for sku, one in zip(skus, sales, strict=True):
        mine = {*one.shops, *held.get(sku, ()), *ground.added.get(sku, ())} - ground.places.closed
        mine |= {depot for shop in mine if (depot := ground.places.depot_of(shop))}
        found.append(sorted(mine))
    return found


def _gathered(
    keys: list[Key], levels: Mapping[Key, Level], history: Floats, ground: Ground, sources: Sources
) -> Gathered:
    goods = [sources.goods.sku(sku) for sku, _ in keys]
    place = ground.places.numbers([shop for _, shop in keys])
    seen = [signal for sku in dict.fromkeys(sku for sku, _ in keys) for signal in ground.signals.get(sku, ())]
    totals = dict(zip(keys, history.sum(axis=1).tolist(), strict=True)) if seen else {}
    shared = signals.share(seen, keys, totals, sources.goods)
    return Gathered(
        keys=keys, goods=goods, place=place, depot=ground.places.depot[place], levels=levels, history=history,
        intent=intents.shared(keys, history, ground.intent), signals=[shared.of(key) for key in keys],
        known=sources.knowing.known(keys, history, ground.facts, KNOWN_AHEAD_DAYS),
    )  # fmt: skip
