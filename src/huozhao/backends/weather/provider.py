"""Which weather service is set: Open-Meteo, AMap, QWeather, or none, which leaves the long-term average."""

from pathlib import Path

import httpx

from huozhao.backends.weather.asking import Source
from huozhao.backends.weather.cached import CachedWeather
from huozhao.terms.errors import BadInput

PROVIDERS = ("climatology", "open-meteo", "amap", "qweather")


def weather_service(
    provider: str, url: str, key: str, project: str, credential: str, key_file: str, timeout_s: float, ttl_minutes: int,
) -> CachedWeather | None:  # fmt: skip
    """Return the service that the settings name; None for the long-term average. BadInput for what cannot work."""
    if provider not in PROVIDERS:
        raise BadInput("unknown_weather_provider", f"there is no weather provider {provider!r}",
                       field="weather.provider", hint=f"one of {', '.join(PROVIDERS)}")
    if provider == "climatology":
        return None
    return CachedWeather(_source(provider, url, key, project, credential, key_file, timeout_s), 60.0 * ttl_minutes)


def _source(
    provider: str, url: str, key: str, project: str, credential: str, key_file: str, timeout_s: float
) -> Source:
    from huozhao.backends.weather import amap, open_meteo
    from huozhao.backends.weather.qweather import QWeather

    needed = {"open-meteo": {}, "amap": {"key": key},
              "qweather": {"url": url, "project": project, "credential": credential, "key_file": key_file}}[provider]
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise BadInput("weather_setting_missing", f"weather.{missing[0]} is not set, and {provider} needs it",
                       field=f"weather.{missing[0]}", hint="see docs/reference/settings.md")
    usual = {"open-meteo": open_meteo.URL, "amap": amap.URL}.get(provider, "")
    client = httpx.Client(base_url=(url or usual).rstrip("/"), timeout=timeout_s)
    if provider == "amap":
        return amap.AMap(client, key)
    if provider == "qweather":
        return QWeather(client, project, credential, _read(key_file))
    return open_meteo.OpenMeteo(client)


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError as error:
        raise BadInput("weather_key_unreadable", f"weather.key_file: {error.strerror}", field="weather.key_file",
                       hint="the path of the PEM file with the Ed25519 private key") from None
