"""QWeather (和风天气): current weather, version 1, with a JWT signed by the project's Ed25519 key."""

import time
from math import cos, pi
from typing import Any

import httpx

from huozhao.backends.weather import skies
from huozhao.backends.weather.asking import get, place_of
from huozhao.backends.weather.climatology import Climatology
from huozhao.matching.context import Weather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.time import HOUR_MS

# A token lives this long (s) and is made anew this long before its end; the service allows a day.
LIFE_S, EARLY_S, BEFORE_S = 900, 60, 30
# The usual hour (local solar) at which a day is warmest.
WARMEST_H = 14.5


class QWeather:
    """A Source over the temperature of the moment, from which the day's mean is inferred by the usual daily course."""

    def __init__(self, client: httpx.Client, project: str, credential: str, private_key: str) -> None:
        self._client, self._project, self._credential, self._key = client, project, credential, private_key
        self._token, self._until = "", 0

    def fetch(self, spot: Spot, at: int, day: int) -> Weather:
        """Return the weather of a local day; see the port. The request names latitude before longitude."""
        latitude, longitude = place_of(spot)
        headers = {"Authorization": f"Bearer {self._bearer(int(time.time()))}"}
        found = get(self._client, f"/weather/v1/current/{latitude}/{longitude}", {}, headers)
        now, condition = float(_value(found["temperature"])), found.get("condition") or {}
        kind = skies.of_icon(str(condition.get("code", "")), str(condition.get("text", "")))
        usual = Climatology().weather(spot, at, day)
        half = (usual.high_c - usual.low_c) / 2 if usual else 4.0
        hour = (at % (24 * HOUR_MS)) / HOUR_MS + longitude / 15
        mean = now - half * cos((hour - WARMEST_H) * pi / 12)
        return Weather(round(mean, 1), round(mean - half, 1), round(mean + half, 1), 0.0, kind, "observed")

    def _bearer(self, now_s: int) -> str:
        """Return a token that is good now (s)."""
        if not BEFORE_S <= self._until - now_s - EARLY_S <= LIFE_S:
            import jwt

            claims = {"sub": self._project, "iat": now_s - BEFORE_S, "exp": now_s + LIFE_S}
            self._token = jwt.encode(claims, self._key, "EdDSA", headers={"kid": self._credential})
            self._until = now_s + LIFE_S
        return self._token


def _value(found: Any) -> Any:
    return found["value"] if isinstance(found, dict) else found
