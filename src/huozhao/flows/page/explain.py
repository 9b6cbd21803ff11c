"""Explain a page to an operator: candidates, scores, features, what was kept out and why, the rules, the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.flows.page.values import Item, Made, Page, Took, Trace
from huozhao.matching.candidates import SOURCES
from huozhao.matching.features import FEATURES
from huozhao.matching.rerank.adjust import FATIGUE, Change
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.rerank.stand import WHY_NOT
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

MOST = 200
SHOWN = Text("在页面上", "it is on the page")
PINNED = Text("由商家规则置顶", "a merchant rule pinned it")
EXPLORED = Text("探索位：少量位置随机给有资格的商品", "an explored place: a few go to any good that may stand there")
TIRED = Text("近来看得多而没有点", "seen often of late without an act")


@dataclass(frozen=True, slots=True)
class Found:
    """One source that found a product: its raw score, its share of the source's best, its place, what led to it."""

    source: str
    score: float
    share: float
    place: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a score in words."""

    rule: str
    factor: float
    label: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """One product of a page or one that is not on it: `position` is None there, and `why` says what kept it out."""

    sku: str
    title: str
    position: int | None
    zone: str
    base: float
    score: float
    found: tuple[Found, ...]
    moved: tuple[Moved, ...]
    features: Mapping[str, float | None]
    code: str
    rule: str
    why: Text
    propensity: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one page."""

    page: Page
    products: tuple[Explained, ...]
    took: tuple[Took, ...]
    rules: tuple[MerchRule, ...]
    segments: tuple[str, ...]
    counts: Mapping[str, int]


def explain(made: Made, goods: Mapping[str, Sku], sku: str = "", most: int = MOST) -> Explanation:
    """Explain a page: its items, then what else was found, best first, at most `most`; or one product only."""
    on_page = {item.sku.sku: (zone.zone, item) for zone in made.page.zones for item in zone.items}
    trace = made.trace
    found = _found(trace)
    rows = {name: row for row, name in enumerate(trace.pool.skus)} if trace.pool else {}
    others = sorted((name for name in {*found, *trace.kept_out} if name not in on_page),
                    key=lambda name: (-trace.base.get(name, 0.0), name))  # fmt: skip
    wanted = [sku] if sku else [*on_page, *others][:most]
    products = tuple(_one(name, made, on_page, found.get(name, ()), rows.get(name, -1), goods) for name in wanted)
    counts = {source: sum(c.source == source for c in trace.candidates) for source in SOURCES}
    return Explanation(made.page, products, tuple(trace.took), trace.rules, tuple(sorted(trace.segments)),
                       {source: n for source, n in counts.items() if n})  # fmt: skip


def _found(trace: Trace) -> dict[str, tuple[Found, ...]]:
    """Return by SKU what each source found, in the order of the sources."""
    peaks: dict[str, float] = {}
    order: dict[str, list[tuple[float, str]]] = {}
    for c in trace.candidates:
        peaks[c.source] = max(peaks.get(c.source, 0.0), c.score)
        order.setdefault(c.source, []).append((-c.score, c.sku))
    places = {source: {sku: n for n, (_, sku) in reversed(list(enumerate(sorted(all))))}
              for source, all in order.items()}  # fmt: skip
    found: dict[str, list[Found]] = {}
    for c in trace.candidates:
        share = c.score / (peaks[c.source] or 1.0)
        found.setdefault(c.sku, []).append(Found(c.source, c.score, share, places[c.source][c.sku], c.evidence))
    return {sku: tuple(sorted(each, key=lambda f: SOURCES.index(f.source)))
            for sku, each in found.items()}  # fmt: skip


def _one(
    sku: str, made: Made, on_page: Mapping[str, tuple[str, Item]], found: Sequence[Found], row: int,
    goods: Mapping[str, Sku],
) -> Explained:  # fmt: skip
    trace = made.trace
    zone, item = on_page.get(sku, ("", None))
    base = trace.base.get(sku, 0.0)
    changes = trace.changes.get(sku, ())
    score = base
    for change in changes:
        score *= change.factor
    code, rule, why = _why(sku, item, found, trace, goods)
    told = trace.features[row].tolist() if trace.features is not None and 0 <= row < len(trace.features) else []
    return Explained(
        sku, goods[sku].title if sku in goods else "", item.position if item else None, zone, base, score,
        tuple(found), tuple(_moved(change, trace.rules) for change in changes),
        {name: None if value != value else round(value, 4) for name, value in zip(FEATURES, told, strict=False)},
        code, rule, why,
        item.propensity if item else None, item.probability if item else None,
    )  # fmt: skip


def _why(
    sku: str, item: Item | None, found: Sequence[Found], trace: Trace, goods: Mapping[str, Sku]
) -> tuple[str, str, Text]:
    """Return (code, rule, words) of why a product is where it is, or is not there."""
    if item is not None:
        if item.pinned_by:
            return "pinned", item.pinned_by, PINNED
        return ("explored", "", EXPLORED) if item.is_explored else ("shown", "", SHOWN)
    code, rule = trace.kept_out.get(sku) or (trace.why_not(sku) if sku in goods else ("unlisted", ""))
    if not code:
        code = "outranked" if found else "not_recalled"
    return code, rule, WHY_NOT[code]


def _moved(change: Change, rules: Sequence[MerchRule]) -> Moved:
    label = next((rule.label for rule in rules if rule.rule == change.rule), TIRED)
    return Moved(change.rule, change.factor, TIRED if change.rule == FATIGUE else label)
