"""Read sessions off the end of the log: who looked at what in one sitting, and what was exchanged for what."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.catalogue import OrderExchanged
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.flows.people.standing import Known
from huozhao.matching.recall.session import PAUSE_MS
from huozhao.matching.session_fit import Acts
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids

Numbers = NDArray[np.int64]
# So much of the log is read at most, and so many of the newest sessions are kept.
MOST_EVENTS, MOST_SESSIONS, PAGE = 1_000_000, 200_000, 10_000
LOOKS = frozenset({"Product Viewed", "Recommendation Clicked"})
ACTS = LOOKS | frozenset({"Product Added To Cart", "Product Favourited", "Product Shared"})


@dataclass(frozen=True, slots=True)
class Trail:
    """Sessions of two acts or more, oldest first: `owner` is the place of each one's person in `shoppers`.

    `seen` are (session, SKU) of product pages; `exchanged` counts exchanges by (what came back, what went out).
    """

    acts: Acts
    shoppers: Ids
    owner: Numbers
    seen: tuple[Numbers, Numbers]
    exchanged: dict[tuple[int, int], int]


def read_trail(log: EventLog, skus: Ids, known: Known) -> Trail:
    """Return the sessions of persons who consented to personalisation, of goods in `skus`."""
    persons: dict[str, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    exchanged: dict[tuple[int, int], int] = {}
    for event in _events(log):
        if isinstance(event.properties, OrderExchanged):
            _exchange(event.properties, skus, exchanged)
        elif event.name in ACTS and event.shopper and known.allows(event.shopper, PERSONALISATION):
            place = skus.place(getattr(event.properties, "sku", ""))
            if place >= 0:
                who = persons.setdefault(known.person(event.shopper), len(persons))
                rows.append((who, event.at, place, int(event.name in LOOKS)))
    return _sessions(np.array(rows, np.int64).reshape(-1, 4), list(persons), exchanged)


def _events(log: EventLog) -> Iterator[Event]:
    after = max(0, log.head() - MOST_EVENTS)
    while batch := log.read(after, PAGE):
        yield from (recorded.event for recorded in batch)
        after = batch[-1].position


def _exchange(what: OrderExchanged, skus: Ids, exchanged: dict[tuple[int, int], int]) -> None:
    for back in what.lines:
        for out in what.replaced_by:
            pair = (skus.place(back.sku), skus.place(out.sku))
            if min(pair) >= 0 and pair[0] != pair[1]:
                exchanged[pair] = exchanged.get(pair, 0) + 1


def _sessions(rows: Numbers, persons: list[str], exchanged: dict[tuple[int, int], int]) -> Trail:
    """Cut each person's acts at pauses of 30 minutes; the same product again at once is one act."""
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    who, at, item, viewed = rows[order].T
    begins = np.r_[True, (np.diff(who) != 0) | (np.diff(at) > PAUSE_MS)][: len(who)]
    session = np.cumsum(begins) - 1
    again = np.r_[False, (np.diff(item) == 0) & ~begins[1:]][: len(who)]
    who, at, item, viewed, session = (part[~again] for part in (who, at, item, viewed, session))
    length = np.bincount(session)
    ended = np.zeros(len(length), np.int64)
    np.maximum.at(ended, session, at)
    long = np.flatnonzero(length > 1)
    newest = long[np.argsort(ended[long], kind="stable")][-MOST_SESSIONS:]
    number = np.full(len(length), -1, np.int64)
    number[newest] = np.arange(len(newest))
    kept = np.flatnonzero(number[session] >= 0)
    kept = kept[np.lexsort((kept, number[session[kept]]))]
    shoppers = Ids.of([persons[int(n)] for n in np.unique(who[kept])])
    place = np.array([shoppers.place(name) for name in persons], np.int64)
    owner = np.zeros(len(newest), np.int64)
    owner[number[session[kept]]] = place[who[kept]]
    looked = kept[viewed[kept] > 0]
    acts = Acts(number[session[kept]], item[kept])
    return Trail(acts, shoppers, owner, (number[session[looked]], item[looked]), exchanged)
