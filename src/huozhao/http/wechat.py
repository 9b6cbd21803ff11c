"""WeChat: log-in of shoppers, their phone, and what WeChat pushes to the mall."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.http.asking import principal_of
from huozhao.http.me import subject_of
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
Code = Annotated[str, Meta(min_length=1, max_length=512)]
TAKEN = "success"


class WechatLogIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of wx.login, and the scene value with which the mini program was opened."""

    code: Code
    scene: Annotated[int, Meta(ge=0, le=99_999)] | None = None


class WechatEntered(msgspec.Struct, frozen=True):
    """A shopper token as POST /v1/shopper-tokens answers it, and whose it is; `is_new` at the first log-in."""

    token: str
    until: str
    key: str
    shopper: str
    is_new: bool


class PhoneIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of a button with open-type getPhoneNumber."""

    code: Code


class PhoneOut(msgspec.Struct, frozen=True):
    """The number as it may be shown."""

    phone: str


@post("/wechat/session", status_code=201, summary="Log in through WeChat", tags=["wechat"], sync_to_thread=True)
def post_wechat_session(mall: App, request: Asking, data: WechatLogIn) -> WechatEntered:
    """Turn a code of wx.login into a shopper token. No key is needed, so a mini program may call this itself.

    Shown with the token of a guest (`POST /v1/storefront/session`), what the guest did before is theirs from then on.
    """
    request.scope["limits"].require_address(request.scope["caller"])  # type: ignore[typeddict-item]
    entered = mall.wechat.require_door().enter(data.code, principal_of(request).shopper, data.scene)
    if entered.is_new:
        mall.folds.reached(mall.log.head())
    token = entered.token
    return WechatEntered(token.token, iso(token.until), token.key, entered.shopper, entered.is_new)


@post("/me/wechat/phone", status_code=200, summary="Give my phone number", tags=["me"], sync_to_thread=True)
def post_wechat_phone(mall: App, request: Asking, data: PhoneIn) -> PhoneOut:
    """Keep the number behind a code of the phone button, sealed, and know the shopper by it elsewhere."""
    return PhoneOut(mall.wechat.require_door().give_phone(subject_of(request), data.code))


@get("/wechat/push", media_type=MediaType.TEXT, summary="Answer WeChat's greeting", tags=["wechat"],
     sync_to_thread=True)  # fmt: skip
def get_wechat_push(mall: App, request: Asking) -> Response[str]:
    """Prove to WeChat whose server this is, when the address for pushes is set in the mini program's console."""
    return Response(mall.wechat.require_pushes().pushes.greet(dict(request.query_params)), media_type=MediaType.TEXT)


@post("/wechat/push", status_code=200, summary="Take a message from WeChat", tags=["wechat"])
async def post_wechat_push(mall: App, request: Asking) -> Response[str]:
    """Take in what WeChat pushes; only messages with WeChat's signature are opened, each counts once."""
    body = await request.body()
    await asyncio.to_thread(mall.wechat.require_pushes().take, dict(request.query_params), body)
    return Response(TAKEN, media_type=MediaType.TEXT)


ROUTER = Router("/", route_handlers=[post_wechat_session, post_wechat_phone, get_wechat_push, post_wechat_push])
