"""Clauses: a review cut where a thought ends, in one spelling whose places are those of the text itself."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

# A clause ends at a mark, a gap, or a word that turns (但是); 、 joins what is judged together.
_END = re.compile(r"[，。！？；,!?;~～…\n\r\t：:]+|\.(?!\d)|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])|"
                  r"\sbut\s|\salthough\s|(?<![不非])但是?(?!愿)|不过(?!期|敏|关)|"
                  r"可是|然而|只是|可惜(?=.)|偏偏|除了")  # fmt: skip
_ASKS = re.compile(r"[？?]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text from `start` to `end`; `is_asked` where a question mark follows it."""

    start: int
    end: int
    is_asked: bool


def plain(text: str) -> str:
    """Return a text in half-width, lower-case, simplified letters; every letter keeps its place."""
    found = "".join(_letter(each) for each in text)
    if found.isascii():
        return found
    simplified = str(_to_simplified()(found))
    return simplified if len(simplified) == len(found) else found


def clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a plain text in order."""
    at = 0
    for mark in _END.finditer(text):
        if mark.start() > at:
            yield Clause(at, mark.start(), bool(_ASKS.search(mark[0])))
        at = mark.end()
    if at < len(text):
        yield Clause(at, len(text), False)


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    found = unicodedata.normalize("NFKC", letter).lower()
    return found if len(found) == 1 else letter


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s").convert
