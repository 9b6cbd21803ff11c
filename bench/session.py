"""`session`: the next click on Yoochoose over all prefixes, against VS-kNN and sequential rules alone, same train part.

Train is the published sample's train file, test the day after; goods never seen in train are left out of test, as is
usual. Ours learns its blend on the newest tenth of train, VS-kNN is set on the same tenth.
"""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise, product

import numpy as np
import pyarrow.parquet as pq
from _histories import DATA

from huozhao.matching.session_fit import Acts, learn
from huozhao.matching.session_rows import rows
from huozhao.terms.ids import Ids

SEED, CUT = 7, 20
KIN, NEWEST = (100, 200, 500), 1_000
WEIGHTS: dict[str, Callable[[int, int], float]] = {"linear": lambda k, n: k / n, "quadratic": lambda k, n: (k / n) ** 2}
Sessions = list[list[int]]
Method = Callable[[list[int]], list[int]]


def read(part: str) -> list[tuple[float, list[int]]]:
    """Return (end, goods in order) of every session, by end."""
    table = pq.read_table(DATA / "yoochoose-sessions" / f"yoochoose-clicks-100k_{part}.parquet")
    held: dict[int, list[tuple[float, int]]] = {}
    for session, item, at in zip(*(table[n].to_pylist() for n in ("SessionId", "ItemId", "Time")), strict=True):
        held.setdefault(session, []).append((at, item))
    ordered = [sorted(acts, key=lambda act: act[0]) for acts in held.values()]
    return sorted((acts[-1][0], [item for _, item in acts]) for acts in ordered)


def ours(train: Sessions, items: int) -> Method:
    """Return the product's next goods."""
    session = np.repeat(np.arange(len(train)), [len(each) for each in train])
    acts = Acts(session, np.concatenate([np.array(each) for each in train]))
    nobody = np.full(len(train), -1, np.int64)
    learned = learn(Ids.of([f"{item:06d}" for item in range(items)]), acts, Ids.of([]), nobody, SEED)

    def following(current: list[int]) -> list[int]:
        found = rows(learned, np.array(current))
        return found.items[np.argsort(-learned.blend.log_odds(found.signs), kind="stable")[:CUT]].tolist()

    return following


def sequential_rules(train: Sessions) -> Method:
    """Return SR of Ludewig & Jannach: Σ 1 / steps over all sessions, at most ten steps, from the last click."""
    rules: dict[int, dict[int, float]] = {}
    for clicks in train:
        for at, target in enumerate(clicks):
            for steps in range(1, min(10, at) + 1):
                row = rules.setdefault(clicks[at - steps], {})
                row[target] = row.get(target, 0.0) + 1 / steps
    return lambda current: _top(rules.get(current[-1], {}))


def vs_knn(train: Sessions, kin: int, weighting: Callable[[int, int], float]) -> Method:
    """Return VS-kNN of Ludewig & Jannach: newest 1,000 sessions that share a click, weighed by where it stands."""
    holding: dict[int, list[int]] = {}
    sets = [set(clicks) for clicks in train]
    for session, items in enumerate(sets):
        for item in items:
            holding.setdefault(item, []).append(session)

    def following(current: list[int]) -> list[int]:
        place = {item: weighting(k + 1, len(current)) for k, item in enumerate(current)}
        newest = sorted({s for item in place for s in holding.get(item, [])[-NEWEST:]}, reverse=True)[:NEWEST]
        alike = sorted(((sum(place[i] for i in sets[s] if i in place), s) for s in newest), reverse=True)[:kin]
        scores: dict[int, float] = {}
        for likeness, session in alike:
            step = next(k for k, item in enumerate(reversed(current), 1) if item in sets[session])
            for item in sets[session]:
                scores[item] = scores.get(item, 0.0) + likeness / step
        return _top(scores)

    return following


def _top(scores: dict[int, float]) -> list[int]:
    return sorted(scores, key=lambda item: -scores[item])[:CUT]


def prefixes(sessions: Sessions) -> Iterator[tuple[list[int], int]]:
    """Yield every prefix of every session with the click after it."""
    for clicks in sessions:
        for k, (_, wanted) in enumerate(pairwise(clicks), 1):
            yield clicks[:k], wanted


def measured(method: Method, sessions: Sessions) -> tuple[float, float, int]:
    """Return HR@20, MRR@20 and the number of prefixes."""
    ranks = [(found.index(wanted) + 1 if wanted in (found := method(current)) else 0)
             for current, wanted in prefixes(sessions)]
    return float(np.mean([r > 0 for r in ranks])), float(np.mean([1 / r if r else 0 for r in ranks])), len(ranks)


def main() -> None:
    """Measure and print one line."""
    train, test = ([clicks for _, clicks in read(part)] for part in ("train_full", "test"))
    place = {item: n for n, item in enumerate(sorted({item for clicks in train for item in clicks}))}
    train = [[place[item] for item in clicks] for clicks in train]
    test = [[place[item] for item in clicks if item in place] for clicks in test]
    earlier, newest = train[: -len(train) // 10], train[-len(train) // 10 :]
    settings = list(product(KIN, WEIGHTS))
    on_newest = [sum(measured(vs_knn(earlier, kin, WEIGHTS[name]), newest)[:2]) for kin, name in settings]
    kin, name = settings[int(np.argmax(on_newest))]
    hit, rank, count = measured(ours(train, len(place)), test)
    knn = measured(vs_knn(train, kin, WEIGHTS[name]), test)
    rules = measured(sequential_rules(train), test)
    print(json.dumps({
        "figure": "session", "value": round(hit, 4), "unit": "HR@20", "peer": f"VS-kNN ({kin} neighbours, {name})",
        "peer_value": round(knn[0], 4), "ratio": round(hit / knn[0], 4), "mrr_at_20": round(rank, 4),
        "peer_mrr_at_20": round(knn[1], 4), "rules_hr_at_20": round(rules[0], 4), "rules_mrr_at_20": round(rules[1], 4),
        "data": f"Yoochoose sample, {len(train):,} sessions to learn from, {count:,} prefixes of the day after; MRR@20 "
                f"ours {rank:.4f}, VS-kNN {knn[1]:.4f}; sequential rules HR@20 {rules[0]:.4f}, MRR@20 {rules[1]:.4f}",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
