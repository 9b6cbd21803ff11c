"""Words that a mall's reviews use and the lexicon lacks: proposed to operators, never taken in by themselves.

Opinions by log-odds with a Dirichlet prior (Monroe, Colaresi, Quinn, "Fightin' Words", Political Analysis 16, 2008):
words that stand in bad reviews more than in good ones by z ≥ 3. Aspects by pointwise mutual information of a noun with
standing right before an opinion (Church and Hanks 1990; the adjacency form of double propagation, Qiu et al. 2011).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, sqrt
from typing import Literal

from huozhao.operations.voice.clauses import plain
from huozhao.operations.voice.reading import HIGH_STARS, LOW_STARS
from huozhao.operations.voice.words import Words

LEAST, SURE, LEAST_PMI, MOST = 5, 3.0, 0.7, 30
PRIOR = 0.5
BESIDE = 2
JUDGES = frozenset({"good", "bad", "plain", "degree", "not", "trouble"})


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word to add: as the name of an aspect, as praise or complaint; in how many reviews, how surely, an example."""

    word: str
    kind: Literal["aspect", "good", "bad"]
    reviews: int
    score: float
    example: str


@dataclass(slots=True)
class _Counts:
    low: Counter[str] = field(default_factory=Counter)
    high: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    example: dict[str, str] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)


def new_words(reviews: Iterable[tuple[str, int | None]], words: Words) -> list[NewWord]:
    """Return the words that reviews (text, stars) use and `words` lacks, surest first, at most 30 of each kind."""
    counts = _Counts()
    for text, stars in reviews:
        _count(plain(text), stars, words, counts)
    found = [*_opinions(counts), *_aspects(counts)]
    kinds = ("aspect", "bad", "good")
    ranked = {kind: sorted((each for each in found if each.kind == kind), key=lambda each: -each.score)[:MOST]
              for kind in kinds}  # fmt: skip
    named = {each.word for each in ranked["aspect"]}
    return [each for kind in kinds for each in ranked[kind] if kind == "aspect" or each.word not in named]


def _count(text: str, stars: int | None, words: Words, counts: _Counts) -> None:
    import rjieba

    known = list(words.find(text, 0, len(text)))
    covered = {at for token in known for at in range(token.start, token.end)}
    judging = {token.start - back for token in known if token.entry.kind in JUDGES for back in range(BESIDE + 1)}
    at, seen = 0, set[str]()
    for word, flag in rjieba.tag(text):
        start, at = at, at + len(word)
        if not _is_candidate(word, flag) or word in words.entries or covered & set(range(start, at)):
            continue
        counts.judged[word] += at in judging
        if flag[:1] == "n" or flag == "vn":
            counts.nouns.add(word)
        if word not in seen:
            seen.add(word)
            counts.met[word] += 1
            counts.example.setdefault(word, text[max(0, start - 10):at + 10])
            if stars is not None and stars <= LOW_STARS:
                counts.low[word] += 1
            elif stars is not None and stars >= HIGH_STARS:
                counts.high[word] += 1


def _is_candidate(word: str, flag: str) -> bool:
    """Tell whether a word names, describes or does something; 什么 and 怎么 tell nothing."""
    return len(word) > 1 and word.isalpha() and flag[:1] in ("n", "v", "a", "i", "l")


def _opinions(counts: _Counts) -> Iterable[NewWord]:
    """Yield words whose log-odds between bad and good reviews is sure: z = δ / sqrt(1/(a + α) + 1/(b + α))."""
    low, high = sum(counts.low.values()) + 1, sum(counts.high.values()) + 1
    for word, met in counts.met.items():
        if met < LEAST:
            continue
        a, b = counts.low[word] + PRIOR, counts.high[word] + PRIOR
        z = (log(a / (low - a)) - log(b / (high - b))) / sqrt(1 / a + 1 / b) if low > a and high > b else 0.0
        if abs(z) >= SURE:
            yield NewWord(word, "bad" if z > 0 else "good", met, round(abs(z), 2), counts.example[word])


def _aspects(counts: _Counts) -> Iterable[NewWord]:
    """Yield nouns that stand before an opinion more than chance has it."""
    total, judged = sum(counts.met.values()) or 1, sum(counts.judged.values()) or 1
    for word in counts.nouns:
        met, beside = counts.met[word], counts.judged[word]
        if beside >= LEAST <= met and (pmi := log(beside * total / (met * judged))) >= LEAST_PMI:
            yield NewWord(word, "aspect", met, round(pmi * sqrt(beside), 2), counts.example[word])
