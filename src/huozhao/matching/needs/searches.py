"""M10: somebody searches for nearly the same again and again, and does not order."""

from collections.abc import Callable, Mapping, Sequence

from huozhao.matching.needs.acts import Act, newest, signs, span
from huozhao.matching.needs.need import Need, need_id
from huozhao.matching.needs.queries import Cluster, clusters, only
from huozhao.matching.needs.themes import Themes, is_set
from huozhao.matching.needs.views import MOST_GOODS, Asked
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

# find(query, limit) → (SKU, score), best first.
Find = Callable[[str, int], Sequence[tuple[str, float]]]
LOOKED_AT = 60
MAIN_SHARE = 0.25


def by_searches(
    searches: Sequence[Act], acts: Mapping[str, Sequence[Act]], themes: Themes, find: Find, asked: Asked
) -> list[Need]:
    """Return the needs that a shopper's searches tell of; `acts` by leaf category tell what was viewed and ordered.

    Nearly the same searches are one group; with `least_searches` of them within the window (two, if on two days) and no
    order since the first in a category of the goods they mean, the group is a need. Confidence comes from the odds.
    """
    made = span(newest(searches), asked.day, float(asked.policy.search_days))
    needs: list[Need] = []
    for cluster in only(clusters(made.searched), 2):
        mine = [act for act in searches if act.subject in cluster.queries]
        meant = meaning(cluster, themes, find)
        need = _need(cluster, mine, meant, acts, themes, asked) if meant else None
        if need is not None and need.confidence >= asked.policy.least_confidence:
            needs.append(need)
    return needs


def meaning(cluster: Cluster, themes: Themes, find: Find) -> dict[str, float]:
    """Return the goods that a group of searches means, by SKU with a score of 0 to 1."""
    found: dict[str, float] = {}
    for query, times in sorted(cluster.queries.items(), key=lambda item: -item[1])[:4]:
        for sku, score in find(query, LOOKED_AT):
            if sku in themes.goods and themes.goods[sku].listed:
                found[sku] = found.get(sku, 0.0) + times * score
    best = max(found.values(), default=0.0)
    return {sku: score / best for sku, score in found.items()} if best > 0 else {}


def main_leaves(meant: Mapping[str, float], themes: Themes) -> tuple[str, ...]:
    """Return the leaf categories that hold a quarter or more of what is meant, the greatest first."""
    shares: dict[str, float] = {}
    for sku, score in meant.items():
        shares[themes.leaf_of(sku)] = shares.get(themes.leaf_of(sku), 0.0) + score
    total = sum(shares.values())
    main = [(share, name) for name, share in shares.items() if name and share >= MAIN_SHARE * total]
    return tuple(name for _, name in sorted(main, key=lambda item: (-item[0], item[1])))


def own_goods(need: Need, label: str, themes: Themes) -> list[tuple[str, float]]:
    """Return the goods of a need that say the label of a tag in title or attributes: those for a dry skin."""
    return [(sku, score) for sku, score in need.goods if label and _says(themes.goods[sku], label)]


def _says(sku: Sku, label: str) -> bool:
    values = sku.attributes.values()
    return label in sku.title or any(label in value or (len(value) > 1 and value in label) for value in values)


def _need(
    cluster: Cluster, mine: Sequence[Act], meant: Mapping[str, float], acts: Mapping[str, Sequence[Act]],
    themes: Themes, asked: Asked,
) -> Need | None:  # fmt: skip
    leaves, policy = main_leaves(meant, themes), asked.policy
    around = [act for name in leaves for act in acts.get(name, ())]
    found = span(newest([*mine, *around]), asked.day, float(policy.search_days))
    asked_for = span(mine, asked.day, float(policy.search_days))
    enough = cluster.times >= policy.least_searches or len(asked_for.days) >= 2
    if not enough or (found.ordered is not None and found.ordered >= asked_for.first):
        return None
    views = sum(act.times for found_acts in acts.values() for act in found_acts if act.kind == "view")
    p = float(asked.odds.confidence(signs(found, asked.day, views)[None])[0])
    first = min(mine, key=lambda act: (act.day, act.subject)).subject
    theme, left = cluster.theme, policy.horizon_days - (asked.day - asked_for.last)
    return Need(
        need_id("search", asked.shopper, first), "search", asked.shopper, "", theme, leaves,
        _evidence(cluster, len(asked_for.days), len(found.viewed), policy.search_days), p, asked.at,
        asked.at + int(max(0.0, left) * DAY_MS), _goods(meant, themes), tuple(found.viewed),
        title=Text(f"“{theme}”为你找齐", f"Found for you: {theme}"),
    )  # fmt: skip


def _evidence(cluster: Cluster, days: int, viewed: int, within: int) -> tuple[Text, ...]:
    queries = sorted(cluster.queries, key=lambda query: (-cluster.queries[query], query))
    said = "、".join(f"“{query}”" for query in queries[:3])
    told = [Text(f"{within} 天里有 {days} 天搜了 {cluster.times} 次 {said}",
                 f"{cluster.times} searches on {days} days within {within}: {', '.join(queries[:3])}")]
    if viewed:
        told.append(Text(f"看了搜到的商品 {viewed} 款", f"{viewed} of the goods that were meant were viewed"))
    return (*told, Text("之后没有在这些商品里下单", "no order among these goods since"))


def _goods(meant: Mapping[str, float], themes: Themes) -> tuple[tuple[str, float], ...]:
    """Return what is meant, sets first among equals."""
    scored = {sku: score * (1.3 if is_set(themes.goods[sku]) else 1.0) for sku, score in meant.items()}
    best = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:MOST_GOODS]
    return tuple((sku, score / best[0][1]) for sku, score in best)
