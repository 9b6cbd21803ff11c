"""What scenes need of the world outside: what the weather is, and which city a point lies in."""

from dataclasses import dataclass
from typing import Protocol

from huozhao.matching.context import Weather
from huozhao.terms.place import Coordinates


@dataclass(frozen=True, slots=True)
class Spot:
    """A city by its plain name (武汉), its province, and its centre or the point in question."""

    city: str
    province: str
    place: Coordinates | None = None


class Geocoder(Protocol):
    """Names places. It may be asked on every page, so it must answer at once."""

    def locate(self, place: Coordinates) -> Spot | None:
        """Return the city that a point lies in, None where that is not known."""
        ...

    def find(self, city: str) -> Spot | None:
        """Return a city by name, None where it is not known."""
        ...


class WeatherProvider(Protocol):
    """Tells the weather. It may be asked on every page, so it must answer at once with what it has."""

    def weather(self, spot: Spot, at: int, day: int) -> Weather | None:
        """Return the weather of a local day around an instant (ms), None where it is not known (yet)."""
        ...
