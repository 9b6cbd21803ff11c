"""Tell one shopper's predictions: the stored probability with the reasons that their own acts give for it."""

from dataclasses import dataclass

import numpy as np

from huozhao.flows.predict.learning import Learnt
from huozhao.flows.predict.scoring import Scores, look_back
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.definitions import BY_TAG, Prediction
from huozhao.insight.predicted.evidence import Reason, reasons, rule_reasons
from huozhao.insight.predicted.features import AsOf, Measured, measure
from huozhao.insight.predicted.history import History
from huozhao.terms.time import DAY_MS


@dataclass(frozen=True, slots=True)
class Told:
    """One predicted tag of one shopper. `probability` is None where the rule speaks and nothing could be measured."""

    prediction: Prediction
    probability: float | None
    carried: bool
    value: str
    reasons: tuple[Reason, ...]
    card: Card
    scored_at: int


class Seen:
    """One person's acts, measured once for each look-back."""

    def __init__(self, history: History, scores: Scores) -> None:
        self._history, self._scores = history, scores
        self._measured: dict[int, Measured] = {}

    def told(self, one: Learnt, place: int) -> Told:
        """Return what a tag says of the person at a place, with its reasons."""
        tag, scores = one.card.tag, self._scores
        measured = self._at(look_back(one))
        if one.model is not None:
            why = reasons(one.model, measured.names, measured.values[0])
        else:
            why = rule_reasons(BY_TAG[tag].rule.shows, measured.names, measured.values[0])
        probability = float(scores.probability[tag][place])
        code = int(scores.values[tag][place]) if tag in scores.values else -1
        return Told(
            BY_TAG[tag], None if np.isnan(probability) else probability, bool(scores.carried[tag][place]),
            scores.words[code] if code >= 0 else "", tuple(why), one.card, scores.at,
        )  # fmt: skip

    def _at(self, back: int) -> Measured:
        if back not in self._measured:
            self._measured[back] = measure(self._history, AsOf(self._scores.day, back, self._scores.rhythm))
        return self._measured[back]


def is_told(scores: Scores, tag: str, place: int, now: int) -> bool:
    """Tell whether there is something to say that is not too old."""
    is_fresh = now - scores.at <= BY_TAG[tag].ttl_days * DAY_MS
    return is_fresh and (bool(scores.carried[tag][place]) or not np.isnan(scores.probability[tag][place]))
