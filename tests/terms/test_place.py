"""Coordinates always carry their system, and distances are measured on the ground."""

import numpy as np
import pytest

from huozhao.terms.errors import BadInput
from huozhao.terms.place import Coordinates, coordinates, distance_km, distances_km

# Published pairs for one point in Beijing (Tiananmen): GPS, GCJ-02 and BD-09.
WGS = Coordinates(116.391265, 39.907352, "wgs84")
GCJ = Coordinates(116.397508, 39.908755, "gcj02")


def test_gcj02_is_turned_back_to_gps_within_some_metres() -> None:
    assert distance_km(GCJ.to_wgs84(), WGS) < 0.03
    assert distance_km(Coordinates(GCJ.longitude, GCJ.latitude, "wgs84"), WGS) > 0.5


def test_gps_is_told_to_wechat_as_it_measures_within_some_metres() -> None:
    told = WGS.to_gcj02()
    assert told.system == "gcj02" and distance_km(told, GCJ) < 0.03
    assert GCJ.to_gcj02() is GCJ
    assert Coordinates(-0.1276, 51.5072, "wgs84").to_gcj02() == Coordinates(-0.1276, 51.5072, "gcj02")


def test_bd09_lies_beside_gcj02() -> None:
    baidu = Coordinates(116.403875, 39.915131, "bd09")
    assert distance_km(baidu, GCJ) < 0.05


def test_outside_china_there_is_no_offset() -> None:
    london = Coordinates(-0.1276, 51.5072, "gcj02").to_wgs84()
    assert (london.longitude, london.latitude) == (-0.1276, 51.5072)


def test_the_distance_from_beijing_to_shanghai_is_some_1067_km() -> None:
    beijing, shanghai = Coordinates(116.4074, 39.9042, "wgs84"), Coordinates(121.4737, 31.2304, "wgs84")
    assert distance_km(beijing, shanghai) == pytest.approx(1067, abs=2)
    many = distances_km(116.4074, 39.9042, np.array([121.4737]), np.array([31.2304]))
    assert many[0] == pytest.approx(distance_km(beijing, shanghai))


def test_incomplete_or_impossible_coordinates_are_refused() -> None:
    assert coordinates(None, None, None) is None
    for longitude, latitude, system, code in [
        (114.0, None, "gcj02", "coordinates_incomplete"), (114.0, 30.0, None, "coordinates_without_system"),
        (200.0, 30.0, "gcj02", "longitude_out_of_range"), (30.0, 114.0, "gcj02", "latitude_out_of_range"),
    ]:
        with pytest.raises(BadInput) as refused:
            coordinates(longitude, latitude, system)
        assert refused.value.code == code
