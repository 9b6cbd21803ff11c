"""Real behaviour and order data as histories, for the figures of predictions. Only files named here are read."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huozhao.insight.predicted.history import CODE, NEVER, History, Subjects, sort
from huozhao.insight.predicted.themes import NAMES

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
DAY_S = 86_400


def taobao(folder: Path = DATA) -> History:
    """Return the Taobao log without its views.

    The views of this copy were kept only where the same shopper bought the same item, at any time; a view before the
    purchase therefore gives the purchase away, and all views are left out.
    """
    table = pq.read_table(folder / "taobao-events" / "events.parquet")
    table = table.filter(pc.not_equal(table["event"], "pv"))
    kind_of = {"buy": CODE["bought"], "cart": CODE["cart"], "fav": CODE["favourite"]}
    event = table["event"].to_pylist()
    kind = np.array([kind_of[name] for name in event], np.int8)
    who, shopper = np.unique(table["user_id"].to_numpy(), return_inverse=True)
    things, subject = np.unique(table["item_id"].to_numpy(), return_inverse=True)
    day = ((table["ts"].to_numpy() + 8 * 3600) // DAY_S).astype(np.int64)
    lines = _rows(shopper, day, kind, subject, np.ones(len(day), np.int64), np.zeros(len(day), np.int64))
    names = [str(thing) for thing in things]
    return _history([str(one) for one in who], names, _with_orders(lines, len(names)))


def online_retail(folder: Path = DATA) -> History:
    """Return the two files of Online Retail II as far as they go; credit notes are returns, guests are left out."""
    tables = [_retail(path) for path in sorted((folder / "online-retail-ii").glob("*.parquet"))]
    seen = set()
    parts = []
    for invoice, sku, quantity, price, at, who in (row for table in tables for row in zip(*table, strict=True)):
        if who is None or who != who or not sku[:5].isdigit() or price <= 0 or quantity == 0:
            continue
        key = (invoice, sku, quantity, price, at)
        if key in seen:
            continue
        seen.add(key)
        parts.append((str(int(who)), sku, at, quantity, round(abs(quantity) * price * 100)))
    who, shopper = np.unique([p[0] for p in parts], return_inverse=True)
    things, subject = np.unique([p[1] for p in parts], return_inverse=True)
    day = np.array([p[2] for p in parts], "datetime64[D]").astype(np.int64)
    units = np.array([p[3] for p in parts], np.int64)
    kind = np.where(units > 0, CODE["bought"], CODE["returned"]).astype(np.int8)
    lines = _rows(shopper, day, kind, subject, np.abs(units), np.array([p[4] for p in parts], np.int64))
    names = [str(thing) for thing in things]
    return _history([str(one) for one in who], names, _with_orders(lines, len(names)))


def _retail(path: Path) -> list[list[object]]:
    table = pq.read_table(path)
    wanted = [("Invoice", "InvoiceNo"), ("StockCode",), ("Quantity",), ("Price", "UnitPrice"), ("InvoiceDate",),
              ("Customer ID", "CustomerID")]
    columns = [next(table[name] for name in names if name in table.column_names) for names in wanted]
    dates = columns[4].cast(pa.string()).to_pylist()
    return [*(column.to_pylist() for column in columns[:4]), [date[:10] for date in dates], columns[5].to_pylist()]


def _rows(*columns: np.ndarray) -> np.ndarray:
    return np.stack([np.asarray(column, np.int64) for column in columns])


def _with_orders(lines: np.ndarray, nothing: int) -> np.ndarray:
    """Add one order (or return) a shopper and day, as the state tables hold them, with the subject `nothing`."""
    made = [lines]
    for line, order in (("bought", "order"), ("returned", "return")):
        mine = lines[:, lines[2] == CODE[line]]
        key, place = np.unique(mine[0] * 100_000 + mine[1], return_inverse=True)
        money = np.bincount(place, weights=mine[5], minlength=len(key)).astype(np.int64)
        size = len(key)
        made.append(_rows(key // 100_000, key % 100_000, np.full(size, CODE[order]), np.full(size, nothing),
                          np.ones(size), money))
    return np.concatenate(made, axis=1)


def _history(shoppers: list[str], names: list[str], rows: np.ndarray) -> History:
    size = len(names) + 1
    subjects = Subjects([*names, ""], [], np.full(size, -1, np.int32), np.zeros((size, len(NAMES)), np.bool_),
                        np.full(size, NEVER, np.int32))
    shopper, day, kind, subject = (rows[i].astype(np.int32) for i in range(4))
    return sort(History(shoppers, subjects, shopper, day, kind.astype(np.int8), subject, rows[4], rows[5]))
