"""GET /v1/board: the figures of the mall, live."""

from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.params import Parameter

from huozhao.app import App
from huozhao.flows.board.boards import BoardView
from huozhao.operations.board.cards import Card
from huozhao.terms.time import day_name, iso


class WordsOut(msgspec.Struct, frozen=True):
    """Words in both languages."""

    zh: str
    en: str


class PointOut(msgspec.Struct, frozen=True):
    """One day of a series; value is null where the figure is undefined."""

    day: str
    value: float | None


class CardOut(msgspec.Struct, frozen=True):
    """One metric of the period; `formula` is its definition over named sums."""

    metric: str
    label: WordsOut
    help: WordsOut
    formula: str
    unit: str
    better: str | None
    value: float | None
    previous: float | None
    series: list[PointOut]


class PlacementOut(msgspec.Struct, frozen=True):
    """How recommendations did in one place."""

    placement: str
    shown: int
    clicked: int
    ctr: float | None
    orders: int


class LiveOut(msgspec.Struct, frozen=True):
    """What happens now, by the mall's clock."""

    events_last_minute: int
    orders_today: int


class BoardOut(msgspec.Struct, frozen=True):
    """The board."""

    now: str
    simulated: bool
    cards: list[CardOut]
    by_placement: list[PlacementOut]
    live: LiveOut


@get("/board", summary="Read the board", tags=["operations"], sync_to_thread=True)
def get_board(
    mall: App, days: Annotated[int, Parameter(description="length of the period in days, 1 to 366")] = 28
) -> BoardOut:
    """Return every metric for the last `days` days, the period before, a daily series and the live strip."""
    view = mall.boards.at(mall.clock(), days)
    return _out(view, mall.settings.clock.speed != 1.0)


def _out(view: BoardView, simulated: bool) -> BoardOut:
    places = [PlacementOut(p.placement, p.shown, p.clicked, p.ctr, p.orders) for p in view.by_placement]
    live = LiveOut(view.events_last_minute, view.orders_today)
    return BoardOut(iso(view.now), simulated, [_card(card) for card in view.cards], places, live)


def _card(card: Card) -> CardOut:
    metric = card.metric
    return CardOut(
        metric.name,
        WordsOut(metric.label.zh, metric.label.en),
        WordsOut(metric.help.zh, metric.help.en),
        metric.formula,
        metric.unit,
        metric.better,
        card.value,
        card.previous,
        [PointOut(day_name(day), value) for day, value in card.series],
    )


ROUTER = Router("/", route_handlers=[get_board])
