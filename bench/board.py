"""`board`: a look at the board over a million real events, against DuckDB computing the same figures from the events.

Taobao's nine days of real acts, laid end to end to 27, the newest million of them: views, favourites, carts, orders.
The peer has the events in columns and computes four of the figures (visitors, buyers, orders, returning buyers) of both
periods and of each day. Both know the day's newest events; in turns, in CPU time of all threads.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.sqlite.state import SqliteState
from huozhao.events import catalogue as c
from huozhao.events.event import Recorded, event
from huozhao.flows.board.boards import Boards
from huozhao.flows.goods import FOLD, Goods
from huozhao.operations.facts import fold_board
from huozhao.terms.time import local_day

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
EVENTS, DAYS, TURNS, BATCH, ZONE = 1_000_000, 28, 5, 20_000, "Asia/Shanghai"
SQL = """
WITH days AS (SELECT shopper, day, count(*) FILTER (kind = 'buy') AS orders FROM acts
              WHERE day > ? - 146 GROUP BY ALL)
SELECT day, count(DISTINCT shopper), count(DISTINCT shopper) FILTER (orders > 0), sum(orders) FROM days
WHERE day > ? - 28 GROUP BY day
UNION ALL SELECT p, count(DISTINCT shopper), count(DISTINCT shopper) FILTER (orders > 0), sum(orders)
FROM days, (VALUES (0), (28)) AS periods(p) WHERE day <= ? - p AND day > ? - p - 28 GROUP BY p
UNION ALL SELECT -p, count(*), NULL, NULL FROM (
  SELECT p, shopper FROM days, (VALUES (1), (29)) AS periods(p) WHERE day < ? - p + 2 AND day > ? - p - 89
  GROUP BY p, shopper HAVING sum(orders) >= 2 AND max(day) FILTER (orders > 0) > ? - p - 27) GROUP BY p
"""


def read() -> dict[str, np.ndarray]:
    """Return the columns of the newest million acts, oldest first; `at` in ms."""
    table = pq.read_table(DATA / "taobao-events" / "events.parquet").to_pydict()
    order = np.argsort(np.array(table["ts"]), kind="stable")
    at = np.array(table["ts"], np.int64)[order] * 1000
    span = 9 * 86_400_000
    columns = {"shopper": np.array(table["user_id"])[order], "item": np.array(table["item_id"])[order],
               "kind": np.array(table["event"], object)[order]}  # fmt: skip
    laid = {name: np.tile(values, 3)[-EVENTS:] for name, values in columns.items()}
    return laid | {"at": np.concatenate([at + n * span for n in range(3)])[-EVENTS:]}


def recorded(acts: dict[str, np.ndarray]) -> Iterator[Recorded]:
    """Yield the acts as events of the log."""
    columns = (acts[name].tolist() for name in ("shopper", "item", "kind", "at"))
    for n, (shopper, item, kind, at) in enumerate(zip(*columns, strict=True)):
        yield Recorded(n + 1, event(f"e{n}", at, f"s{shopper}", _what(kind, f"i{item}", n)))


def _what(kind: str, sku: str, n: int) -> c.Properties:
    if kind == "buy":
        return c.OrderPaid(f"o{n}", [c.Line(sku, 1, 1000)], 1000)
    return {"pv": c.ProductViewed, "cart": c.ProductAddedToCart, "fav": c.ProductFavourited}[kind](sku)


def cpu_ms(work: Callable[[], Any]) -> float:
    """Return the processor milliseconds that a piece of work takes, all threads together."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def main() -> None:
    """Fold once, then look in turns, and print one line."""
    acts, fold = read(), fold_board(ZONE)
    now = int(acts["at"][-1])
    today = local_day(now, ZONE)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as peer:
        state = SqliteState(Path(folder) / "state.db", [FOLD, fold])
        batch, after, began = [], 0, time.process_time()
        for each in recorded(acts):
            batch.append(each)
            if len(batch) == BATCH:
                state.apply(fold.name, after, each.position, [w for r in batch for w in fold.fold(r)])
                batch, after = [], each.position
        folding = time.process_time() - began
        day = np.array([local_day(int(at), ZONE) for at in acts["at"]])
        peer.register("given", {"shopper": acts["shopper"], "kind": acts["kind"], "day": day})
        peer.execute("CREATE TABLE acts AS SELECT * FROM given")
        goods, log = Goods(state), MemoryLog()
        boards = Boards(state, log, goods, dict, ZONE)
        cold = cpu_ms(lambda: boards.at(now, DAYS))
        turns = []
        for turn in range(TURNS):
            newest = [Recorded(after + turn + 1, event(f"n{turn}", now, f"s{turn}", c.PageViewed("home")))]
            state.apply(fold.name, after + turn, after + turn + 1, [w for r in newest for w in fold.fold(r)])
            turns.append((cpu_ms(lambda: boards.at(now, DAYS)),
                          cpu_ms(lambda: peer.execute(SQL, [today] * 7).fetchall())))
        state.close()
    value, other = (median(times) for times in zip(*turns, strict=True))
    print(json.dumps({
        "figure": "board", "value": round(value, 1), "unit": "CPU ms a look: all figures by day, period, period before",
        "peer": "DuckDB over the events in columns, 4 of the figures", "peer_value": round(other, 1),
        "ratio": round(other / value, 2), "cold_ms": round(cold, 1),
        "fold_us_an_event": round(folding / EVENTS * 1e6, 1),
        "data": "Taobao, 1,000,000 real acts of nine days laid end to end", "seed": None,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
