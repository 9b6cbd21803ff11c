"""The search index kept up with the goods: built at the first search or in the background, then changed in place."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from huozhao.flows.goods import Goods
from huozhao.matching.search.index import Entry, SearchIndex, entry_of
from huozhao.matching.search.vocabulary import Vocabulary, make_ready, words_of
from huozhao.terms.goods import Sku

# More changes than this are taken up in the background; fewer before the next search answers.
AT_ONCE, REBUILD_SHARE = 500, 0.3


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index, its words and the listed goods in it, as of one version of the goods."""

    index: SearchIndex
    words: Vocabulary
    goods: Mapping[str, Sku]
    version: int


class LiveIndex:
    """Keeps the index up with the goods. What is delisted is not found from then on, whatever the index still holds."""

    def __init__(self, goods: Goods, make: Callable[[], SearchIndex]) -> None:
        self._goods, self._make = goods, make
        self._held: Indexed | None = None
        self._busy = threading.Lock()
        # Many changes are being taken up in the background: searches do not wait for that.
        self._is_behind = False

    def now(self) -> Indexed:
        """Return the index as of now; the first call builds it."""
        held = self._held
        if held is None:
            with self._busy:
                held = self._held or self._build()
        if held.version != self._goods.version and self._busy.acquire(blocking=not self._is_behind):
            self._take_up(self._held or held)
        return self._held or held

    def warm(self) -> None:
        """Build in the background, with what corrections look up."""
        threading.Thread(target=self._warm, name="search-index", daemon=True).start()

    def is_listed(self, sku: str) -> bool:
        """Return whether a product is on sale at this very moment."""
        found = self._goods.sku(sku)
        return found is not None and found.listed

    def _warm(self) -> None:
        make_ready(self.now().words)

    def _build(self) -> Indexed:
        version, goods = self._goods.version, self._listed()
        index, counts = self._make(), Counter[str]()

        def entries() -> Iterator[Entry]:
            """Yield entries one by one, so that all of them never lie in memory."""
            for sku in goods.values():
                entry = entry_of(sku)
                counts.update(words_of(entry))
                yield entry

        index.build(entries())
        self._held = Indexed(index, Vocabulary(counts), goods, version)
        return self._held

    def _take_up(self, held: Indexed) -> None:
        """Bring the index up; the lock is held, and released when that is done."""
        version, goods = self._goods.version, self._listed()
        come = [sku for name, sku in goods.items() if held.goods.get(name) is not sku]
        gone = [sku for name, sku in held.goods.items() if name not in goods]

        def work() -> None:
            try:
                self._change(held, goods, version, come, gone)
            finally:
                self._is_behind = False
                self._busy.release()

        if len(come) + len(gone) <= AT_ONCE:
            work()
        else:
            self._is_behind = True
            threading.Thread(target=work, name="search-index", daemon=True).start()

    def _change(self, held: Indexed, goods: dict[str, Sku], version: int, come: list[Sku], gone: list[Sku]) -> None:
        if len(come) + len(gone) > REBUILD_SHARE * max(1, len(held.goods)) and len(goods) > AT_ONCE:
            self._build()
            return
        entries = [entry_of(sku) for sku in come]
        words = held.words
        if come or gone:
            held.index.update(entries, [sku.sku for sku in gone])
            words = _words(words, entries, [entry_of(sku) for sku in gone], held, come)
        self._held = replace(held, words=words, goods=goods, version=version)

    def _listed(self) -> dict[str, Sku]:
        return {sku.sku: sku for sku in self._goods.skus() if sku.listed}


def _words(words: Vocabulary, come: list[Entry], gone: list[Entry], held: Indexed, listed: list[Sku]) -> Vocabulary:
    """Return the vocabulary after a change; the same one where no word came or went, as counts need not be exact."""
    before = [entry_of(old) for sku in listed if (old := held.goods.get(sku.sku)) is not None]
    has_new = any(not words.count(word) for entry in come for word in words_of(entry))
    has_lost = any(words.count(word) <= len(gone) + len(before) for each in (*gone, *before) for word in words_of(each))
    return words.changed(come, [*gone, *before]) if has_new or has_lost else words
