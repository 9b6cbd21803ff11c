"""Learn a ranker: bias out, three learners, the one that serves later lists best, calibrated, judged on the latest."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.evaluate.metrics import Difference
from huozhao.matching.rank_learning.examination import Examination, examination, relevance, softened
from huozhao.matching.rank_learning.isotonic import calibration
from huozhao.matching.rank_learning.judging import ahead, clicks_a_page, fit_of, ndcg
from huozhao.matching.rank_learning.learners import by_pairs, by_probability, linear
from huozhao.matching.rank_learning.lists import GAIN, LEAST_LISTS, Doubles, Lists, split
from huozhao.matching.trees import Trees

Step = Callable[[int, int], None]
STEPS = 6


@dataclass(frozen=True, slots=True)
class LearnedRanker:
    """A ranker with its calibration and card; `better` is how far it is ahead of the blend on the latest lists."""

    trees: Trees
    knots: Doubles
    levels: Doubles
    card: dict[str, Any]
    better: Difference
    logged: dict[str, Any]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything that serving reads, as named arrays."""
        return {**self.trees.to_arrays(), "calibration.knots": self.knots, "calibration.levels": self.levels}

    def raw(self, lists: Lists) -> Doubles:
        """Return the raw score of each row."""
        return self.trees.predict(lists.features).astype(np.float64)


def can_learn(lists: Lists) -> bool:
    """Return whether enough came of enough lists."""
    return lists.labelled >= LEAST_LISTS


def learn(lists: Lists, step: Step, corrected: bool = True) -> LearnedRanker:
    """Return a ranker learned from lists in the order of time; `corrected` False leaves the position bias in."""
    train, valid, test = split(lists)
    bias = examination(train) if corrected else Examination(np.ones_like(examination(train).share), "none")
    step(1, STEPS)
    candidates = _candidates(train, valid, bias, step)
    scores = {name: float(ndcg(valid, bias.of(valid), _raw(trees, valid)).mean()) for name, trees in candidates.items()}
    best = max(scores, key=lambda name: scores[name])
    trees = candidates[best]
    knots, levels = calibration(_raw(trees, valid), valid.clicked, bias.of(valid))
    step(5, STEPS)
    found = _judged(trees, knots, levels, bias, test)
    card = {
        "learner": best, "learners": {name: round(value, 5) for name, value in scores.items()},
        "lists": lists.count, "labelled": lists.labelled, "rows": len(lists), "trees": len(trees),
        "examination": [round(float(v), 4) for v in bias.share], "source": bias.source, **found["card"],
    }  # fmt: skip
    step(STEPS, STEPS)
    return LearnedRanker(trees, knots, levels, card, found["better"], found["logged"])


def _candidates(train: Lists, valid: Lists, bias: Examination, step: Step) -> dict[str, Trees]:
    soft = softened(train, bias.share, relevance(train, bias.share))
    later = softened(valid, bias.share, relevance(valid, bias.share))
    weight = np.where(train.label > 0, GAIN[train.label], 1.0)
    step(2, STEPS)
    found = {"linear": linear(train.features, soft, weight)}
    step(3, STEPS)
    found["trees"] = by_probability(train, soft, valid, later, weight)
    step(4, STEPS)
    found["lambdarank"] = by_pairs(train, bias.of(train), valid)
    return found


def _judged(trees: Trees, knots: Doubles, levels: Doubles, bias: Examination, test: Lists) -> dict[str, Any]:
    raw, looked = _raw(trees, test), bias.of(test)
    chance = np.interp(raw, knots, levels)
    fit, better = fit_of(test.clicked, looked * chance), ahead(test, looked, raw, test.blend)
    card = {
        "auc": round(fit.auc, 4), "ece": round(fit.ece, 5), "said": round(fit.said, 5),
        "happened": round(fit.happened, 5), "ndcg_10": round(float(ndcg(test, looked, raw).mean()), 4),
        "blend_ndcg_10": round(float(ndcg(test, looked, test.blend).mean()), 4), "test_lists": test.count,
        "ahead": {"mean": better.mean, "low": better.low, "high": better.high, "lists": better.n},
    }  # fmt: skip
    estimates = [{"policy": name, **asdict(each)} for name, scores in (("blend", test.blend), ("ranker", raw))
                 for each in clicks_a_page(test, bias.share, scores, chance)]
    logged = {"state": "done", "lists": test.count, "least": LEAST_LISTS, "source": bias.source,
              "examination": [round(float(v), 4) for v in bias.share], "estimates": estimates}
    return {"card": card, "better": better, "logged": logged}


def _raw(trees: Trees, lists: Lists) -> Doubles:
    return trees.predict(lists.features).astype(np.float64)
