"""Strategies: what operators write, start and take back, and the kinds of offers."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.strategies.book import Kept
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.offers import KINDS
from huozhao.operations.strategies import strategy_to_dict
from huozhao.terms.time import iso, parse_instant

MOST_FEN = 10**12
# Up to the year 9999.
Instant = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]


class CapIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most `times` decisions for one shopper within any `days` days."""

    times: Annotated[int, Meta(ge=1, le=1000)] = 1
    days: Annotated[int, Meta(ge=1, le=365)] = 7


class BudgetIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most that may be spent; null = no bound."""

    uses: Annotated[int, Meta(ge=0, le=MOST_FEN)] | None = None
    fen: Annotated[int, Meta(ge=0, le=MOST_FEN)] | None = None


class OfferIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is offered; see GET /v1/offers for the kinds and their parameters."""

    kind: str
    parameters: dict[str, int | str] = {}
    cost_fen: Annotated[int, Meta(ge=0, le=MOST_FEN)] | msgspec.UnsetType = msgspec.UNSET


class StrategyIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strategy as an operator writes it; `value_fen` ranks it until its lift is measured."""

    expression: Annotated[str, Meta(max_length=4_000)]
    offer: OfferIn
    label: dict[str, str] | None = None
    channels: list[str] = msgspec.field(default_factory=lambda: ["page"])
    cap: CapIn = CapIn()
    budget: BudgetIn = BudgetIn()
    value_fen: Annotated[int, Meta(ge=-MOST_FEN, le=MOST_FEN)] = 0
    margin: Annotated[float, Meta(ge=0, le=1)] | None = None
    hold_out: float = 0.1
    starts_at: Instant | str | None = None
    ends_at: Instant | str | None = None
    window_days: Annotated[int, Meta(ge=1, le=90)] = 14


class StrategyOut(msgspec.Struct, frozen=True):
    """A strategy with its state and the record of its changes."""

    strategy: str
    version: int
    state: str
    is_preset: bool
    label: Words
    expression: str
    offer: dict[str, Any]
    offer_label: Words
    channels: list[str]
    cap: dict[str, int]
    budget: dict[str, int | None]
    spent: dict[str, int]
    value_fen: int
    margin: float | None
    hold_out: float
    starts_at: str | None
    ends_at: str | None
    window_days: int
    audit: list[AuditOut]


class StrategyPage(msgspec.Struct, frozen=True):
    """All strategies by id."""

    items: list[StrategyOut]
    next: str | None


class OfferKindOut(msgspec.Struct, frozen=True):
    """A kind of offer and its parameters: unit, bounds, default."""

    kind: str
    label: Words
    parameters: dict[str, dict[str, Any]]


class OfferKindPage(msgspec.Struct, frozen=True):
    """All kinds of offers."""

    items: list[OfferKindOut]
    next: str | None


@get("/offers", summary="Read the kinds of offers", tags=["strategies"], sync_to_thread=False)
def get_offers() -> OfferKindPage:
    """Return every kind of offer with its parameters."""
    items = [
        OfferKindOut(kind.kind, words(kind.label), {
            name: {"unit": spec.unit, "low": spec.low, "high": spec.high, "default": spec.default}
            for name, spec in kind.parameters.items()})
        for kind in KINDS.values()
    ]  # fmt: skip
    return OfferKindPage(items, None)


@get("/strategies", summary="Read all strategies", tags=["strategies"], sync_to_thread=True)
def get_strategies(mall: App) -> StrategyPage:
    """Return all strategies, the drafts that come with the product too."""
    return StrategyPage([_strategy_out(mall, kept) for kept in mall.targeting.book.all()], None)


@get("/strategies/{id:str}", summary="Read one strategy", tags=["strategies"], sync_to_thread=True)
def get_strategy(mall: App, id: str) -> StrategyOut:
    """Return one strategy with the record of its changes."""
    return _strategy_out(mall, mall.targeting.book.get(id))


@put("/strategies/{id:str}", status_code=200, summary="Write a strategy", tags=["strategies"], sync_to_thread=True)
def put_strategy(mall: App, request: Request[Any, Any, Any], id: str, data: StrategyIn) -> StrategyOut:
    """Write a new draft, or change a strategy; whoever was decided for stays in their arm."""
    body = msgspec.to_builtins(data)
    for name in ("starts_at", "ends_at"):
        body[name] = None if body[name] is None else parse_instant(body[name], name)
    return _strategy_out(mall, mall.targeting.book.write(id, body, who(request), mall.clock()))


@post("/strategies/{id:str}/{step:str}", status_code=200, summary="Start, pause, end or undo", tags=["strategies"],
      sync_to_thread=True)  # fmt: skip
def post_step(
    mall: App, request: Request[Any, Any, Any], id: str, step: Literal["start", "pause", "end", "undo"]
) -> StrategyOut:
    """Start, pause or end a strategy, or take its last change back."""
    book, name, now = mall.targeting.book, who(request), mall.clock()
    return _strategy_out(mall, book.undo(id, name, now) if step == "undo" else book.step(id, step, name, now))


def _strategy_out(mall: App, kept: Kept) -> StrategyOut:
    strategy = kept.strategy
    spent = mall.targeting.strategies.spent(strategy.strategy)
    body = strategy_to_dict(strategy) | {
        "strategy": strategy.strategy, "version": strategy.version if kept.audit else 0, "state": kept.state,
        "is_preset": kept.is_preset, "offer_label": KINDS[strategy.offer.kind].label.as_dict(),
        "spent": {"uses": spent.uses, "fen": spent.fen}, "starts_at": _when(strategy.starts_at),
        "ends_at": _when(strategy.ends_at), "audit": [{**entry, "at": iso(entry["at"])} for entry in kept.audit],
    }  # fmt: skip
    return msgspec.convert(body, StrategyOut)


def _when(at: int | None) -> str | None:
    return iso(at) if at is not None else None


ROUTER = Router("/", route_handlers=[get_offers, get_strategies, get_strategy, put_strategy, post_step])
