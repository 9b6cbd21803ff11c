"""The city's shops: a real chain's list where it is present, a stated generator elsewhere."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from huozhao.twin.words import DISTRICTS

REAL_LIST = "stores-cn/fresh_chain_dongbei_247.js"
# The page that the list was published for draws it on Baidu's map, so its degrees are read as BD-09.
REAL_SYSTEM = "bd09"
CENTRE = (123.43, 41.80)
DEPOT = "W01"
ENTRY = re.compile(
    r'"name":\s*"(?P<name>[^"]+)",\s*"address":\s*"(?P<address>[^"]*)",\s*'
    r'"operatingLng":\s*"(?P<lng>[\d.]+)",\s*"operatingLat":\s*"(?P<lat>[\d.]+)"'
)


def make_shops(seed: int, count: int, data: Path | None) -> list[dict[str, Any]]:
    """Return `count` shops as sent to the mall, in Shenyang (real list) or around its centre (generated).

    The generator draws degrees from a normal law around 123.43°E 41.80°N (0.07° and 0.05°, GCJ-02).
    """
    rng = np.random.default_rng([seed, 2])
    found = _real(data)
    real = [found[index] for index in sorted(rng.permutation(len(found))[:count])]
    invented = [_invented(rng, number) for number in range(count - len(real))]
    return [
        {
            "shop": f"S{number + 1:03d}", "name": name, "city": "沈阳", "longitude": longitude,
            "latitude": latitude, "system": system, "opens": "07:00", "closes": "23:00",
            "services": ["delivery", "pickup"], "kind": "shop", "supplied_from": DEPOT,
            "capacity_units": 2_400, "truck_units": 240,
        }
        for number, (name, longitude, latitude, system) in enumerate(real + invented)
    ]


def make_depot() -> dict[str, Any]:
    """Return the warehouse that fills all shops: north of the city, without couriers of its own (parcels only)."""
    return {
        "shop": DEPOT, "name": "沈北中心仓", "city": "沈阳", "longitude": 123.52, "latitude": 42.01,
        "system": "gcj02", "opens": "06:00", "closes": "24:00", "services": ["delivery"], "kind": "warehouse",
        "radius_km": 0.0, "capacity_units": 60_000, "truck_units": 6_000,
    }  # fmt: skip


def _real(data: Path | None) -> list[tuple[str, float, float, str]]:
    """Return the shops of the list that lie within about 25 km of Shenyang's centre."""
    path = data / REAL_LIST if data else None
    if path is None or not path.exists():
        return []
    text = path.read_text("utf-8", errors="replace")
    entries = [(m["name"], float(m["lng"]), float(m["lat"]), REAL_SYSTEM) for m in ENTRY.finditer(text)]
    near = {(e[1], e[2]): e for e in entries if abs(e[1] - CENTRE[0]) < 0.25 and abs(e[2] - CENTRE[1]) < 0.18}
    return [entry for entry in near.values() if "\ufffd" not in entry[0]]


def _invented(rng: np.random.Generator, number: int) -> tuple[str, float, float, str]:
    longitude = round(float(CENTRE[0] + 0.07 * rng.normal()), 6)
    latitude = round(float(CENTRE[1] + 0.05 * rng.normal()), 6)
    return f"{DISTRICTS[number % len(DISTRICTS)]}{number // len(DISTRICTS) + 1}店", longitude, latitude, "gcj02"
