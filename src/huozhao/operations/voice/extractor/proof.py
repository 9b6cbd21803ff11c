"""Whether what was learned reads better than the rules: both on reviews that were not learned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.operations.voice.extractor.extractor import learn_extractor
from huozhao.operations.voice.extractor.labels import Labelled
from huozhao.operations.voice.reading import read
from huozhao.operations.voice.words import Words
from huozhao.terms.errors import BadInput

FOLDS, LEAST, LEAST_COMPLAINTS = 3, 200, 20
Said = set[tuple[int, str, int]]


@dataclass(frozen=True, slots=True)
class Proof:
    """F1 of (aspect, sign) by review, of all and of complaints, of what was learned and of the rules."""

    reviews: int
    learned: float
    rules: float
    learned_complaints: float
    rules_complaints: float

    @property
    def is_better(self) -> bool:
        """Whether what was learned reads better, and complaints no worse."""
        return self.learned > self.rules and self.learned_complaints >= self.rules_complaints


def prove(labelled: Sequence[Labelled], words: Words, rng: np.random.Generator) -> Proof:
    """Return the proof by threefold cross-validation; BadInput where the labels are too few to tell."""
    complaints = sum(any(quad.sign < 0 for quad in each.quads) for each in labelled)
    if len(labelled) < LEAST or complaints < LEAST_COMPLAINTS:
        raise BadInput("too_few_labels", f"{len(labelled)} reviews, {complaints} with a complaint, are too few",
                       field="labels", hint=f"at least {LEAST} reviews, of them {LEAST_COMPLAINTS} with a complaint")
    fold = (rng.permutation(len(labelled)) % FOLDS).tolist()
    learned: Said = set()
    for part in range(FOLDS):
        extractor = learn_extractor([each for each, at in zip(labelled, fold, strict=True) if at != part], words)
        held_out = [(at, each) for at, each in enumerate(labelled) if fold[at] == part]
        learned |= {(at, quad.code, quad.sign) for at, each in held_out for quad in extractor.quads(each.text, words)}
    truth = {(at, quad.code, quad.sign) for at, each in enumerate(labelled) for quad in each.quads}
    rules = {(at, said.aspect, said.sign) for at, each in enumerate(labelled)
             for said in read(each.text, words).opinions}  # fmt: skip
    return Proof(len(labelled), f1(sure(learned), sure(truth)), f1(sure(rules), sure(truth)),
                 f1(faults(learned), faults(truth)), f1(faults(rules), faults(truth)))  # fmt: skip


def sure(said: Iterable[tuple[int, str, int]]) -> Said:
    """Return what is praise or complaint."""
    return {each for each in said if each[2]}


def faults(said: Iterable[tuple[int, str, int]]) -> Said:
    """Return the complaints."""
    return {each for each in said if each[2] < 0}


def f1(said: Said, truth: Said) -> float:
    """Return the harmonic mean of precision and recall."""
    return round(2 * len(said & truth) / max(1, len(said) + len(truth)), 4)
