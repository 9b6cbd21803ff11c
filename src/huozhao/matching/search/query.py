"""Understand a query: its words, bounds of price, wish for cheap goods, words that must not be there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from huozhao.matching.search.spelling import compact, spelled, whole_words
from huozhao.terms.errors import BadInput

LONGEST, MOST_WORDS = 120, 12
_MONEY = r"(\d+(?:\.\d{1,2})?)\s*(?:元|块钱|块|rmb|yuan)?"
_BETWEEN = re.compile(rf"{_MONEY}\s*(?:到|至|~|-|—)\s*(\d+(?:\.\d{{1,2}})?)\s*(?:元|块钱|块|rmb|yuan)")
_UNDER = re.compile(rf"(?<![\d.]){_MONEY}\s*(?:以内|以下|之内|内)|(?:不超过|低于|少于|under|below)\s*{_MONEY}")
_OVER = re.compile(rf"(?<![\d.]){_MONEY}\s*(?:以上|起)|(?:高于|超过|over|above)\s*{_MONEY}")
_CHEAP = re.compile(r"便宜(?:点)?的?|平价的?|实惠的?|性价比高?的?|\bcheap\b|\baffordable\b")
_NOT = re.compile(r"(?:(?<=\s)|^)(?:-|不要|排除|without\s|not\s)\s*([^\s,、]+)")
# What people write around what they look for.
_POLITE = re.compile(r"^(?:我想要?买?|想买|想要|请问|有没有|有无|帮我找|找一?下|买)|(?:吗|呢|有吗|推荐)[?]?$")
_GLUE = frozenset("的了和与及或在是也这那个")


@dataclass(frozen=True, slots=True)
class Understood:
    """A query read: `text` in one spelling without what was taken out of it, its words, and the bounds in fen."""

    text: str
    words: tuple[str, ...]
    low_fen: int | None = None
    high_fen: int | None = None
    cheap: bool = False
    excluded: tuple[str, ...] = ()


def understand(query: str, joined: Callable[[list[str]], list[str]] = lambda words: words) -> Understood:
    """Read a query; BadInput when there is nothing in it. `joined` puts words together that have another name."""
    if len(query) > LONGEST:
        raise BadInput("query_too_long", f"a query has at most {LONGEST} letters / 搜索词最多 {LONGEST} 个字",
                       field="q")
    text, low, high = _prices(" " + spelled(query).strip())
    text, excluded = _excluded(text)
    plain = _CHEAP.sub(" ", text)
    cheap = plain != text
    plain = _POLITE.sub("", plain.strip()).strip()
    read = Understood(plain, _words(plain, joined), low, high, cheap, excluded)
    if read.words or low is not None or high is not None:
        return read
    return _as_written(query, read, joined)


def _as_written(query: str, read: Understood, joined: Callable[[list[str]], list[str]]) -> Understood:
    """Take the words themselves where everything in a query was read as something else."""
    text = spelled(query)
    words = _words(text, joined)
    if not words:
        raise BadInput("query_empty", "say what to search for / 请输入要搜索的内容", field="q")
    return replace(read, text=text, words=words, excluded=())


def _words(text: str, joined: Callable[[list[str]], list[str]]) -> tuple[str, ...]:
    whole = whole_words(text)
    found = [word for word in joined(whole) if word not in _GLUE]
    return tuple(dict.fromkeys(found or whole))[:MOST_WORDS]


def _prices(text: str) -> tuple[str, int | None, int | None]:
    between = _BETWEEN.search(text)
    if between:
        low, high = sorted((_fen(between[1]), _fen(between[2])))
        return _BETWEEN.sub(" ", text, count=1), low, high
    under = _UNDER.search(text)
    text = _UNDER.sub(" ", text, count=1)
    over = _OVER.search(text)
    text = _OVER.sub(" ", text, count=1)
    return text, _fen(over[1] or over[2]) if over else None, _fen(under[1] or under[2]) if under else None


def _excluded(text: str) -> tuple[str, tuple[str, ...]]:
    found = tuple(compact(word) for word in _NOT.findall(text))
    return (_NOT.sub(" ", text), tuple(word for word in found if word)) if found else (text, ())


def _fen(yuan: str) -> int:
    return round(float(yuan) * 100)
