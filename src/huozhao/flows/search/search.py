"""Search: a query → words → hits → popularity, nearness, the shopper's own order; and what to say about it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from uuid import uuid4

from huozhao.events.catalogue import ProductsSearched
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.flows.learning.learned import Learned
from huozhao.flows.near import Near
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.free_text import masked
from huozhao.flows.search.completing import Completing
from huozhao.flows.search.live import Indexed, LiveIndex
from huozhao.flows.search.notes import Note, no_such_price, notes
from huozhao.flows.search.query_log import QueryLog
from huozhao.flows.search.synonym_book import SynonymBook
from huozhao.matching.candidates import Delivery
from huozhao.matching.search.attempt import Attempt, Ground, attempt
from huozhao.matching.search.index import brand_of, path_name
from huozhao.matching.search.personal import Affinity, reordered
from huozhao.matching.search.query import Understood, understand
from huozhao.matching.search.ranking import Factor, Hit, Prior, matched, one_each, rank
from huozhao.matching.shelf import Shelf, leaf, popular
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import HuozhaoError
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates

INSTEAD, FACETS, NEAR_FIRST = 20, 12, 100


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched, by whom, where; prices in fen. `personal` asks for the shopper's own order."""

    text: str
    shopper: str = ""
    limit: int = 20
    offset: int = 0
    category: str = ""
    low_fen: int | None = None
    high_fen: int | None = None
    place: Coordinates | None = None
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Facets:
    """How the hits divide by leaf category and brand, most first, and their lowest and highest price in fen."""

    categories: tuple[tuple[str, int], ...] = ()
    brands: tuple[tuple[str, int], ...] = ()
    low_fen: int | None = None
    high_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: one page of hits, how many products in all, and what to say about it.

    `total` is exact up to 500 hits. `corrected` is the text that was searched instead, `tried` those that were tried.
    """

    request_id: str
    hits: tuple[Hit, ...]
    total: int
    how: str
    words: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    corrected: str = ""
    tried: tuple[str, ...] = ()
    facets: Facets = Facets()
    personal: bool = False
    goods: Mapping[str, Sku] = field(default_factory=dict)
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    matched: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Tell whether these are hits of the words as written, in characters or in pinyin."""
        return self.how in ("exact", "pinyin")


@dataclass(frozen=True, slots=True)
class Search:
    """Finds goods by words."""

    live: LiveIndex
    synonyms: SynonymBook
    queries: QueryLog
    completing: Completing
    learned: Learned
    shoppers: Shoppers
    consents: Consents
    near: Near
    log: EventLog
    clock: Callable[[], int]
    appended: Callable[[], None]

    def find(self, query: Query) -> Found:
        """Return one page of hits; BadInput for an empty query. Where nothing is found, popular goods, and so said."""
        indexed, synonyms = self.live.now(), self.synonyms.live()
        read = _bounded(understand(query.text, synonyms.joined), query)
        ground = Ground(indexed.index, indexed.words, synonyms)
        category = path_name(query.category)
        made, dropped = attempt(read, ground, category), False
        if made.how == "nothing" and (read.low_fen is not None or read.high_fen is not None):
            made = attempt(replace(read, low_fen=None, high_fen=None), ground, category)
            dropped = made.how != "nothing"
        shelf = self.learned.shelf()
        hits = self._ranked(made, read, indexed, shelf)
        total = made.matches.total - len(made.matches.hits) + len(hits)
        if not hits:
            return self._instead(query, read, made, indexed, shelf)
        affinity = self._affinity(query, indexed)
        hits = reordered(hits, affinity, indexed.goods) if affinity else hits
        told = notes(query.text, read, made) if not dropped else no_such_price(query.text, read, made)
        found = Found(uuid4().hex, tuple(hits), total, made.how, made.words, told, _text(made), made.tried,
                      _facets(hits, indexed.goods), bool(affinity))
        return self._page(found, query, indexed)

    def record(self, query: str, shopper: str, request_id: str, results: int) -> None:
        """Put a search on record in the background, without the shopper where there is no consent."""
        known = shopper if self.consents.allows(shopper, PERSONALISATION) else ""
        what = masked(ProductsSearched(query[:256], results, request_id))
        try:
            future = self.log.submit([event(f"searched-{request_id}", self.clock(), known, what, "search")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())

    def _ranked(self, made: Attempt, read: Understood, indexed: Indexed, shelf: Shelf) -> list[Hit]:
        found = [(sku, score) for sku, score in made.matches.hits if sku in indexed.goods and self.live.is_listed(sku)]
        text = made.readings[0] if made.readings else read.text
        return one_each(rank(found, text, indexed.goods, Prior(shelf.heat, read.cheap)), indexed.goods)

    def _affinity(self, query: Query, indexed: Indexed) -> Affinity:
        may = query.personal and bool(query.shopper) and self.consents.allows(query.shopper, PERSONALISATION)
        return Affinity.of(self.shoppers.tastes(query.shopper) if may else (), indexed.goods)

    def _instead(self, query: Query, read: Understood, made: Attempt, indexed: Indexed, shelf: Shelf) -> Found:
        """Return popular goods of the category asked for, or of the mall."""
        of_category = [sku for sku in shelf.leaves.get(query.category, ()) if self.live.is_listed(sku)]
        skus = of_category or [each.sku for each in popular(shelf) if self.live.is_listed(each.sku)]
        hits = tuple(Hit(sku, 1 / (1 + place), (Factor("popular", 1 / (1 + place)),))
                     for place, sku in enumerate(islice((s for s in skus if s in indexed.goods), INSTEAD)))
        told = notes(query.text, read, replace(made, how="nothing"), query.category if of_category else "")
        found = Found(uuid4().hex, hits, 0, "nothing", made.words, told, tried=made.tried)
        return self._page(found, query, indexed)

    def _page(self, found: Found, query: Query, indexed: Indexed) -> Found:
        """Return one page of what was found, goods that lie near the place first."""
        hits, deliveries = self._near_first(found.hits, query.place)
        page = tuple(hits[query.offset:query.offset + query.limit])
        words = dict.fromkeys([*found.words, *_named(found.words, self.synonyms)])
        goods = {each.sku: indexed.goods[each.sku] for each in page}
        return replace(
            found, hits=page, goods=goods, deliveries={sku: deliveries[sku] for sku in goods if sku in deliveries},
            matched={sku: matched(item, list(words)) for sku, item in goods.items()})

    def _near_first(self, hits: Sequence[Hit], place: Coordinates | None) -> tuple[list[Hit], Mapping[str, Delivery]]:
        if place is None:
            return list(hits), {}
        near = self.near.look(place, [each.sku for each in hits])
        first = [each for each in hits[:NEAR_FIRST] if near.can_deliver(each.sku)]
        held = {each.sku for each in first}
        return [*first, *(each for each in hits if each.sku not in held)], near.deliveries


def _named(words: Sequence[str], book: SynonymBook) -> list[str]:
    synonyms = book.live()
    return [other for word in words for other in synonyms.of(word)]


def _bounded(read: Understood, query: Query) -> Understood:
    """Return a query read within the bounds asked for beside it; the tighter ones hold."""
    lows = [fen for fen in (read.low_fen, query.low_fen) if fen is not None]
    highs = [fen for fen in (read.high_fen, query.high_fen) if fen is not None]
    return replace(read, low_fen=max(lows, default=None), high_fen=min(highs, default=None))


def _text(made: Attempt) -> str:
    return made.readings[0] if made.readings else ""


def _facets(hits: Sequence[Hit], goods: Mapping[str, Sku]) -> Facets:
    found = [goods[each.sku] for each in hits]
    categories = Counter(name for sku in found if (name := leaf(sku)))
    brands = Counter(name for sku in found if (name := brand_of(sku)))
    prices = [sku.price_fen for sku in found]
    return Facets(_most(categories), _most(brands), min(prices, default=None), max(prices, default=None))


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:FACETS])
