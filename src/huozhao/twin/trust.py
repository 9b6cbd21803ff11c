"""What shoppers trust the mall with: what they agree to, how they can be reached, how they pay, on which device."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS
from huozhao.twin.city import City
from huozhao.twin.visits import Visit

# Shares of shoppers who say yes when they are asked, purpose by purpose.
YES = {"personalisation": 0.82, "marketing": 0.55, "location": 0.45, "sensitive": 0.2}
REACHABLE = 0.6
PAYMENTS = (("wechat", 0.68), ("balance", 0.2), ("card", 0.12))
# One shopper in eight looked around on a device before logging in.
ANONYMOUS_FIRST = 8
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静丽强磊洋艳勇杰娟涛明超霞平刚桂"


def decisions(city: City) -> list[dict[str, Any]]:
    """Return what every shopper answered when asked; a device answers as its owner does."""
    rng = np.random.default_rng([city.settings.seed, 9])
    yes = {purpose: rng.random(len(city.people.ids)) < share for purpose, share in YES.items()}
    return [
        {"shopper": subject, "purpose": purpose, "given": bool(given[number])}
        for number, shopper in enumerate(city.people.ids)
        for subject in (shopper, *([device_of(number)] if has_device(number) else []))
        for purpose, given in yes.items()
    ]


def contacts(city: City, at: int) -> list[dict[str, Any]]:
    """Return events that give a phone number and a name (invented), for those who can be reached, before an instant."""
    rng = np.random.default_rng([city.settings.seed, 10])
    told = []
    for number, shopper in enumerate(city.people.ids):
        if rng.random() < REACHABLE:
            name = rng.choice(list(SURNAMES)) + "".join(rng.choice(list(GIVEN), 1 + int(rng.random() < 0.6)))
            what = {"phone": phone_of(number), "name": name}
            when = _told_at(city, at, number)
            told.append(_event(city, f"contact-{number}", "Shopper Contact Given", when, shopper, what))
    return told


def phone_of(shopper: int) -> str:
    """Return a shopper's phone number, invented."""
    return f"170{shopper:08d}"


def links(city: City, at: int) -> list[dict[str, Any]]:
    """Return events that tell which device is whose, sent when its owner logs in, before an instant."""
    return [
        _event(city, f"device-{number}", "Identity Linked", _told_at(city, at, number), shopper,
               {"kind": "device", "value": device_of(number)})
        for number, shopper in enumerate(city.people.ids) if has_device(number)
    ]


def _told_at(city: City, at: int, shopper: int) -> int:
    """Return a moment in the weeks before the past that is told in full, another day for each of neighbours."""
    return at - (city.settings.days + shopper % city.settings.days) * DAY_MS


def has_device(shopper: int) -> bool:
    """Tell whether a shopper was first seen on a device without logging in."""
    return shopper % ANONYMOUS_FIRST == 0


def device_of(shopper: int) -> str:
    """Return the id of a shopper's device."""
    return f"D{shopper + 1:05d}"


def subject_of(city: City, visit: Visit) -> str:
    """Return the id that a visit of the past comes under: the device's when nothing is bought, else the account's."""
    anonymous = has_device(visit.shopper) and not (visit.checks_out and any(look.quantity for look in visit.looks))
    return device_of(visit.shopper) if anonymous else city.people.ids[visit.shopper]


def payment_of(city: City, shopper: int) -> str:
    """Return the means by which a shopper pays."""
    drawn = np.random.default_rng([city.settings.seed, 11, shopper]).random()
    return next(_below(drawn))


def _below(drawn: float) -> Iterator[str]:
    reached = 0.0
    for name, share in PAYMENTS:
        reached += share
        if drawn < reached:
            yield name
    yield PAYMENTS[0][0]


def _event(city: City, id: str, name: str, at: int, shopper: str, what: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"tw-{city.settings.seed}-{id}", "name": name, "at": at, "shopper": shopper, "properties": what}
