"""`tag_windows`: acts taken in and a sliding-window count kept true for every shopper, in updates a second.

Acts arrive in batches in order of arrival, a tenth of them late; after each batch the window's count of every shopper
touched is measured anew, as the live tags do. Peers on the same stream: a naive deque a shopper in Python (on a part of
the stream), and the count once at the end as SQL on DuckDB, which must be equal for every shopper.
"""

import json
import time
from collections import deque
from statistics import median

import duckdb
import numpy as np
from _acts import NOW, acts, duck, ground, moment
from numpy.typing import NDArray

from huozhao.insight.tags.columns import Columns
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.pool import Pool
from huozhao.insight.tags.program import Program
from huozhao.insight.tags.sql import to_sql
from huozhao.insight.tags.stack import evaluate
from huozhao.terms.time import DAY_MS

SHOPPERS, ACTS, SEED, TURNS, BATCH, NAIVE = 100_000, 4_000_000, 7, 3, 200_000, 200_000
TAG = "count(view | cart, 7d) >= 10"


def arrival(whose: NDArray[np.int64], given: Columns) -> tuple[NDArray[np.int64], Columns]:
    """Return acts in the order in which they arrive: each tenth up to a day late."""
    rng = np.random.default_rng(SEED + 1)
    late = np.where(rng.random(len(whose)) < 0.1, rng.integers(0, DAY_MS, len(whose)), 0)
    order = np.argsort(given.at + late, kind="stable")
    return whose[order], Columns(*(column[order] for column in given))


def ours(whose: NDArray[np.int64], given: Columns, program: Program, seen: NDArray[np.int64]) -> NDArray[np.int16]:
    """Take in all batches, measuring whom each touched; return who carries the tag in the end."""
    pool, held = Pool(), np.zeros(SHOPPERS, np.int16)
    pool.know(SHOPPERS)
    for begin in range(0, len(whose), BATCH):
        part = slice(begin, begin + BATCH)
        pool.insert(whose[part], Columns(*(column[part] for column in given)))
        people = np.flatnonzero(np.bincount(whose[part], minlength=SHOPPERS))
        when = moment(int(given.at[part].max()))
        held[people] = measured(pool, program, people, when, seen)
    return np.asarray(measured(pool, program, np.arange(SHOPPERS), moment(), seen))


def measured(pool: Pool, program: Program, people: NDArray[np.int64], when: object, seen: NDArray[np.int64]) -> object:
    """Return the tag's state of some shoppers."""
    lo, count = pool.start[people], len(people)
    results, _ = evaluate(pool.columns, *program.arrays(), lo, lo + pool.length[people], np.arange(count),
                          np.zeros(count, np.int64), np.zeros((count, 1)), when, seen)  # fmt: skip
    return results


def naive(whose: NDArray[np.int64], given: Columns) -> int:
    """Keep a deque of days a shopper; return how many reach the count in the end (late acts are put at the end)."""
    kept: dict[int, deque[int]] = {}
    for who, day, name in zip(whose[:NAIVE].tolist(), given.day[:NAIVE].tolist(), given.name[:NAIVE].tolist(),
                              strict=True):  # fmt: skip
        if name < 2:
            days = kept.setdefault(who, deque())
            days.append(day)
            while days and days[0] <= day - 7:
                days.popleft()
    return sum(len(days) >= 10 for days in kept.values())


def per_s(work: object, count: int) -> float:
    """Return items a processor second."""
    before = time.process_time()
    work()  # type: ignore[operator]
    return count / (time.process_time() - before)


def main() -> None:
    """Run both in turns and print one line."""
    whose, given = arrival(*acts(SHOPPERS, ACTS, SEED))
    _, subjects, program = ground()
    tree = parse(TAG)
    program.add([("", tree)])
    seen = np.zeros(len(subjects) + 1, np.int64)
    held = ours(whose, given, program, seen)
    turns = [(per_s(lambda: ours(whose, given, program, seen), ACTS), per_s(lambda: naive(whose, given), NAIVE))
             for _ in range(TURNS)]  # fmt: skip
    with duckdb.connect() as connection:
        duck(connection, whose, given)
        before = time.process_time()
        found = connection.execute(to_sql([("", tree)], NOW, moment().today, 2024)).fetchnumpy()["person"]
        once = time.process_time() - before
    assert np.array_equal(np.flatnonzero(held), np.sort(np.asarray(found))), "equal to SQL on every shopper"
    value, peer = (median(rates) for rates in zip(*turns, strict=True))
    print(json.dumps({
        "figure": "tag_windows", "value": round(value), "unit": "updates/CPU s", "peer": "a deque a shopper in Python",
        "peer_value": round(peer), "ratio": round(value / peer, 1), "duckdb_once_cpu_s": round(once, 3),
        "equal_to_sql": True, "data": f"{SHOPPERS:,} shoppers, {ACTS:,} acts, a tenth late, batches of {BATCH:,}",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
