"""Intent as a plan reads it: what shoppers did in the last two weeks, and where its extra units fall."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.events.log import EventLog
from huozhao.flows.forecasts.intents import acts_between
from huozhao.supply.intent import WINDOW_MS, Intent, intent

Floats = NDArray[np.float64]
Key = tuple[str, str]


def read_intent(log: EventLog, now: int) -> Intent:
    """Read what shoppers did in the last two weeks, and what it says about the next."""
    return intent(acts_between(log, now - 2 * WINDOW_MS, now + 1), now)


def shared(keys: Sequence[Key], history: Floats, wanted: Intent) -> Floats:
    """Share the extra units of a SKU among its shops (n,) as its demand of the last weeks lies."""
    found = np.zeros(len(keys))
    rows: dict[str, list[int]] = {}
    for row, (sku, _) in enumerate(keys):
        if sku in wanted.extra:
            rows.setdefault(sku, []).append(row)
    for sku, mine in rows.items():
        units = history[mine].sum(axis=1)
        total = float(units.sum())
        found[mine] = wanted.extra[sku] * (units / total if total else 1 / len(mine))
    return found
