"""The weeks before the past that is told in full: orders only, so that seasons, growth and forecasts have a ground."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS, EPOCH, HOUR_MS, iso
from huozhao.twin.assortment import KINDS
from huozhao.twin.calendar import WEEKDAY
from huozhao.twin.city import City
from huozhao.twin.history import bought, lines_of, store_of
from huozhao.twin.reviews import reviews
from huozhao.twin.visits import Look, Visit

REACH_DAYS, LEAST_DAYS = 84, 28
FILE = "order,shopper,paid_at,sku,quantity,price_fen,shop"
# Twelve weeks ago and four weeks ago: share of today's shoppers who bought here already, and share of what they now
# buy of goods that only become known.
GREW, ROSE = (0.68, 0.95), (0.08, 0.5)
GOLDEN = 0.6180339887


def earlier_orders(city: City, day: int, visits: list[Visit], homes: list[tuple[int, float]]) -> list[dict[str, Any]]:
    """Return the orders, 4 and 8 weeks and more earlier, that are modelled on those of one day (days since 1970).

    Each shopper's orders are turned by whole weeks within their window, so own rhythms stay, and fall on any day of
    their week, busy ones more: no past repeats the days that followed it. Fewer than 28 days of past have none.
    """
    copies = range(1, REACH_DAYS // city.settings.days)
    return [event for visit, looks, copy, at in _modelled(city, day, visits, copies)
            for event in _order(city, visit, looks, copy, at, homes[visit.shopper][0])]  # fmt: skip


def oldest_orders(city: City, day: int, visits: list[Visit], homes: list[tuple[int, float]]) -> list[str]:
    """Return the orders of the four weeks before those, as lines of a file with the columns FILE."""
    copy = REACH_DAYS // city.settings.days
    return [
        f"O{visit.id}-{copy},{city.people.ids[visit.shopper]},{iso(at)},{line['sku']},{line['quantity']},"
        f"{line['price_fen']},{store_of(city, homes[visit.shopper][0])}"
        for visit, looks, copy, at in _modelled(city, day, visits, range(copy, copy + 1))
        for line in lines_of(city, looks)
    ]


def _modelled(
    city: City, day: int, visits: list[Visit], copies: range
) -> Iterator[tuple[Visit, list[Look], int, int]]:
    """Yield visit, what was bought, number of the copy and when (ms)."""
    whole, began = city.settings.days, day - _first(city)
    if whole < LEAST_DAYS or began >= whole:
        return
    days = np.cumsum([WEEKDAY[(city.first_day.weekday() + n) % 7] for n in range(7)])
    for visit in visits:
        taken = [] if visit.cancels else bought(visit)
        for copy in copies if taken else ():
            week = (began // 7 + visit.shopper * copy) % (whole // 7)
            drawn = np.random.default_rng([*visit.seed, 5, copy]).random() * days[-1]
            turned = 7 * week + int(np.searchsorted(days, drawn)) - whole * copy
            then = (city.first_day + timedelta(days=turned)).isoformat()
            kept = _kept(city, visit, taken, copy, 1 + turned / max(1, REACH_DAYS - whole), then)
            if kept:
                yield visit, kept, copy, visit.at + (turned - began) * DAY_MS


def _first(city: City) -> int:
    return (city.first_day - EPOCH).days


def _kept(city: City, visit: Visit, taken: list[Look], copy: int, passed: float, day: str) -> list[Look]:
    """Return what of an order was bought on that day; `passed` is 0 twelve weeks ago and 1 where the past begins."""
    # The golden section spreads shoppers evenly over the times at which they came first.
    passed = max(0.0, passed)
    if visit.shopper * GOLDEN % 1 > GREW[0] + (GREW[1] - GREW[0]) * passed:
        return []
    rng = np.random.default_rng([*visit.seed, 4, copy])
    known = ROSE[0] + (ROSE[1] - ROSE[0]) * passed
    launched = (look for look in taken if city.assortment.goods[look.sku]["launched_on"] <= day)
    return [look for look in launched if not KINDS[city.assortment.kind[look.sku]][1].rising or rng.random() < known]


def _order(city: City, visit: Visit, looks: list[Look], copy: int, at: int, shop: int) -> list[dict[str, Any]]:
    shopper, order, lines = city.people.ids[visit.shopper], f"O{visit.id}-{copy}", lines_of(city, looks)
    paid = {"order": order, "lines": lines, "shop": store_of(city, shop),
            "total_fen": sum(line["quantity"] * line["price_fen"] for line in lines)}
    told = [(at, "Order Paid", paid)]
    skus = list(dict.fromkeys(look.sku for look in looks))
    said = reviews(city, (*visit.seed, copy), order, skus, at + HOUR_MS)
    told += [(when, "Product Reviewed", words) for when, words in said]
    return [{"id": f"tw-{visit.id}-{copy}-early-{number}", "name": name, "at": when, "shopper": shopper,
             "properties": what} for number, (when, name, what) in enumerate(told)]
