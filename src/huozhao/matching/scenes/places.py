"""Places of a scene: cities, provinces, a radius around a point, a polygon. Points are compared in WGS-84."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.matching.context import Context
from huozhao.matching.scenes.fields import NOTHING, Field, Wrong, choice, each, inside, listed, mapping, number, word
from huozhao.terms.errors import BadInput
from huozhao.terms.place import Coordinates, coordinates, distance_km
from huozhao.terms.regions import PROVINCES, plain_name
from huozhao.terms.text import Text

MOST_KM, MOST_CORNERS = 2_000, 500
_KM = Text("公里", "km")
_POINT = "{longitude: 114.364, latitude: 30.536, system: gcj02, km: 3}"
_CORNERS = "{system: gcj02, points: [[114.35, 30.53], [114.38, 30.53], [114.37, 30.55]]}"


@dataclass(frozen=True, slots=True)
class Radius:
    """All points within `km` of a centre (WGS-84); `name` is for people."""

    centre: Coordinates
    km: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Polygon:
    """All points inside a ring of corners (longitude, latitude in WGS-84), which closes by itself."""

    corners: tuple[tuple[float, float], ...]
    name: str = ""

    def holds(self, point: Coordinates) -> bool:
        """Tell whether a point is inside, by the even-odd rule (Shimrat 1962); a ring must not cross the 180° line."""
        x, y = point.to_wgs84().longitude, point.to_wgs84().latitude
        is_inside, last = False, self.corners[-1]
        for here in self.corners:
            if (here[1] > y) != (last[1] > y):
                crossing = (last[0] - here[0]) * (y - here[1]) / (last[1] - here[1]) + here[0]
                is_inside ^= x < crossing
            last = here
        return is_inside


def point(given: Mapping[str, Any]) -> Coordinates:
    """Return a point from its three fields, in WGS-84; Wrong when one is missing, which one it is and why."""
    if not isinstance(given.get("system"), str):
        raise Wrong(
            Text("坐标没有写坐标系", "the coordinates do not say their system"),
            Text(
                "加上 system: gcj02（微信、高德、腾讯）、bd09（百度）或 wgs84（GPS）",
                "add system: gcj02 (WeChat, Amap, Tencent), bd09 (Baidu) or wgs84 (GPS)",
            ),
            ("system",),
        )
    longitude, latitude = (
        inside(given, name, lambda value: number(value, -180, 180, Text("度", "degrees")))
        for name in ("longitude", "latitude")
    )
    try:
        found = coordinates(longitude, latitude, given["system"])
    except BadInput as error:
        raise Wrong(
            Text(f"坐标不对：{error.message}", error.message),
            Text("检查坐标系，以及经纬度是否写反", error.hint),
            (error.field or "system",),
        ) from None
    assert found is not None
    return found.to_wgs84()


def _radius(value: Any) -> Radius:
    given = mapping(value, ("longitude", "latitude", "system", "km", "name"), _POINT)
    return Radius(
        point(given), inside(given, "km", lambda km: number(km, 0.01, MOST_KM, _KM)), str(given.get("name") or "")
    )


def _polygon(value: Any) -> Polygon:
    given = mapping(value, ("system", "points", "name"), _CORNERS)
    points = given.get("points")
    if not isinstance(points, list | tuple) or not 3 <= len(points) <= MOST_CORNERS:
        raise Wrong(
            Text("多边形需要至少三个角", "a polygon needs three corners or more"),
            Text(f"例如 {_CORNERS}", f"for example {_CORNERS}"),
            ("points",),
        )
    corners = []
    for place, pair in enumerate(points):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Wrong(
                Text("每个角写成 [经度, 纬度]", "a corner is [longitude, latitude]"),
                Text("例如 [114.35, 30.53]", "for example [114.35, 30.53]"),
                ("points", place),
            )
        try:
            found = point({"longitude": pair[0], "latitude": pair[1], "system": given.get("system")})
        except Wrong as wrong:
            at = ("system",) if wrong.where == ("system",) else ("points", place)
            raise Wrong(wrong.message, wrong.hint, at) from None
        corners.append((found.longitude, found.latitude))
    return Polygon(tuple(corners), str(given.get("name") or ""))


def _cities(value: Any) -> tuple[str, ...]:
    return each(value, lambda name: plain_name(word(name)))


def _provinces(value: Any) -> tuple[str, ...]:
    return each(value, lambda name: choice(plain_name(word(name)), {known: known for known in PROVINCES}))


def _names(value: tuple[str, ...]) -> Text:
    return listed([Text(name, name) for name in value])


def _radius_rule(value: tuple[Radius, ...]) -> Text:
    return listed(
        [
            Text(f"距{r.name or _at(r.centre)} {r.km:g} 公里以内", f"within {r.km:g} km of {r.name or _at(r.centre)}")
            for r in value
        ]
    )


def _polygon_rule(value: tuple[Polygon, ...]) -> Text:
    return listed(
        [
            Text(
                f"在{p.name or f'{len(p.corners)} 个角围成的区域'}内",
                f"inside {p.name or f'an area of {len(p.corners)} corners'}",
            )
            for p in value
        ]
    )


def _at(place: Coordinates) -> str:
    return f"({place.longitude:.4f}, {place.latitude:.4f})"


def _here(context: Context) -> Text:
    return Text(_at(context.place), _at(context.place)) if context.place else NOTHING


def _town(context: Context) -> Text:
    return Text(context.city, context.city) if context.city else NOTHING


def _land(context: Context) -> Text:
    return Text(context.province, context.province) if context.province else NOTHING


def _is_near(value: tuple[Radius, ...], context: Context) -> bool:
    here = context.place
    return here is not None and any(distance_km(radius.centre, here) <= radius.km for radius in value)


def _is_inside(value: tuple[Polygon, ...], context: Context) -> bool:
    here = context.place
    return here is not None and any(polygon.holds(here) for polygon in value)


FIELDS: dict[str, Field] = {
    "cities": Field(_cities, lambda value, context: plain_name(context.city) in value, _names, _town, 2),
    "provinces": Field(_provinces, lambda value, context: plain_name(context.province) in value, _names, _land, 1),
    "near": Field(lambda value: each(value, _radius), _is_near, _radius_rule, _here, 4),
    "polygons": Field(lambda value: each(value, _polygon), _is_inside, _polygon_rule, _here, 4),
}
