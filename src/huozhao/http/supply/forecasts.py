"""Forecasts of one SKU, and the promotions that are planned."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, put
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.gate.asking import who
from huozhao.http.wire import Words

Asked = Request[Any, Any, Any]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="a local day, YYYY-MM-DD")]


class PastDayOut(msgspec.Struct, frozen=True):
    """Units sold on a day, units estimated lost, the share of open hours without stock (the worst shop's)."""

    day: str
    units: float
    lost: float
    out_share: float
    promoted: bool
    occasion: Words | None


class ComingDayOut(msgspec.Struct, frozen=True):
    """Units expected on a day, and quantiles; `lift` is the factor of promotions, occasions and prices in them."""

    day: str
    mean: float
    quantiles: dict[str, float]
    lift: float
    occasion: Words | None


class SumOut(msgspec.Struct, frozen=True):
    """Units expected over the next `days` together, and quantiles of that sum."""

    days: int
    mean: float
    quantiles: dict[str, float]


class LevelPartOut(msgspec.Struct, frozen=True):
    """A city or a shop with its part of the sums; the means of all parts add up to those of the whole."""

    name: str
    sums: list[SumOut]


class PromotedOut(msgspec.Struct, frozen=True):
    """A promotion that the SKU is part of, and the factor on demand that is expected.

    A sale (`sale:` and its id) has `units` instead: how many of its quantity are still expected to be sold.
    """

    promotion: str
    lift: float
    is_stated: bool
    units: float | None
    starts_on: str
    ends_on: str


class SkuForecastOut(msgspec.Struct, frozen=True):
    """What is expected of one SKU; `backtest_wape` is the past error of sums over a week, null without a past."""

    sku: str
    shop: str
    shops: list[str]
    history: list[PastDayOut]
    days: list[ComingDayOut]
    sums: list[SumOut]
    parts: list[LevelPartOut]
    model: Words
    backtest_wape: float | None
    notes: list[Words]
    similar: list[str]
    promotions: list[PromotedOut]


class InputOut(msgspec.Struct, frozen=True):
    """What an input is worth: the WAPE of week sums that it touched (`cases` of `sums`), with it and without.

    `gain` = without − with, `low` to `high` its 95 % interval; `gain_all` the same over all sums. An input that did not
    pay is off.
    """

    input: str
    label: Words
    cases: int
    sums: int
    with_it: float
    without: float
    gain: float
    low: float
    high: float
    gain_all: float
    is_on: bool
    verdict: Words


class SegmentOut(msgspec.Struct, frozen=True):
    """The weight of the global model among rows of one size, and how much it lowers their WAPE (95 % interval)."""

    segment: Words
    share: float
    sums: int
    gain: float
    low: float
    high: float


class OccasionOut(msgspec.Struct, frozen=True):
    """The factor on the mall's demand that an occasion was found to have."""

    occasion: str
    label: Words
    factor: float


class LevelErrorsOut(msgspec.Struct, frozen=True):
    """The WAPE of shops, cities and the whole mall by one way of making them add up."""

    shop: float
    city: float
    all: float


class WorthOut(msgspec.Struct, frozen=True):
    """What the night found: inputs, the global model by segment, occasions, the way that levels add up.

    `learned_at` is ms, null before the first night; `rows` were looked at over `weeks` past weeks up to `last_day`.
    """

    learned_at: int | None
    inputs: list[InputOut]
    segments: list[SegmentOut]
    occasions: list[OccasionOut]
    last_day: str = ""
    rows: int = 0
    weeks: int = 0
    method: str = "bottom_up"
    levels: dict[str, LevelErrorsOut] = {}


class PromotionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Goods at a discount (0.2 = 20 % off) from the first to the last day; no lift = it is learned."""

    starts_on: Date
    ends_on: Date
    discount: float
    skus: Annotated[list[str], Meta(max_length=5_000)] = []
    category: str = ""
    shops: Annotated[list[str], Meta(max_length=5_000)] = []
    lift: float | None = None
    label: Annotated[str, Meta(max_length=200)] = ""


class PromotionOut(msgspec.Struct, frozen=True):
    """A promotion on record."""

    promotion: str
    starts_on: str
    ends_on: str
    discount: float
    skus: list[str]
    category: str
    shops: list[str]
    lift: float | None
    label: str


class PromotionsOut(msgspec.Struct, frozen=True):
    """Every promotion, by id."""

    items: list[PromotionOut]


def _out(found: Document) -> PromotionOut:
    return msgspec.convert({**found.body, "promotion": found.id}, PromotionOut)


@get("/forecasts/{sku:str}", summary="Look at the forecast of a SKU", tags=["plans"], sync_to_thread=True)
def get_forecast(mall: App, sku: str, shop: str = "", level: str = "all") -> SkuForecastOut:
    """Return the history with its stock-outs, the days ahead with quantiles, the model, its error, and what went in.

    `level` city or shop tells the parts of the sums, which add up.
    """
    return msgspec.convert(mall.forecasts.look(sku, shop, mall.clock(), level), SkuForecastOut)


@get("/forecasts/worth", summary="Read what each input of the forecast is worth", tags=["plans"], sync_to_thread=True)
def get_worth(mall: App) -> WorthOut:
    """Return the error of past weeks with and without each input, as the last night measured it."""
    return msgspec.convert(mall.forecasts.learn.report(), WorthOut)


@get("/promotions", summary="Read planned promotions", tags=["plans"], sync_to_thread=True)
def get_promotions(mall: App) -> PromotionsOut:
    """Return every promotion, past ones too: they teach what the next will do."""
    return PromotionsOut([_out(found) for found in mall.forecasts.promotions.all()])


@put("/promotions/{promotion:str}", summary="Plan a promotion", tags=["plans"], sync_to_thread=True)
def put_promotion(mall: App, request: Asked, promotion: str, data: PromotionIn) -> PromotionOut:
    """Write a promotion; the next plan orders for it."""
    body = msgspec.to_builtins(data)
    return _out(mall.forecasts.promotions.write(promotion, body, who(request), mall.clock()))


@delete("/promotions/{promotion:str}", summary="Delete a promotion", tags=["plans"], sync_to_thread=True)
def delete_promotion(mall: App, promotion: str) -> None:
    """Delete a promotion."""
    mall.forecasts.promotions.remove(promotion)


ROUTER = Router("/", route_handlers=[get_worth, get_forecast, get_promotions, put_promotion, delete_promotion])
