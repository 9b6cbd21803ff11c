"""RFM of the whole mall: segments and thresholds."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Router, get, put
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.http.wire import Words, words
from huozhao.insight.rfm import LABELS, rule_texts
from huozhao.insight.standing import Standing, thresholds_to_dict
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name, iso


class Segment(msgspec.Struct, frozen=True):
    """One RFM segment."""

    segment: str
    label: Words
    rule: Words
    shoppers: int
    spent_fen: int


Cuts = Annotated[list[int], msgspec.Meta(min_length=4, max_length=4)]


class ThresholdsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The merchant's own thresholds; what is left out follows from the mall's quantiles."""

    recency_days: Cuts | None = None
    frequency: Cuts | None = None
    monetary_fen: Cuts | None = None
    low_value_fen: int | None = None
    vip_days: int | None = None
    churn_days: int | None = None
    churn_gaps: float | None = None
    new_days: int | None = None
    dormant_days: int | None = None
    high_score: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    coupon_share: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class RfmOverview(msgspec.Struct, frozen=True):
    """The segments of the mall, the thresholds in force, and the day they hold for."""

    segments: list[Segment]
    thresholds: dict[str, Any]
    own_thresholds: bool
    as_of: str
    computed_at: str


class DaySizes(msgspec.Struct, frozen=True):
    """How many shoppers stood in each segment on one day."""

    day: str
    segments: dict[str, int]


class DaySizesPage(msgspec.Struct, frozen=True):
    """The sizes of the segments by day, oldest first."""

    items: list[DaySizes]
    next: str | None


@get("/rfm/sizes", summary="Watch the RFM segments", tags=["rfm"], sync_to_thread=True)
def get_sizes(mall: App, days: Annotated[int, QueryParameter(ge=1, le=1095)] = 90) -> DaySizesPage:
    """Return the sizes of the segments of the last `days` days on record."""
    found = mall.targeting.segments.sizes(days)
    items = [DaySizes(day_name(each.day), {name: n for name, (n, _) in each.segments.items()}) for each in found]
    return DaySizesPage(items, None)


@get("/rfm", summary="Read the RFM segments", tags=["rfm"])
async def get_rfm(mall: App) -> RfmOverview:
    """Return how many shoppers stand in each segment, what they spent, and the thresholds in force."""
    await asyncio.to_thread(mall.targeting.segments.sync, mall.clock())
    return _overview(mall, await asyncio.to_thread(mall.learned.standing))


@put("/rfm/thresholds", status_code=200, summary="Set the RFM thresholds", tags=["rfm"])
async def put_thresholds(mall: App, data: ThresholdsIn) -> RfmOverview:
    """Set the merchant's own thresholds and compute all segments anew; an empty body returns to quantiles."""
    given = {name: value for name, value in msgspec.to_builtins(data).items() if value is not None}
    _require_sensible(given)
    return _overview(mall, await asyncio.to_thread(_set, mall, given))


def _set(mall: App, given: dict[str, Any]) -> Standing:
    mall.documents.put("rfm_thresholds", "current", given)
    standing = mall.learned.restand()
    mall.targeting.segments.sync(mall.clock())
    return standing


def _require_sensible(given: dict[str, Any]) -> None:
    for name, value in given.items():
        if isinstance(value, list) and value != sorted(value):
            raise BadInput("thresholds_not_rising", f"{name} = {value} does not rise", field=name,
                           hint="send four numbers, smallest first")
        if isinstance(value, int | float) and value < 0:
            raise BadInput("threshold_negative", f"{name} = {value} is below 0", field=name, hint="send 0 or more")


def _overview(mall: App, standing: Standing) -> RfmOverview:
    rules = rule_texts(standing.thresholds)
    segments = [Segment(name, words(LABELS[name]), words(rules[name]), n, fen) for name, n, fen in standing.summary()]
    own = mall.learned.standings.own_thresholds()
    return RfmOverview(
        segments, thresholds_to_dict(standing.thresholds), bool(own), day_name(standing.today),
        iso(standing.computed_at),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_rfm, get_sizes, put_thresholds])
