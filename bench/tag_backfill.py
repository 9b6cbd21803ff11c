"""`tag_backfill`: a new behaviour tag over 1 M shoppers and 20 M acts, against the same tag as SQL on DuckDB, in turns.

The acts lie where the product keeps them (blocks in memory). DuckDB reads them twice: by the SQL that the product
prints, over words and lists, and by SQL written by hand over whole numbers, its best case, which is the peer. All say
the same.
"""

import json
from statistics import median
from typing import Any

import duckdb
import numpy as np
from _acts import NOW, acts, cpu_s, duck, ground, moment

from huozhao.insight.tags.columns import Moment
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.pool import Pool
from huozhao.insight.tags.program import Program
from huozhao.insight.tags.sql import to_sql
from huozhao.insight.tags.stack import evaluate

SHOPPERS, ACTS, SEED, TURNS, CHUNK = 1_000_000, 20_000_000, 7, 3, 50_000
TAG = 'count(view, category in ("c1", "c2", "c3"), 30d) >= 3 and count(fav, 30d) >= 1 and count(paid, 30d) = 0'

BY_HAND = """SELECT whose FROM coded WHERE day > {after} AND day <= {today} GROUP BY whose HAVING
  count(*) FILTER (WHERE name = 0 AND sku % 40 IN (1, 2, 3)) >= 3 AND count(*) FILTER (WHERE name = 2) >= 1
  AND count(*) FILTER (WHERE name = 3) = 0"""


def ours(pool: Pool, program: Program, when: Moment, seen: np.ndarray) -> np.ndarray:
    """Return who carries the tag, chunk by chunk as the product does it."""
    found = []
    for begin in range(0, SHOPPERS, CHUNK):
        people = np.arange(begin, min(begin + CHUNK, SHOPPERS))
        lo = pool.start[people]
        results, _ = evaluate(
            pool.columns, *program.arrays(), lo, lo + pool.length[people], np.arange(len(people)),
            np.zeros(len(people), np.int64), np.zeros((len(people), 1)), when, seen)  # fmt: skip
        found.append(people[results > 0])
    return np.concatenate(found)


def main() -> None:
    """Run both in turns and print one line."""
    whose, given = acts(SHOPPERS, ACTS, SEED)
    _, subjects, program = ground()
    tree, pool, when = parse(TAG), Pool(), moment()
    program.add([("", tree)])
    pool.load(whose, given, SHOPPERS)
    seen = np.zeros(len(subjects) + 1, np.int64)
    sql = to_sql([("", tree)], NOW, when.today, 2024)
    answers: dict[str, Any] = {}
    with duckdb.connect() as connection:
        duck(connection, whose, given)
        columns = {"whose": whose.astype(np.int32), "day": given.day, "name": given.name, "sku": given.subject}
        connection.register("plain", columns)
        connection.execute("CREATE TABLE coded AS SELECT * FROM plain")
        by_hand = BY_HAND.format(after=when.today - 30, today=when.today)
        ours(pool, program, when, seen)
        turns = [
            (cpu_s(lambda: answers.update(ours=ours(pool, program, when, seen))),
             cpu_s(lambda: answers.update(duck=connection.execute(sql).fetchnumpy()["person"])),
             cpu_s(lambda: answers.update(hand=connection.execute(by_hand).fetchnumpy()["whose"])))
            for _ in range(TURNS)
        ]  # fmt: skip
    for other in ("duck", "hand"):
        same = np.array_equal(np.sort(answers["ours"]), np.sort(np.asarray(answers[other])))
        assert same, "all name the same shoppers"
    value, printed, peer = (median(times) for times in zip(*turns, strict=True))
    print(json.dumps({
        "figure": "tag_backfill", "value": round(value, 3), "unit": "CPU s",
        "peer": "DuckDB, SQL by hand over whole numbers, equal on every shopper",
        "printed_sql_cpu_s": round(printed, 3), "peer_value": round(peer, 3), "ratio": round(value / peer, 3),
        "carriers": len(answers["ours"]),
        "data": f"{SHOPPERS:,} shoppers, {ACTS:,} acts of {90} days, generated", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
