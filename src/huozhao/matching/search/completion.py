"""Complete what is being typed: by characters, by pinyin, by initials."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from huozhao.matching.search.pinyin import full, initials
from huozhao.matching.search.spelling import compact, spelled

Kind = Literal["query", "category", "brand", "word"]
_ORDER: dict[Kind, int] = {"query": 0, "category": 1, "brand": 2, "word": 3}


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to search for: a query of others, a category, a brand, a word of titles; and how often it occurs."""

    text: str
    kind: Kind
    count: int


class Completions:
    """Texts sorted by each way of typing them."""

    def __init__(self, texts: Iterable[Completion]) -> None:
        kept: dict[str, Completion] = {}
        for each in sorted(texts, key=lambda text: (_ORDER[text.kind], -text.count, text.text)):
            kept.setdefault(compact(spelled(each.text)), each)
        self._keys = sorted((key, name) for name in kept for key in _keys(name))
        self._texts = kept

    def find(self, typed: str, limit: int) -> list[Completion]:
        """Return texts that begin as typed: queries of others first, then categories, brands and words, by count."""
        start = compact(spelled(typed))
        if not start:
            return []
        found: dict[str, Completion] = {}
        at = bisect_left(self._keys, (start, ""))
        while at < len(self._keys) and self._keys[at][0].startswith(start):
            name = self._keys[at][1]
            found[name] = self._texts[name]
            at += 1
        return sorted(found.values(), key=lambda each: _place(each, start))[:limit]


def _place(each: Completion, start: str) -> tuple[int, int, str]:
    return _ORDER[each.kind], -each.count, each.text


def _keys(name: str) -> Sequence[str]:
    return (name,) if name.isascii() else tuple({name, full(name), initials(name)})
