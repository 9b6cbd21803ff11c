"""`next_basket`: recall and NDCG of the next basket on Ta-Feng, against TIFU-KNN and counting, on five user splits.

Published protocol (A Next Basket Recommendation Reality Check): every shopper's last basket is foretold from those
before; figures are means over five random fifths of the shoppers. Ours learns on baskets of the history only.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from _histories import DATA
from scipy.sparse import csr_matrix, vstack

from huozhao.matching.basket_fit import learn, lines
from huozhao.matching.basket_rows import History, rows
from huozhao.terms.ids import Ids

SEED, SPLITS, CUTS = 7, 5, (10, 20)
# TIFU-KNN's published setting for Ta-Feng: neighbours, groups, decay within and between groups, own share.
KIN, GROUPS, WITHIN, BETWEEN, OWN = 300, 7, 0.9, 0.7, 0.7
Past = list[list[list[int]]]


def read() -> tuple[Past, list[list[int]], int]:
    """Return the baskets of every shopper, the one to foretell, and the number of goods."""
    folder = DATA / "tafeng-baskets"
    past = json.loads((folder / "tafeng_history.json").read_text())
    future = json.loads((folder / "tafeng_future.json").read_text())
    users = sorted(past, key=int)
    baskets = [[basket for basket in past[user] if basket != [-1]] for user in users]
    wanted = [next(basket for basket in future[user] if basket != [-1]) for user in users]
    return baskets, wanted, 1 + max(item for user in [*baskets, wanted] for basket in user for item in basket)


def ours(past: Past, items: int) -> Callable[[int], np.ndarray]:
    """Return the product's next basket of a shopper; a basket's number stands for its day, as days are not told."""
    told = [(u, day, item) for u, baskets in enumerate(past) for day, basket in enumerate(baskets) for item in basket]
    bought = lines(*np.array(told).T)
    learned = learn(Ids.of([f"{item:06d}" for item in range(items)]), bought, SEED)
    starts = np.searchsorted(bought.shopper, np.arange(len(past) + 1))

    def best(u: int) -> np.ndarray:
        span = slice(starts[u], starts[u + 1])
        found = rows(learned, History(bought.item[span], bought.day[span]), len(past[u]))
        return found.items[np.argsort(-learned.blend.log_odds(found.signs), kind="stable")[:max(CUTS)]]

    return best


def counts(past: Past, items: int) -> csr_matrix:
    """Return how often each shopper bought each product."""
    told = [(u, item) for u, baskets in enumerate(past) for basket in baskets for item in set(basket)]
    who, what = np.array(told).T
    return csr_matrix((np.ones(len(who), np.float32), (who, what)), (len(past), items))


def tifu(baskets: list[list[int]], items: int) -> csr_matrix:
    """Return a shopper's vector of TIFU-KNN: baskets decayed within groups, groups decayed among each other."""
    count, groups = len(baskets), min(len(baskets), GROUPS)
    small = count // groups
    longer = count - small * groups
    sizes = [small] * (groups - longer) + [small + 1] * longer
    vector: dict[int, float] = {}
    at = 0
    for number, size in enumerate(sizes):
        for k in range(at, at + size):
            weight = WITHIN ** (count - 1 - k) * BETWEEN ** (GROUPS - 1 - number) / size / groups
            for item in set(baskets[k]):
                vector[item] = vector.get(item, 0.0) + weight
        at += size
    return csr_matrix((list(vector.values()), ([0] * len(vector), list(vector))), (1, items), dtype=np.float64)


def by_kin(vectors: csr_matrix, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return TIFU-KNN's scores of the test shoppers: 0.7 of their own vector, 0.3 of 300 Euclidean neighbours'."""
    learned, asked = vectors[train], vectors[test]
    length = np.asarray(learned.multiply(learned).sum(axis=1)).ravel()
    distance = length - 2 * np.asarray((asked @ learned.T).todense())
    near = np.argpartition(distance, KIN, axis=1)[:, :KIN]
    links = csr_matrix((np.full(near.size, 1 / KIN), near.ravel(), np.arange(0, near.size + 1, KIN)),
                       (len(test), len(train)))
    return np.asarray((OWN * asked + (1 - OWN) * (links @ learned)).todense())


def top(scores: np.ndarray) -> np.ndarray:
    """Return the best goods of each row, best first."""
    best = np.argpartition(-scores, max(CUTS), axis=1)[:, :max(CUTS)]
    order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
    return np.take_along_axis(best, order, 1)


def measured(lists: Sequence[np.ndarray], wanted: Sequence[list[int]]) -> list[float]:
    """Return recall@10, NDCG@10, recall@20, NDCG@20, each the mean over shoppers."""
    discount = 1 / np.log2(np.arange(2, 2 + max(CUTS)))
    made = []
    for found, basket in zip(lists, wanted, strict=True):
        truth = set(basket)
        hit = np.array([item in truth for item in found], float)
        made.append([value for cut in CUTS for value in (
            hit[:cut].sum() / len(truth), hit[:cut] @ discount[:cut] / discount[:min(cut, len(truth))].sum())])
    return [float(value) for value in np.mean(made, axis=0)]


def split(past: Past, wanted: list[list[int]], items: int) -> dict[str, list[list[float]]]:
    """Return the figures of every method on every split."""
    mine, table = ours(past, items), counts(past, items)
    vectors = vstack([tifu(baskets, items) for baskets in past]).tocsr()
    rng = np.random.default_rng(SEED)
    made: dict[str, list[list[float]]] = {}
    for _ in range(SPLITS):
        order = rng.permutation(len(past))
        test, train = np.sort(order[: len(past) // 5]), np.sort(order[len(past) // 5 :])
        popular = np.asarray(table[train].sum(axis=0)).ravel()
        scores = {
            "TIFU-KNN": by_kin(vectors, train, test),
            "personal top frequency, then popularity": table[test].toarray() + popular / (popular.max() + 1),
            "global popularity": np.tile(popular, (len(test), 1)),
        }
        lists = {"ours": [mine(int(u)) for u in test], **{name: list(top(each)) for name, each in scores.items()}}
        for name, found in lists.items():
            made.setdefault(name, []).append(measured(found, [wanted[u] for u in test]))
    return made


def line(made: dict[str, list[list[float]]], shoppers: int) -> dict[str, Any]:
    """Return the line of the figure; the peer is the best of the others."""
    mean = {name: np.mean(figures, axis=0).round(4).tolist() for name, figures in made.items()}
    peer = max((name for name in mean if name != "ours"), key=lambda name: mean[name][0])
    shown = "; ".join(f"{name}: R@10 {m[0]}, N@10 {m[1]}, R@20 {m[2]}, N@20 {m[3]}" for name, m in mean.items())
    return {
        "figure": "next_basket", "value": mean["ours"][0], "unit": "recall@10", "peer": peer,
        "peer_value": mean[peer][0], "ratio": round(mean["ours"][0] / mean[peer][0], 3),
        "data": f"Ta-Feng, {shoppers:,} shoppers, history → last basket, means of {SPLITS} random fifths of shoppers "
                f"(spread of R@10 {np.std([m[0] for m in made['ours']]):.4f}); {shown}; published TIFU-KNN R@10 .1301",
        "seed": SEED,
    }  # fmt: skip


def main() -> None:
    """Measure and print one line."""
    past, wanted, items = read()
    print(json.dumps(line(split(past, wanted, items), len(past))))


if __name__ == "__main__":
    main()
