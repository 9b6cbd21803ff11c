"""From needs to what stands on a page: zones, guide, a zone of the shopper's own, popup."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from huozhao.matching.candidates import Candidate
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.regions import label_of, region_name
from huozhao.matching.needs.searches import own_goods
from huozhao.matching.needs.themes import Themes
from huozhao.matching.needs.views import guide
from huozhao.matching.zones import Offered, Popup
from huozhao.terms.text import Text

PERSONAL_PRIORITY, REGIONAL_PRIORITY = 30, 15
MOST_PERSONAL, MOST_REGIONAL, MOST_EVIDENCE = 2, 1, 3
LEAST_OWN = 2


def personal_zones(needs: Sequence[Need], themes: Themes, labels: Sequence[str]) -> list[Offered]:
    """Return the zones for a shopper's surest needs; `labels` are words of their tags (干性皮肤)."""
    found: list[Offered] = []
    for need in needs[:MOST_PERSONAL]:
        if need.kind == "search":
            found += own_zones(need, themes, labels)[:1]
        found.append(_zone(need, themes))
    return found


def own_zones(need: Need, themes: Themes, labels: Sequence[str]) -> list[Offered]:
    """Return a zone for each tag of the shopper that goods of the need name: 干性皮肤专属推荐."""
    found: list[Offered] = []
    for label in labels:
        goods = own_goods(need, label, themes)
        if len(goods) >= LEAST_OWN:
            found.append(Offered(
                f"need:{need.id}:own", Text(f"{label}专属推荐", f"Chosen for you: {label}"), _candidates(goods, need),
                Text(f"你最近在找“{need.theme}”，标签里有“{label}”",
                     f"you have been looking for {need.theme}, and your tags say {label}"), PERSONAL_PRIORITY + 1))
    return found


def region_zones(needs: Sequence[Need]) -> list[Offered]:
    """Return the zones of regions whose time it is."""
    return [
        Offered(f"need:region:{need.id}", need.title, _candidates(need.goods, need),
                Text(f"{region_name(need.region)}{label_of(need).zh}常一起买这些",
                     f"often bought together in {region_name(need.region)} {label_of(need).en}"), REGIONAL_PRIORITY)
        for need in needs[:MOST_REGIONAL]
    ]  # fmt: skip


def labels_of(tags: Mapping[str, str]) -> list[str]:
    """Return the words of tags, longest first: the value where there is one, and the last part of the code."""
    words = {word for tag, value in tags.items() for word in (value, tag.rpartition(":")[2]) if len(word) > 1}
    return sorted(words, key=lambda word: (-len(word), word))


def with_popup(zones: Sequence[Offered], need: str, popup: Popup) -> list[Offered]:
    """Return zones with a popup at the zone of its need, or at the first where that need has none."""
    place = next((n for n, zone in enumerate(zones) if zone.zone == f"need:{need}"), 0)
    return [replace(zone, popup=popup) if n == place else zone for n, zone in enumerate(zones)]


def _zone(need: Need, themes: Themes) -> Offered:
    told = need.evidence[0]
    return Offered(
        f"need:{need.id}", need.title, _candidates(need.goods, need),
        Text(f"因为{told.zh}", f"because: {told.en}"), PERSONAL_PRIORITY,
        guide(need, themes) if need.kind == "views" else None,
    )  # fmt: skip


def _candidates(goods: Sequence[tuple[str, float]], need: Need) -> tuple[Candidate, ...]:
    evidence = need.seen[:MOST_EVIDENCE]
    return tuple(Candidate(sku, "need", score, tuple(e for e in evidence if e != sku)) for sku, score in goods)
