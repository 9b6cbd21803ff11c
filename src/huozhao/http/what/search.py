"""Search: find goods by words, complete what is typed."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.search.search import Found, Query
from huozhao.http.gate.asking import principal_of
from huozhao.http.gate.guard import own
from huozhao.http.what.page import DeliveryOut
from huozhao.http.wire import Words, words
from huozhao.terms.place import Coordinates, coordinates

MOST, DEEPEST = 100, 500


class SearchFactorOut(msgspec.Struct, frozen=True):
    """One factor of a score: text (BM25), phrase, whole_title, popular, cheap or taste."""

    code: str
    value: float


class SearchHitOut(msgspec.Struct, frozen=True):
    """One product found. `score` is the product of the factors in `why`; `matched` says which words stand where."""

    sku: str
    title: str
    price_fen: int
    image: str | None
    category: list[str]
    position: int
    score: float
    why: list[SearchFactorOut]
    matched: dict[str, list[str]]
    deliverable: DeliveryOut | None


class SearchNoteOut(msgspec.Struct, frozen=True):
    """What to tell the shopper.

    code: pinyin, corrected, maybe, relaxed, popular_instead, price, no_such_price, cheap, excluded or synonym.
    """

    code: str
    text: Words


class FacetOut(msgspec.Struct, frozen=True):
    """A category or brand among the hits and how many have it."""

    name: str
    count: int


class SearchFacetsOut(msgspec.Struct, frozen=True):
    """How the hits divide, and their lowest and highest price; counted over the first 500 hits."""

    categories: list[FacetOut]
    brands: list[FacetOut]
    low_fen: int | None
    high_fen: int | None


class SearchOut(msgspec.Struct, frozen=True):
    """What a search found. how: exact, pinyin, corrected, relaxed, or nothing (then popular goods stand in `items`).

    Send `request_id` back with clicks (placement `search`), so that the query log knows which searches succeed.
    """

    request_id: str
    query: str
    how: str
    words: list[str]
    corrected: str
    tried: list[str]
    notes: list[SearchNoteOut]
    total: int
    personal: bool
    items: list[SearchHitOut]
    facets: SearchFacetsOut
    next: str | None


class CompletionOut(msgspec.Struct, frozen=True):
    """A text to search for. kind: query (of others), category, brand or word."""

    text: str
    kind: str
    count: int


class CompletionPage(msgspec.Struct, frozen=True):
    """Completions, best first."""

    items: list[CompletionOut]
    next: str | None


@get("/search", summary="Find goods by words", tags=["search"], sync_to_thread=True)
def get_search(
    mall: App,
    request: Request[Any, Any, Any],
    q: Annotated[str, QueryParameter(description="what is searched for, at most 120 letters")],
    limit: int = 20,
    offset: int = 0,
    category: str = "",
    min_price_fen: int | None = None,
    max_price_fen: int | None = None,
    shopper: str = "",
    personal: bool = True,
    record: bool = True,
    longitude: float | None = None,
    latitude: float | None = None,
    system: str = "gcj02",
) -> SearchOut:
    """Return goods for a query: Chinese words, pinyin, slips, synonyms, prices ("100元以内") are understood.

    With a shopper who consents, the order is their own unless `personal=false`. A search of a named shopper is
    recorded as Products Searched, once, with its first page, unless `record=false`.
    """
    principal = principal_of(request)
    own(principal, shopper)
    whose = shopper or principal.shopper
    place = place_of(longitude, latitude, system)
    asked = Query(q, whose, max(1, min(limit, MOST)), max(0, min(offset, DEEPEST)), category, min_price_fen,
                  max_price_fen, place, personal)
    found = mall.search.find(asked)
    if record and whose and asked.offset == 0:
        mall.search.record(q, whose, found.request_id, found.total if found.is_exact else 0)
    return _found_out(found, asked)


@get("/search/suggest", summary="Complete what is being typed", tags=["search"], sync_to_thread=True)
def get_suggest(
    mall: App,
    q: Annotated[str, QueryParameter(description="what is typed so far; empty = what most search for")] = "",
    limit: int = 10,
) -> CompletionPage:
    """Return queries, categories, brands and words that begin as typed, in characters, pinyin or initials.

    Queries of others are shown only when at least five shoppers made them.
    """
    most, typed = max(1, min(limit, 50)), q.strip()[:64]
    completing = mall.search.completing
    found = completing.complete(typed, most) if typed else completing.popular(most)
    return CompletionPage([CompletionOut(each.text, each.kind, each.count) for each in found], None)


def place_of(longitude: float | None, latitude: float | None, system: str) -> Coordinates | None:
    """Return the place that a query names, None when it names none."""
    if longitude is None and latitude is None:
        return None
    return coordinates(longitude, latitude, system)


def _found_out(found: Found, asked: Query) -> SearchOut:
    end = asked.offset + len(found.hits)
    facets = found.facets
    return SearchOut(
        found.request_id, asked.text, found.how, list(found.words), found.corrected, list(found.tried),
        [SearchNoteOut(note.code, words(note.text)) for note in found.notes], found.total, found.personal,
        _hits(found, asked.offset),
        SearchFacetsOut([FacetOut(*each) for each in facets.categories], [FacetOut(*each) for each in facets.brands],
                  facets.low_fen, facets.high_fen),
        str(end) if len(found.hits) == asked.limit and end < min(found.total, DEEPEST) else None,
    )  # fmt: skip


def _hits(found: Found, offset: int) -> list[SearchHitOut]:
    items = []
    for place, hit in enumerate(found.hits):
        sku, near = found.goods[hit.sku], found.deliveries.get(hit.sku)
        items.append(SearchHitOut(
            sku.sku, sku.title, sku.price_fen, sku.image, list(sku.category), offset + place, round(hit.score, 4),
            [SearchFactorOut(factor.code, round(factor.value, 4)) for factor in hit.why],
            {name: list(each) for name, each in found.matched[hit.sku].items()},
            DeliveryOut(near.shop, near.shop_name, near.distance_km, near.minutes) if near else None,
        ))  # fmt: skip
    return items


ROUTER = Router("/", route_handlers=[get_search, get_suggest])
