"""`plan_million`: net one million shop×SKU rows within limits and a budget, say why, and write the plan.

The figure is the rules' work in CPU seconds against the same arithmetic as one would write it down in numpy. Beside it:
the whole plan of depots, transfers and purchases with every row's numbers (from which its lines and reason are written
when it is opened) and every proposal on disk, in wall seconds.
"""

import json
import math
import statistics
import tempfile
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr

from huozhao.backends.sqlite.plans import SqliteParts, SqliteProposals
from huozhao.supply.netting import (
    Bounds,
    Curve,
    Decision,
    Lines,
    Netting,
    Ranked,
    Rows,
    Stock,
    Worth,
    arithmetic_from,
    arithmetic_table,
    decide,
    demand_curve,
    keep_level,
    limits,
    net,
    network,
    rank,
    steps,
    why,
    worth,
)
from huozhao.supply.netting.worth import DAYS_A_YEAR, HOLDING_A_YEAR
from huozhao.supply.plan_book import Proposal
from huozhao.supply.policies import Targets

SEED, SHOPS, SKUS, ROUNDS, DAYS = 13, 200, 5_000, 3, 4
ROWS = SHOPS * SKUS
LEVELS, Z = (0.5, 0.8, 0.9, 0.95), np.array([0.0, 0.8416, 1.2816, 1.6449])
BUDGET = 0.6
SKUS_AT_ONCE, OPENED = 250, 100
KINDS = ("purchase", "transfer", "transfer")


def rows() -> dict[str, Any]:
    """Return one million rows of the stated generator, all places of a SKU together; the first place is the depot."""
    rng = np.random.default_rng(SEED)
    mean = rng.gamma(0.7, 8, ROWS)
    integers = {name: rng.poisson(rate, ROWS).astype(np.int64)
                for name, rate in (("on_hand", 9), ("reserved", 1), ("in_transit", 2), ("on_order", 1))}
    price = np.repeat(rng.integers(500, 20_000, SKUS), SHOPS)
    cost = (price * np.repeat(rng.uniform(0.4, 0.9, SKUS), SHOPS)).astype(np.int64)
    x, y = rng.normal(0, 20, SHOPS), rng.normal(0, 20, SHOPS)
    return {"mean": mean, "quantiles": mean[:, None] + Z * np.sqrt(mean * 2)[:, None],
            "intent": rng.gamma(0.1, 2, ROWS), "pack": np.repeat(rng.choice([1, 6, 12], SKUS), SHOPS).astype(np.int64),
            "least": np.repeat(np.where(rng.random(SKUS) < 0.2, 12, 1), SHOPS), "price": price, "cost": cost,
            "days": np.full(ROWS, DAYS), "supplier": np.repeat(rng.integers(0, 300, SKUS), SHOPS),
            "km": np.hypot(x[:, None] - x, y[:, None] - y), **integers}


def bare_netting(d: dict[str, Any]) -> Any:
    """Do the netting alone, as one would write it down: position, gap, minimum, packs."""
    demand = np.rint(d["mean"]).astype(np.int64)
    safety = np.maximum(np.ceil(d["quantiles"][:, -1]).astype(np.int64) - demand, 0)
    extra = np.rint(d["intent"]).astype(np.int64)
    up_to = demand + safety + extra
    reorder = np.minimum(np.ceil(d["mean"] * 0.75).astype(np.int64) + safety + extra, up_to)
    position = d["on_hand"] - d["reserved"] + d["in_transit"] + d["on_order"]
    gap = np.where((position <= reorder) & (up_to > position), up_to - position, 0)
    return position, np.where(gap > 0, -(-np.maximum(gap, d["least"]) // d["pack"]) * d["pack"], 0)


def bare(d: dict[str, Any]) -> Any:
    """Net, and cut by a budget: every pack by what it is expected to earn, with the normal loss function."""
    position, quantity = bare_netting(d)
    n = np.flatnonzero(quantity)
    packs = quantity[n] // d["pack"][n]
    line = np.repeat(n, packs)
    there = position[line] + (np.arange(len(line)) - np.repeat(np.cumsum(packs) - packs, packs)) * d["pack"][line]
    mean, spread = d["mean"][line], np.sqrt(d["mean"][line] * 2)

    def missing(x: Any) -> Any:
        z = (x - mean) / spread
        return spread * (np.exp(-z * z / 2) / math.sqrt(2 * math.pi) - z * ndtr(-z))

    sold, units, cost = missing(there) - missing(there + d["pack"][line]), d["pack"][line], d["cost"][line]
    reward = (d["price"] - d["cost"])[line] * sold - cost * (HOLDING_A_YEAR / DAYS_A_YEAR * DAYS) * (units - sold)
    order = np.argsort(-reward / (cost * units))
    kept = np.cumsum((cost * units)[order]) <= BUDGET * (quantity * d["cost"]).sum()
    return quantity, np.bincount(line[order[kept]], d["pack"][line[order[kept]]], ROWS)


def our_netting(d: dict[str, Any]) -> Netting:
    """Net by the rules of the product, overstock included."""
    want = levels(d, slice(None))
    return net(want, stock_of(d), limits(d["pack"], d["least"]), keep_level(want, d["days"]))


def ours(d: dict[str, Any]) -> tuple[Any, Ranked]:
    """Net, and rank packs by expected reward per yuan, from the quantiles of each row."""
    result = our_netting(d)
    n = np.flatnonzero(result.quantity)
    quantity, nothing = result.quantity[n], np.zeros(len(n), dtype=np.int64)
    lines = Lines(quantity, d["pack"][n], d["least"][n], quantity, result.position[n], d["days"][n], nothing, nothing,
                  demand_curve(d["mean"][n], LEVELS, d["quantiles"][n]), worth(d["price"][n], d["cost"][n]))
    return result.quantity, rank(lines, Bounds(budget_fen=int(BUDGET * (quantity * d["cost"][n]).sum())))


def levels(d: dict[str, Any], at: slice) -> Targets:
    """Return the levels of (R, s, S) at 95 %; what the policies make of them is not measured here."""
    demand, nothing = np.rint(d["mean"][at]).astype(np.int64), np.zeros(len(d["mean"][at]), dtype=np.int64)
    safety = np.maximum(np.ceil(d["quantiles"][at, -1]).astype(np.int64) - demand, 0)
    intent = np.rint(d["intent"][at]).astype(np.int64)
    up_to = demand + safety + intent
    reorder = np.minimum(np.ceil(d["mean"][at] * 0.75).astype(np.int64) + safety + intent, up_to)
    return Targets(demand, safety, intent, reorder, up_to, nothing, nothing, nothing)


def stock_of(d: dict[str, Any], at: slice = slice(None)) -> Stock:
    """Return the stock of some rows."""
    found = d["on_hand"][at]
    return Stock(found, d["reserved"][at], d["in_transit"][at], d["on_order"][at], np.ones(len(found), dtype=bool))


def chunk(d: dict[str, Any], at: slice) -> Rows:
    """Return the rows of some SKUs with all their places, every second shop filled from the depot."""
    mean, quantiles, days = d["mean"][at], d["quantiles"][at], d["days"][at]
    skus, filled_from = len(mean) // SHOPS, np.where(np.arange(SHOPS) % 2, 0, -1)
    where = network(np.repeat(np.arange(skus), SHOPS), np.tile(np.arange(SHOPS), skus), filled_from, d["km"])
    return Rows(levels(d, at), stock_of(d, at),
                limits(d["pack"][at], d["least"][at]), mean, demand_curve(mean, LEVELS, quantiles), days, days - 1,
                worth(d["price"][at], d["cost"][at]), where)


def plan(d: dict[str, Any], parts: SqliteParts, name: str) -> tuple[Any, Any, Lines, Any]:
    """Decide for everything and write every row; return what is wanted: kinds, rows, lines, numbers."""
    found, tables = [], []
    for first in range(0, ROWS, SKUS_AT_ONCE * SHOPS):
        at = slice(first, first + SKUS_AT_ONCE * SHOPS)
        part = chunk(d, at)
        made: Decision = decide(part)
        table = arithmetic_table(part, made).astype("<i4")
        parts.keep(name, [(f"{first // SHOPS + n:06d}", table[n * SHOPS:(n + 1) * SHOPS].tobytes())
                          for n in range(len(table) // SHOPS)])
        found.append(lines_of(part, made, d["supplier"][at]))
        found[-1]["row"] += first
        tables.append(table[found[-1]["row"] - first])
    whole = {name: np.concatenate([each[name] for each in found]) for name in found[0]}
    kind, row, values, money = (whole.pop(name) for name in ("kind", "row", "curve", "worth"))
    curve = Curve(demand_curve(np.zeros(1), LEVELS, np.zeros((1, len(LEVELS)))).levels, values)
    return kind, row, Lines(**whole, curve=curve, worth=Worth(*money.T)), np.concatenate(tables)


def lines_of(rows: Rows, made: Decision, supplier: Any) -> dict[str, Any]:
    """Return the columns of the lines that were decided: purchases, then what depots send, then transfers."""
    bought, sent, moved = np.flatnonzero(made.quantity), np.flatnonzero(made.from_depot), made.transfers
    row = np.concatenate([bought, sent, moved.receiver])
    kind = np.repeat([0, 1, 2], [len(bought), len(sent), len(moved.receiver)])
    units = np.concatenate([made.quantity[bought], made.from_depot[sent], moved.units])
    there = made.position + made.from_depot
    position = np.concatenate([(there + made.moved_in)[bought], made.position[sent], there[moved.receiver]])
    return {"kind": kind, "row": row, "units": units, "pack_size": np.where(kind < 2, rows.limit.pack_size[row], 1),
            "least": np.where(kind == 0, rows.limit.least[row], 1), "most": units, "position": position,
            "days": rows.days[row], "supplier": np.where(kind == 0, supplier[row], -1),
            "place": rows.where.place[row], "curve": made.curve.take(row).values,
            "worth": np.stack([getattr(rows.worth, each.name)[row] for each in fields(Worth)], axis=1)}


def publish(asked: tuple[Any, Any, Lines, Any], proposals: SqliteProposals, name: str) -> tuple[int, int]:
    """Rank everything that is wanted, write it as proposals, and return how many there are, kept and cut."""
    kind, row, lines, numbers = asked
    money = int(BUDGET * (lines.units * lines.worth.cost)[kind == 0].sum())
    ranked = rank(lines, Bounds(budget_fen=money))
    columns = (ranked.rank, kind, row, lines.supplier, ranked.units, (ranked.units * lines.worth.cost).astype(np.int64))
    proposals.publish(name, (
        Proposal(f"{name}-{r:08d}", name, KINDS[k], "open" if units else "cut", f"{at // SHOPS:06d}",
                 f"{at % SHOPS:03d}", "", str(who), "", units, fen, told.tobytes())
        for (r, k, at, who, units, fen), told in zip(zip(*(c.tolist() for c in columns), strict=True), numbers,
                                                     strict=True)))
    return int((ranked.units > 0).sum()), int((ranked.cut > 0).sum())


def opened(parts: SqliteParts, name: str) -> float:
    """Return the seconds in which a page of reasons and arithmetic is written from the numbers stored."""
    start = time.perf_counter()
    numbers = np.frombuffer(parts.get(name, "000000") or b"", dtype="<i4").reshape(SHOPS, -1)[:OPENED]
    told = [(why(a, 0.95).as_dict(), steps(a)) for a in map(arithmetic_from, numbers.tolist())]
    assert len(told) == OPENED
    return time.perf_counter() - start


def main() -> None:
    """Measure in turns and print one JSON line."""
    d = rows()
    ours(d)  # compiled before it is measured
    spent: dict[Any, list[float]] = {}
    for each in (bare, ours, bare_netting, our_netting) * ROUNDS:
        start = time.process_time()
        found = each(d)
        spent.setdefault(each, []).append(time.process_time() - start)
        del found
    took = {each: statistics.median(times) for each, times in spent.items()}
    quantity, ranked = ours(d)
    assert (bare(d)[0] == quantity).all()
    with tempfile.TemporaryDirectory() as folder:
        parts, proposals = SqliteParts(Path(folder) / "plans.db"), SqliteProposals(Path(folder) / "plans.db")
        marks = [(time.perf_counter(), time.process_time())]
        asked = plan(d, parts, "000000000000001")
        marks.append((time.perf_counter(), time.process_time()))
        kept, cut = publish(asked, proposals, "000000000000001")
        marks.append((time.perf_counter(), time.process_time()))
        page = opened(parts, "000000000000001")
        parts.close(), proposals.close()
    value, peer = took[ours], took[bare]
    print(json.dumps({
        "figure": "plan_million", "value": round(value, 3),
        "unit": "CPU s to net 1,000,000 rows and rank them under a budget",
        "peer": "the same in bare numpy with a normal loss function", "peer_value": round(peer, 3),
        "ratio": round(value / peer, 2), "netting_alone_s": round(took[our_netting], 3),
        "netting_alone_ratio": round(took[our_netting] / took[bare_netting], 2),
        "rows_to_order": int((quantity > 0).sum()),
        "lines_cut": int((ranked.cut > 0).sum()),
        "plan_and_write_s": round(marks[1][0] - marks[0][0], 2),
        "plan_and_write_cpu_s": round(marks[1][1] - marks[0][1], 2),
        "rank_and_write_proposals_s": round(marks[2][0] - marks[1][0], 2),
        "rank_and_write_proposals_cpu_s": round(marks[2][1] - marks[1][1], 2),
        "proposals_kept": kept, "proposals_cut": cut,
        "page_of_100_reasons_ms": round(page * 1000, 1),
        "data": "generated: gamma demand, Poisson stock, packs of 1, 6, 12, minimum orders, a depot for half the shops",
        "seed": SEED}))


if __name__ == "__main__":
    main()
