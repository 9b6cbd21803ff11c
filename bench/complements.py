"""`complements`: the share of "goes with" pairs that are bought together later, against substitutes and against lift.

Split in time. Learned before: complements and substitutes as the product does, and co-occurrence lift on the same
baskets (a basket is one shopper's day). Of every product bought after, the best five of each list, equally many of
each, are looked up: was the pair bought later by one shopper within seven days?
Retailrocket: sessions are views without a pause of 30 minutes. Taobao: views of this copy give purchases away and are
left out, favourites stand for them. Online Retail II has no views: goods alike by title are its substitutes.
"""

import json
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
from _histories import DATA
from hybrid_cold import SPLIT, sales

from huozhao.matching import content_fit, pairs_fit
from huozhao.matching.basket_fit import Lines, lines
from huozhao.matching.model import Sparse
from huozhao.terms.goods import Sku
from huozhao.terms.ids import Ids

SEED, BEST, DAY_S, PAUSE_S = 7, 5, 86_400, 1_800
Numbers = np.ndarray


@dataclass(frozen=True)
class Case:
    """Purchases before and after the split, what was looked at before (session, item), substitutes told otherwise."""

    before: Lines
    after: Lines
    seen: tuple[Numbers, Numbers]
    size: int
    alike: Sparse | None = None


def events(name: str, looked: tuple[str, ...], bought: str, share: float) -> Case:
    """Return an event table split at a share of its time span."""
    table = pq.read_table(DATA / name / "events.parquet")
    who, item, at = (table[c].to_numpy().astype(np.int64) for c in ("user_id", "item_id", "ts"))
    kind = np.array(table["event"].to_pylist())
    _, item = np.unique(item, return_inverse=True)
    until = int(at.min() + share * (at.max() - at.min()))
    is_bought, early = kind == bought, at < until
    looked_at = np.flatnonzero(np.isin(kind, looked) & early)
    order = looked_at[np.lexsort((at[looked_at], who[looked_at]))]
    begins = np.r_[True, (np.diff(who[order]) != 0) | (np.diff(at[order]) > PAUSE_S)]

    def of(kept: Numbers) -> Lines:
        return lines(who[kept], at[kept] // DAY_S, item[kept])

    return Case(of(is_bought & early), of(is_bought & ~early), (np.cumsum(begins) - 1, item[order]),
                int(item.max()) + 1)


def retail() -> Case:
    """Return Online Retail II; its substitutes are goods alike by title."""
    rows = sales()
    skus = sorted({sku for _, _, sku, _ in rows})
    place = {sku: n for n, sku in enumerate(skus)}
    title = {sku: text for day, _, sku, text in rows if day < SPLIT}
    day = np.array([row[0] for row in rows], "datetime64[D]").astype(np.int64)
    who, item = np.array([row[1] for row in rows]), np.array([place[row[2]] for row in rows])
    early = day < np.datetime64(SPLIT).astype(np.int64)
    told = content_fit.learn([Sku(sku, sku, title.get(sku, "")) for sku in skus])
    none = np.zeros(0, np.int64)
    return Case(lines(who[early], day[early], item[early]), lines(who[~early], day[~early], item[~early]),
                (none, none), len(skus), told.alike)


def later(case: Case) -> set[tuple[int, int]]:
    """Return the pairs that one shopper bought within seven days after the split."""
    found: set[tuple[int, int]] = set()
    starts = np.flatnonzero(np.r_[True, np.diff(case.after.shopper) != 0, True])
    for first, last in pairwise(starts):
        days, items = case.after.day[first:last], case.after.item[first:last]
        for day, item in zip(days.tolist(), items.tolist(), strict=True):
            near = items[(days >= day) & (days <= day + pairs_fit.DAYS)]
            found |= {(item, j) for j in near.tolist()} | {(j, item) for j in near.tolist()}
    return found


def by_lift(case: Case) -> Sparse:
    """Return co-occurrence lift n_ij N / (n_i n_j) of pairs that were in at least two baskets together."""
    from scipy.sparse import csr_array

    bought = case.before
    basket = np.cumsum(np.r_[True, (np.diff(bought.shopper) != 0) | (np.diff(bought.day) != 0)]) - 1
    held = csr_array((np.ones(len(bought)), (basket, bought.item)), (int(basket.max()) + 1, case.size))
    both = (held.T @ held).tocoo()
    times = np.bincount(bought.item, minlength=case.size)
    kept = (both.row != both.col) & (both.data >= 2)
    row, column = both.row[kept], both.col[kept]
    lift = both.data[kept] * held.shape[0] / (times[row] * times[column])
    order = np.lexsort((-both.data[kept], -lift, row))
    starts = np.searchsorted(row[order], np.arange(case.size + 1))
    return Sparse(starts.astype(np.int64), column[order].astype(np.int32), lift[order].astype(np.float32))


def measured(case: Case) -> dict[str, float]:
    """Return the share of pairs bought together later by list, over products that have all three lists."""
    names = Ids.of([f"{n:06d}" for n in range(case.size)])
    learned = pairs_fit.learn(names, case.before, case.seen, np.full(case.size, -1))
    tables = {"goes with": learned.complements, "substitutes": case.alike or learned.substitutes,
              "lift": by_lift(case)}
    true, asked = later(case), set(case.after.item.tolist())
    some = [i for i in sorted(asked) if all(len(table.row(i)[0]) for table in tables.values())]
    most = {i: min(BEST, *(len(table.row(i)[0]) for table in tables.values())) for i in some}
    shares = {name: [(i, int(j)) in true for i in some for j in table.row(i)[0][:most[i]]]
              for name, table in tables.items()}
    return {name: round(float(np.mean(hits)), 4) for name, hits in shares.items()} | {
        f"{name} pairs": len(hits) for name, hits in shares.items()} | {"products": len(some)}


def main() -> None:
    """Measure and print one line; the figure is the mean over the three sets."""
    made = {
        "Retailrocket (first 70 % of the time)": measured(
            events("retailrocket-events", ("view",), "transaction", 0.7)),
        "Taobao (first 6 of 9 days)": measured(events("taobao-events", ("fav",), "buy", 2 / 3)),
        f"Online Retail II (before {SPLIT})": measured(retail()),
    }
    value, peer, other = (float(np.mean([m[name] for m in made.values()]))
                          for name in ("goes with", "lift", "substitutes"))
    shown = "; ".join(f"{data}: goes with {m['goes with']}, substitutes {m['substitutes']}, lift {m['lift']} "
                      f"({m['products']:,} products, {m['goes with pairs']:,} pairs)" for data, m in made.items())
    print(json.dumps({
        "figure": "complements", "value": round(value, 4), "unit": "share of pairs bought together later",
        "peer": "co-occurrence lift", "peer_value": round(peer, 4), "ratio": round(value / peer, 3),
        "against_substitutes": round(value / other, 2), "data": shown, "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
