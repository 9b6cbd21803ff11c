"""The twin's measured habits computed again from the data sets: how far the stored numbers are from them."""

import csv
import gzip
import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from huozhao.twin.habits import MEASURED

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
DAY_S, BRANDS = 86_400, 11
COLUMNS = ("store", "brand", "logmove", "deal", "feat", *(f"price{n + 1}" for n in range(BRANDS)))
Floats = NDArray[np.float64]


def main() -> None:
    """Fit every habit again and print the largest relative difference."""
    again = {**orange_juice(), **carts(), **messages()}
    apart = {name: abs(value / MEASURED[name].value - 1) for name, value in again.items()}
    print(json.dumps({
        "figure": "twin_habits", "value": round(max(apart.values()), 4), "unit": "largest relative difference",
        "peer": "the data sets themselves", "peer_value": 0, "ratio": None,
        "fitted": {name: round(value, 3) for name, value in again.items()},
        "published": [name for name, habit in MEASURED.items() if not habit.fitted],
        "data": "orangejuice, taobao-events, hillstrom-email", "seed": 0,
    }))  # fmt: skip


def orange_juice() -> dict[str, float]:
    """Return own-price elasticity and the effect of an advertisement: least squares within store and brand."""
    with gzip.open(DATA / "orangejuice" / "yx.csv.gz", "rt") as lines:
        rows = [[float(row[name]) for name in COLUMNS] for row in csv.DictReader(lines)]
    table = np.array(rows)
    brand = table[:, 1].astype(int)
    prices = np.log(table[:, 5:])
    own = prices[np.arange(len(table)), brand - 1]
    others = (prices.sum(axis=1) - own) / (BRANDS - 1)
    _, group = np.unique(table[:, 0] * 100 + brand, return_inverse=True)
    within = [_within(column, group) for column in (own, others, table[:, 3], table[:, 4], table[:, 2])]
    found = np.linalg.lstsq(np.column_stack(within[:4]), within[4], rcond=None)[0]
    return {"price_elasticity": float(found[0]), "advertised": float(found[3])}


def _within(values: Floats, group: NDArray[np.int64]) -> Floats:
    means = np.bincount(group, values) / np.bincount(group)
    return np.asarray(values - means[group])


def carts() -> dict[str, float]:
    """Return which share of things put into a cart is bought within 6 days, and the median lag of a day or more."""
    table = pq.read_table(DATA / "taobao-events" / "events.parquet")
    carted, bought = (_first(table, event) for event in ("cart", "buy"))
    begins = min(int(pc.min(table["ts"]).as_py()), min(carted.values()))
    early = [(at, bought.get(key)) for key, at in carted.items() if at < begins + 3 * DAY_S]
    soon = sum(then is not None and 0 <= then - at <= 6 * DAY_S for at, then in early) / len(early)
    lags = [(bought[key] - at) / DAY_S for key, at in carted.items() if key in bought]
    return {"carried": soon, "carried_days": float(np.median([lag for lag in lags if lag >= 1]))}


def _first(table: pa.Table, event: str) -> dict[tuple[int, int], int]:
    part = table.filter(pc.equal(table["event"], event))
    found: dict[tuple[int, int], int] = {}
    for user, item, at in zip(*(part[name].to_pylist() for name in ("user_id", "item_id", "ts")), strict=True):
        found[user, item] = min(at, found.get((user, item), at))
    return found


def messages() -> dict[str, float]:
    """Return by how much an e-mail multiplies visits of shoppers away for at least 7 months, and of the others."""
    with (DATA / "hillstrom-email" / "hillstrom.csv").open() as lines:
        rows = [(int(row["recency"]) >= 7, row["segment"] != "No E-Mail", int(row["visit"]))
                for row in csv.DictReader(lines)]
    rate = {(away, mailed): float(np.mean([visit for a, m, visit in rows if (a, m) == (away, mailed)]))
            for away in (True, False) for mailed in (True, False)}
    return {"message_lift_asleep": rate[True, True] / rate[True, False],
            "message_lift": rate[False, True] / rate[False, False]}


if __name__ == "__main__":
    main()
