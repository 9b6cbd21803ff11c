"""Order of hits: BM25 × whole phrase × popularity × cheapness, each factor told with the hit.

The factors follow the usual e-commerce form: the text decides what is meant, the others decide between goods that fit
alike, so each is a bounded factor and none can lift what does not match.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from typing import Literal

from huozhao.matching.search.index import brand_of
from huozhao.matching.search.spelling import compact, spelled
from huozhao.terms.goods import Sku

PHRASE, WHOLE, POPULAR, CHEAP = 0.4, 0.8, 0.3, 0.6
Code = Literal["text", "phrase", "whole_title", "popular", "cheap", "taste"]


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a score."""

    code: Code
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One product found: its score, which is the product of its factors."""

    sku: str
    score: float
    why: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known beside the text: how popular each product is, and whether cheap goods are wished for."""

    heat: Mapping[str, float]
    cheap: bool = False


def rank(found: Sequence[tuple[str, float]], text: str, goods: Mapping[str, Sku], prior: Prior) -> list[Hit]:
    """Return hits by falling score; equal scores by SKU. `found` holds (SKU, BM25) of listed goods in `goods`."""
    hottest = max((prior.heat.get(sku, 0.0) for sku, _ in found), default=0.0)
    dearest = sorted(goods[sku].price_fen for sku, _ in found) if prior.cheap else []
    wanted = compact(text)
    hits = []
    for sku, score in found:
        why = [Factor("text", score), *_phrase(goods[sku], wanted)]
        if hottest > 0 and prior.heat.get(sku, 0.0) > 0:
            why.append(Factor("popular", 1 + POPULAR * log1p(prior.heat[sku]) / log1p(hottest)))
        if len(dearest) > 1:
            place = dearest.index(goods[sku].price_fen) / (len(dearest) - 1)
            why.append(Factor("cheap", 1 + CHEAP * (1 - place)))
        hits.append(hit(sku, why))
    return sorted(hits, key=lambda each: (-each.score, each.sku))


def hit(sku: str, why: Sequence[Factor]) -> Hit:
    """Return a hit whose score is the product of its factors."""
    score = 1.0
    for factor in why:
        score *= factor.value
    return Hit(sku, score, tuple(why))


def one_each(hits: Sequence[Hit], goods: Mapping[str, Sku]) -> list[Hit]:
    """Return the best hit of each product (SPU), so that sizes and colours of one do not fill the page."""
    seen: set[str] = set()
    found = []
    for each in hits:
        spu = goods[each.sku].spu or each.sku
        if spu not in seen:
            seen.add(spu)
            found.append(each)
    return found


def matched(sku: Sku, words: Sequence[str]) -> dict[str, list[str]]:
    """Return which of the words stand in which field of a product."""
    others = (value for value in sku.attributes.values() if value != brand_of(sku))
    fields = {"title": sku.title, "category": " ".join(sku.category), "brand": brand_of(sku),
              "attributes": " ".join(others)}
    texts = {name: compact(spelled(text)) for name, text in fields.items()}
    return {name: found for name, text in texts.items() if (found := [word for word in words if word in text])}


@lru_cache(100_000)
def _plain(title: str) -> str:
    return compact(spelled(title))


def _phrase(sku: Sku, wanted: str) -> list[Factor]:
    title = _plain(sku.title) if len(wanted) > 1 else ""
    if title == wanted and title:
        return [Factor("whole_title", 1 + WHOLE)]
    return [Factor("phrase", 1 + PHRASE)] if wanted and wanted in title else []
