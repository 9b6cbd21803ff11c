"""`crowd_count`: a crowd of five conditions counted exactly, against DuckDB on a column a tag, in turns."""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import duckdb
import numpy as np
from pyroaring import BitMap

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.crowds.crowds import Crowds
from huozhao.insight.tags.language.tree import Node

SIZES, SEED, TURNS = (1_000_000, 10_000_000), 7, 15
# Share of shoppers who carry each tag; the last one is clustered, as new shoppers are.
SHARES = {"a": 0.3, "b": 0.2, "c": 0.05, "d": 0.4, "e": 0.1}
CROWD = '(tag("a") and tag("b") or tag("c") and tag("d")) and not tag("e")'
SQL = "SELECT count(*) FROM tags WHERE (a AND b OR c AND d) AND NOT e"


class Carriers:
    """Who carries which tag, handed out as the product's live tags do: as copies."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._sets = {name: BitMap(np.flatnonzero(column).astype(np.uint32)) for name, column in columns.items()}
        self._everyone = BitMap(range(len(columns["a"])))

    def everyone(self) -> BitMap:
        """Return all shoppers."""
        return self._everyone.copy()

    def carriers(self, tag: str, value: str = "") -> BitMap:
        """Return who carries a tag."""
        return self._sets[tag].copy()

    def measured(self, node: Node) -> BitMap:
        """Return nobody: no behaviour is named."""
        return BitMap()

    def satisfies(self, person: str, node: Node) -> bool:
        """Answer no: no behaviour is named."""
        return False

    def uid(self, person: str) -> int | None:
        """Return a shopper's number."""
        return int(person)

    def name(self, uid: int) -> str:
        """Return a number's shopper."""
        return str(uid)


def columns(shoppers: int) -> dict[str, Any]:
    """Return seeded tags, a truth value a shopper each."""
    rng = np.random.default_rng(SEED)
    found = {name: rng.random(shoppers) < share for name, share in SHARES.items()}
    found["e"] = np.arange(shoppers) >= shoppers * (1 - SHARES["e"])
    return found


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """Return the processor and the wall seconds of one count, and the count."""
    cpu, wall = time.process_time(), time.perf_counter()
    count = work()
    return time.process_time() - cpu, time.perf_counter() - wall, count


def measure(shoppers: int) -> tuple[float, float, float, int]:
    """Return the median processor ms of ours and of the peer, ours in wall ms, and the count that both found."""
    given = columns(shoppers)
    crowds, turns = Crowds(Carriers(given), CrowdBook(MemoryDocuments(lambda: 0))), []
    with duckdb.connect() as connection:
        connection.register("given", given)
        connection.execute("CREATE TABLE tags AS SELECT * FROM given")
        for _ in range(TURNS):
            ours = timed(lambda: len(crowds.members(CROWD)))
            peer = timed(lambda: int(connection.execute(SQL).fetchall()[0][0]))
            assert ours[2] == peer[2], (ours[2], peer[2])
            turns.append((ours[0] * 1000, peer[0] * 1000, ours[1] * 1000))
    a, b, wall = (median(times) for times in zip(*turns, strict=True))
    return a, b, wall, ours[2]


def main() -> None:
    """Measure both sizes and print one line, its value the larger one's."""
    found = {shoppers: measure(shoppers) for shoppers in SIZES}
    value, peer, wall, count = found[SIZES[-1]]
    print(json.dumps({
        "figure": "crowd_count", "value": round(value, 3), "unit": "CPU ms", "peer": "DuckDB count, a column a tag",
        "peer_value": round(peer, 3), "ratio": round(value / peer, 3), "wall_ms": round(wall, 3), "count": count,
        "at_1_million": {"ms": round(found[SIZES[0]][0], 3), "peer_ms": round(found[SIZES[0]][1], 3)},
        "data": f"{SIZES[-1]:,} shoppers, 5 tags held by 5 to 40 %, generated", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
