"""WeChat: log-in of shoppers, their phone, and what WeChat pushes to the mall."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.wechat.visits import KIND
from huozhao.http.gate.asking import caller_of, limits_of, principal_of, subject_of
from huozhao.http.jobs import JobOut, job_out
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
Code = Annotated[str, Meta(min_length=1, max_length=512)]
TAKEN, MOST = "success", 500


class WechatOut(msgspec.Struct, frozen=True):
    """What of WeChat is connected: log-in and messages, message push, payments; and what waits for a person.

    `odd` payments took money for which nothing was sold; `unshipped` ones are frozen at WeChat; `refunds` have not
    arrived; `reviews` others do not read yet; `riders` need a person; up to 500 are told.
    """

    appid: str
    is_connected: bool
    takes_pushes: bool
    takes_payments: bool
    odd: int
    unshipped: int
    refunds: int
    reviews: int
    takes_deliveries: bool
    riders: int


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


class TextIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that others will read; `scene`: 1 profile, 2 review, 3 forum, 4 social."""

    text: Annotated[str, Meta(min_length=1, max_length=2_500)]
    scene: Annotated[int, Meta(ge=1, le=4)] = 2


class TextOut(msgspec.Struct, frozen=True):
    """WeChat's verdict (pass, review or risky) and its label: 100 normal, 10001 advertising, 20001 and up unlawful."""

    verdict: str
    label: int


class VisitDayOut(msgspec.Struct, frozen=True):
    """A day: visitors, new ones, page views and sessions as WeChat counted them, and of how many the mall saw an act.

    Acts in the mini program only, as WeChat counts no other. `seen_share` (0 to 1) is what is left after those who do
    not agree to be known and events that were lost. Both are null before any act said that it came from there.
    """

    day: str
    visitors: int
    new_visitors: int
    views: int
    sessions: int
    own_visitors: int | None
    seen_share: float | None


class VisitDays(msgspec.Struct, frozen=True):
    """Days, newest first."""

    items: list[VisitDayOut]
    next: str | None


class PhoneOut(msgspec.Struct, frozen=True):
    """The number as it may be shown."""

    phone: str


@get("/wechat", summary="Read what of WeChat is connected", tags=["wechat"], sync_to_thread=True)
def get_wechat(mall: App) -> WechatOut:
    """Return what the settings connect and what waits."""
    wechat, payments = mall.wechat, mall.wechat.payments
    odd, unshipped = (len(payments.trades.list(state, "", MOST)) if payments else 0 for state in ("odd", "unshipped"))
    refunds = len(payments.refunds.book.page(True, "", MOST)) if payments else 0
    return WechatOut(wechat.connection.settings.appid, wechat.door is not None, wechat.pushes is not None,
                     payments is not None, odd, unshipped, refunds,
                     wechat.reviews.count() if wechat.reviews else 0, wechat.deliveries is not None,
                     wechat.deliveries.troubles(MOST) if wechat.deliveries else 0)


@post("/wechat/session", status_code=201, summary="Log in through WeChat", tags=["wechat"], sync_to_thread=True)
def post_wechat_session(mall: App, request: Asking, data: WechatLogIn) -> WechatEntered:
    """Turn a code of wx.login into a shopper token. No key is needed, so a mini program may call this itself.

    Shown with the token of a guest (`POST /v1/storefront/session`), what the guest did before is theirs from then on.
    """
    limits_of(request).require_address(caller_of(request))
    entered = mall.wechat.require_door().enter(data.code, principal_of(request).shopper, data.scene)
    if entered.is_new:
        mall.folds.reached(mall.log.head())
    token = entered.token
    return WechatEntered(token.token, iso(token.until), token.key, entered.shopper, entered.is_new)


@post("/me/wechat/phone", status_code=200, summary="Give my phone number", tags=["me"], sync_to_thread=True)
def post_wechat_phone(mall: App, request: Asking, data: PhoneIn) -> PhoneOut:
    """Keep the number behind a code of the phone button, sealed, and know the shopper by it elsewhere."""
    return PhoneOut(mall.wechat.require_door().give_phone(subject_of(request), data.code))


@post("/me/wechat/text-check", status_code=200, summary="Let my text be judged", tags=["me"], sync_to_thread=True)
def post_text(mall: App, request: Asking, data: TextIn) -> TextOut:
    """Ask WeChat whether a text may be shown to others, as it wants of mini programs; nothing of it is kept here."""
    verdict, label = mall.wechat.require_texts().check(subject_of(request), data.text, data.scene)
    return TextOut(verdict, label)


@get("/wechat/visits", summary="Read WeChat's count of visits", tags=["wechat"], sync_to_thread=True)
def get_visits(mall: App, before: str = "", limit: int = 31) -> VisitDays:
    """Return WeChat's visitors day by day beside those of whom the mall saw an act; `before` is the last day read."""
    most = max(1, min(limit, 366))
    found = mall.wechat.require_visits().days(before, most + 1)
    items = [VisitDayOut(each.told.day, each.told.visitors, each.told.new_visitors, each.told.views,
                         each.told.sessions, each.own_visitors, each.share) for each in found[:most]]  # fmt: skip
    return VisitDays(items, items[-1].day if len(found) > most else None)


@post("/wechat/visits/fetch", status_code=202, summary="Fetch visits now", tags=["wechat"], sync_to_thread=True)
def post_visits(mall: App) -> JobOut:
    """Fetch what is missing up to yesterday, as a job; it also runs by itself every day."""
    return job_out(mall.jobs.start(KIND, mall.wechat.require_visits().fetch))


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


ROUTER = Router("/", route_handlers=[get_wechat, post_wechat_session, post_wechat_phone, post_text, get_visits,
                                     post_visits, get_wechat_push, post_wechat_push])
