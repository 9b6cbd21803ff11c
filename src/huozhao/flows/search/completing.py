"""Completions kept up: what others search for, categories, brands and words of the goods."""

from collections import Counter

from huozhao.flows.fresh import Fresh
from huozhao.flows.search.live import LiveIndex
from huozhao.flows.search.query_log import QueryLog
from huozhao.matching.search.completion import Completion, Completions
from huozhao.matching.search.index import brand_of

MOST_WORDS, LEAST_GOODS = 5_000, 2


class Completing:
    """Completes what is being typed."""

    def __init__(self, live: LiveIndex, queries: QueryLog) -> None:
        self._live, self._queries = live, queries
        self._texts = Fresh(self._make, lambda: (live.now().version, queries.mark()))

    def complete(self, typed: str, limit: int) -> list[Completion]:
        """Return at most `limit` texts that begin as typed, in characters, pinyin or initials."""
        return self._texts.get().find(typed, limit)

    def popular(self, limit: int) -> list[Completion]:
        """Return what most people search for, for an empty field."""
        return [Completion(line.query, "query", line.searches) for line in self._queries.popular()[:limit]]

    def _make(self) -> Completions:
        indexed = self._live.now()
        categories, brands = Counter[str](), Counter[str]()
        for sku in indexed.goods.values():
            categories.update(sku.category)
            brands.update([brand_of(sku)])
        texts = self.popular(1_000)
        texts += [Completion(name, "category", count) for name, count in categories.items() if name]
        texts += [Completion(name, "brand", count) for name, count in brands.items() if name]
        words = ((word, indexed.words.count(word)) for word in indexed.words.chinese[:MOST_WORDS])
        texts += [Completion(word, "word", count) for word, count in words if count >= LEAST_GOODS]
        return Completions(texts)
