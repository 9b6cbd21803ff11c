"""What the mall thinks about a place and a time, and the weather that operators set by hand."""

import re
from typing import Annotated, Any

from litestar import Request, Router, delete, get, put
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.scenes.weathers import SetWeather
from huozhao.http.gate.asking import who
from huozhao.http.what.scene_wire import (
    ContextOut,
    SetWeatherOut,
    SetWeatherPage,
    WeatherIn,
    context_out,
    weather_out,
)
from huozhao.http.what.scenes import given_weather, look_at
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.place import coordinates
from huozhao.terms.regions import plain_name
from huozhao.terms.time import iso, parse_instant

# An instant in ms, as a query shows it.
WHOLE = re.compile(r"-?[0-9]{1,16}")


@get("/context", summary="Read the context of a place and time", tags=["scenes"], sync_to_thread=True)
def get_context(
    mall: App, request: Request[Any, Any, Any], longitude: float | None = None, latitude: float | None = None,
    system: str | None = None, city: Annotated[str, QueryParameter(max_length=64)] = "", shopper: str = "",
    at: str | None = None,
) -> ContextOut:  # fmt: skip
    """Return the city, weather, kind of day and (with consent) tags that a page would be made with."""
    look_at(mall, request, shopper, "context")
    place = coordinates(longitude, latitude, system)
    when = mall.clock() if at is None else parse_instant(int(at) if WHOLE.fullmatch(at) else at)
    context, found = mall.scenes.contexts.told(place, city, when, shopper)
    return context_out(context, found.by)


@get("/weather", summary="Read the weather that is set", tags=["scenes"], sync_to_thread=True)
def get_weather(mall: App) -> SetWeatherPage:
    """Return what operators set and still stands."""
    return SetWeatherPage([_set_out(mall, found) for found in mall.scenes.weathers.all_set()], None)


@put("/weather/{city:str}", status_code=200, summary="Set the weather of a city", tags=["scenes"], sync_to_thread=True)
def put_weather(mall: App, request: Request[Any, Any, Any], city: str, data: WeatherIn) -> SetWeatherOut:
    """Let weather stand for a city for some hours: to try a scene, or in a mall without a network."""
    if not 1 <= len(plain_name(city)) <= 64:
        raise BadInput("city_name", f"{city!r} is no name of a city", field="city", hint="for example 武汉")
    given = given_weather(data)
    return _set_out(mall, mall.scenes.weathers.set(city, given, who(request), mall.scenes.today()))


@delete("/weather/{city:str}", status_code=204, summary="Take back the weather of a city", tags=["scenes"],
        sync_to_thread=True)  # fmt: skip
def delete_weather(mall: App, city: str) -> None:
    """Take back what was set for a city."""
    if not mall.scenes.weathers.unset(city):
        raise NotFound("weather_not_set", f"no weather is set for {city!r}", field="city", hint="see GET /v1/weather")


def _set_out(mall: App, found: SetWeather) -> SetWeatherOut:
    context = mall.scenes.contexts.make(None, found.city, mall.clock(), "")
    return SetWeatherOut(found.city, weather_out(context), found.who, iso(found.at), iso(found.until))


ROUTER = Router("/", route_handlers=[get_context, get_weather, put_weather, delete_weather])
