"""Features of every shopper as of the end of a day: only what happened on or before it is looked at.

Each is a plain figure that can be said in words (`words.py`). What does not apply, such as the share of orders with a
coupon of a shopper without orders, is NaN and is learned as a case of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.predicted.history import INTEREST, NEVER, History, summed
from huozhao.insight.predicted.themes import NAMES as THEMES
from huozhao.insight.value import bgnbd
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.insight.value.summary import repeats

Floats = NDArray[np.float64]
LONGEST = 365
NEW_DAYS = 30
SHIFT_DAYS = 14

# (feature, kinds, days): how often in so many days.
COUNTS: tuple[tuple[str, str, int], ...] = tuple(
    (f"{name}_{days}", kind, days)
    for name, kind, windows in (
        ("views", "view", (1, 3, 7, 30)), ("carts", "cart", (1, 3, 7, 30)), ("favourites", "favourite", (3, 7, 30)),
        ("searches", "search", (3, 7, 30)), ("clicks", "click", (7, 30)), ("shares", "share", (30,)),
        ("orders", "order", (3, 7, 30, 90, 365)), ("returns", "return", (90, 365)), ("reviews", "review", (365,)),
    )
    for days in windows
)  # fmt: skip
SINCE = (("view", "view"), ("cart", "cart"), ("favourite", "favourite"), ("search", "search"), ("order", "order"))
ACTIVE = (7, 30, 90)
SPENT = (30, 90, 365)
OF_THEME = ("acts", "bought", "searches", "share")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that features end with, how many days back they may look, and the order model of that day, if any."""

    day: int
    look_back: int = LONGEST
    orders: BgNbd | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Features of the shoppers of a block: `values` has shape (shoppers, features), `names` names the columns.

    `leading` is each shopper's leading shelf of late, `newest` the shelf of most new goods they bought or looked at,
    `method` the means of payment most used; −1 = none.
    """

    names: tuple[str, ...]
    values: NDArray[np.float32]
    leading: NDArray[np.int32]
    newest: NDArray[np.int32]
    method: NDArray[np.int32]

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        """Return one feature of all shoppers."""
        return self.values[:, self.names.index(name)]


def measure(history: History, at: AsOf) -> Measured:
    """Return the features of all shoppers of a history."""
    past = history.during(at.day - at.look_back, at.day)
    found: dict[str, Floats] = {}
    _counts(past, at.day, found)
    _recency(past, at, found)
    _orders(past, at, found)
    newest = _goods(past, at.day, found)
    leading = _shift(past, at.day, found)
    method = _payment(past, found)
    for place, theme in enumerate(THEMES):
        _theme(past, at.day, theme, place, found)
    values = np.empty((history.size, len(found)), np.float32)
    for place, column in enumerate(found.values()):
        values[:, place] = column
    return Measured(tuple(found), values, leading, newest, method)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where there is no whole."""
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0), np.float64)


def _counts(past: History, day: int, found: dict[str, Floats]) -> None:
    kinds = {kind: past.of(kind) for kind in {kind for _, kind, _ in COUNTS}}
    for name, kind, days in COUNTS:
        found[name] = kinds[kind].during(day - days, day).times()
    for days in SPENT:
        found[f"spent_{days}"] = kinds["order"].during(day - days, day).money() / 100.0
    found["open_carts_7"] = _open_carts(past.during(day - 7, day))
    recent = kinds["view"].during(day - 7, day)
    found["most_views_of_one_7"] = _most_of_one(recent)


def _open_carts(past: History) -> Floats:
    """Return how many products lie in the cart, as far as acts tell, and were not bought since."""
    carts, gone = (np.unique(_pairs(past.of(*kinds))) for kinds in (("cart",), ("bought", "uncart")))
    left = np.setdiff1d(carts, gone, assume_unique=True)
    return summed(left // _width(past), None, past.size)


def _most_of_one(past: History) -> Floats:
    pair, place = np.unique(_pairs(past), return_inverse=True)
    most = np.zeros(past.size)
    np.maximum.at(most, pair // _width(past), summed(place, past.n, len(pair)))
    return most


def _width(past: History) -> int:
    return len(past.subjects.names) + 1


def _pairs(past: History) -> NDArray[np.int64]:
    return past.shopper.astype(np.int64) * _width(past) + past.subject


def _recency(past: History, at: AsOf, found: dict[str, Floats]) -> None:
    for name, kind in SINCE:
        found[f"days_since_{name}"] = _since(past.of(kind), at.day)
    found["days_since_act"] = _since(past, at.day)
    for days in ACTIVE:
        found[f"active_days_{days}"] = _active_days(past.during(at.day - days, at.day))
    first = np.full(past.size, at.day + 1, np.int64)
    np.minimum.at(first, past.shopper, past.day)
    found["known_days"] = (at.day + 1 - first).astype(np.float64)
    weekend = past.during(at.day - 90, at.day)
    days_of_week = (weekend.day + 3) % 7  # 1970-01-01 was a Thursday: 0 is Monday
    found["weekend_share_90"] = _ratio(weekend.where(days_of_week >= 5).times(), weekend.times())


def _since(past: History, day: int) -> Floats:
    last = np.full(past.size, NEVER, np.int64)
    np.maximum.at(last, past.shopper, past.day)
    return np.where(last > NEVER, day - last, np.nan).astype(np.float64)


def _active_days(past: History) -> Floats:
    if not len(past.day):
        return np.zeros(past.size)
    days = np.unique(past.shopper.astype(np.int64) * 100_000 + past.day)
    return summed(days // 100_000, None, past.size)


def _orders(past: History, at: AsOf, found: dict[str, Floats]) -> None:
    """Add how orders come: their value, gaps, coupons, returns, and whether the shopper is alive by BG/NBD."""
    orders = past.of("order")
    count, money = orders.times(), orders.money() / 100.0
    found["mean_order"] = _ratio(money, count)
    found["units_per_order"] = _ratio(past.of("bought").times(), count)
    days = repeats(
        orders.shopper.astype(np.int64), orders.day.astype(np.int64), orders.amount, past.size, at.day
    )
    gap = _ratio(days.recency_days.astype(np.float64), days.frequency.astype(np.float64))
    found["mean_gap_days"] = gap
    found["silence_in_gaps"] = found["days_since_order"] / np.maximum(gap, 1.0)
    found["alive"], found["expected_orders_90"] = _alive(days.frequency, days.recency_days, days.age_days, count, at)
    for window in (90, 365):
        coupons = past.of("coupon").during(at.day - window, at.day).times()
        found[f"coupon_orders_{window}"] = coupons
        found[f"coupon_share_{window}"] = np.minimum(_ratio(coupons, orders.during(at.day - window, at.day).times()), 1)
    found["return_share_365"] = np.minimum(_ratio(found["returns_365"], count), 1)
    reviews = past.of("review")
    found["mean_stars"] = _ratio(reviews.money() / 100.0, reviews.times())


def _alive(
    frequency: NDArray[np.int64], recency: NDArray[np.int64], age: NDArray[np.int64], count: Floats, at: AsOf
) -> tuple[Floats, Floats]:
    nothing = np.full(len(count), np.nan)
    if at.orders is None:
        return nothing, nothing
    x, recency_weeks, age_weeks = frequency.astype(np.float64), recency / 7.0, age / 7.0
    alive = bgnbd.p_alive(at.orders, x, recency_weeks, age_weeks)
    expected = bgnbd.expected_orders(at.orders, 90 / 7.0, x, recency_weeks, age_weeks)
    return np.where(count > 0, alive, np.nan), np.where(count > 0, expected, np.nan)


def _goods(past: History, day: int, found: dict[str, Floats]) -> NDArray[np.int32]:
    """Add how wide and how new the goods are that a shopper is drawn to; return the shelf of most new ones."""
    subjects = past.subjects
    bought, seen = past.of("bought"), past.of("view", "cart", "favourite").during(day - 30, day)
    found["new_bought_365"] = bought.where(is_new(bought)).times()
    found["new_share_365"] = _ratio(found["new_bought_365"], bought.times())
    found["new_seen_share_30"] = _ratio(seen.where(is_new(seen)).times(), seen.times())
    recent = past.of(*INTEREST).during(day - 30, day)
    shelf = subjects.shelf[recent.subject] if len(subjects.names) else np.zeros(0, np.int32)
    pairs = np.unique(recent.shopper[shelf >= 0].astype(np.int64) * (len(subjects.shelves) + 1) + shelf[shelf >= 0])
    found["shelves_30"] = summed(pairs // (len(subjects.shelves) + 1), None, past.size)
    things = np.unique(_pairs(bought.during(day - 90, day)))
    found["kinds_bought_90"] = summed(things // _width(past), None, past.size)
    drawn = past.of("bought", "view", "cart", "favourite")
    return leader(*shelves_of(drawn.where(is_new(drawn))), len(subjects.shelves) + 1, past.size)


def is_new(acts: History) -> NDArray[np.bool_]:
    """Return for each act whether its product had been on sale for at most 30 days."""
    if not len(acts.subjects.names):
        return np.zeros(len(acts.day), np.bool_)
    launched = acts.subjects.launched[acts.subject]
    return (launched > NEVER) & (acts.day - launched <= NEW_DAYS)


def shelves_of(acts: History) -> tuple[NDArray[np.int64], Floats]:
    """Return the distinct shopper × shelf pairs of acts as shopper · width + shelf, and the weight of each."""
    width = len(acts.subjects.shelves) + 1
    if not len(acts.subjects.names):
        return np.zeros(0, np.int64), np.zeros(0)
    shelf = acts.subjects.shelf[acts.subject]
    known = shelf >= 0
    pair, place = np.unique(acts.shopper[known].astype(np.int64) * width + shelf[known], return_inverse=True)
    return pair, summed(place, acts.n[known], len(pair))


def leader(pairs: NDArray[np.int64], weights: Floats, width: int, shoppers: int) -> NDArray[np.int32]:
    """Return each shopper's heaviest second half of a pair (shelf, method), −1 = none; ties go to the lower code."""
    best = np.full(shoppers, -1, np.int32)
    order = np.lexsort((-pairs, weights))
    best[pairs[order] // width] = (pairs[order] % width).astype(np.int32)
    return best


def share_of(pairs: NDArray[np.int64], weights: Floats, width: int, wanted: NDArray[np.int32]) -> Floats:
    """Return which share of each shopper's weight lies on the wanted half, NaN where the shopper has no weight."""
    who, what = pairs // width, pairs % width
    total = summed(who, weights, len(wanted))
    match = wanted[who] == what
    return _ratio(summed(who[match], weights[match], len(wanted)), total)


def _shift(past: History, day: int, found: dict[str, Floats]) -> NDArray[np.int32]:
    """Add how far the leading shelf of the last 14 days was already there in the 76 days before."""
    acts, width = past.of(*INTEREST), len(past.subjects.shelves) + 1
    recent, before = acts.during(day - SHIFT_DAYS, day), acts.during(day - 90, day - SHIFT_DAYS)
    now, then = shelves_of(recent), shelves_of(before)
    leading = leader(*now, width, past.size)
    found["leading_share_14"] = share_of(*now, width, leading)
    found["leading_share_before"] = np.where(leading >= 0, share_of(*then, width, leading), np.nan)
    found["acts_14"], found["acts_before"] = recent.times(), before.times()
    found["shift"] = found["leading_share_14"] - found["leading_share_before"]
    return leading


def _payment(past: History, found: dict[str, Floats]) -> NDArray[np.int32]:
    """Add how firmly a shopper keeps to one means of payment."""
    paid, width = past.of("paid_by"), _width(past)
    pairs, place = np.unique(_pairs(paid), return_inverse=True)
    weights = summed(place, paid.n, len(pairs))
    method = leader(pairs, weights, width, past.size)
    found["method_share"] = share_of(pairs, weights, width, method)
    found["methods"] = summed(pairs // width, None, past.size)
    found["method_orders"] = paid.times()
    last = last_method(paid)
    found["method_was_last"] = np.where(method >= 0, (last == method).astype(np.float64), np.nan)
    return method


def last_method(paid: History) -> NDArray[np.int32]:
    """Return the means of payment that each shopper used last, −1 = none."""
    last = np.full(paid.size, -1, np.int32)
    order = np.lexsort((paid.day, paid.shopper))
    last[paid.shopper[order]] = paid.subject[order]
    return last


def _theme(past: History, day: int, theme: str, place: int, found: dict[str, Floats]) -> None:
    """Add how much of what a shopper does speaks of a theme."""
    speaks = past.subjects.themes[:, place]
    about = past.where(speaks[past.subject]) if len(speaks) else past.where(np.zeros(len(past.day), np.bool_))
    interest = about.of(*INTEREST).during(day - 90, day)
    found[f"{theme}_acts"] = interest.times()
    found[f"{theme}_bought"] = about.of("bought").times()
    found[f"{theme}_searches"] = about.of("search").during(day - 90, day).times()
    found[f"{theme}_share"] = _ratio(interest.times(), past.of(*INTEREST).during(day - 90, day).times())
