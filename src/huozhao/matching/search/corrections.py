"""What a query may have meant: other words of the goods that sound alike, or are one slip away.

A run of the query is cut anew into words of the vocabulary at the least cost (Viterbi over its characters or letters,
the best few kept). A word as written costs little; one that sounds the same, sounds nearly the same, or differs in one
character costs more; a character that is in no word costs most. Frequent words win ties.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log1p

from huozhao.matching.search.pinyin import full, initials
from huozhao.matching.search.spelling import runs
from huozhao.matching.search.vocabulary import LONGEST, Vocabulary

KEPT, MOST_LETTERS, MOST_CHARACTERS = 6, 40, 16
WRITTEN, SOUND, ALIKE, ONE_OFF, LONE, INITIALS, UNKNOWN, FREQUENT = 0.3, 0.9, 1.3, 1.4, 1.0, 1.2, 2.5, 0.25
LONE_SOUND = 1.6
# A correction dearer than this for one word is a guess nobody asked for.
DEAREST_A_WORD = 2.1
# Pinyin that is read at no more than this a word is no slip of the fingers.
CLEAR = 1.2
# Readings so much dearer than the likeliest are not looked at.
FAR = 1.6

Step = Callable[[str], Iterator[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Correction:
    """Words in place of those written, and what it costs to believe that they were meant."""

    words: tuple[str, ...]
    cost: float


def corrections(text: str, words: Vocabulary) -> list[Correction]:
    """Return other readings of a spelled query, likeliest first; none that only cuts the same characters anew."""
    found = [Correction((), 0.0)]
    for run in runs(text)[:8]:
        readings = _latin(run, words) if run.isascii() else _chinese(run, words)
        found = _best([Correction(a.words + b.words, a.cost + b.cost) for a in found for b in readings])
    written = "".join(runs(text))
    texts: dict[str, Correction] = {}
    for each in found:
        if each.cost <= min(DEAREST_A_WORD * len(each.words), found[0].cost + FAR):
            texts.setdefault("".join(each.words), each)
    return [each for reading, each in texts.items() if reading != written]


def is_pinyin(text: str, words: Sequence[str]) -> bool:
    """Tell whether a spelled query is only another way of typing these words: in pinyin, or by its initials."""
    letters, reading = "".join(runs(text)), "".join(words)
    return any("a" <= letter <= "z" for letter in letters) and full(letters) in (full(reading), initials(reading))


def sounded(run: str, words: Vocabulary) -> list[Correction]:
    """Return the readings of Latin letters as pinyin of words of the goods, or as their initials."""
    if not run.isalpha() or len(run) > MOST_LETTERS:
        return []
    full_words = _cut(run, lambda part: _by_sound(part, words), 2, 24)
    return full_words or _cut(run, lambda part: _by_initials(part, words), 2, 4)


def _latin(run: str, words: Vocabulary) -> list[Correction]:
    if words.count(run):
        return [Correction((run,), WRITTEN)]
    found = sounded(run, words)
    if not found or found[0].cost > CLEAR * len(found[0].words):
        found += [Correction((word,), cost) for word, cost in _by_edits(run, words)]
    return _best(found) or [Correction((run,), UNKNOWN)]


def _chinese(run: str, words: Vocabulary) -> list[Correction]:
    if len(run) > MOST_CHARACTERS:
        return [Correction((run,), WRITTEN)]
    return _cut(run, lambda part: _by_characters(part, words), 1, LONGEST) or [Correction((run,), UNKNOWN)]


def _cut(run: str, step: Step, least: int, longest: int) -> list[Correction]:
    """Return the cheapest ways to cut a run into words, at most KEPT, cheapest first."""
    ways: list[list[Correction]] = [[Correction((), 0.0)]] + [[] for _ in run]
    for end in range(1, len(run) + 1):
        open_ways = [
            Correction((*way.words, word), way.cost + cost)
            for start in range(max(0, end - longest), end - least + 1) if ways[start]
            for word, cost in step(run[start:end]) for way in ways[start]
        ]  # fmt: skip
        ways[end] = _best(open_ways)
    return ways[-1]


def _by_characters(part: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    if len(part) == 1:
        yield part, LONE if words.count(part) else UNKNOWN
        yield from _lone(full(part), words)
        return
    if words.count(part):
        yield part, WRITTEN + _rare(part, words)
    for word in words.sound(full(part)):
        if len(word) == len(part) and word != part:
            yield word, SOUND + _rare(word, words)
    for word in words.like(part):
        yield word, ALIKE + _rare(word, words)
    for word in words.one_off(part):
        yield word, ONE_OFF + _rare(word, words)


def _lone(syllable: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    for word in words.lone(syllable)[:3]:
        yield word, LONE_SOUND + _rare(word, words)


def _by_sound(part: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    yield from _lone(part, words)
    for word in words.sound(part):
        yield word, SOUND + _rare(word, words)


def _by_initials(part: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    for word in words.start(part):
        yield word, INITIALS + _rare(word, words)


def _by_edits(run: str, words: Vocabulary) -> Iterator[tuple[str, float]]:
    """Return words one slip from Latin letters (two in eight letters or more), as they are or as pinyin."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(run) < 4 or not run.isalpha():
        return
    most = 2 if len(run) >= 8 else 1
    for word, slips, _ in process.extract(run, words.latin, scorer=OSA.distance, score_cutoff=most, limit=KEPT):
        yield word, ONE_OFF * slips + _rare(word, words)
    for sound, slips, _ in process.extract(run, words.sounds, scorer=OSA.distance, score_cutoff=1, limit=KEPT):
        for word in words.sound(sound)[:2]:
            yield word, ONE_OFF * slips + SOUND / 2 + _rare(word, words)


def _rare(word: str, words: Vocabulary) -> float:
    return FREQUENT * (1 - log1p(words.count(word)) / log1p(words.most))


def _best(found: Sequence[Correction]) -> list[Correction]:
    cheapest: dict[tuple[str, ...], Correction] = {}
    for each in sorted(found, key=lambda way: (way.cost, way.words)):
        cheapest.setdefault(each.words, each)
        if len(cheapest) == KEPT:
            break
    return list(cheapest.values())
