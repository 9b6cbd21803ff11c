"""Tags of letters: which begin and which go on with the name of an aspect, or with an opinion."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.extractor.labels import Labelled, Span
from huozhao.operations.voice.extractor.sight import Sight

NEITHER, ASPECT, IN_ASPECT, OPINION, IN_OPINION = range(5)
TAGS = 5
WINDOW, NEAR_WINDOW, FAR = 3, 2, 6
EDGE = "^"


def tags_of(labelled: Labelled) -> NDArray[np.int64]:
    """Return the tag of each letter."""
    found = np.zeros(len(labelled.text), np.int64)
    for quad in labelled.quads:
        for span, first in ((quad.aspect, ASPECT), (quad.opinion, OPINION)):
            if span:
                found[span[0]], found[span[0] + 1:span[1]] = first, first + 1
    return found


def spans_of(tags: NDArray[np.int64]) -> tuple[list[Span], list[Span]]:
    """Return the places of aspects and of opinions; what goes on without a beginning begins there."""
    found: tuple[list[Span], list[Span]] = ([], [])
    at, size = 0, len(tags)
    while at < size:
        kind, start = (int(tags[at]) - 1) // 2, at
        at += 1
        if tags[start] == NEITHER:
            continue
        while at < size and tags[at] == 2 * kind + 2:
            at += 1
        found[kind].append((start, at))
    return found


def features_of(sight: Sight) -> list[list[str]]:
    """Return the names of the features of each letter."""
    return [[*_letters(sight, at), *_words(sight, at), *_marks(sight, at)] for at in range(len(sight.letters))]


def _letters(sight: Sight, at: int) -> Iterator[str]:
    """Yield the letters around, alone, in twos and in threes."""
    near = [_at(sight.letters, at + by) for by in range(-WINDOW, WINDOW + 1)]
    for place, letter in enumerate(near):
        yield f"{place}{letter}"
    for place in range(1, 2 * WINDOW - 1):
        yield f"b{place}{near[place]}{near[place + 1]}"
    for place in range(1, 4):
        yield f"t{place}{near[place]}{near[place + 1]}{near[place + 2]}"


def _words(sight: Sight, at: int) -> Iterator[str]:
    """Yield the word of the letter and those around it, with their parts of speech."""
    place, number = sight.part[at]
    word = sight.cuts[number]
    yield from (f"w{word.word}{place}", f"f{word.flag}{place}", f"p{place}")
    for by in range(-NEAR_WINDOW, NEAR_WINDOW + 1):
        if by and 0 <= number + by < len(sight.cuts):
            other = sight.cuts[number + by]
            yield f"w{by}{other.word}{place}"
            yield f"f{by}{other.flag}{place}"
            if abs(by) == 1:
                yield f"g{by}{other.flag}{word.flag}{place}"


def _marks(sight: Sight, at: int) -> Iterator[str]:
    """Yield what the lexicon and the rules say, and where in its clause the letter stands."""
    near = [_at(sight.known, at + by) for by in range(-NEAR_WINDOW, NEAR_WINDOW + 1)]
    for place, kind in enumerate(near):
        yield f"l{place}{kind}"
    yield f"m{near[1]}{near[2]}{near[3]}"
    for by in (-1, 0, 1):
        yield f"r{by}{_at(sight.ruled, at + by)}"
    start, end = sight.at[at], sight.left[at]
    yield from (f"s{min(start, FAR)}", f"e{min(end, FAR)}", f"c{min(start + end, FAR + 2)}")


def _at(entries: Sequence[str], at: int) -> str:
    return entries[at] if 0 <= at < len(entries) else EDGE
