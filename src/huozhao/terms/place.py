"""Points on the map. A coordinate without its system is refused: GCJ-02 lies up to 600 m from WGS-84."""

from dataclasses import dataclass
from math import asin, atan2, cos, pi, radians, sin, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.errors import BadInput

SYSTEMS = ("wgs84", "gcj02", "bd09")
EARTH_KM = 6371.0088
# Krasovsky 1940 ellipsoid, on which the GCJ-02 offset is defined.
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Longitude and latitude in degrees, and the system they are measured in."""

    longitude: float
    latitude: float
    system: str

    def to_wgs84(self) -> "Coordinates":
        """Return the same point in WGS-84, exact to about a metre for GCJ-02 and BD-09."""
        if self.system == "wgs84":
            return self
        if self.system == "bd09":
            return _bd09_to_gcj02(self).to_wgs84()
        return _undo_offset(self)

    def to_gcj02(self) -> "Coordinates":
        """Return the same point in GCJ-02, as WeChat, Amap and Tencent measure."""
        if self.system == "gcj02":
            return self
        point = self.to_wgs84()
        if not _has_offset(point):
            return Coordinates(point.longitude, point.latitude, "gcj02")
        dlon, dlat = _offset(point.longitude, point.latitude)
        return Coordinates(point.longitude + dlon, point.latitude + dlat, "gcj02")


def coordinates(longitude: float | None, latitude: float | None, system: str | None) -> Coordinates | None:
    """Read a point from three optional fields; None when no field is given.

    Raises BadInput when one part is missing, the system is unknown or a degree is out of range.
    """
    if longitude is None and latitude is None:
        return None
    if longitude is None or latitude is None:
        missing = "longitude" if longitude is None else "latitude"
        raise BadInput("coordinates_incomplete", f"{missing} is missing", field=missing, hint="send both degrees")
    if system not in SYSTEMS:
        raise BadInput(
            "coordinates_without_system",
            "coordinates need the system they are measured in",
            field="system",
            hint="send system = gcj02 (WeChat, Amap, Tencent), bd09 (Baidu) or wgs84 (GPS)",
        )
    if not -180 <= longitude <= 180:
        raise BadInput(
            "longitude_out_of_range",
            f"longitude {longitude} is not in -180…180",
            field="longitude",
            hint="check that longitude and latitude are not swapped",
        )
    if not -90 <= latitude <= 90:
        raise BadInput(
            "latitude_out_of_range",
            f"latitude {latitude} is not in -90…90",
            field="latitude",
            hint="check that longitude and latitude are not swapped",
        )
    return Coordinates(longitude, latitude, system)


def distance_km(a: Coordinates, b: Coordinates) -> float:
    """Return the great-circle distance in kilometres (haversine, mean Earth radius)."""
    p, q = a.to_wgs84(), b.to_wgs84()
    dlat, dlon = radians(q.latitude - p.latitude), radians(q.longitude - p.longitude)
    h = sin(dlat / 2) ** 2 + cos(radians(p.latitude)) * cos(radians(q.latitude)) * sin(dlon / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def distances_km(
    longitude: float, latitude: float, longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the haversine distances (km) from one WGS-84 point to many, shape (n,)."""
    dlat, dlon = np.radians(latitudes - latitude), np.radians(longitudes - longitude)
    h = np.sin(dlat / 2) ** 2 + cos(radians(latitude)) * np.cos(np.radians(latitudes)) * np.sin(dlon / 2) ** 2
    result: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return result


def _bd09_to_gcj02(point: Coordinates) -> Coordinates:
    x, y = point.longitude - 0.0065, point.latitude - 0.006
    z = sqrt(x * x + y * y) - 0.00002 * sin(y * pi * 3000 / 180)
    theta = atan2(y, x) - 0.000003 * cos(x * pi * 3000 / 180)
    return Coordinates(z * cos(theta), z * sin(theta), "gcj02")


def _undo_offset(point: Coordinates) -> Coordinates:
    """Invert the GCJ-02 offset by fixed-point iteration; outside China there is no offset."""
    if not _has_offset(point):
        return Coordinates(point.longitude, point.latitude, "wgs84")
    longitude, latitude = point.longitude, point.latitude
    for _ in range(3):
        dlon, dlat = _offset(longitude, latitude)
        longitude, latitude = point.longitude - dlon, point.latitude - dlat
    return Coordinates(longitude, latitude, "wgs84")


def _has_offset(point: Coordinates) -> bool:
    return 72.004 <= point.longitude <= 137.8347 and 0.8293 <= point.latitude <= 55.8271


def _offset(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the GCJ-02 offset in degrees (longitude, latitude) at a WGS-84 point."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += _waves(y, ((20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += _waves(x, ((20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)))
    slope = 1 - _ECCENTRICITY2 * sin(radians(latitude)) ** 2
    north_deg = north * 180 / ((_AXIS_M * (1 - _ECCENTRICITY2)) / (slope * sqrt(slope)) * pi)
    east_deg = east * 180 / (_AXIS_M / sqrt(slope) * cos(radians(latitude)) * pi)
    return east_deg, north_deg


def _waves(t: float, terms: tuple[tuple[float, float], ...]) -> float:
    return sum(amplitude * sin(frequency * t * pi) for amplitude, frequency in terms) * 2 / 3


def place_dict(point: Coordinates) -> dict[str, Any]:
    """Return a point as plain data."""
    return {"longitude": point.longitude, "latitude": point.latitude, "system": point.system}
