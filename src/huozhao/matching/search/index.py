"""The port of a search index, and what goes in and comes out of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from huozhao.matching.search.spelling import compact, grams, index_words, spelled
from huozhao.terms.goods import Sku

Field = Literal["title", "category", "brand", "attributes", "grams"]
FIELDS: tuple[Field, ...] = get_args(Field)
# How much a match in a field counts. Grams find what no dictionary cuts out, and count least.
BOOSTS: dict[Field, float] = {"title": 1.0, "category": 0.9, "brand": 1.2, "attributes": 0.5, "grams": 0.35}
BRAND_KEYS = ("品牌", "brand", "Brand", "牌子")


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as it is indexed: the words of each field, its category names, its price in fen."""

    sku: str
    words: dict[Field, tuple[str, ...]]
    path: tuple[str, ...]
    price_fen: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """One word that may stand for a word of the query, with its weight (1 = as written)."""

    word: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched: groups of alternatives of which `need` must match, without `excluded`, within bounds (fen).

    `category` is one name of the path.
    """

    groups: tuple[tuple[Alternative, ...], ...]
    need: int
    excluded: tuple[str, ...] = ()
    low_fen: int | None = None
    high_fen: int | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Matches:
    """The best (SKU, BM25 score) of all that match, and how many do."""

    hits: tuple[tuple[str, float], ...] = ()
    total: int = 0


class SearchIndex(Protocol):
    """An index of goods that can be searched while it is changed."""

    def build(self, entries: Iterable[Entry]) -> None:
        """Replace everything by these entries."""
        ...

    def update(self, entries: Sequence[Entry], gone: Sequence[str]) -> None:
        """Put entries in place of those of the same SKU and take out SKUs; searches from now on see it."""
        ...

    def search(self, wanted: Wanted, limit: int) -> Matches:
        """Return the best `limit` matches, by score and then by SKU."""
        ...


def brand_of(sku: Sku) -> str:
    """Return the brand among the attributes of a product, or nothing."""
    return next((sku.attributes[key] for key in BRAND_KEYS if sku.attributes.get(key)), "")


def path_name(name: str) -> str:
    """Return a category name as one word of an index."""
    return "_".join(spelled(name).split())


def entry_of(sku: Sku) -> Entry:
    """Return a product as it is indexed."""
    title, brand = spelled(sku.title), spelled(brand_of(sku))
    others = [value for key, value in sku.attributes.items() if key not in BRAND_KEYS]
    category, attributes = spelled(" ".join(sku.category)), spelled(" ".join(others))
    words: dict[Field, tuple[str, ...]] = {
        "title": tuple(index_words(title)), "category": _named(category), "brand": _named(brand),
        "attributes": _named(attributes), "grams": tuple(grams(" ".join((title, category, brand, attributes)))),
    }  # fmt: skip
    return Entry(sku.sku, words, tuple(map(path_name, sku.category)), sku.price_fen)


def _named(text: str) -> tuple[str, ...]:
    """Return the words of names, and each name as a word of its own: a brand is in no dictionary."""
    words = index_words(text)
    return (*words, *(name for part in text.split() if (name := compact(part)) and name not in words))
