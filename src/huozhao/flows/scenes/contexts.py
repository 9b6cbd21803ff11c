"""The context of a request: when and where it is, in what weather, on what kind of day, who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.flows.scenes.spots import Found, Spots
from huozhao.flows.scenes.weathers import Weathers
from huozhao.matching.context import Context, Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.calendar import calendar_day
from huozhao.terms.place import Coordinates
from huozhao.terms.time import local_day, local_minute

TOLD_CITY = "fact:city"


@dataclass(frozen=True, slots=True)
class Contexts:
    """Makes contexts. Without consent to personal recommendation neither tags nor a city on record are used.

    What the weather is is asked for the city, never for the shopper's own place.
    """

    spots: Spots
    weathers: Weathers
    carried: Callable[[str], Mapping[str, str]]
    allows: Callable[[str, str], bool]
    zone: str

    def make(self, place: Coordinates | None, city: str, at: int, shopper: str) -> Context:
        """Return the context of an instant (ms) at a place or in a named city, for a shopper or nobody."""
        return self.told(place, city, at, shopper)[0]

    def told(
        self, place: Coordinates | None, city: str, at: int, shopper: str, weather: Weather | None = None
    ) -> tuple[Context, Found]:
        """Return the same with how the city was found; `weather` stands in for the weather there, for a preview."""
        personal = bool(shopper) and self.allows(shopper, PERSONALISATION)
        tags = self.carried(shopper) if personal else {}
        found = self.spots.find(place, city, tags.get(TOLD_CITY, ""))
        day, minute = local_day(at, self.zone), local_minute(at, self.zone)
        today, spot = calendar_day(day), found.spot
        met = weather or self.weathers.weather(self._centre(spot), at, day)
        context = Context(at, day, today.weekday, minute // 60, spot.place if found.by != "told" else None, spot.city,
                          spot.province, met, today.codes, tags, minute % 60)  # fmt: skip
        return context, found

    def _centre(self, spot: Spot) -> Spot:
        return self.spots.named(spot.city) if spot.city else spot
