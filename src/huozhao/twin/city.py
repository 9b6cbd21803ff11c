"""The hidden truth: who lives in the city, what they like, when they shop, where they live."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.place import Coordinates
from huozhao.twin.assortment import KINDS, STYLES, Assortment, make_assortment
from huozhao.twin.calendar import Calendar, read_calendar
from huozhao.twin.settings import CitySettings
from huozhao.twin.shops import make_depot, make_shops
from huozhao.twin.words import CATEGORIES

Floats = NDArray[np.float64]
HABITS = ((8, 1.5), (12.5, 1.2), (20.5, 1.8), (22.5, 1.3))
NEEDS = 5
# Shares of needs that arise, and that pass, at some moment from the first day until so long after the past.
ARISES, PASSES, TURNING_DAYS = 0.15, 0.1, 56


@dataclass(frozen=True, slots=True)
class People:
    """Hidden arrays over n shoppers.

    `utility` (n, skus): how much each likes each product; `chance` (n, skus): cumulated choice probabilities;
    `rate` (n,): sessions on a usual day; `habit` (n,): index of the favourite hour; `thrift` (n,): price
    sensitivity; `homes` (n, 2): WGS-84 degrees; `need` (n, NEEDS): product types used up regularly,
    `phase` (n, NEEDS): days of the cycle already gone on the city's first day. A need lives from day `begins` to day
    `ends` (n, NEEDS), counted from that day: most always, some arise or pass. `asleep` (n,): who has drifted away.
    """

    ids: tuple[str, ...]
    utility: Floats
    chance: Floats
    rate: Floats
    habit: NDArray[np.int64]
    thrift: Floats
    homes: Floats
    need: NDArray[np.int64]
    phase: Floats
    begins: Floats
    ends: Floats
    asleep: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class City:
    """Everything the twin knows; only shops, depot, goods and what shoppers tell are ever sent."""

    settings: CitySettings
    first_day: date
    calendar: Calendar
    shops: tuple[dict[str, Any], ...]
    depot: dict[str, Any]
    places: tuple[Coordinates, ...]
    assortment: Assortment
    people: People


def make_city(settings: CitySettings, first_day: date) -> City:
    """Return the city of the settings; the same settings and first day make the same city."""
    shops = make_shops(settings.seed, settings.shops, settings.data)
    places = tuple(Coordinates(s["longitude"], s["latitude"], s["system"]).to_wgs84() for s in shops)
    assortment = make_assortment(settings.seed, settings.skus, first_day)
    people = _people(settings, assortment, places)
    calendar = read_calendar(settings.seed, settings.data)
    return City(settings, first_day, calendar, tuple(shops), make_depot(), places, assortment, people)


def profiles(city: City) -> list[dict[str, Any]]:
    """Return what shoppers tell the mall about themselves: little, and not all of them."""
    rng = np.random.default_rng([city.settings.seed, 5])
    told = []
    for shopper in city.people.ids:
        profile: dict[str, Any] = {"shopper": shopper, "city": "沈阳", "channel": "mini_program"}
        if rng.random() < 0.7:
            profile["sex"] = "female" if rng.random() < 0.58 else "male"
        if rng.random() < 0.5:
            profile["birth_year"] = int(rng.integers(1958, 2006))
        told.append(profile)
    return told


def _people(settings: CitySettings, goods: Assortment, places: tuple[Coordinates, ...]) -> People:
    rng = np.random.default_rng([settings.seed, 4])
    n = settings.shoppers
    thrift = rng.gamma(2.0, 0.4, n)
    utility = _utility(rng, n, goods, thrift)
    weights = np.exp(1.1 * (utility - utility.max(axis=1, keepdims=True)))
    chance = np.cumsum(weights, axis=1)
    chance /= chance[:, -1:]
    rate = rng.gamma(0.6, settings.sessions_a_day / 0.6, n)
    near = rng.integers(0, len(places), n)
    centres = np.array([[place.longitude, place.latitude] for place in places])
    homes = centres[near] + rng.normal(size=(n, 2)) * (0.012, 0.009)
    cycles = np.array([kind.cycle_days for _, kind in KINDS], dtype=float)
    usable = np.flatnonzero(cycles > 0)
    need = _needs(rng, utility, goods, usable)
    phase = rng.random((n, NEEDS)) * cycles[need]
    ids = tuple(f"U{number + 1:05d}" for number in range(n))
    habit = rng.integers(0, len(HABITS), n)
    begins, ends, asleep = _turns(settings, n)
    return People(ids, utility, chance, rate, habit, thrift, homes, need, phase, begins, ends, asleep)


def _turns(settings: CitySettings, n: int) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return from when to when each need lives, and who has drifted away."""
    rng = np.random.default_rng([settings.seed, 20])
    span = settings.days + TURNING_DAYS
    begins = np.where(rng.random((n, NEEDS)) < ARISES, rng.uniform(0, span, (n, NEEDS)), -np.inf)
    ends = np.where(rng.random((n, NEEDS)) < PASSES, rng.uniform(0, span, (n, NEEDS)), np.inf)
    return begins, ends, np.asarray(rng.random(n) < settings.asleep)


def _utility(rng: np.random.Generator, n: int, goods: Assortment, thrift: Floats) -> Floats:
    """Return taste for category + match of style + quality − thrift × relative price, shape (n, skus)."""
    likes = np.log(rng.dirichlet(np.full(len(CATEGORIES), 0.7), n) + 0.01)
    style = rng.normal(size=(n, STYLES))
    relative = np.zeros(len(goods.goods))
    for kind in np.unique(goods.kind):
        same = goods.kind == kind
        relative[same] = np.log(goods.price_fen[same] / goods.price_fen[same].mean())
    match = style @ goods.style.T / np.sqrt(STYLES)
    total: Floats = 0.6 * likes[:, goods.category] + 0.8 * match + 0.5 * goods.quality - thrift[:, None] * relative
    return total


def _needs(
    rng: np.random.Generator, utility: Floats, goods: Assortment, usable: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return for each shopper NEEDS consumable types, likelier where the best product is liked more."""
    best = np.full((len(utility), len(usable)), -9.0)
    for column, kind in enumerate(usable):
        same = goods.kind == kind
        if same.any():
            best[:, column] = utility[:, same].max(axis=1)
    noisy = best + rng.gumbel(size=best.shape)
    return np.asarray(usable[np.argsort(-noisy, axis=1)[:, :NEEDS]])
