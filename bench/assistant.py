"""`assistant`: a whole answer of the assistant without a model, against bare retrieval over the same knowledge.

    python bench/assistant.py

The knowledge holds 5,000 short Chinese reviews as phrasings, which is what shoppers' words look like; questions are
others of them. Ours reads, routes, searches, uses tools over orders, seals the talk and keeps it; the peer only ranks:
letters in ones and twos, TF-IDF, cosine (scikit-learn). CPU time, in turns. No question-and-answer set lies on this
machine, so nothing is said here of how often the right answer is found.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer

from huozhao.app import App, open_app
from huozhao.flows.assistant.assistant import Said
from huozhao.settings import Settings, Storage

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED, PHRASINGS, QUESTIONS, SHOPPERS = 7, 5_000, 400, 50
# What shoppers ask besides: three in four messages are about orders and goods.
ASKED = ("我的快递到哪了", "我要退货", "帮我取消那个订单", "我有优惠券吗", "多少钱", "转人工怎么转")


def texts() -> list[str]:
    """Return short reviews, each once, in an order that the seed gives."""
    table = pq.read_table(DATA / "reviews-zh" / "reviews.parquet").to_pylist()
    name = next(key for key in ("text", "review", "content") if key in table[0])
    found = sorted({str(row[name]).strip() for row in table if 6 <= len(str(row[name]).strip()) <= 40})
    np.random.default_rng(SEED).shuffle(found)
    return found


def timed(work: Callable[[], object]) -> float:
    """Return the CPU ms of one call."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def fill(app: App, phrasings: list[str]) -> None:
    """Write the knowledge, ten phrasings a passage."""
    answer = {"zh": "见店铺说明。"}
    passages = [{"phrasings": phrasings[n:n + 10], "answer": answer} for n in range(0, len(phrasings), 10)]
    app.service.assistant.knowledge.write_many(passages, "bench")


def main() -> None:
    """Measure both in turns and print the line."""
    found = texts()
    known, questions = found[:PHRASINGS], found[PHRASINGS:PHRASINGS + QUESTIONS]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    matrix = vectors.fit_transform(known)
    settings = replace(Settings(), storage=Storage(backend="memory"))
    ours, peer, bare = [], [], []
    with open_app(settings) as app:
        fill(app, known)
        assistant = app.service.assistant
        for text in (*ASKED, *questions[:5]):
            assistant.hear("warm", Said(text))
        for n, question in enumerate(questions):
            said = question if n % 4 == 0 else ASKED[n % len(ASKED)]
            shopper = f"shopper-{n % SHOPPERS}-{n // (4 * SHOPPERS)}"
            ours.append(timed(lambda said=said, shopper=shopper: assistant.hear(shopper, Said(said))))
            bare.append(timed(lambda said=said: assistant.knowledge.find(said)))
            peer.append(timed(lambda said=said: np.argmax((vectors.transform([said]) @ matrix.T).toarray())))
    value, other = statistics.median(ours), statistics.median(peer)
    print(json.dumps({
        "figure": "assistant", "value": round(value, 2), "unit": "CPU ms a whole answer, no model (p50)",
        "peer": "bare retrieval: character TF-IDF, cosine (scikit-learn)", "peer_value": round(other, 2),
        "ratio": round(other / value, 3), "p95_ms": round(float(np.quantile(ours, 0.95)), 2),
        "own_retrieval_ms": round(statistics.median(bare), 2), "phrasings": PHRASINGS,
        "data": "reviews-zh: 5,000 short reviews as phrasings, 400 others as questions", "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
