"""AMap's weather: forecasts by adcode, several times a day (lbs.amap.com/api/webservice/guide/api/weatherinfo)."""

from typing import Any

import httpx

from huozhao.backends.weather import skies
from huozhao.backends.weather.asking import get, refused
from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.errors import BadInput, Busy
from huozhao.terms.time import day_name

URL = "https://restapi.amap.com"


class AMap:
    """A Source: the day's forecast high and low; their middle is taken as the mean."""

    def __init__(self, client: httpx.Client, key: str) -> None:
        self._client, self._key = client, key
        self._adcodes: dict[str, str] = {}

    def fetch(self, spot: Spot, at: int, day: int) -> Weather:
        """Return the weather of a local day; see the port."""
        found = self._ask("/v3/weather/weatherInfo", {"city": self._adcode(spot.city), "extensions": "all"})
        casts = [cast for forecast in found.get("forecasts", []) for cast in forecast["casts"]]
        today = next((cast for cast in casts if cast["date"] == day_name(day)), None)
        if today is None:
            raise Busy("weather_late", "the service does not know that day", hint="try again later")
        high, low = float(today["daytemp"]), float(today["nighttemp"])
        low, high = min(low, high), max(low, high)
        return Weather((low + high) / 2, low, high, 0.0, skies.of_words(today["dayweather"]), "forecast")

    def _adcode(self, city: str) -> str:
        """Return the code of a city, asked for once."""
        if city not in self._adcodes:
            found = self._ask("/v3/config/district", {"keywords": city, "subdistrict": "0", "extensions": "base"})
            districts = found.get("districts") or []
            if not districts:
                raise BadInput("city_unknown", f"the weather service knows no {city!r}", field="city",
                               hint="name a city or a district of China")
            self._adcodes[city] = str(districts[0]["adcode"])
        return self._adcodes[city]

    def _ask(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        found = get(self._client, path, {**query, "key": self._key}, {})
        if str(found.get("status")) != "1":
            raise refused(f"{found.get('infocode', '')} {found.get('info', '')}")
        return dict(found)
