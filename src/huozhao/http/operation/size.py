"""Size advice: for shoppers by their own past, for operators about a shopper, and how a product runs."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import subject_of
from huozhao.http.operation.size_wire import SizeAdviceOut, SizeCurveOut, WearPage, advice_out, curve_out, wears_out
from huozhao.operations.size.body import HEIGHT_CM, WEIGHT_KG, Measures

Asking = Request[Any, Any, Any]


class SizeAskIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with measures; they are used for this answer and kept nowhere."""

    spu: Annotated[str, Meta(min_length=1, max_length=128)]
    like: Annotated[str, Meta(max_length=64)] = ""
    height_cm: Annotated[float, Meta(ge=HEIGHT_CM[0], le=HEIGHT_CM[1])] | None = None
    weight_kg: Annotated[float, Meta(ge=WEIGHT_KG[0], le=WEIGHT_KG[1])] | None = None
    sex: Annotated[str, Meta(pattern="^[fm]?$")] = ""


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
    return curve_out(mall.sizes.curve(spu))


@get("/shoppers/{shopper:str}/sizes", summary="Read a shopper's sizes", tags=["size"], sync_to_thread=True)
def get_shopper_sizes(mall: App, shopper: str) -> WearPage:
    """Return what a shopper usually takes, by kind of wear."""
    return WearPage(wears_out(mall, shopper), None)


ROUTER = Router("/", route_handlers=[get_my_size_advice, post_my_size_advice, get_size_advice, get_size_curve,
                                     get_shopper_sizes])
