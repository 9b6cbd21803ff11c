"""M9: somebody keeps looking at goods of one category, compares them, and does not order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from re import compile as pattern

from huozhao.matching.needs.acts import Act, Span, newest, signs, span
from huozhao.matching.needs.confidence import Odds
from huozhao.matching.needs.need import Need, Wish, need_id
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.themes import Themes, is_set
from huozhao.matching.needs.wishes import has, wish
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

MOST_GOODS = 20
# What tells of health: an ingredient, an additive, sugar, an allergen, organic growing.
HEALTH = pattern("成[分份]|配料|添加|无糖|低糖|有机|过敏|防腐|ingredient|additive|sugar|organic|allerg|preservative")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose needs are looked for, at which instant (ms) and local day, with what odds."""

    shopper: str
    at: int
    day: float
    odds: Odds
    policy: Policy


def by_views(acts: Mapping[str, Sequence[Act]], themes: Themes, asked: Asked) -> list[Need]:
    """Return the needs that a shopper's views tell of; `acts` by leaf category, all of them.

    A category is a need with at least `least_products` products viewed within the window, or two of them four times
    and one of these again, with no order in it since. Confidence comes from the odds.
    """
    window, policy = float(asked.policy.window_days), asked.policy
    spans = {name: span(newest(found), asked.day, window) for name, found in acts.items() if name}
    views = sum(found.views for found in spans.values())
    needs: list[Need] = []
    for name, found in spans.items():
        if is_comparing(found, policy.least_products) and found.is_open and name in themes.by_leaf:
            p = float(asked.odds.confidence(signs(found, asked.day, views)[None])[0])
            if p >= policy.least_confidence:
                needs.append(_need(name, found, p, themes, asked))
    return sorted(needs, key=lambda need: (-need.confidence, need.id))


def is_comparing(found: Span, least_products: int) -> bool:
    """Tell whether views of one category are more than a passing look."""
    return len(found.viewed) >= least_products or (len(found.viewed) >= 2 and found.views >= 4 and found.again >= 1)


def _need(name: str, found: Span, p: float, themes: Themes, asked: Asked) -> Need:
    wanted = wish(found.viewed, themes.goods, themes.by_leaf[name])
    left = asked.policy.horizon_days - (asked.day - found.last)
    return Need(
        need_id("views", asked.shopper, name), "views", asked.shopper, "", name, (name,),
        evidence(name, found, wanted, asked), p, asked.at, asked.at + int(left * DAY_MS),
        _goods(name, found, wanted, themes), tuple(sorted(found.viewed, key=lambda sku: (-found.viewed[sku], sku))),
        wanted, title(themes.root_of(name), wanted),
    )  # fmt: skip


def title(root: str, wanted: Wish | None) -> Text:
    """Return the title of a need's zone: 母婴健康需求 where what is shared speaks of health, else 母婴需求."""
    if wanted is not None and HEALTH.search(f"{wanted.attribute} {wanted.value}".lower()):
        return Text(f"{root}健康需求", f"{root}: the healthy choice")
    return Text(f"{root}需求", f"{root}: what you are looking for")


def guide(need: Need, themes: Themes) -> Text:
    """Return a short buying guide: what to look at, how many of the goods have it, what they cost."""
    goods = themes.by_leaf.get(need.theme, ())
    low, high = min((sku.price_fen for sku in goods), default=0), max((sku.price_fen for sku in goods), default=0)
    zh, en = f"选购指南：{need.theme}本店有 {len(goods)} 款", f"Buying guide: {len(goods)} kinds of {need.theme}"
    if need.wish is not None:
        n = sum(has(sku, need.wish) for sku in goods)
        zh += f"，其中 {n} 款{need.wish.attribute}为“{need.wish.value}”，你反复看的多是这种，先比较它们的配料与规格"
        en += f"; {n} of them have {need.wish.attribute} = {need.wish.value}, as most of what you came back to"
    prices = f"{low / 100:.2f}–{high / 100:.2f}" if low < high else f"{low / 100:.2f}"
    return Text(f"{zh}；价格 {prices} 元", f"{en}; prices {prices} yuan")


def evidence(name: str, found: Span, wanted: Wish | None, asked: Asked) -> tuple[Text, ...]:
    """Return what was seen, in sentences."""
    days, again = asked.policy.window_days, Text("", "")
    if found.again:
        again = Text(f"，其中 {found.again} 款反复看", f", {found.again} more than once")
    told = [Text(
        f"{days} 天里看了“{name}”{len(found.viewed)} 款共 {found.views} 次" + again.zh,
        f"{len(found.viewed)} products of {name} viewed {found.views} times in {days} days" + again.en)]
    if found.compared:
        told.append(Text(f"比较或查看配料、参数 {found.compared} 次",
                         f"compared them or read what is in them {found.compared} times"))
    if found.favourites or found.carts:
        told.append(Text(f"收藏 {found.favourites} 次，加购 {found.carts} 次",
                         f"{found.favourites} marked as favourites, {found.carts} put into the cart"))
    if wanted is not None:
        told.append(Text(
            f"看的商品 {wanted.share:.0%} 标明“{wanted.attribute}：{wanted.value}”，该类目平均 {wanted.usual:.0%}",
            f"{wanted.share:.0%} of the views are of goods with {wanted.attribute} = {wanted.value}, "
            f"usual in the category: {wanted.usual:.0%}"))
    return (*told, Text("之后没有在该类目下单", "no order in the category since"))


def _goods(name: str, found: Span, wanted: Wish | None, themes: Themes) -> tuple[tuple[str, float], ...]:
    """Return goods for the need: the category, hottest first, and sets of the same root that have what is wished."""
    scores: dict[str, float] = {}
    for place, sku in enumerate(themes.by_leaf[name]):
        wished = 2.0 if wanted is not None and has(sku, wanted) else 1.0
        liked = (1.4 if is_set(sku) else 1.0) * (1.2 if sku.sku in found.viewed else 1.0)
        scores[sku.sku] = wished * liked / (1 + 0.05 * place)
    for place, sku in enumerate(themes.by_root.get(themes.root_of(name), ())):
        if sku.sku not in scores and wanted is not None and has(sku, wanted) and is_set(sku):
            scores[sku.sku] = 2.2 / (1 + 0.05 * place)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_GOODS]
    top = best[0][1] if best else 1.0
    return tuple((sku, score / top) for sku, score in best)
