"""Geography and weather without a network agree with real data within what they promise."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.geo.offline import OfflineGeocoder, table
from huozhao.backends.weather.climatology import MEANS_C, Climatology, mean_of_day
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.place import Coordinates, distance_km
from huozhao.terms.regions import PROVINCES, plain_name
from huozhao.terms.time import EPOCH

GEO = OfflineGeocoder()


def test_every_province_has_cities_and_a_climate() -> None:
    assert {spot.province for spot in table()} == set(PROVINCES) == set(MEANS_C)
    names = [(spot.province, spot.city) for spot in table()]
    assert len(set(names)) == len(names) >= 340


@pytest.mark.parametrize(("longitude", "latitude", "system", "city"), [
    (114.364, 30.536, "gcj02", "武汉"), (116.397, 39.908, "gcj02", "北京"), (113.94, 22.52, "wgs84", "深圳"),
    (121.50, 31.24, "bd09", "上海"),
])  # fmt: skip
def test_a_point_lies_in_its_city(longitude: float, latitude: float, system: str, city: str) -> None:
    found = GEO.locate(Coordinates(longitude, latitude, system))
    assert found is not None and found.city == city


def test_far_from_every_city_none_is_named() -> None:
    assert GEO.locate(Coordinates(139.7, 35.7, "wgs84")) is None
    assert GEO.locate(Coordinates(0.0, 0.0, "wgs84")) is None


def test_a_city_is_found_with_and_without_its_rank() -> None:
    assert GEO.find("武汉市") == GEO.find("武汉")
    assert GEO.find("恩施土家族苗族自治州") is not None
    assert GEO.find("巴黎") is None


def test_the_centres_are_where_others_say_they_are(shared_data: Path) -> None:
    path = shared_data / "cities-cn" / "cities.csv"
    if not path.exists():
        pytest.skip("cities-cn is not on this machine")
    others = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = Coordinates(float(row["longitude"]), float(row["latitude"]), "wgs84")
            others[plain_name(row["native"])].append(place)
    far = {spot.city: round(min(distance_km(spot.place, other) for other in others[spot.city]))
           for spot in table() if spot.place and others.get(spot.city)}
    assert len(far) > 250
    # Theirs are the middles of prefectures, ours the towns in which people live.
    assert sorted(far.values())[len(far) // 2] < 10
    wide = {city: km for city, km in far.items() if km > 60}
    assert len(wide) <= 0.1 * len(far), wide


def test_the_climate_is_like_eight_years_of_real_days(shared_data: Path) -> None:
    path = shared_data / "weather-cn" / "atmosphere.csv"
    if not path.exists():
        pytest.skip("weather-cn is not on this machine")
    sums: dict[tuple[str, int], list[float]] = defaultdict(list)
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            try:
                high, low = (float(row[name].rstrip("°℃")) for name in ("最高温度", "最低温度"))
            except ValueError:
                continue
            sums[plain_name(row["城市"]), int(row["日期"][5:7])].append((high + low) / 2)
    assert {city for city, _ in sums} and len(sums) >= 40
    gaps = {}
    for (city, month), means in sums.items():
        spot = GEO.find(city)
        assert spot is not None
        gaps[city, month] = abs(MEANS_C[spot.province][month - 1] - sum(means) / len(means))
    assert max(gaps.values()) < 4.0, sorted(gaps.items(), key=lambda gap: -gap[1])[:5]
    assert sum(gaps.values()) / len(gaps) < 1.8


@given(st.integers(0, 40_000), st.sampled_from(sorted(MEANS_C)))
def test_the_climate_never_jumps(day: int, province: str) -> None:
    means = MEANS_C[province]
    assert abs(mean_of_day(means, day) - mean_of_day(means, day + 1)) < 0.6
    found = Climatology().weather(Spot("", province), 0, day)
    assert found is not None and found.low_c < found.mean_c < found.high_c and abs(found.change_c) < 1.5


def test_the_middle_of_a_month_has_its_mean_and_abroad_nothing_is_known() -> None:
    assert mean_of_day(MEANS_C["湖北"], (date(2027, 1, 15) - EPOCH).days) == 4
    assert Climatology().weather(Spot("Paris", ""), 0, 20_000) is None
