"""Explain a page: what was found, how it was scored, what was kept out and why; and what recommendations achieve."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Router, post

from huozhao.app import App
from huozhao.flows.page.explain import Explained, Explanation, explain
from huozhao.http.gate.asking import principal_of
from huozhao.http.what.page import PageIn, PageOut, ask_of, page_out
from huozhao.http.wire import Words, words
from huozhao.terms.time import parse_instant


class ExplainIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page as it would be asked for. `about` asks about one SKU only; `at` stands in for now."""

    page: PageIn
    about: str = ""
    at: int | str | None = None
    limit: int = 100


class FoundOut(msgspec.Struct, frozen=True):
    """One source that found a product: its own score, the share of its best, its place there, what led to it."""

    source: str
    score: float
    share: float
    place: int
    evidence: list[str]


class FactorOut(msgspec.Struct, frozen=True):
    """A change of the score: the merchant's rule or fatigue, its factor, in words."""

    rule: str
    factor: float
    label: Words


class ExplainedOut(msgspec.Struct, frozen=True):
    """One product: where it stands or what kept it out, its scores before and after the rules, its features.

    `code` is shown, pinned, explored, or why not: unlisted, excluded, bought, blocked, margin, sensitive,
    undeliverable, category, outranked, not_recalled. `rule` names the merchant's rule behind it.
    """

    sku: str
    title: str
    position: int | None
    zone: str
    base: float
    score: float
    found: list[FoundOut]
    factors: list[FactorOut]
    features: dict[str, float | None]
    code: str
    rule: str
    why: Words
    propensity: float | None
    probability: float | None


class TookOut(msgspec.Struct, frozen=True):
    """One step: how much it found, how long it took, and why it failed or was left out (empty = it did not)."""

    step: str
    found: int
    ms: float
    error: str


class AppliedOut(msgspec.Struct, frozen=True):
    """A merchant rule that held on this page."""

    rule: str
    kind: str
    label: Words


class ExplanationOut(msgspec.Struct, frozen=True):
    """Everything about one page; `sources` counts the candidates of each source."""

    page: PageOut
    products: list[ExplainedOut]
    took: list[TookOut]
    rules: list[AppliedOut]
    segments: list[str]
    sources: dict[str, int]


@post("/page/explain", status_code=200, summary="Explain a page", tags=["page"])
async def post_explain(mall: App, request: Request[Any, Any, Any], data: ExplainIn) -> ExplanationOut:
    """Return how a page would come about; it is not recorded as shown, the look at a shopper's page is."""
    if data.page.shopper:
        await asyncio.to_thread(mall.looks.looked, principal_of(request), data.page.shopper, "page_explained")
    ask = ask_of(data.page, parse_instant(data.at, "at") if data.at is not None else 0)
    return explanation_out(await asyncio.to_thread(_explain, mall, ask, data.about, max(1, min(data.limit, 500))))


def _explain(mall: App, ask: Any, about: str, most: int) -> Explanation:
    made = mall.pages.made(ask)
    return explain(made, {item.sku: item for item in mall.goods.skus()}, about, most)


def explanation_out(found: Explanation) -> ExplanationOut:
    """Return an explanation for the wire."""
    return ExplanationOut(
        page_out(found.page), [_product(each) for each in found.products],
        [TookOut(took.step, took.found, round(took.ms, 3), took.error) for took in found.took],
        [AppliedOut(rule.rule, rule.kind, words(rule.label)) for rule in found.rules], list(found.segments),
        dict(found.counts),
    )  # fmt: skip


def _product(each: Explained) -> ExplainedOut:
    found = [FoundOut(f.source, round(f.score, 6), round(f.share, 4), f.place, list(f.evidence)) for f in each.found]
    factors = [FactorOut(moved.rule, moved.factor, words(moved.label)) for moved in each.moved]
    return ExplainedOut(
        each.sku, each.title, each.position, each.zone, round(each.base, 4), round(each.score, 4), found, factors,
        dict(each.features), each.code, each.rule, words(each.why), each.propensity, each.probability,
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[post_explain])
