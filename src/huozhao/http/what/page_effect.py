"""What recommendations achieve: shown, clicked, put into carts, ordered."""

import asyncio
from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.page.effect import DayEffect, day_of, summed
from huozhao.matching.attribution import Outcome
from huozhao.terms.time import day_name, local_day

DAYS = 28


class OutcomeOut(msgspec.Struct, frozen=True):
    """Figures of recommendations; money in fen, rates 0…1. Acts count within 24 h of when the page was shown."""

    impressions: int
    clicks: int
    carts: int
    orders: int
    units: int
    revenue_fen: int
    click_rate: float
    order_rate: float
    revenue_fen_per_thousand: int


class EffectRow(msgspec.Struct, frozen=True):
    """The figures of one day, placement, zone, source and arm."""

    day: str
    placement: str
    zone: str
    source: str
    arm: str
    outcome: OutcomeOut


class EffectOut(msgspec.Struct, frozen=True):
    """All rows of the days asked for, and what they come to: in all, by placement, by source, by arm."""

    rows: list[EffectRow]
    total: OutcomeOut
    by_placement: dict[str, OutcomeOut]
    by_source: dict[str, OutcomeOut]
    by_arm: dict[str, OutcomeOut]


@get("/recommendations/effect", summary="Read what recommendations achieve", tags=["page"])
async def get_effect(
    mall: App, first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "",
) -> EffectOut:
    """Return the effect of the days from … to (YYYY-MM-DD, the mall's days); without them the last 28 days."""
    today = local_day(mall.clock(), mall.settings.mall.timezone)
    until = day_of(last, "to") if last else today
    since = day_of(first, "from") if first else until - DAYS + 1
    found = await asyncio.to_thread(mall.effects.between, since, until)
    return EffectOut(
        [EffectRow(day_name(e.day), e.cut.placement, e.cut.zone, e.cut.source, e.cut.arm, _out(e.outcome))
         for e in found],
        _out(summed(found)), _by(found, "placement"), _by(found, "source"), _by(found, "arm"),
    )  # fmt: skip


def _by(found: list[DayEffect], name: str) -> dict[str, OutcomeOut]:
    keys = dict.fromkeys(getattr(each.cut, name) for each in found)
    return {key: _out(summed(each for each in found if getattr(each.cut, name) == key)) for key in keys}


def _out(found: Outcome) -> OutcomeOut:
    shown = found.impressions or 1
    return OutcomeOut(
        found.impressions, found.clicks, found.carts, found.orders, found.units, found.revenue_fen,
        round(found.clicks / shown, 6), round(found.orders / shown, 6), round(1000 * found.revenue_fen / shown),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_effect])
