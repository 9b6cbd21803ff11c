"""A mall of many shops and SKUs from a stated generator, written straight into its storage."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import numpy as np

from huozhao.app import App, open_app
from huozhao.events.catalogue import ProductListed, Properties, ShopOpened
from huozhao.events.event import Event, event
from huozhao.settings import load
from huozhao.supply.ledger import Count
from huozhao.terms.time import DAY_MS, day_name, local_day

SEED, DAYS, CITIES, SUPPLIERS = 7, 112, 5, 50
# Shelves that were empty for three days a fortnight ago, shelves that hold far too much, shelves never counted.
EMPTY_SHARE, FULL_SHARE, UNCOUNTED_SHARE = 0.02, 0.05, 0.01
CITY_KM, COUNTS_AT_ONCE = 15.0, 20_000


def build(folder: Path, shops: int, skus: int) -> dict[str, Any]:
    """Make the mall: goods and shops as events, sales in the table of demand, counts in the ledger.

    A SKU sells exp(N(−2.3, 1.1²)) units a day at a middling shop, a shop exp(N(0, 0.5²)) times that, a day of the week
    0.8 to 1.4 times: Poisson. Stock covers 0 to 20 days, three in ten shops are filled from their city's warehouse.
    """
    rng, now = np.random.default_rng(SEED), int(time.time() * 1000)
    with open_app(load(folder)) as mall:
        mall.collect.record([*_shops(rng, shops, now), *_goods(rng, skus, now)])
        mall.folds.catch_up()
        today = local_day(now, mall.settings.mall.timezone)
    names = [f"S{n:03d}" for n in range(shops)]
    rate = np.exp(rng.normal(-2.3, 1.1, skus))
    size = np.exp(rng.normal(0.0, 0.5, shops))
    lines = _sales(folder / "state.db", rng, names, rate, size, today)
    with open_app(load(folder)) as mall:
        _stock(mall, rng, names, rate, size, now)
    return {"shops": shops, "skus": skus, "demand_lines": lines}


def _shops(rng: np.random.Generator, shops: int, now: int) -> list[Event]:
    centres = [(104.0 + 4.0 * n, 30.6) for n in range(CITIES)]
    found: list[Properties] = [
        ShopOpened(shop=f"W{n}", name=f"{n} 号仓", city=f"城{n}", kind="warehouse", longitude=float(x), latitude=y,
                   system="wgs84") for n, (x, y) in enumerate(centres)]
    for n in range(shops):
        x, y = centres[n % CITIES]
        east, north = rng.normal(0, CITY_KM / 95, 2).tolist()
        found.append(ShopOpened(
            shop=f"S{n:03d}", name=f"{n} 号店", city=f"城{n % CITIES}", longitude=x + east, latitude=y + north,
            system="wgs84", supplied_from=f"W{n % CITIES}" if n % 10 < 3 else "",
            capacity_units=200_000 if n % 7 == 0 else 0, truck_units=20_000 if n % 5 == 0 else 0))
    return [event(f"shop{n}", now, "", one) for n, one in enumerate(found)]


def _goods(rng: np.random.Generator, skus: int, now: int) -> list[Event]:
    day = now // DAY_MS
    found = []
    for n in range(skus):
        price = int(rng.integers(300, 20_000))
        found.append(ProductListed(
            sku=f"K{n:05d}", spu=f"K{n:05d}", title=f"商品 {n}", category=[f"类{n % 20}", f"小类{n % 200}"],
            price_fen=price, cost_fen=int(price * rng.uniform(0.5, 0.85)), supplier=f"供应商{n % SUPPLIERS}",
            lead_time_days=int(rng.integers(1, 8)), pack_size=int(rng.choice([1, 6, 12, 24])),
            min_order=int(rng.choice([1, 1, 1, 24])), shelf_life_days=int(rng.integers(5, 40)) if n % 20 == 0 else None,
            launched_on=day_name(day - (7 if n % 100 == 0 else 400))))
    return [event(f"goods{n}", now, "", one) for n, one in enumerate(found)]


def _sales(path: Path, rng: np.random.Generator, names: list[str], rate: Any, size: Any, today: int) -> int:
    """Write the sales of every SKU straight into the table of demand; return how many lines that are."""
    week = np.array([0.8, 0.85, 0.9, 1.0, 1.2, 1.4, 1.1])[np.arange(today - DAYS, today) % 7]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    connection.executemany('INSERT OR REPLACE INTO daily("day", "metric", "cut", "value") VALUES(?, ?, ?, ?)',
                           [(today - back, "orders", "", 1_000) for back in range(1, DAYS + 1)])
    lines = 0
    for n, mean in enumerate(rate.tolist()):
        young = DAYS - 6 if n % 100 == 0 else 0
        units = rng.poisson(mean * size[:, None] * week[None, :])
        units[:, :young] = 0
        shop, day = np.nonzero(units)
        rows = zip([f"K{n:05d}"] * len(shop), [names[at] for at in shop.tolist()], (today - DAYS + day).tolist(),
                   units[shop, day].tolist(), strict=True)
        connection.executemany('INSERT INTO demand("sku", "shop", "day", "quantity") VALUES(?, ?, ?, ?)', rows)
        lines += len(shop)
    connection.execute("COMMIT")
    connection.close()
    return lines


def _stock(mall: App, rng: np.random.Generator, names: list[str], rate: Any, size: Any, now: int) -> None:
    """Count every shelf, and some of them empty a fortnight ago for three days."""
    batch: list[Count] = []
    for n, mean in enumerate(rate.tolist()):
        cover = rng.uniform(0, 20, len(names)) * np.where(rng.random(len(names)) < FULL_SHARE, 10, 1)
        held, empty = np.rint(mean * size * cover).astype(int).tolist(), rng.random(len(names)) < EMPTY_SHARE
        counted = (rng.random(len(names)) >= UNCOUNTED_SHARE).tolist()
        for at, name in enumerate(names):
            if not counted[at]:
                continue
            if empty[at]:
                batch += [Count(f"a{n}.{at}", f"K{n:05d}", name, 9, now - 30 * DAY_MS),
                          Count(f"b{n}.{at}", f"K{n:05d}", name, 0, now - 14 * DAY_MS)]
            batch.append(Count(f"c{n}.{at}", f"K{n:05d}", name, held[at], now - 11 * DAY_MS))
        total = float(mean * size.sum())
        batch += [Count(f"w{n}.{w}", f"K{n:05d}", f"W{w}", round(total * 0.06 * cover), now - DAY_MS)
                  for w, cover in enumerate(rng.uniform(0, 12, CITIES).tolist())]  # fmt: skip
        if len(batch) >= COUNTS_AT_ONCE:
            mall.ledger.post(batch)
            batch = []
    mall.ledger.post(batch)
