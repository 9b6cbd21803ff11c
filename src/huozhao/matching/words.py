"""Words of texts about goods: one spelling for full-width, traditional and capital letters, cut as Chinese is read."""

import unicodedata
from functools import cache
from typing import Any

LONGEST = 24


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s").convert


def one_spelling(text: str) -> str:
    """Return a text in half-width, lower-case, simplified characters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return plain if plain.isascii() else str(_to_simplified()(plain))


def words(text: str) -> list[str]:
    """Return the words of a text in order: cut by rjieba, without marks, lone letters and the plural s of English."""
    import rjieba

    cut = (word.strip() for word in rjieba.cut_for_search(one_spelling(text)))
    return [_singular(word)[:LONGEST] for word in cut if word.isalnum() and (len(word) > 1 or not word.isascii())]


def _singular(word: str) -> str:
    plural = word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word
