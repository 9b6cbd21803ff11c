"""One GET to a weather service: a short time-out, JSON or an error that says what to look at."""

from collections.abc import Mapping
from typing import Any, Protocol

import httpx

from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.errors import BadInput, Busy


class Source(Protocol):
    """A weather service: asked when there is time, never while a page waits."""

    def fetch(self, spot: Spot, at: int, day: int) -> Weather:
        """Return the weather of a local day; Busy when it cannot be reached, BadInput when it refuses."""
        ...


def get(client: httpx.Client, path: str, query: Mapping[str, str | int | float], headers: Mapping[str, str]) -> Any:
    """Return the JSON of an answer. Neither keys nor tokens end up in a message."""
    try:
        answer = client.get(path, params=dict(query), headers=dict(headers))
        found = answer.json()
    except httpx.HTTPError as error:
        raise Busy("weather_unreachable", f"the weather service does not answer: {type(error).__name__}",
                   retry_after_s=60, hint="check [weather] url and the network") from None
    except ValueError:
        raise Busy("weather_unreadable", "the weather service answered no JSON", retry_after_s=60,
                   hint="check [weather] url") from None
    if answer.status_code in (401, 403):
        raise refused(f"status {answer.status_code}")
    if answer.status_code != 200:
        raise Busy("weather_unreachable", f"the weather service answered {answer.status_code}", retry_after_s=60,
                   hint="try again later")
    return found


def refused(what: str) -> BadInput:
    """Return the error of a service that does not accept the key or the question."""
    return BadInput("weather_refused", f"the weather service refuses: {what[:120]}", field="weather.key",
                    hint="check the settings [weather]: provider, key, url")


def place_of(spot: Spot) -> tuple[float, float]:
    """Return latitude and longitude of a city to two decimals (about a kilometre), in WGS-84."""
    if spot.place is None:
        raise BadInput("city_unknown", f"where is {spot.city!r}?", field="city", hint="name a city of the table")
    point = spot.place.to_wgs84()
    return round(point.latitude, 2), round(point.longitude, 2)
