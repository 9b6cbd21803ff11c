"""Find goods for a query: all words, then what may have been meant, then fewer words; and say which it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from huozhao.matching.search.corrections import Correction, corrections, is_pinyin
from huozhao.matching.search.index import Alternative, Matches, SearchIndex, Wanted
from huozhao.matching.search.query import Understood
from huozhao.matching.search.synonyms import WEIGHT, Synonyms
from huozhao.matching.search.vocabulary import Vocabulary

POOL, FEW, MANY_MORE = 500, 3, 5
# Readings that cost this much more than the likeliest with hits are searched along with it.
ALONG, ALONG_WEIGHT = 0.35, 0.85
How = Literal["exact", "pinyin", "corrected", "relaxed", "nothing"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a search stands on: the index, the words in it, what words are called besides."""

    index: SearchIndex
    words: Vocabulary
    synonyms: Synonyms


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was found and how. `words` were searched; `readings` are the corrected texts, likeliest first.

    `maybe` is a reading with many more hits, where there were few; `synonyms` names the other words that counted.
    """

    matches: Matches
    how: How
    words: tuple[str, ...]
    readings: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    maybe: str = ""
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()


def attempt(read: Understood, ground: Ground, category: str = "") -> Attempt:
    """Return the hits of a query read; nothing is corrected while enough is found as written."""
    wanted = Wanted((), 0, read.excluded, read.low_fen, read.high_fen, category)
    groups = [_group(word, ground.synonyms) for word in read.words]
    found = _search(ground, wanted, groups, len(groups))
    others = tuple((word, names) for word in read.words if (names := ground.synonyms.of(word)))
    exact = Attempt(found, "exact", read.words, synonyms=others)
    if found.total >= FEW or not read.words:
        return exact
    meant = [(each, _search(ground, wanted, [_group(word, ground.synonyms) for word in each.words], len(each.words)))
             for each in corrections(read.text, ground.words)]
    tried = tuple(_text(each.words) for each, _ in meant)
    likely = [(each, hits) for each, hits in meant if hits.total]
    if found.total:
        return replace(exact, tried=tried, maybe=_maybe(likely, found.total))
    if likely:
        made = _corrected(ground, wanted, likely)
        return replace(made, tried=tried, how="pinyin" if is_pinyin(read.text, made.words) else made.how)
    return replace(_relaxed(ground, wanted, groups, read.words), tried=tried, synonyms=others)


def _group(word: str, synonyms: Synonyms) -> tuple[Alternative, ...]:
    return (Alternative(word), *(Alternative(other, WEIGHT) for other in synonyms.of(word)))


def _search(ground: Ground, wanted: Wanted, groups: Sequence[tuple[Alternative, ...]], need: int) -> Matches:
    return ground.index.search(replace(wanted, groups=tuple(groups), need=need), POOL)


def _maybe(likely: Sequence[tuple[Correction, Matches]], total: int) -> str:
    found = [(each, hits) for each, hits in likely if hits.total >= MANY_MORE * total]
    return _text(found[0][0].words) if found else ""


def _corrected(ground: Ground, wanted: Wanted, likely: Sequence[tuple[Correction, Matches]]) -> Attempt:
    """Search the likeliest reading together with those that cost hardly more: 保湿 and 宝石 sound the same."""
    first = min(likely, key=lambda each: (round(each[0].cost, 1), -each[1].total))[0]
    along = [each for each, _ in likely
             if each is not first and len(each.words) == len(first.words) and each.cost <= first.cost + ALONG]
    groups = []
    for place, word in enumerate(first.words):
        others = dict.fromkeys(each.words[place] for each in along if each.words[place] != word)
        groups.append((*_group(word, ground.synonyms), *(Alternative(other, ALONG_WEIGHT) for other in others)))
    readings = tuple(_text(each.words) for each in (first, *along))
    return Attempt(_search(ground, wanted, groups, len(groups)), "corrected", first.words, readings)


def _relaxed(
    ground: Ground, wanted: Wanted, groups: Sequence[tuple[Alternative, ...]], words: tuple[str, ...]
) -> Attempt:
    """Ask for ever fewer of the words."""
    for need in range(len(groups) - 1, 0, -1):
        found = _search(ground, wanted, groups, need)
        if found.total:
            return Attempt(found, "relaxed", words)
    return Attempt(Matches(), "nothing", words)


def _text(words: Sequence[str]) -> str:
    """Return words written together, Latin ones apart."""
    text = ""
    for word in words:
        text += f" {word}" if text and (word.isascii() or text[-1].isascii()) else word
    return text
