"""One spelling for titles and queries, and how they fall into words and grams."""

import re
from collections.abc import Iterator

from huozhao.matching.words import one_spelling

# What follows a number is one unit: 500克, 500 G and 0.5kg are 500g.
_UNITS: dict[str, tuple[int, str]] = {
    "克": (1, "g"), "g": (1, "g"), "公斤": (1000, "g"), "千克": (1000, "g"), "kg": (1000, "g"), "毫升": (1, "ml"),
    "ml": (1, "ml"), "升": (1000, "ml"), "l": (1000, "ml"),
}  # fmt: skip
_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*(公斤|千克|毫升|克|升|kg|ml|g|l)(?![a-z])(?!级)")
_RUN = re.compile(r"[a-z0-9]+(?:[.'&+-][a-z0-9]+)*|[^\W\d_a-z]+")
_PIECE = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
LONGEST = 32


def spelled(text: str) -> str:
    """Return a text in half-width, simplified, lower-case letters, with units after numbers in one writing."""
    return _UNIT.sub(_unit, one_spelling(text))


def runs(text: str) -> list[str]:
    """Return the unbroken runs of a spelled text: Chinese (or other letters) and Latin with digits, in order."""
    return _RUN.findall(text)


def compact(text: str) -> str:
    """Return a spelled text without anything between its runs, to compare phrases."""
    return "".join(runs(text))


def whole_words(text: str) -> list[str]:
    """Return the words of a spelled text as a reader cuts them, in order."""
    return [word for run in runs(text) for word in _cut(run)]


def index_words(text: str) -> list[str]:
    """Return whole words and the shorter words in them: 连衣裙 gives 连衣裙, 连衣 and 衣裙; iphone7 its two pieces."""
    found: list[str] = []
    for run in runs(text):
        found += _latin(run) if run.isascii() else _searched(run)
    return [word[:LONGEST] for word in found]


def grams(text: str) -> list[str]:
    """Return the single characters and neighbouring pairs of the Chinese runs of a spelled text."""
    return [gram for run in runs(text) if not run.isascii() for gram in _grams(run)]


def pairs(word: str) -> list[str]:
    """Return the grams that a Chinese word must have: its pairs, or itself where it is one character."""
    return [word[n:n + 2] for n in range(len(word) - 1)] or [word]


def _unit(found: re.Match[str]) -> str:
    times, unit = _UNITS[found[2]]
    return f"{float(found[1]) * times:.10g}{unit} "


def _grams(run: str) -> Iterator[str]:
    yield from run
    yield from (run[n:n + 2] for n in range(len(run) - 1))


def _cut(run: str) -> list[str]:
    import rjieba

    return [singular(run)] if run.isascii() else [str(word) for word in rjieba.cut(run)]


def _searched(run: str) -> list[str]:
    import rjieba

    # Search mode gives the word itself as well; the cut adds nothing but order.
    return [str(word) for word in rjieba.cut_for_search(run)]


def _latin(run: str) -> list[str]:
    pieces = [piece for piece in _PIECE.findall(run) if piece != run]
    return [singular(run), *map(singular, pieces)]


def singular(word: str) -> str:
    """Return an English word without its plural s; other words as they are."""
    plural = word.isascii() and word.isalpha() and len(word) > 3 and word.endswith("s") and word[-2] not in "sui"
    return word[:-1] if plural else word
