"""Quadruples (aspect term, opinion term, category, polarity) of 2,260 labelled cosmetics reviews, by 5-fold validation.

Ours is the reading that labels teach. The peer tags letters with python-crfsuite (letters, words and their parts of
speech, places in clauses; its usual penalties), and pairs and chooses as ours does; it knows neither lexicon nor rules.
"""

import csv
import os
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from huozhao.operations.voice.extractor import letters
from huozhao.operations.voice.extractor.extractor import Extractor, learn_extractor
from huozhao.operations.voice.extractor.labels import Labelled, Quad, Span
from huozhao.operations.voice.extractor.pairing import paired
from huozhao.operations.voice.extractor.sight import Sight, see
from huozhao.operations.voice.lexicon import standard

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED, FOLDS = 0, 5
SIGNS = {"正面": 1, "负面": -1, "中性": 0}
WORDS = standard().words("护肤 美妆")
Said = set[tuple[int, Quad]]


def labelled() -> list[Labelled]:
    """Return the labelled reviews."""
    folder = DATA / "review-aspects-zh"
    quads: dict[str, list[Quad]] = defaultdict(list)
    with (folder / "labels.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            quads[row["id"]].append(Quad(_span(row["A_start"], row["A_end"]), _span(row["O_start"], row["O_end"]),
                                         row["Categories"].strip(), SIGNS[row["Polarities"]]))  # fmt: skip
    with (folder / "reviews.csv").open(encoding="utf-8-sig") as file:
        return [Labelled(row["Reviews"], tuple(quads[row["id"]])) for row in csv.DictReader(file)]


def _span(start: str, end: str) -> Span | None:
    return (int(start), int(end)) if start.strip() else None


def measured() -> dict[str, Any]:
    """Return F1 of ours and of the peer, and processor seconds of learning."""
    reviews = labelled()
    folds = np.array_split(np.random.default_rng(SEED).permutation(len(reviews)), FOLDS)
    truth = {(at, quad) for at, each in enumerate(reviews) for quad in each.quads}
    found: dict[str, Said] = {"ours": set(), "peer": set()}
    took = dict.fromkeys(found, 0.0)
    for held_out in folds:
        known = [reviews[at] for at in sorted(set(range(len(reviews))) - set(held_out.tolist()))]
        start = time.process_time()
        extractor = learn_extractor(known, WORDS)
        took["ours"] += time.process_time() - start
        for at in held_out.tolist():
            found["ours"] |= {(at, quad) for quad in extractor.quads(reviews[at].text, WORDS)}
        start = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            tagger = _crfsuite(known, Path(folder) / "model")
            took["peer"] += time.process_time() - start
            for at in held_out.tolist():
                found["peer"] |= {(at, quad) for quad in _by_peer(tagger, extractor, reviews[at].text)}
    return {name: {**figures(said, truth), "learn_cpu_s": round(took[name] / FOLDS, 1)}
            for name, said in found.items()} | {"reviews": len(reviews), "seed": SEED}  # fmt: skip


def _plain(sight: Sight) -> list[list[str]]:
    """Return features without lexicon and rules: every letter is as good as any."""
    nothing = ["-"] * len(sight.letters)
    return letters.features_of(replace(sight, known=nothing, ruled=nothing))


def _crfsuite(known: list[Labelled], path: Path) -> Any:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.possible_transitions": True})
    for each in known:
        trainer.append(_plain(see(each.text, WORDS)), [str(tag) for tag in letters.tags_of(each)])
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def _by_peer(tagger: Any, extractor: Extractor, text: str) -> list[Quad]:
    sight = see(text, WORDS)
    tags = np.array([int(tag) for tag in tagger.tag(_plain(sight))], np.int64)
    return [extractor.quad(sight, pair) for pair in paired(sight, *letters.spans_of(tags), extractor.pairing)]


def figures(said: Said, truth: Said) -> dict[str, float]:
    """Return F1 of quadruples, of complaints among them, and of (category, polarity) by review."""
    by_review = [{(at, quad.code, quad.sign) for at, quad in each if quad.sign} for each in (said, truth)]
    faults = [{each for each in side if each[2] < 0} for side in by_review]
    return {
        "quad_f1": _f1(said, truth), "negative_quad_f1": _f1(_negative(said), _negative(truth)),
        "category_polarity_f1": _f1(*by_review), "category_negative_f1": _f1(*faults),
    }  # fmt: skip


def _negative(said: Said) -> Said:
    return {each for each in said if each[1].sign < 0}


def _f1(said: set[Any], truth: set[Any]) -> float:
    return round(2 * len(said & truth) / (len(said) + len(truth)), 4)
