"""`reviews_polarity`: is a review praise or complaint, on 50,000 real Chinese reviews and on phrases that mislead.

Reviews: online_shopping_10_cats (reviews-zh), copies dropped, nine tenths to learn from and a tenth held out, seed 0.
Ours learns its tone from those stars, with what the rules read; the peer is TF-IDF of letters in ones and twos with
LinearSVC on the same split. Contrast are the held-out reviews of at most 20 letters that hold a negation (不, 没, 无):
real, short and misleading; there ours is the rules, and the learned tone only where they say nothing. Sets of phrases
that were written for the rules stand beside it, with how they were read the first time (bench/_contrast.py).
"""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from _contrast import FIFTH, FIRST, FIRST_READINGS, FOURTH, SECOND, THIRD, Phrase
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from huozhao.operations.voice.lexicon import standard
from huozhao.operations.voice.reading import Reading, read
from huozhao.operations.voice.tone import Tone, features, learn
from huozhao.operations.voice.words import Words

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED, MOST_LETTERS = 0, 20
Review = tuple[str, str, bool]
_WORDS: dict[str, Words] = {}


def reviews() -> tuple[list[Review], list[Review]]:
    """Return (kind, text, is praise) to learn from, and held out."""
    table = pq.read_table(DATA / "reviews-zh" / "reviews.parquet").to_pylist()
    distinct = {str(row["review"]).strip(): row for row in reversed(table)}
    rows = [(str(row["cat"]), text, row["label"] == 1) for text, row in reversed(distinct.items())]
    order = np.random.default_rng(SEED).permutation(len(rows))
    cut = len(rows) // 10
    return [rows[i] for i in order[cut:]], [rows[i] for i in order[:cut]]


def reading(kind: str, text: str) -> Reading:
    """Return how the rules read a review of a kind of goods."""
    if kind not in _WORDS:
        _WORDS[kind] = standard().words(kind)
    return read(text, _WORDS[kind])


def by_rules(rows: list[Review]) -> dict[str, float]:
    """Return the share that the rules decide, and how many of those they decide rightly."""
    tones = np.array([reading(kind, text).tone for kind, text, _ in rows])
    truth = np.array([praise for _, _, praise in rows])
    decided = tones != 0
    return {"decided": round(float(decided.mean()), 4),
            "right_of_decided": round(float(((tones > 0) == truth)[decided].mean()), 4)}


def is_misleading(text: str) -> bool:
    """Tell whether a review is short and holds a negation."""
    return len(text) <= MOST_LETTERS and any(letter in text for letter in "不没无")


def phrases(tone: Tone, found: Sequence[Phrase]) -> dict[str, float]:
    """Return the share of phrases read rightly by the rules alone, and with the tone where they say nothing."""
    rules, both = [], []
    for kind, text, _ in found:
        said = reading(kind, text)
        rules.append(said.tone > 0 if said.tone else None)
        both.append(rules[-1] if said.tone else tone.of(text, said, kind) > 0)
    truth = [sign == 1 for _, _, sign in found]
    return {"rules": round(float(np.mean([a is not None and a == t for a, t in zip(rules, truth, strict=True)])), 4),
            "with_tone": round(float(np.mean([a == t for a, t in zip(both, truth, strict=True)])), 4)}


def main() -> None:
    """Measure and print."""
    train, test = reviews()
    truth = np.array([praise for _, _, praise in test])
    start = time.process_time()
    rows = [features(text, reading(kind, text), kind) for kind, text, _ in train]
    tone = learn(rows, np.array([praise for _, _, praise in train]))
    assert tone is not None
    learn_s = time.process_time() - start
    start = time.process_time()
    said = np.array([tone.of(text, reading(kind, text), kind) for kind, text, _ in test])
    ours = float(((said > 0) == truth).mean())
    each_us = (time.process_time() - start) / len(test) * 1e6
    start = time.process_time()
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    peer = LinearSVC(C=0.5).fit(vectors.fit_transform([text for _, text, _ in train]), [p for _, _, p in train])
    peer_s = time.process_time() - start
    theirs = float((peer.predict(vectors.transform([text for _, text, _ in test])) == truth).mean())
    misleading = [(kind, text, int(praise)) for kind, text, praise in test if is_misleading(text)]
    contrast = float(np.mean(peer.predict(vectors.transform([text for _, text, _ in misleading]))
                             == np.array([sign == 1 for _, _, sign in misleading])))  # fmt: skip
    print(json.dumps({
        "figure": "reviews_polarity", "value": round(ours, 4), "unit": "accuracy on held-out reviews",
        "peer": "TF-IDF of letters 1-2 + LinearSVC, same split", "peer_value": round(theirs, 4),
        "ratio": round(ours / theirs, 4), "seed": SEED,
        "contrast": phrases(tone, misleading), "contrast_rules": by_rules([(k, t, s == 1) for k, t, s in misleading]),
        "contrast_peer": round(contrast, 4), "contrast_phrases": len(misleading),
        "written_sets_now": {name: phrases(tone, found) for name, found in (
            ("first", FIRST), ("second", SECOND), ("third", THIRD), ("fourth", FOURTH), ("fifth", FIFTH))},
        "written_sets_first_read_by_rules": FIRST_READINGS,
        "rules_alone": by_rules(test),
        "learn_cpu_s": round(learn_s, 1), "peer_cpu_s": round(peer_s, 1), "read_us": round(each_us),
        "data": f"reviews-zh, {len(train) + len(test)} distinct reviews, {len(test)} held out",
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
