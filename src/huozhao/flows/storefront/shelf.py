"""Goods as shoppers see them: what is on sale, in which variants, in stock, delivered when, and what others said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from huozhao.events.state import Row, StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.near import Near
from huozhao.flows.stock.stock import Stock
from huozhao.matching.candidates import Delivery
from huozhao.operations.voice.folds import REVIEW, VOICES
from huozhao.operations.voice.quotes import unnamed
from huozhao.terms.errors import NotFound
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates

MOST_REVIEWS, MOST_READ = 50, 5_000


def everybodys(said: str, shopper: str) -> bool:
    """Let others read every review."""
    return True


@dataclass(frozen=True, slots=True)
class Category:
    """A category with the number of products on sale in it, and those within it."""

    path: tuple[str, ...]
    products: int
    within: tuple["Category", ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a shopper said of a product, naming nobody; `at` in ms, stars None where none were given."""

    text: str
    stars: int | None
    at: int
    sku: str


@dataclass(frozen=True, slots=True)
class Rating:
    """The stars of a product: how many gave 1 … 5."""

    counts: tuple[int, int, int, int, int]

    @property
    def shoppers(self) -> int:
        """How many gave stars."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean of the stars, None without any."""
        return sum(n * (place + 1) for place, n in enumerate(self.counts)) / self.shoppers if self.shoppers else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Reads goods for shoppers; what is not listed is not there. `person` says who speaks under a subject id.

    `is_shown` tells of (event, shopper) whether others may read that review.
    """

    state: StateStore
    goods: Goods
    near: Near
    stock: Stock
    person: Callable[[str], str]
    is_shown: Callable[[str, str], bool]
    skus: Fresh[Mapping[str, Sequence[Sku]]] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the SKUs on sale of each product at hand."""
        object.__setattr__(self, "skus", Fresh(self._by_spu, lambda: self.goods.version))

    def get(self, sku: str) -> Sku:
        """Return goods on sale; NotFound for others."""
        found = self.goods.sku(sku)
        if found is None or not found.listed:
            raise NotFound("unknown_sku", f"there are no goods {sku!r} on sale / 没有在售的这个商品", field="sku",
                           hint="see GET /v1/storefront/goods")
        return found

    def variants(self, goods: Sku) -> list[Sku]:
        """Return all SKUs on sale of the product, cheapest first."""
        return sorted(self.skus.get().get(goods.spu, ()), key=lambda each: (each.price_fen, each.sku))

    def within(self, path: Sequence[str], after: str, limit: int) -> tuple[list[Sku], str | None]:
        """Return goods on sale whose category begins with a path, one SKU a product, by id after `after`."""
        wanted = tuple(path)
        firsts = (skus[0] for skus in self.skus.get().values() if skus[0].category[: len(wanted)] == wanted)
        found = sorted((each for each in firsts if each.sku > after), key=lambda each: each.sku)
        return found[:limit], found[limit - 1].sku if len(found) > limit else None

    def categories(self) -> tuple[Category, ...]:
        """Return the categories of what is on sale, those with most products first."""
        return _branches((), [skus[0].category for skus in self.skus.get().values()])

    def deliveries(self, skus: Sequence[str], place: Coordinates | None) -> Mapping[str, Delivery]:
        """Return which shop near a place delivers each SKU, and when."""
        near = self.near.look(place, skus)
        near.first()
        return near.deliveries

    def in_stock(self, skus: Sequence[str]) -> Mapping[str, bool]:
        """Return whether any shop has each SKU; a SKU whose stock is not on record is left out."""
        found: dict[str, bool] = {}
        for (sku, _), units in self.stock.available(list(skus)).items():
            found[sku] = found.get(sku, False) or units > 0
        return found

    def rating(self, spu: str) -> Rating:
        """Return the stars of a product, the newest of each shopper; those of a text that others may not read wait."""
        newest = {self.person(str(row["shopper"])): row["stars"] for row in self._reviews(spu)
                  if row["stars"] and (not _words_of(row) or self._is_shown(row))}  # fmt: skip
        given = list(newest.values())
        return Rating((given.count(1), given.count(2), given.count(3), given.count(4), given.count(5)))

    def reviews(self, spu: str, limit: int = MOST_REVIEWS) -> list[Review]:
        """Return reviews with words, newest first."""
        said = (row for row in reversed(self._reviews(spu)) if _words_of(row) and self._is_shown(row))
        return [Review(unnamed(str(row["text"])), int(row["stars"]) if row["stars"] else None, int(row["at"] or 0),
                       str(row["sku"])) for row in islice(said, limit)]  # fmt: skip

    def _reviews(self, spu: str) -> list[Row]:
        """Return what was said in reviews of a product, oldest first."""
        rows = (row for goods in self.skus.get().get(spu, ())
                for row in self.state.scan(VOICES.name, (goods.sku,), limit=MOST_READ))
        return sorted((row for row in rows if row["kind"] == REVIEW), key=lambda row: int(row["at"] or 0))

    def _is_shown(self, row: Row) -> bool:
        return self.is_shown(str(row["said"]), str(row["shopper"]))

    def _by_spu(self) -> Mapping[str, Sequence[Sku]]:
        found: dict[str, list[Sku]] = {}
        for each in sorted(self.goods.skus(), key=lambda each: each.sku):
            if each.listed:
                found.setdefault(each.spu, []).append(each)
        return found


def _words_of(row: Row) -> str:
    return str(row["text"] or "").strip()


def _branches(path: tuple[str, ...], found: Sequence[tuple[str, ...]]) -> tuple[Category, ...]:
    """Return the categories right under a path; `found` are the paths of products under it."""
    under: dict[str, list[tuple[str, ...]]] = {}
    for each in found:
        if len(each) > len(path):
            under.setdefault(each[len(path)], []).append(each)
    made = (Category((*path, name), len(each), _branches((*path, name), each)) for name, each in under.items())
    return tuple(sorted(made, key=lambda each: (-each.products, each.path)))
