"""Size advice: for shoppers by their own past, for operators about a shopper, and how a product runs."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.size.desk import Advised, CurvePoint, Person
from huozhao.http.me import subject_of
from huozhao.http.wire import Words, words
from huozhao.operations.size.advice import Chance
from huozhao.operations.size.body import HEIGHT_CM, WEIGHT_KG, Measures

Asking = Request[Any, Any, Any]


class SizeChanceOut(msgspec.Struct, frozen=True):
    """One size: its share of being the one to take, and chances of too small, fitting, too large."""

    sku: str
    label: str
    share: float
    small: float
    fits: float
    large: float


class SizePersonOut(msgspec.Struct, frozen=True):
    """One of the persons somebody buys for, by the label taken most; `newest` is the newest piece that stayed."""

    label: str
    pieces: int
    newest: str


class SizeAdviceOut(msgspec.Struct, frozen=True):
    """Advice. `kind`: size, who (asks for whom), measures (asks height and weight), none_fits, no_sizes.

    `sure` is high, medium or low; `runs` is small, slightly_small, true, slightly_large, large or unknown. What to say
    to the shopper stands in `why`. `is_personal` says that what they took was looked at, as they allow.
    """

    spu: str
    title: str
    kind: str
    size: str | None
    sku: str | None
    share: float | None
    fits: float | None
    sure: str
    runs: str
    why: Words
    sizes: list[SizeChanceOut]
    persons: list[SizePersonOut]
    is_personal: bool


class SizeAskIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with measures; they are used for this answer and kept nowhere."""

    spu: Annotated[str, Meta(min_length=1, max_length=128)]
    like: Annotated[str, Meta(max_length=64)] = ""
    height_cm: Annotated[float, Meta(ge=HEIGHT_CM[0], le=HEIGHT_CM[1])] | None = None
    weight_kg: Annotated[float, Meta(ge=WEIGHT_KG[0], le=WEIGHT_KG[1])] | None = None
    sex: Annotated[str, Meta(pattern="^[fm]?$")] = ""


class SizePointOut(msgspec.Struct, frozen=True):
    """One size of a product: how often it was told too small, fitting, too large, and the chances of each."""

    label: str
    told_small: int
    told_fits: int
    told_large: int
    small: float
    fits: float
    large: float


class SizeCurveOut(msgspec.Struct, frozen=True):
    """How a product runs against what its shoppers usually take, size by size, smallest first."""

    spu: str
    title: str
    runs: str
    words: Words
    told_small: int
    told_fits: int
    told_large: int
    sizes: list[SizePointOut]


class WearOut(msgspec.Struct, frozen=True):
    """What a shopper takes of one kind of wear, by person; `spread` is the standard deviation in size steps."""

    wear: str
    persons: list[SizePersonOut]
    spread: float
    told_small: int
    told_fits: int
    told_large: int


class WearPage(msgspec.Struct, frozen=True):
    """A shopper's sizes by wear; none without consent to personal recommendation."""

    items: list[WearOut]
    next: str | None


Like = Annotated[str, QueryParameter(description="for which person of the household: a label that one takes")]


@get("/me/size-advice", summary="Ask which size fits me", tags=["me"])
async def get_my_size_advice(mall: App, request: Asking, spu: str, like: Like = "") -> SizeAdviceOut:
    """Return which size to take, or the question that has to be answered first."""
    return await asyncio.to_thread(lambda: advice_out(mall.sizes.advise(subject_of(request), spu, None, like)))


@post("/me/size-advice", status_code=200, summary="Ask which size fits, with height and weight", tags=["me"])
async def post_my_size_advice(mall: App, request: Asking, data: SizeAskIn) -> SizeAdviceOut:
    """Return which size to take by height and weight too; they are not kept."""
    told = Measures(data.height_cm, data.weight_kg, data.sex) if data.height_cm else None
    subject = subject_of(request)
    return await asyncio.to_thread(lambda: advice_out(mall.sizes.advise(subject, data.spu, told, data.like)))


@get("/size-advice", summary="Ask which size fits a shopper", tags=["size"], sync_to_thread=True)
def get_size_advice(mall: App, shopper: str, spu: str, like: Like = "") -> SizeAdviceOut:
    """Return what the shopper would be told; who asked goes on record."""
    return advice_out(mall.sizes.advise(shopper, spu, None, like))


@get("/size-curves/{spu:str}", summary="Read how a product runs", tags=["size"], sync_to_thread=True)
def get_size_curve(mall: App, spu: str) -> SizeCurveOut:
    """Return how a product runs, with what its shoppers said of each size."""
    found = mall.sizes.curve(spu)
    small, fits, large = found.told
    return SizeCurveOut(found.spu, found.title, found.runs, words(found.words), small, fits, large,
                        [_point(each) for each in found.points])  # fmt: skip


@get("/shoppers/{shopper:str}/sizes", summary="Read a shopper's sizes", tags=["size"], sync_to_thread=True)
def get_shopper_sizes(mall: App, shopper: str) -> WearPage:
    """Return what a shopper usually takes, by kind of wear."""
    return WearPage(wears_out(mall, shopper), None)


def wears_out(mall: App, shopper: str) -> list[WearOut]:
    """Return a shopper's sizes for the wire, and for the copy of their data."""
    return [WearOut(each.wear, [_person(one) for one in each.persons], round(each.variance ** 0.5, 2), each.small,
                    each.fits, each.large) for each in mall.sizes.wears(shopper)]  # fmt: skip


def advice_out(found: Advised) -> SizeAdviceOut:
    """Return advice for the wire."""
    advice, best = found.advice, found.advice.best
    return SizeAdviceOut(
        found.spu, found.title, advice.kind, best.label if best else None, best.sku if best else None,
        round(best.share, 3) if best else None, round(best.fits, 3) if best else None, advice.sure, advice.runs,
        words(advice.why), [_chance(each) for each in advice.sizes], [_person(each) for each in found.persons],
        found.is_personal,
    )  # fmt: skip


def _chance(each: Chance) -> SizeChanceOut:
    return SizeChanceOut(each.sku, each.label, round(each.share, 3), round(each.small, 3), round(each.fits, 3),
                         round(each.large, 3))  # fmt: skip


def _point(each: CurvePoint) -> SizePointOut:
    small, fits, large = each.told
    return SizePointOut(each.label, small, fits, large, round(each.small, 3), round(each.fits, 3),
                        round(each.large, 3))  # fmt: skip


def _person(person: Person) -> SizePersonOut:
    return SizePersonOut(person.label, person.pieces, person.newest)


ROUTER = Router("/", route_handlers=[get_my_size_advice, post_my_size_advice, get_size_advice, get_size_curve,
                                     get_shopper_sizes])
