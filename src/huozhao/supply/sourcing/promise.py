"""The promised time: wait for opening, the queue of picking, picking itself and the ride; or a parcel."""

from dataclasses import dataclass

from huozhao.terms.goods import Shop

# A courier rides about 1.3 times the straight line (mean detour of city streets).
DETOUR = 1.3
PARCEL_MINUTES = 48 * 60
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Promise:
    """What the promised time is made of: picking in minutes, courier speed in km/h, its reach in km."""

    picking_minutes: int = 15
    courier_kmh: float = 18.0
    radius_km: float = 10.0

    @property
    def minutes_a_km(self) -> float:
        """Minutes that a courier needs for one km of straight line."""
        return DETOUR / self.courier_kmh * 60


def promised_minutes(shop: Shop, km: float | None, minute: int, promise: Promise, queue: float = 0.0) -> int:
    """Return the minutes until the goods are there: wait for opening + queue + picking + ride, or a parcel's two days.

    `queue` is minutes until the shop begins to pick; the shop's own radius, when it has one, stands before the mall's.
    """
    if km is None or km > radius_km(shop, promise):
        return PARCEL_MINUTES
    return wait_minutes(shop, minute) + round(queue) + promise.picking_minutes + round(km * promise.minutes_a_km)


def radius_km(shop: Shop, promise: Promise) -> float:
    """Return how far the shop's courier rides, in km of straight line."""
    return promise.radius_km if shop.radius_km is None else shop.radius_km


def wait_minutes(shop: Shop, minute: int) -> int:
    """Return the minutes until the shop can pick: 0 while it is open, hours past midnight included."""
    opens, closes = _minutes(shop.opens), _minutes(shop.closes)
    if opens == closes:
        return 0
    is_open = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
    return 0 if is_open else (opens - minute) % DAY_MINUTES


def queue_minutes(shop: Shop, ahead: int) -> float:
    """Return how long `ahead` orders keep the shop's pickers busy; 0 where no picking capacity is named."""
    return ahead * 60 / shop.picks_per_hour if shop.picks_per_hour else 0.0


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
