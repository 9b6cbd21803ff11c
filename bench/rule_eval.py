"""`rule_eval`: whole tag rules evaluated a second, measures included: 200 rules for 5,000 shoppers with their acts.

Every rule joins two or three windows over categories, kinds of act and money; nothing is kept from one turn to the
next. For comparison the same rules read plainly in Python, one shopper after another.
"""

import json
import time
from statistics import median

import numpy as np
from _acts import NAMES, acts, ground, moment, path_of

from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.pool import Pool
from huozhao.insight.tags.reading import Past, Reader
from huozhao.insight.tags.stack import evaluate

SHOPPERS, ACTS, RULES, SEED, TURNS, PLAIN = 5_000, 200_000, 200, 7, 5, 20


class Nobody:
    """A person of whom only acts are known."""

    def told(self, name: str) -> str:
        """Return nothing."""
        return ""

    def carries(self, tag: str, value: str) -> bool:
        """Return False."""
        return False

    def age(self) -> float | None:
        """Return None."""
        return None


def rules() -> list[str]:
    """Return seeded rules."""
    rng = np.random.default_rng(SEED)
    return [
        f'count(view, category = "c{rng.integers(40)}", {rng.integers(3, 60)}d) >= {rng.integers(1, 8)} '
        f"and count(cart | fav, {rng.integers(3, 60)}d) >= {rng.integers(0, 3)} "
        f"and not sum(paid, amount, {rng.integers(7, 80)}d) > {rng.integers(50, 900)}"
        for _ in range(RULES)
    ]


def main() -> None:
    """Run and print one line."""
    whose, given = acts(SHOPPERS, ACTS, SEED)
    _, subjects, program = ground()
    trees = [parse(rule) for rule in rules()]
    for tree in trees:
        program.add([("", tree)])
    pool, when = Pool(), moment()
    pool.load(whose, given, SHOPPERS)
    people = np.repeat(np.arange(SHOPPERS), RULES)
    numbers = np.tile(np.arange(RULES), SHOPPERS)
    lo, seen = pool.start[:SHOPPERS], np.zeros(len(subjects) + 1, np.int64)
    hi = lo + pool.length[:SHOPPERS]

    def run() -> np.ndarray:
        results, _ = evaluate(
            pool.columns, *program.arrays(), lo, hi, people, numbers, np.zeros((SHOPPERS, 1)), when, seen)
        return np.asarray(results)

    found, rates = run(), []
    for _ in range(TURNS):
        before = time.process_time()
        run()
        rates.append(len(people) / (time.process_time() - before))
    readers = [_reader(pool, shopper, when) for shopper in range(PLAIN)]
    before = time.process_time()
    plain = [reader.holds(tree) for reader in readers for tree in trees]
    peer = len(plain) / (time.process_time() - before)
    assert plain == list(found[: len(plain)] > 0), "both readings agree"
    value = median(rates)
    print(json.dumps({
        "figure": "rule_eval", "value": round(value), "unit": "rules/CPU s", "peer": "the plain reading in Python",
        "peer_value": round(peer), "ratio": round(value / peer), "seed": SEED,
        "data": f"{RULES} rules of 3 windows, {SHOPPERS:,} shoppers with {ACTS // SHOPPERS} acts each, generated",
    }))  # fmt: skip


def _reader(pool: Pool, shopper: int, when: object) -> Reader:
    columns, begin = pool.columns, int(pool.start[shopper])
    past = [
        Past(int(columns.at[i]), int(columns.day[i]), NAMES[columns.name[i]], f"s{columns.subject[i]}",
             path_of(f"s{columns.subject[i]}"), int(columns.quantity[i]), int(columns.amount[i]))
        for i in range(begin, begin + int(pool.length[shopper]))
    ]  # fmt: skip
    return Reader(past, when.now, when.today, Nobody())  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
