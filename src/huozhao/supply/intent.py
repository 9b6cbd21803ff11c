"""Intent moves stock: carts, favourites and views that have not become orders yet, as extra expected units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huozhao.terms.time import DAY_MS

# Strongest first: a shopper's intent for a SKU counts once, by its strongest sign.
SIGNS = ("Product Added To Cart", "Product Favourited", "Product Viewed")
# With fewer cases than this a rate says little; it is shrunk towards none.
PRIOR_CASES = 20
WINDOW_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a shopper did with one SKU; `name` is an event name of SIGNS or "Order Paid"."""

    shopper: str
    sku: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Intent:
    """Extra units expected by SKU, and the conversion measured for each sign."""

    extra: dict[str, float]
    rates: dict[str, float]


def intent(acts: Iterable[Act], now: int) -> Intent:
    """Measure conversion on the mall's own past weeks and apply it to the open intents of this week.

    rate(sign) = shopper×SKU pairs of the week before last's end that ordered within 7 days, over pairs + 20.
    extra(SKU) = max(0, Σ rate × (open pairs of the last 7 days − pairs of the 7 days before)): the forecast from
    sales already holds what usual interest brings, so only its growth is added.
    """
    interest, orders = _gather(acts)
    before = _strongest(interest, now - 2 * WINDOW_MS, now - WINDOW_MS)
    this_week = _strongest(interest, now - WINDOW_MS, now)
    rates = _rates(before, orders)
    extra: dict[str, float] = {}
    for pairs, weight in ((this_week, 1.0), (before, -1.0)):
        for (shopper, sku), (sign, at) in pairs.items():
            bought = any(paid >= at for paid in orders.get((shopper, sku), ()))
            if weight < 0 or not bought:
                extra[sku] = extra.get(sku, 0.0) + weight * rates[sign] * _open_share(weight, rates[sign])
    return Intent({sku: round(units, 3) for sku, units in extra.items() if units > 0}, rates)


def _open_share(weight: float, rate: float) -> float:
    """Usual interest is compared by what was still open, so the pairs that converted are taken off."""
    return 1.0 - rate if weight < 0 else 1.0


def _gather(
    acts: Iterable[Act],
) -> tuple[dict[tuple[str, str], list[tuple[int, str]]], dict[tuple[str, str], list[int]]]:
    interest: dict[tuple[str, str], list[tuple[int, str]]] = {}
    orders: dict[tuple[str, str], list[int]] = {}
    for act in acts:
        key = (act.shopper, act.sku)
        if act.name == "Order Paid":
            orders.setdefault(key, []).append(act.at)
        elif act.name in SIGNS:
            interest.setdefault(key, []).append((act.at, act.name))
    return interest, orders


def _strongest(
    interest: Mapping[tuple[str, str], list[tuple[int, str]]], since: int, until: int
) -> dict[tuple[str, str], tuple[str, int]]:
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for key, acts in interest.items():
        inside = [(SIGNS.index(name), at) for at, name in acts if since <= at < until]
        if inside:
            strength, at = min(inside)
            found[key] = (SIGNS[strength], at)
    return found


def _rates(
    pairs: Mapping[tuple[str, str], tuple[str, int]], orders: Mapping[tuple[str, str], list[int]]
) -> dict[str, float]:
    cases = dict.fromkeys(SIGNS, 0)
    won = dict.fromkeys(SIGNS, 0)
    for key, (sign, at) in pairs.items():
        cases[sign] += 1
        won[sign] += any(at <= paid < at + WINDOW_MS for paid in orders.get(key, ()))
    return {sign: won[sign] / (cases[sign] + PRIOR_CASES) for sign in SIGNS}
