"""Rank: blend the sources by the placement's weights, then apply the mall's rules, each in words."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from huozhao.matching.candidates import SOURCES, Candidate, Ranked, Reason, Source
from huozhao.matching.shelf import leaf
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

# What each source counts on each placement, on scores divided by the source's best. Hand-set, to be learned later:
# on a shopper's own pages their taste leads, next to one product what goes with it does.
WEIGHTS: Mapping[str, Mapping[Source, float]] = {
    "home": {"item_cf": 1.0, "user_cf": 0.8, "content": 0.35, "popular": 0.2, "newest": 0.05},
    "product": {"complement": 1.0, "substitute": 0.8, "item_cf": 0.3, "content": 0.4, "popular": 0.1, "newest": 0.02},
    "cart": {"complement": 1.0, "item_cf": 0.5, "user_cf": 0.3, "content": 0.2, "popular": 0.1, "newest": 0.02},
    "order_done": {"complement": 1.0, "user_cf": 0.5, "item_cf": 0.4, "content": 0.2, "popular": 0.2, "newest": 0.05},
}
# A zone of its own sources takes them as they come.
EVEN: Mapping[Source, float] = dict.fromkeys(SOURCES, 1.0)
LEAF_SHARE = 0.4
CONSUMABLE = ("yes", "true", "1", "是")


@dataclass(frozen=True, slots=True)
class Rules:
    """What may stand on this page. `deliverable` None = stock is not asked; bought goods are left out."""

    goods: Mapping[str, Sku]
    bought: Mapping[str, int]
    excluded: Collection[str] = ()
    deliverable: Callable[[str], bool] | None = None
    leaf_share: float = LEAF_SHARE


def blend(candidates: Iterable[Candidate], placement: str) -> list[Ranked]:
    """Return one entry a product, best first: Σ over sources of weight · score / best score of the source."""
    groups: dict[Source, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.source, []).append(candidate)
    weights = WEIGHTS.get(placement, EVEN)
    total: dict[str, float] = {}
    leader: dict[str, tuple[float, Candidate]] = {}
    for source, found in groups.items():
        peak = max(c.score for c in found) or 1.0
        for c in found:
            part = weights.get(source, 0.0) * c.score / peak
            total[c.sku] = total.get(c.sku, 0.0) + part
            if c.sku not in leader or part > leader[c.sku][0]:
                leader[c.sku] = (part, c)
    ranked = [Ranked(sku, total[sku], c.source, c.evidence) for sku, (_, c) in leader.items()]
    return sorted(ranked, key=lambda item: (-item.score, item.sku))


def rerank(ranked: Sequence[Ranked], rules: Rules, limit: int) -> list[Ranked]:
    """Return at most `limit` entries in order: listed, not bought (unless used up and bought again), deliverable,
    and at most 40 % of the places from one leaf category while others remain.
    """
    cap = max(2, ceil(limit * rules.leaf_share))
    kept: list[Ranked] = []
    spare: list[Ranked] = []
    counts: dict[str, int] = {}
    for item in ranked:
        if len(kept) == limit:
            break
        if not _may_stand(item.sku, rules):
            continue
        name = leaf(rules.goods[item.sku])
        if name and counts.get(name, 0) >= cap:
            spare.append(item)
            continue
        counts[name] = counts.get(name, 0) + 1
        kept.append(item)
    return kept + spare[: limit - len(kept)]


def _may_stand(sku: str, rules: Rules) -> bool:
    goods = rules.goods.get(sku)
    if goods is None or not goods.listed or sku in rules.excluded:
        return False
    times = rules.bought.get(sku, 0)
    if times > 0 and not is_consumable(goods, times):
        return False
    return rules.deliverable is None or rules.deliverable(sku)


def is_consumable(goods: Sku, times_bought: int) -> bool:
    """Return whether a product may be shown again after a purchase: its attribute says so, or it was bought twice."""
    return times_bought >= 2 or goods.attributes.get("consumable", "").lower() in CONSUMABLE


def reason(item: Ranked, goods: Mapping[str, Sku], bought: Mapping[str, int]) -> Reason:
    """Say why an item is shown, naming the product it follows from; what was bought is called so."""
    first = goods.get(item.evidence[0]) if item.evidence else None
    if first and item.source == "item_cf" and bought.get(first.sku, 0) > 0:
        text = Text(f"买了「{first.title}」的人也喜欢", f"Buyers of “{first.title}” also like this")
        return Reason(item.source, text, item.evidence)
    return Reason(item.source, _words(item.source, first.title if first else ""), item.evidence)


def _words(source: Source, title: str) -> Text:
    said = _SENTENCES[source]
    if not title:
        return said[1]
    return Text(said[0].zh.format(title), said[0].en.format(title))


_SENTENCES: dict[Source, tuple[Text, Text]] = {
    "user_cf": (Text("与你相似的用户还购买了", "Shoppers like you also bought this"),) * 2,
    "item_cf": (Text("因为你关注过「{}」", "Because you looked at “{}”"), Text("根据你的兴趣", "By your taste")),
    "complement": (
        Text("买了「{}」的人也买了", "Bought together with “{}”"), Text("常一起购买", "Often bought together")),
    "substitute": (
        Text("看了「{}」的人还看了", "Seen by those who saw “{}”"), Text("看了又看", "Seen again and again")),
    "content": (Text("与「{}」同类", "Like “{}”"), Text("你关注的品类", "From a category you follow")),
    "repeat": (Text("该补货了:「{}」", "Time to restock “{}”"), Text("你常买的", "You buy this regularly")),
    "session": (Text("接着「{}」看", "Next after “{}”"), Text("接着看", "Next for you")),
    "local": (Text("附近的人在买", "Popular near you now"),) * 2,
    "scene": (Text("应时应地", "For here and now"),) * 2,
    "need": (Text("为你近来的需要", "For what you are looking for"),) * 2,
    "popular": (Text("本店热卖", "Popular in the mall"),) * 2,
    "newest": (Text("新品上架", "New in the mall"),) * 2,
}
