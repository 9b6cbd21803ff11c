"""What a day will bring: visits, and in each what the shopper would look at and take, drawn from hidden taste."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.time import DAY_MS, EPOCH, HOUR_MS, day_start
from huozhao.twin.assortment import KINDS
from huozhao.twin.city import HABITS, City
from huozhao.twin.habits import promotion_lift
from huozhao.twin.words import CATEGORIES

NEED_VISIT = 0.25
BUY_AT_NEED = 0.6
RETURN = 0.03
CANCEL = 0.02
CHECK_OUT = 0.65
# A promotion that begins three days after the mall: which category, first and last day, how much off.
PROMOTED, PROMOTED_DAYS, PROMOTED_OFF = "零食", (3, 6), 0.2
PROMOTION_LIFT = round(promotion_lift(PROMOTED_OFF), 2)
# From these highest temperatures on (°C) it is summer, or winter.
WARM, COLD = 22.0, 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """One product looked at: `sku` is its index, `quantity` what goes into the cart (0 = nothing)."""

    sku: int
    dwell_ms: int
    quantity: int
    favourite: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of one shopper at `at` ms, decided before it happens; recommendations may add to it.

    `slow` multiplies the delivery time; `seed` feeds the shopper's reactions to what is shown.
    """

    id: str
    shopper: int
    at: int
    search: str | None
    looks: tuple[Look, ...]
    checks_out: bool
    cancels: bool
    returns: bool
    slow: float
    seed: tuple[int, ...]


def plan_day(city: City, day: int) -> list[Visit]:
    """Return the visits of one local day (days since 1970) in order of time; the same day is the same plan."""
    rng = np.random.default_rng([city.settings.seed, 6, day])
    date = EPOCH + timedelta(days=day)
    busy = city.calendar.busy(date)
    n = len(city.people.ids)
    due = _due(city, day)
    keen = np.minimum(1.0, city.people.rate / city.settings.sessions_a_day)
    urged = due.any(axis=1) & (rng.random(n) < NEED_VISIT * keen)
    counts = rng.poisson(city.people.rate * busy) + urged
    start, lifts = day_start(day, city.settings.zone), _lifts(city, day)
    visits = []
    for shopper in np.flatnonzero(counts):
        for number in range(int(counts[shopper])):
            wanted = np.flatnonzero(due[shopper]) if number == 0 and urged[shopper] else np.array([], dtype=int)
            visits.append(_visit(city, day, int(shopper), number, start, wanted, lifts))
    return sorted(visits, key=lambda visit: (visit.at, visit.id))


def awake(city: City, visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits of those who had not drifted away."""
    return [visit for visit in visits if not city.people.asleep[visit.shopper]]


def buying_chance(city: City, shopper: int, sku: int) -> float:
    """Return the hidden probability that a shopper takes a product on seeing it: logistic in standardised taste."""
    taste = city.people.utility[shopper]
    score = (taste[sku] - taste.mean()) / (taste.std() + 1e-9)
    return float(1 / (1 + np.exp(3.6 - 1.0 * score)))


def click_chance(city: City, shopper: int, sku: int, position: int) -> float:
    """Return the hidden probability of a click: taste (logistic) times position bias 1 / (1 + 0.3·position)."""
    taste = city.people.utility[shopper]
    score = (taste[sku] - taste.mean()) / (taste.std() + 1e-9)
    return float(0.6 / (1 + np.exp(1.2 - 1.4 * score)) / (1 + 0.3 * position))


def favourite_of(city: City, shopper: int, kind: int) -> int | None:
    """Return the product of a type that the shopper likes most, None when the mall has none."""
    same = np.flatnonzero(city.assortment.kind == kind)
    return int(same[np.argmax(city.people.utility[shopper, same])]) if len(same) else None


def _due(city: City, day: int) -> NDArray[np.bool_]:
    """Return which needs run out on this day, shape (n, NEEDS): the cycle's count rises."""
    cycles = np.array([kind.cycle_days for _, kind in KINDS], dtype=float)[city.people.need]
    since = day - (city.first_day - EPOCH).days
    gone = since + city.people.phase
    lives = (city.people.begins <= since) & (since < city.people.ends)
    return np.asarray(lives & (np.floor(gone / cycles) > np.floor((gone - 1) / cycles)))


def _visit(
    city: City, day: int, shopper: int, number: int, start: int, wanted: NDArray[np.int64], lifts: Sequence[float]
) -> Visit:
    seed = (city.settings.seed, 7, day, shopper, number)
    rng = np.random.default_rng(seed)
    kinds = [int(city.people.need[shopper, place]) for place in wanted]
    needed = [sku for kind in kinds if (sku := favourite_of(city, shopper, kind)) is not None]
    chance = city.people.chance[shopper]
    drawn = np.searchsorted(chance, rng.random(1 + rng.poisson(2.2)))
    browsed = [int(sku) for sku in dict.fromkeys(np.minimum(drawn, len(chance) - 1)) if int(sku) not in needed]
    looks = [_look(city, rng, shopper, sku, True, lifts) for sku in needed]
    looks += [_look(city, rng, shopper, sku, False, lifts) for sku in browsed]
    search = KINDS[kinds[0]][1].name if kinds and rng.random() < 0.5 else None
    return Visit(
        f"{city.settings.seed}-{day}-{shopper}-{number}", shopper, start + _moment(city, rng, shopper), search,
        tuple(looks), bool(rng.random() < CHECK_OUT), bool(rng.random() < CANCEL), bool(rng.random() < RETURN),
        float(np.exp(0.25 * rng.normal())), seed,
    )


def _is_promoted(city: City, day: int) -> bool:
    begins, ends = PROMOTED_DAYS
    return begins <= day - (city.first_day - EPOCH).days - city.settings.days <= ends


def _lifts(city: City, day: int) -> tuple[float, ...]:
    """Return how much likelier each category is bought on a day: weekend, season, promotion."""
    then = EPOCH + timedelta(days=day)
    promoted = _is_promoted(city, day)
    return tuple(
        _season(city, then, category.summer) * (category.weekend if city.calendar.is_free(then) else 1.0)
        * (PROMOTION_LIFT if promoted and category.name == PROMOTED else 1.0)
        for category in CATEGORIES
    )


def _season(city: City, day: date, summer: float) -> float:
    warmth = city.calendar.weather_of(day)[0]
    return summer if warmth >= WARM else 1 / summer if warmth <= COLD else 1.0


def _look(
    city: City, rng: np.random.Generator, shopper: int, sku: int, needed: bool, lifts: Sequence[float]
) -> Look:
    chance = BUY_AT_NEED if needed else buying_chance(city, shopper, sku)
    chance = min(1.0, chance * lifts[city.assortment.category[sku]])
    quantity = 1 + int(rng.poisson(0.3)) if rng.random() < chance else 0
    return Look(sku, int(rng.gamma(2.0, 9_000)) + 1_000, quantity, bool(rng.random() < 0.4 * chance))


def _moment(city: City, rng: np.random.Generator, shopper: int) -> int:
    """Return ms after midnight: three in four around the favourite hour, the rest at any time."""
    hour, spread = HABITS[city.people.habit[shopper]]
    drawn = rng.normal(hour, spread) if rng.random() < 0.75 else rng.uniform(0, 24)
    return int(drawn % 24 * HOUR_MS) % DAY_MS
