"""Intent as a plan reads it: what shoppers did in the last two weeks, and where its extra units fall."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.events.catalogue import OrderPaid, ProductAddedToCart, ProductFavourited, ProductViewed
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.supply.intent import WINDOW_MS, Act, Intent, intent

Floats = NDArray[np.float64]
Key = tuple[str, str]
# Events read at once when the last weeks are looked through for intent.
READ_AT_ONCE = 50_000


def read_intent(log: EventLog, now: int) -> Intent:
    """Read what shoppers did in the last two weeks, and what it says about the next."""
    return intent((act for found in _events(log, now - 2 * WINDOW_MS, now + 1) for act in _acts(found)), now)


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


def _events(log: EventLog, since: int, until: int) -> Iterator[Event]:
    seen: set[int] = set()
    while batch := [r for r in log.by_time(since, until, READ_AT_ONCE) if r.position not in seen]:
        yield from (recorded.event for recorded in batch)
        since = batch[-1].event.at
        seen = {recorded.position for recorded in batch if recorded.event.at == since}


def _acts(found: Event) -> Iterator[Act]:
    what = found.properties
    if isinstance(what, OrderPaid):
        for line in what.lines:
            yield Act(found.shopper, line.sku, found.name, found.at)
    elif isinstance(what, ProductAddedToCart | ProductFavourited | ProductViewed):
        yield Act(found.shopper, what.sku, found.name, found.at)
