"""A Geocoder over a compact table of China's prefecture cities: their names, provinces and rough centres.

The nearest centre names the city, so points close to a border between cities may be told wrong; a city that the caller
names, or a shop of the mall nearby, is better and goes before it.
"""

import csv
from functools import lru_cache
from importlib.resources import files

import numpy as np

from huozhao.matching.scenes.ports import Spot
from huozhao.terms.place import Coordinates, distances_km
from huozhao.terms.regions import plain_name

# Beyond this from every centre (km) no city is named; in the wide provinces of the north and west cities lie far apart.
USUAL_KM, WIDE_KM = 150.0, 400.0
WIDE = frozenset({"内蒙古", "西藏", "青海", "新疆", "甘肃", "黑龙江", "四川"})


class OfflineGeocoder:
    """A Geocoder that never asks anybody."""

    def __init__(self) -> None:
        self._spots = table()
        self._by_name = {spot.city: spot for spot in reversed(self._spots)}
        places = [spot.place for spot in self._spots if spot.place]
        self._longitudes = np.array([place.longitude for place in places])
        self._latitudes = np.array([place.latitude for place in places])

    def locate(self, place: Coordinates) -> Spot | None:
        """Return the city whose centre is nearest; see the port."""
        here = place.to_wgs84()
        km = distances_km(here.longitude, here.latitude, self._longitudes, self._latitudes)
        best = int(np.argmin(km))
        spot = self._spots[best]
        if km[best] > (WIDE_KM if spot.province in WIDE else USUAL_KM):
            return None
        return Spot(spot.city, spot.province, here)

    def find(self, city: str) -> Spot | None:
        """Return a city of the table; see the port."""
        return self._by_name.get(plain_name(city))


@lru_cache(maxsize=1)
def table() -> tuple[Spot, ...]:
    """Return all cities in the table, centres in WGS-84."""
    text = files("huozhao.backends.geo").joinpath("cities.csv").read_text("utf-8")
    return tuple(
        Spot(row["city"], row["province"], Coordinates(float(row["longitude"]), float(row["latitude"]), "wgs84"))
        for row in csv.DictReader(text.splitlines())
    )
