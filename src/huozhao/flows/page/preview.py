"""Try a merchant rule on one page: the page without it beside the page with it, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from huozhao.flows.merch_rules import ON, RuleBook
from huozhao.flows.page.ask import Ask
from huozhao.flows.page.pages import Pages
from huozhao.flows.page.values import Page
from huozhao.matching.rerank.read import read_rule
from huozhao.matching.rerank.rules import MerchRule


@dataclass(frozen=True, slots=True)
class Moved:
    """A product that is elsewhere afterwards; places count over the whole page, None = not on it."""

    sku: str
    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Both pages and what is different."""

    before: Page
    after: Page
    moved: tuple[Moved, ...]


def preview(pages: Pages, book: RuleBook, ask: Ask, id: str, body: Mapping[str, Any] | None) -> Difference:
    """Return what a rule changes: that of `body` in the place of the kept one, or without one the kept one itself."""
    others = tuple(rule for rule in book.holding() if rule.rule != id)
    tried = read_rule(id, body) if body is not None else book.get(id).rule
    known = next((kept.rule for kept in book.all() if kept.rule.rule == id and kept.state == ON), None)
    before = others if body is None or known is None else (*others, known)
    fixed = replace(ask, seed="preview")
    one, other = (_under(pages, rules, fixed) for rules in (before, (*others, tried)))
    return Difference(one, other, _moved(one, other))


def _under(pages: Pages, rules: tuple[MerchRule, ...], ask: Ask) -> Page:
    """Return a page made under other rules; nothing is explored, so that what moves moves by the rule."""
    making = pages.making
    looking = replace(making.looking, rules=lambda: rules)
    tried = replace(making, looking=looking, options=replace(making.options, explore=0.0))
    return replace(pages, making=tried).made(ask).page


def _moved(one: Page, other: Page) -> tuple[Moved, ...]:
    places = [{item.sku.sku: item for zone in page.zones for item in zone.items} for page in (one, other)]
    found: list[Moved] = []
    for sku in dict.fromkeys((*places[1], *places[0])):
        before, after = (places[n][sku].position if sku in places[n] else None for n in (0, 1))
        if before != after:
            title = (places[1].get(sku) or places[0][sku]).sku.title
            found.append(Moved(sku, title, before, after))
    return tuple(found)
