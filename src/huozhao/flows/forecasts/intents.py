"""Intent as it could be seen on a past day: the same rule that the plan uses, asked again."""

from collections.abc import Iterator, Mapping

from huozhao.events.catalogue import OrderPaid, ProductAddedToCart, ProductFavourited, ProductViewed
from huozhao.events.event import Event
from huozhao.events.log import EventLog, between
from huozhao.supply.intent import WINDOW_MS, Act, intent
from huozhao.terms.time import day_start

# More events than this in two weeks are not read again for a report.
MOST_EVENTS = 400_000


def intent_until(log: EventLog, day: int, zone: str) -> Mapping[str, float]:
    """Return the extra units by SKU that intent let expect at the end of a local day; nothing in a very busy mall."""
    now = day_start(day + 1, zone)
    acts: list[Act] = []
    for act in acts_between(log, now - 2 * WINDOW_MS, now):
        acts.append(act)
        if len(acts) > MOST_EVENTS:
            return {}
    return intent(acts, now).extra


def acts_between(log: EventLog, since: int, until: int) -> Iterator[Act]:
    """Yield what shoppers did that tells of intent, since <= at < until (ms), oldest first."""
    return (act for found in between(log, since, until) for act in _acts(found.event))


def _acts(found: Event) -> Iterator[Act]:
    what = found.properties
    if isinstance(what, OrderPaid):
        for line in what.lines:
            yield Act(found.shopper, line.sku, found.name, found.at)
    elif isinstance(what, ProductAddedToCart | ProductFavourited | ProductViewed):
        yield Act(found.shopper, what.sku, found.name, found.at)
