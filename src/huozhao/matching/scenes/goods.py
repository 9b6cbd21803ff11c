"""Which goods a scene puts forward: a query over the listed goods, the hottest near the shopper first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from huozhao.matching.candidates import Candidate
from huozhao.matching.scenes.fields import Wrong, choice, each, inside, mapping, whole, word
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH

SORTS = ("heat", "newest", "price_up", "price_down")
NAMES = ("skus", "categories", "words", "attributes", "tags", "price_fen", "launched_within_days", "sort", "most")
MOST, USUAL = 60, 12
_FEN, _DAYS = Text("分", "fen"), Text("天", "days")


@dataclass(frozen=True, slots=True)
class Query:
    """What goods are wanted: of every field given one entry has to fit, and `skus` always come along, first.

    A category fits by any of its levels or by its whole path (a/b/c); words look into titles; `tags` look into the
    values of all attributes. Prices are fen, both ends inside. `launched_within_days` looks at the day of launch.
    """

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tags: tuple[str, ...] = ()
    low_fen: int = 0
    high_fen: int | None = None
    launched_within_days: int | None = None
    sort: str = "heat"
    most: int = USUAL

    @property
    def is_open(self) -> bool:
        """Whether anything but hand-picked goods can be found."""
        return bool(
            self.categories
            or self.words
            or self.attributes
            or self.tags
            or self.low_fen
            or self.high_fen is not None
            or self.launched_within_days is not None
        )

    def fits(self, sku: Sku, today: int) -> bool:
        """Tell whether a product is wanted on a local day."""
        return (
            self._has_category(sku)
            and _any(self.words, sku.title)
            and self._has_attributes(sku)
            and self.low_fen <= sku.price_fen <= (sku.price_fen if self.high_fen is None else self.high_fen)
            and self._is_new(sku, today)
        )

    def _has_category(self, sku: Sku) -> bool:
        return not self.categories or not {*sku.category, "/".join(sku.category)}.isdisjoint(self.categories)

    def _has_attributes(self, sku: Sku) -> bool:
        held = sku.attributes
        return all(held.get(name) in values for name, values in self.attributes) and (
            not self.tags or any(_any(self.tags, value) for value in held.values())
        )

    def _is_new(self, sku: Sku, today: int) -> bool:
        if self.launched_within_days is None:
            return True
        since = (EPOCH + timedelta(days=today - self.launched_within_days)).isoformat()
        return bool(sku.launched_on) and str(sku.launched_on) >= since


def select(query: Query, goods: Iterable[Sku], heat: Mapping[str, float], today: int) -> list[Candidate]:
    """Return the goods of a query as candidates of the source "scene", at most `most`, scores falling from 1 to 0.

    `heat` is by SKU at the place in question. Only listed goods are found; of one product (SPU) the first SKU only.
    """
    by_sku = {sku.sku: sku for sku in goods if sku.listed}
    picked = [by_sku[sku] for sku in query.skus if sku in by_sku]
    names = {sku.sku for sku in picked}
    found = [s for s in by_sku.values() if s.sku not in names and query.fits(s, today)] if query.is_open else []
    ordered = [*picked, *sorted(found, key=lambda sku: (*_order(query.sort, sku, heat), sku.sku))]
    single: dict[str, Sku] = {}
    for sku in ordered:
        single.setdefault(sku.spu or sku.sku, sku)
    places = list(single.values())[: query.most]
    return [Candidate(sku.sku, "scene", 1.0 - place / max(1, len(places))) for place, sku in enumerate(places)]


def read_query(value: Any) -> Query:
    """Read a query; Wrong says what and where. A query has to be able to find something."""
    given = mapping(value, NAMES, "{categories: [零食], sort: heat}")
    lists = {
        name: inside(given, name, lambda v: each(v, lambda w: word(w, 128)))
        for name in ("skus", "categories", "words", "tags")
        if given.get(name) is not None
    }
    low, high = inside(given, "price_fen", _prices)
    query = Query(
        **lists, attributes=inside(given, "attributes", _attributes), low_fen=low, high_fen=high,
        launched_within_days=inside(
            given, "launched_within_days", lambda n: None if n is None else whole(n, 1, 3_650, _DAYS)),
        sort=inside(given, "sort", lambda s: choice(s or "heat", {name: name for name in SORTS})),
        most=inside(given, "most", lambda n: whole(USUAL if n is None else n, 1, MOST, Text("个", "items"))),
    )  # fmt: skip
    if not (query.is_open or query.skus):
        raise Wrong(
            Text("没有说要哪些商品", "it does not say which goods"),
            Text(
                "至少写类目、标题词、属性、价格或 SKU 之一，例如 categories: [零食]",
                "give categories, words, attributes, a price or skus, for example categories: [snacks]",
            ),
        )
    return query


def _prices(value: Any) -> tuple[int, int | None]:
    given = mapping({} if value is None else value, ("from", "to"), "{from: 1000, to: 9900}")
    low = inside(given, "from", lambda n: whole(n or 0, 0, 10**12, _FEN))
    high = inside(given, "to", lambda n: None if n is None else whole(n, 0, 10**12, _FEN))
    if high is not None and high < low:
        raise Wrong(
            Text("最高价低于最低价", "the highest price is below the lowest"),
            Text("把 from 和 to 对调", "turn from and to round"),
            ("to",),
        )
    return low, high


def _attributes(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if value is None:
        return ()
    given = mapping(value, list(value) if isinstance(value, Mapping) else (), "{口味: [原味, 无糖]}")
    return tuple((str(name), inside(given, name, lambda v: each(v, lambda w: word(w, 128)))) for name in given)


def _any(words: tuple[str, ...], text: str) -> bool:
    return not words or any(word.lower() in text.lower() for word in words)


def _order(sort: str, sku: Sku, heat: Mapping[str, float]) -> tuple[float, ...]:
    warm = -heat.get(sku.sku, 0.0)
    if sort == "newest":
        day = "".join(c for c in sku.launched_on or "" if c.isdigit())
        return -float(day or 0), warm
    return {"price_up": (sku.price_fen, warm), "price_down": (-sku.price_fen, warm)}.get(sort, (warm,))
