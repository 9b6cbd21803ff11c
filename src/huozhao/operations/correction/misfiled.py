"""Misfiled goods: whose title reads like another category than the one they stand in.

Multinomial naive Bayes over pairs of characters of titles with Laplace's smoothing (Manning, Raghavan and Schütze 2008,
ch. 13); a product's own title is taken out of its category before it is judged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

LEAST_GOODS, SURE, OWN_MOST = 5, 0.95, 0.02


@dataclass(frozen=True, slots=True)
class Misfiled:
    """A product with the category that its title reads like and the probability of that."""

    sku: str
    stands_in: str
    reads_like: str
    probability: float


def misfiled(titles: Mapping[str, tuple[str, str]], asked: Iterable[str]) -> list[Misfiled]:
    """Return those of the SKUs asked about that are misfiled; `titles` are (title, category) by SKU of all goods.

    Only categories with five goods or more are known well enough to be read like.
    """
    counts: dict[str, Counter[str]] = {}
    sizes = Counter[str]()
    for title, category in titles.values():
        counts.setdefault(category, Counter()).update(pairs(title))
        sizes[category] += 1
    vocabulary = len(frozenset[str]().union(*counts.values())) or 1
    totals = {category: sum(found.values()) for category, found in counts.items()}
    known = [category for category, size in sizes.items() if size >= LEAST_GOODS and category]
    found = []
    for sku in asked:
        title, own = titles[sku]
        scores = _scores(pairs(title), own, known, counts, totals, sizes, vocabulary)
        best = max(scores, key=lambda category: scores[category], default=own)
        if best != own and scores[best] >= SURE and scores.get(own, 0.0) <= OWN_MOST:
            found.append(Misfiled(sku, own, best, scores[best]))
    return found


def pairs(title: str) -> list[str]:
    """Return the pairs of neighbouring characters of a title, blanks left out."""
    plain = "".join(title.lower().split())
    return [plain[at:at + 2] for at in range(len(plain) - 1)] or [plain]


def _scores(
    words: Sequence[str], own: str, known: Sequence[str], counts: Mapping[str, Counter[str]],
    totals: Mapping[str, int], sizes: Mapping[str, int], vocabulary: int,
) -> dict[str, float]:  # fmt: skip
    mine = Counter(words)
    logs: dict[str, float] = {}
    for category in {*known, own}:
        less = 1 if category == own else 0
        total = totals[category] - less * len(words) + vocabulary
        logs[category] = log(max(sizes[category] - less, 0.5)) + sum(
            many * log((counts[category][word] - less * many + 1) / total) for word, many in mine.items())
    top = max(logs.values())
    weights = {category: exp(value - top) for category, value in logs.items()}
    whole = sum(weights.values())
    return {category: weight / whole for category, weight in weights.items()}
