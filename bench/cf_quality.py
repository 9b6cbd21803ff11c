"""`cf_quality`: full-rank Recall and NDCG of collaborative recommendation on five sets, against tuned `implicit`.

    python bench/cf_quality.py             all sets
    python bench/cf_quality.py gowalla     one set

Ours is `learn_history`, the function the product calls, with no setting: it tunes itself on a split of the known part.
The peers are item-kNN (cosine, TF-IDF, BM25) and ALS of `implicit`, tuned on the same split by the same aim. Every list
ranks all goods the shopper has not met. The test part is looked at once, for the chosen configurations.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from _cf_sets import CASES, Case
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from huozhao.matching.fit.history import History, Split, split
from huozhao.matching.fit.learning import learn_history
from huozhao.matching.fit.ranking import joined, places_in_lists, recall_ndcg
from huozhao.matching.fit.reranker import blocks

warnings.filterwarnings("ignore", module="implicit")
SEED, ASKED = 0, 2_000
ALS = {"iterations": 12, "random_state": SEED, "use_gpu": False, "num_threads": 1}
KNN: list[tuple[str, Callable[[], Any]]] = [
    ("cosine", lambda: CosineRecommender(K=200, num_threads=1)),
    ("TF-IDF", lambda: TFIDFRecommender(K=200, num_threads=1)),
    *((f"BM25 K1={k} B={b}", lambda k=k, b=b: BM25Recommender(K=200, K1=k, B=b, num_threads=1))
      for k in (0.1, 1.2) for b in (0.2, 0.7)),
]  # fmt: skip
FACTORS: list[tuple[str, Callable[[], Any]]] = [
    (f"ALS {f} alpha={a} reg={r}", lambda f=f, a=a, r=r: AlternatingLeastSquares(f, alpha=a, regularization=r, **ALS))
    for f, a, r in ((64, 5, 0.05), (64, 20, 0.05), (64, 20, 3.0), (64, 60, 1.0))
]  # fmt: skip
Figures = tuple[float, float]


def matrix(known: History) -> csr_matrix:
    """Return what is known as the peers take it."""
    return csr_matrix((known.x, known.items, known.starts), (known.shoppers, known.size))


def judged(asked: Split, cut: int, of: Callable[[np.ndarray], np.ndarray], who: np.ndarray) -> Figures:
    """Return Recall@cut and NDCG@cut of lists made block by block."""
    found = [places_in_lists(asked, block, of(block)) for block in blocks(who, asked.known.size)]
    return recall_ndcg(joined(found), cut)


def peer(build: Callable[[], Any], asked: Split, cut: int, who: np.ndarray) -> Figures:
    """Return the figures of one peer."""
    table = matrix(asked.known)
    made = build()
    made.fit(table, show_progress=False)
    return judged(asked, cut, lambda block: made.recommend(block, table[block], N=cut)[0], who)


def best_peer(kinds: list[tuple[str, Callable[[], Any]]], case: Case) -> dict[str, Any]:
    """Choose on the split of the known part, judge on test; seconds of both."""
    before = time.process_time()
    later = split(case.test.known, SEED)
    who = np.sort(np.random.default_rng(SEED).permutation(later.asked)[:ASKED])
    tried = [sum(peer(build, later, 20, who)) for _, build in kinds]
    name, build = kinds[int(np.argmax(tried))]
    tuned = time.process_time()
    recall, ndcg = peer(build, case.test, case.cut, case.test.asked)
    return {"name": name, "recall": round(recall, 4), "ndcg": round(ndcg, 4), "tune_cpu_s": round(tuned - before, 1),
            "final_cpu_s": round(time.process_time() - tuned, 1)}  # fmt: skip


def ours(case: Case) -> dict[str, Any]:
    """Learn with no setting and judge on test."""
    before = time.process_time()
    learned = learn_history(case.test.known, case.alike, SEED)
    fitted = time.process_time()
    recall, ndcg = judged(case.test, case.cut, lambda block: learned.best(block)[0], case.test.asked)
    return {"recall": round(recall, 4), "ndcg": round(ndcg, 4), "learn_cpu_s": round(fitted - before, 1),
            "rank_cpu_s": round(time.process_time() - fitted, 1), "about": learned.about()}  # fmt: skip


def measured(name: str) -> dict[str, Any]:
    """Return one set's figures."""
    case = CASES[name]()
    mine = ours(case)
    peers = [best_peer(kinds, case) for kinds in (KNN, FACTORS)]
    lead = max(peers, key=lambda found: found["recall"] + found["ndcg"])
    line = {"set": name, "data": case.told, "cut": case.cut, "shoppers": len(case.test.asked),
            "goods": case.test.known.size, "ours": mine, "peers": peers,
            "ratio_recall": round(mine["recall"] / lead["recall"], 4),
            "ratio_ndcg": round(mine["ndcg"] / lead["ndcg"], 4)}  # fmt: skip
    print(json.dumps(line), file=sys.stderr, flush=True)
    return line


def warm_up() -> None:
    """Compile once, on chance data, so that no set pays for it."""
    from huozhao.matching.fit.history import history

    rng = np.random.default_rng(SEED)
    cell = np.unique(rng.integers(0, 200 * 60, 4_000))
    learn_history(history(*np.divmod(cell, 60), rng.integers(1, 9, len(cell)), np.arange(len(cell)), (200, 60)))


def main(asked: list[str]) -> None:
    """Measure the sets asked for, all by default, and print one line."""
    with threadpool_limits(1):
        warm_up()
        found = [measured(name) for name in asked or CASES]
    leads = [max(line["peers"], key=lambda p: p["recall"] + p["ndcg"]) for line in found]
    worst = min(min(line["ratio_recall"], line["ratio_ndcg"]) for line in found)
    told = "; ".join(
        f"{line['data']}: R@{line['cut']} {line['ours']['recall']} N@{line['cut']} {line['ours']['ndcg']} in "
        f"{line['ours']['learn_cpu_s']} + {line['ours']['rank_cpu_s']} CPU-s, {lead['name']} {lead['recall']} "
        f"{lead['ndcg']} in {lead['tune_cpu_s']} + {lead['final_cpu_s']}"
        for line, lead in zip(found, leads, strict=True)
    )
    print(json.dumps({
        "figure": "cf_quality", "value": round(float(np.mean([line["ours"]["recall"] for line in found])), 4),
        "unit": "mean Recall", "peer": "best of implicit's item-kNN and ALS, tuned in the same run",
        "peer_value": round(float(np.mean([lead["recall"] for lead in leads])), 4), "ratio": worst,
        "data": f"ratio = the worst of all sets and both figures. {told}", "seed": SEED,
        "sets": {line["set"]: {"ours": line["ours"], "peers": line["peers"]} for line in found},
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
