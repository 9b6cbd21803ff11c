"""Rank: blend the sources, by what was learned or by the placement's weights, and say in words why an item is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from huozhao.matching.candidates import SOURCES, Candidate, Ranked, Reason, Source
from huozhao.matching.page_blend import PageBlend
from huozhao.matching.pool import Floats, Pool, pool
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

# What each source counts on each placement, on scores divided by the source's best. Hand-set: they rank a mall that has
# not learned a blend yet, and beside one product, in the cart and after an order, where what goes with it leads.
_OWN: Mapping[Source, float] = {
    "item_cf": 1.0, "user_cf": 0.8, "session": 0.7, "repeat": 0.6, "need": 0.5, "content": 0.35, "local": 0.25,
    "scene": 0.25, "basket": 0.25, "popular": 0.2, "newest": 0.05,
}  # fmt: skip
WEIGHTS: Mapping[str, Mapping[Source, float]] = {
    "home": _OWN,
    "popup": _OWN,
    "category": {**_OWN, "popular": 0.3, "category": 0.3, "newest": 0.1},
    "search": _OWN,
    "product": {"complement": 1.0, "substitute": 0.8, "session": 0.4, "content": 0.4, "item_cf": 0.3, "popular": 0.1,
                "newest": 0.02},
    "cart": {"complement": 1.0, "item_cf": 0.5, "repeat": 0.5, "user_cf": 0.3, "session": 0.3, "content": 0.2,
             "popular": 0.1, "newest": 0.02},
    "order_done": {"complement": 1.0, "user_cf": 0.5, "item_cf": 0.4, "repeat": 0.3, "content": 0.2, "popular": 0.2,
                   "newest": 0.05},
}  # fmt: skip
# Pages of the shopper's own, which the learned blend ranks.
OWN_PAGES = frozenset({"home", "popup", "category", "search"})
# A tag of the shopper that a product names counts like this, each up to two.
TAG_WEIGHT, MOST_TAGS = 0.3, 2.0
# The words of a search lead; taste lifts a hit by at most half, so that exact matches do not sink.
TASTE_SHARE = 0.5
# A zone of its own sources takes them as they come.
EVEN: Mapping[Source, float] = dict.fromkeys(SOURCES, 1.0)


@cache
def weights_of(placement: str) -> Floats:
    """Return the weight of each source on a placement, shape (S,); 1 each where the placement has none of its own."""
    own = WEIGHTS.get(placement, EVEN)
    return np.array([own.get(source, 0.0) for source in SOURCES], np.float32)


@dataclass(frozen=True, slots=True)
class Blended:
    """The score of each product (n,) and what each source adds to it (n, S); `is_learned` tells by what measure."""

    total: Floats
    parts: Floats
    is_learned: bool

    def with_tags(self, matches: Floats) -> Floats:
        """Return the scores lifted by the shopper's tags that a product names, `matches` (n,) of them."""
        liked = TAG_WEIGHT * np.minimum(matches, MOST_TAGS)
        lifted = self.total * (1 + liked) if self.is_learned else self.total + liked
        return np.where(self.total > 0, lifted, 0.0).astype(np.float32)


def blended(found: Pool, placement: str, learned: PageBlend | None, own: Floats) -> Blended:
    """Return the blend: as learned on a shopper's own pages, else Σ of weight · score / best score of the source.

    `own` are the signs of the shopper's own goods (recall/own.py), read by the learned blend only.
    """
    if learned is not None and placement in OWN_PAGES:
        parts = learned.parts(found, own)
        return Blended(learned.score(parts, own), parts, True)
    parts = found.scores * weights_of(placement)
    return Blended(parts.sum(axis=1), parts, False)


def blend(candidates: Iterable[Candidate], placement: str) -> list[Ranked]:
    """Return one entry a product by the weights set by hand, best first; the source that adds most gives the reason."""
    found = pool(list(candidates))
    made = blended(found, placement, None, np.zeros((0, 0), np.float32))
    leaders = found.leaders(made.parts)
    ranked = [
        Ranked(sku, float(made.total[row]), found.candidates[leaders[row]].source,
               found.candidates[leaders[row]].evidence)
        for row, sku in enumerate(found.skus)
    ]  # fmt: skip
    return sorted(ranked, key=lambda item: (-item.score, item.sku))


def search_order(text: Floats, own: Floats) -> Floats:
    """Return the score of search hits: text · (1 + 0.5 · taste / best taste); what is no hit scores 0."""
    best = float(own.max(initial=0.0)) or 1.0
    return (text * (1 + TASTE_SHARE * own / best)).astype(np.float32)


def reason(item: Ranked, goods: Mapping[str, Sku], bought: Mapping[str, int]) -> Reason:
    """Say why an item is shown, naming the product it follows from; what was bought is called so."""
    first = goods.get(item.evidence[0]) if item.evidence else None
    if first and item.source == "item_cf" and bought.get(first.sku, 0) > 0:
        text = Text(f"买了“{first.title}”的人也喜欢", f"Buyers of “{first.title}” also like this")
        return Reason(item.source, text, item.evidence)
    if item.source == "own" and bought.get(item.sku, 0) > 0:
        return Reason(item.source, BOUGHT_BEFORE, item.evidence)
    return Reason(item.source, _words(item.source, first.title if first else ""), item.evidence)


def _words(source: Source, title: str) -> Text:
    said = _SENTENCES[source]
    if not title:
        return said[1]
    return Text(said[0].zh.format(title), said[0].en.format(title))


BOUGHT_BEFORE = Text("你买过的", "You bought this before")
_SENTENCES: dict[Source, tuple[Text, Text]] = {
    "user_cf": (Text("与你相似的用户还购买了", "Shoppers like you also bought this"),) * 2,
    "item_cf": (Text("因为你关注过“{}”", "Because you looked at “{}”"), Text("根据你的兴趣", "By your taste")),
    "complement": (
        Text("买了“{}”的人也买了", "Bought together with “{}”"), Text("常一起购买", "Often bought together")),
    "substitute": (
        Text("看了“{}”的人还看了", "Seen by those who saw “{}”"), Text("看了又看", "Seen again and again")),
    "content": (Text("与“{}”同类", "Like “{}”"), Text("你关注的类目", "From a category you follow")),
    "repeat": (Text("该补货了：“{}”", "Time to restock “{}”"), Text("你常买的", "You buy this regularly")),
    "basket": (
        Text("买过“{}”的人也常买", "Often bought by those who bought “{}”"),
        Text("下次可能会买", "For your next order")),
    "own": (Text("你关注过的", "You looked at this before"),) * 2,
    "session": (Text("接着“{}”看", "Next after “{}”"), Text("接着看", "Next for you")),
    "local": (Text("附近的人在买", "Popular near you now"),) * 2,
    "scene": (Text("应季应景", "In season here"),) * 2,
    "need": (Text("你最近可能需要", "For what you are looking for"),) * 2,
    "search": (Text("与你的搜索相符", "Matches your search"),) * 2,
    "category": (Text("本类目热卖", "Popular in this category"),) * 2,
    "popular": (Text("本店热卖", "Popular in the mall"),) * 2,
    "newest": (Text("新品上架", "New in the mall"),) * 2,
}
