"""Intent as it could be seen on a past day: the same rule that the plan uses, asked again."""

from collections.abc import Iterator, Mapping

from huozhao.events.catalogue import OrderPaid, ProductAddedToCart, ProductFavourited, ProductViewed
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.supply.intent import WINDOW_MS, Act, intent
from huozhao.terms.time import day_start

READ_AT_ONCE = 50_000
# More events than this in two weeks are not read again for a report.
MOST_EVENTS = 400_000


def intent_until(log: EventLog, day: int, zone: str) -> Mapping[str, float]:
    """Return the extra units by SKU that intent let expect at the end of a local day; nothing in a very busy mall."""
    now = day_start(day + 1, zone)
    acts: list[Act] = []
    for found in _events(log, now - 2 * WINDOW_MS, now):
        acts.extend(_acts(found))
        if len(acts) > MOST_EVENTS:
            return {}
    return intent(acts, now).extra


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
