"""Open-Meteo: free for non-commercial use, no key, WGS-84 (open-meteo.com/en/docs)."""

import httpx

from huozhao.backends.weather import skies
from huozhao.backends.weather.asking import get, place_of
from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.errors import Busy
from huozhao.terms.time import day_name

URL, PAST_DAYS = "https://api.open-meteo.com", 7
_DAILY = ("temperature_2m_mean", "temperature_2m_min", "temperature_2m_max", "weather_code")


class OpenMeteo:
    """A Source: today, and the means of the seven days before."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def fetch(self, spot: Spot, at: int, day: int) -> Weather:
        """Return the weather of a local day; see the port."""
        latitude, longitude = place_of(spot)
        found = get(self._client, "/v1/forecast", {
            "latitude": latitude, "longitude": longitude, "daily": ",".join(_DAILY), "current": "weather_code",
            "past_days": PAST_DAYS, "forecast_days": 2, "timezone": "auto"}, {})  # fmt: skip
        daily = found["daily"]
        try:
            today = daily["time"].index(day_name(day))
        except ValueError:
            raise Busy("weather_late", "the service does not know that day", hint="try again later") from None
        mean, low, high, code = (daily[name][today] for name in _DAILY)
        recent = [value for value in daily[_DAILY[0]][max(0, today - PAST_DAYS) : today][::-1] if value is not None]
        change = mean - sum(recent[:3]) / 3 if len(recent) >= 3 else 0.0
        now = found.get("current", {}).get("weather_code", code)
        return Weather(mean, low, high, round(change, 1), skies.of_wmo(int(now)), "observed", tuple(recent))
