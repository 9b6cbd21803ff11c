"""The tone of a whole review, learned from the mall's own stars, with what the rules read as part of the evidence.

Letters in ones to fours, words alone, in twos and behind a negation, and the rules' verdicts are hashed (Weinberger et
al., ICML 2009); letters stand once for all goods and once for their kind (Daumé, ACL 2007). Each is weighed by
idf · √|r| with r the log ratio of naive Bayes (after Wang and Manning, ACL 2012, NB-SVM), scaled to length 1, and told
apart by a linear SVM with squared hinge loss (Hsieh et al., ICML 2008), fitted by L-BFGS. Nothing of a shopper is in
the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.clauses import plain
from huozhao.operations.voice.reading import Reading

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
BITS = 20
MASK = (1 << BITS) - 1
LONGEST_GRAM, LONGEST_OF_KIND, MOST_LETTERS = 4, 2, 800
SMOOTH, COST, MOST_STEPS = 1.0, 1.0, 60
# A negation reaches so many words, but no further than a mark.
REACH = 3
NEGATIONS = frozenset({"不", "没", "没有", "无", "别", "未", "不是", "不会", "不能", "不太", "并不", "毫无", "从不",
                       "没什么", "not", "no", "never"})  # fmt: skip
MARKS = frozenset("，。！？；,!?;~… ")
# Fewer starred reviews of either kind teach nothing that the rules do not know.
LEAST = 300


@dataclass(frozen=True)
class Tone:
    """Weights by feature: `scale` of the feature in a text, `weight` of it for praise, both (2^19,); and the bias."""

    scale: Floats
    weight: Floats
    bias: float

    def of(self, text: str, reading: Reading, kind: str = "") -> float:
        """Return how surely a review of a kind of goods is praise (above 0) or complaint (below 0); about −1 to 1."""
        found = features(text, reading, kind)
        values = self.scale[found]
        length = float(np.sqrt(values @ values))
        return float(values @ self.weight[found]) / length + self.bias if length else self.bias


def features(text: str, reading: Reading, kind: str = "") -> NDArray[np.int64]:
    """Return the distinct hashed features of a review; `kind` names what the goods are, empty where nobody knows."""
    letters = plain(text[:MOST_LETTERS])
    found = _grams(letters, LONGEST_GRAM) | _words(letters)
    if kind:
        found |= {f"\x05{kind}{gram}" for gram in _grams(letters, LONGEST_OF_KIND)}
    for each in reading.opinions:
        found |= {f"\x01{each.aspect}{each.sign}", f"\x02{each.sign}", f"\x03{text[each.start:each.end]}"}
    found.add(f"\x04{round(4 * reading.tone)}")
    return np.unique(np.array([crc32(each.encode()) & MASK for each in found], np.int64))


def _grams(letters: str, longest: int) -> set[str]:
    return {letters[at:at + n] for n in range(1, longest + 1) for at in range(len(letters) - n + 1)}


def _words(letters: str) -> set[str]:
    """Return words alone, in twos, and those that a negation reaches, each marked as what it is."""
    import rjieba

    words = [str(word) for word in rjieba.cut(letters)]
    found = {f"\x06{word}" for word in words} | {f"\x07{a}\x07{b}" for a, b in pairwise(words)}
    left = 0
    for word in words:
        if word in NEGATIONS or word in MARKS:
            left = REACH if word in NEGATIONS else 0
        elif left:
            found.add(f"\x08{word}")
            left -= 1
    return found


def learn(rows: Sequence[NDArray[np.int64]], is_praise: NDArray[np.bool_]) -> Tone | None:
    """Return the tone learned from the features of reviews, None where there are too few of either kind."""
    if min(int(is_praise.sum()), int((~is_praise).sum())) < LEAST:
        return None
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(row) for row in rows)])
    flat = np.concatenate(rows)
    ones = csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(rows), 1 << BITS))
    scale = _scale(ones, is_praise)
    data = scale[flat]
    lengths = np.sqrt(np.add.reduceat(np.square(data), starts[:-1])) + 1e-9
    even = (data / np.repeat(lengths, np.diff(starts))).astype(np.float32)
    weight, bias = _fit(csr_matrix((even, flat, starts), shape=ones.shape), is_praise)
    return Tone(scale, weight, bias)


def _scale(ones: "csr_matrix[np.float32]", is_praise: NDArray[np.bool_]) -> Floats:
    """Return idf · √|log ratio| of each feature; one that was met once tells nothing."""
    good = np.asarray(ones[is_praise].sum(axis=0), np.float64).ravel()
    bad = np.asarray(ones[~is_praise].sum(axis=0), np.float64).ravel()
    p, q = good + SMOOTH, bad + SMOOTH
    ratio = np.log((p / p.sum()) / (q / q.sum()))
    met = good + bad
    idf = np.log((1 + len(is_praise)) / (1 + met)) + 1
    return np.where(met > 1, idf * np.sqrt(np.abs(ratio)), 0.0).astype(np.float32)


def _fit(rows: "csr_matrix[np.float32]", is_praise: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights that minimise ½ |w|² + C · Σ max(0, 1 − s (w·x + b))²."""
    from scipy.optimize import minimize

    turned, side = rows.T.tocsr(), np.where(is_praise, 1.0, -1.0)

    def loss(given: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weight, bias = given[:-1], given[-1]
        short = np.maximum(0.0, 1.0 - side * (rows @ weight + bias))
        pull = -2.0 * COST * side * short
        value = 0.5 * float(weight @ weight) + COST * float(short @ short)
        return value, np.append(weight + turned @ pull, pull.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return found.x[:-1].astype(np.float32), float(found.x[-1])
