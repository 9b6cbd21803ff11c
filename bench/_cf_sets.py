"""Five sets for `cf_quality`: what is known, and what is to be foretold, split as published or by time."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from _histories import DATA

from huozhao.matching.fit.alikes import alikes
from huozhao.matching.fit.history import History, Order, Split, history
from huozhao.matching.fit.tables import sparse
from huozhao.matching.model import Sparse

WEIGHTS = {"view": 1, "pv": 1, "fav": 5, "cart": 6, "addtocart": 6, "buy": 10, "transaction": 10}
TEST_SHARE = 0.1


@dataclass(frozen=True)
class Case:
    """A set with its test split, the length of the lists that are judged, and content where the set has any."""

    test: Split
    cut: int
    told: str
    alike: Sparse | None = None


def gowalla(folder: Path = DATA) -> Case:
    """Return check-ins on the published random split (LightGCN); no times."""
    parts = [pq.read_table(folder / "gowalla" / f"{part}.parquet") for part in ("train", "test")]
    (who, what), (whose, wanted) = ((t["user"].to_numpy(), t["item"].to_numpy()) for t in parts)
    shape = (int(max(who.max(), whose.max())) + 1, int(max(what.max(), wanted.max())) + 1)
    none = np.zeros(len(who), np.int64)
    known = history(who, what, np.ones(len(who)), none, shape, "unordered")
    return Case(_split(known, whose, wanted), 20, "Gowalla, published split")


def amazon_beauty(folder: Path = DATA) -> Case:
    """Return reviews, the last product of each shopper held out; categories and brands are content."""
    lines = (folder / "amazon-beauty" / "Beauty.txt").read_text().splitlines()
    met = [[int(word) for word in line.split()[1:]] for line in lines]
    shape = (len(met), max(max(row) for row in met) + 1)
    who = np.repeat(np.arange(len(met)), [len(row) - 1 for row in met])
    what = np.concatenate([row[:-1] for row in met])
    at = np.concatenate([np.arange(len(row) - 1) for row in met])
    known = history(who, what, np.ones(len(who)), at, shape, "ordered")
    told = json.loads((folder / "amazon-beauty" / "Beauty_item2attributes.json").read_text())
    goods = np.repeat([int(name) for name in told], [len(each) for each in told.values()])
    terms = np.concatenate([each for each in told.values() if each]).astype(np.int64)
    columns = int(terms.max()) + 1
    content = sparse(goods, terms, np.ones(len(terms)), (shape[1], columns))
    heat = np.log1p(np.bincount(known.items, minlength=shape[1])).astype(np.float32)
    return Case(_split(known, np.arange(len(met)), np.array([row[-1] for row in met])), 10,
                "Amazon Beauty, leave last out", alikes(content, columns, heat))


def taobao_events(folder: Path = DATA) -> Case:
    """Return favourites, carts and purchases, the newest tenth as test; views give purchases away in this copy."""
    table = pq.read_table(folder / "taobao-events" / "events.parquet")
    return _events(table.filter(pc.not_equal(table["event"], "pv")), "Taobao, newest tenth (no views)")


def retailrocket_events(folder: Path = DATA) -> Case:
    """Return views, carts and purchases, the newest good of each shopper as test.

    Shoppers of this copy come once and are gone: the newest tenth of time would ask 190 of 2,174 of them.
    """
    table = pq.read_table(folder / "retailrocket-events" / "events.parquet")
    weight = np.array([WEIGHTS[name] for name in table["event"].to_pylist()])
    who, what, at = (table[name].to_numpy() for name in ("user_id", "item_id", "ts"))
    cell, turn = np.unique(who.astype(np.int64) * (int(what.max()) + 1) + what, return_inverse=True)
    newest = np.zeros(len(cell), np.int64)
    np.maximum.at(newest, turn, at)
    of = cell // (int(what.max()) + 1)
    order = np.lexsort((newest, of))
    ends = order[np.flatnonzero(np.r_[np.diff(of[order]) != 0, True])]
    held = np.zeros(len(cell), np.bool_)
    held[ends] = True
    return _parted(who, what, at, weight, held[turn], "RetailRocket, newest good of each shopper")


def online_retail_ii(folder: Path = DATA) -> Case:
    """Return purchases of known customers in both years, the newest tenth as test: what they had not bought before."""
    who, what, at = [], [], []
    for path in sorted((folder / "online-retail-ii").glob("*.parquet")):
        table = pq.read_table(path)
        names = [("Customer ID", "CustomerID"), ("StockCode",), ("InvoiceDate",), ("Quantity",)]
        found = [next(table[n] for n in options if n in table.column_names) for options in names]
        kept = np.asarray(pc.and_(pc.is_valid(found[0]), pc.greater(found[3], 0))).astype(bool)
        customers = found[0].cast(pa.float64()).to_numpy()
        kept &= ~np.isnan(customers)
        who.append(customers[kept].astype(np.int64))
        what.append(np.array(found[1].to_pylist())[kept])
        at.append(np.array([str(d)[:19] for d in found[2].to_pylist()], "datetime64[s]").astype(np.int64)[kept])
    whole = (np.concatenate(who), np.concatenate(what), np.concatenate(at))
    return _timed(*whole, np.full(len(whole[0]), 10), "Online Retail II, newest tenth, first purchases")


def _events(table: pa.Table, told: str) -> Case:
    weight = np.array([WEIGHTS[name] for name in table["event"].to_pylist()])
    return _timed(table["user_id"].to_numpy(), table["item_id"].to_numpy(), table["ts"].to_numpy(), weight, told)


def _timed(who: np.ndarray, what: np.ndarray, at: np.ndarray, weight: np.ndarray, told: str) -> Case:
    """Split by time; goods are those known before, and the test asks only what is new to the shopper."""
    return _parted(who, what, at, weight, at > np.quantile(at, 1 - TEST_SHARE), told)


def _parted(
    who: np.ndarray, what: np.ndarray, at: np.ndarray, weight: np.ndarray, held: np.ndarray, told: str
) -> Case:
    before = ~held
    shoppers, who = np.unique(who, return_inverse=True)
    goods = np.unique(what[before])
    there = np.isin(what, goods)
    place = np.searchsorted(goods, what)
    shape = (len(shoppers), len(goods))
    cell, turn = np.unique(who[before] * shape[1] + place[before], return_inverse=True)
    last = np.zeros(len(cell), np.int64)
    np.maximum.at(last, turn, at[before])
    total = np.bincount(turn, weights=weight[before])
    order: Order = "timed"
    known = history(*np.divmod(cell, shape[1]), total, last, shape, order)
    later = np.unique(who[~before & there] * shape[1] + place[~before & there])
    fresh = later[~np.isin(later, cell)]
    return Case(_split(known, *np.divmod(fresh, shape[1])), 20, told)


def _split(known: History, who: np.ndarray, wanted: np.ndarray) -> Split:
    turn = np.argsort(who, kind="stable")
    starts = np.zeros(known.shoppers + 1, np.int64)
    np.cumsum(np.bincount(who, minlength=known.shoppers), out=starts[1:])
    return Split(known, starts, wanted[turn].astype(np.int32))


CASES: dict[str, Callable[[], Case]] = {
    "gowalla": gowalla, "amazon-beauty": amazon_beauty, "taobao-events": taobao_events,
    "retailrocket-events": retailrocket_events, "online-retail-ii": online_retail_ii,
}  # fmt: skip
