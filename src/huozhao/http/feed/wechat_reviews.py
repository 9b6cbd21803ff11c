"""Reviews that others do not read yet: what WeChat said of each, and a person's decision."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.wechat.reviews import Held
from huozhao.http.gate.asking import who
from huozhao.http.wire import Words, words
from huozhao.terms.text import Text
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
MOST = 200
LABELS = {
    100: Text("正常", "nothing found"), 10001: Text("广告", "advertising"), 20001: Text("时政", "politics"),
    20002: Text("色情", "pornography"), 20003: Text("辱骂", "abuse"), 20006: Text("违法犯罪", "crime"),
    20008: Text("欺诈", "fraud"), 20012: Text("低俗", "vulgar"), 20013: Text("版权", "copyright"),
    21000: Text("其他风险", "another risk"),
}
SAID = {
    "waiting": Text("等待微信审核", "waits for WeChat"),
    "risky": Text("微信判为有风险", "WeChat finds it risky"),
    "unsure": Text("微信建议人工复核", "WeChat asks for a person's eye"),
    "unjudged": Text("微信无法审核（顾客离开小程序超过两小时）", "WeChat cannot judge it: the shopper left 2 h ago"),
    "passed": Text("审核通过", "passed"),
    "earlier": Text("接入前的评价", "written before reviews were judged"),
    "shown": Text("已人工放行", "shown by a person"),
    "hidden": Text("已人工隐藏", "hidden by a person"),
}
NONE = Text("", "")


class HeldReviewOut(msgspec.Struct, frozen=True):
    """A review. `state`: waiting, risky, unsure, unjudged; shown or hidden by a person. `label` is WeChat's number."""

    id: str
    sku: str
    title: str
    text: str
    stars: int | None
    at: str
    state: str
    said: Words
    label: int
    label_said: Words
    error: str
    by: str


class HeldReviewPage(msgspec.Struct, frozen=True):
    """Reviews by id."""

    items: list[HeldReviewOut]
    next: str | None


class DecidingIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Show a review that waits, hide it for good, or take either back."""

    id: Annotated[str, Meta(min_length=1, max_length=256)]
    step: Literal["show", "hide", "reopen"]


@get("/wechat/reviews", summary="Read reviews that wait", tags=["wechat"], sync_to_thread=True)
def get_held_reviews(mall: App, after: str = "", limit: int = 50) -> HeldReviewPage:
    """Return reviews that others do not read yet: WeChat has not judged them, or would not show them."""
    found, then = mall.wechat.require_reviews().held(after, max(1, min(limit, MOST)))
    return HeldReviewPage([_out(mall, each) for each in found], then)


@post("/wechat/reviews", status_code=200, summary="Decide on a review", tags=["wechat"], sync_to_thread=True)
def post_held_review(mall: App, request: Asking, data: DecidingIn) -> HeldReviewOut:
    """Show a review that waits, or hide it for good; the mall's own analysis counts it either way."""
    return _out(mall, mall.wechat.require_reviews().decide(data.id, data.step, who(request)))


def _out(mall: App, held: Held) -> HeldReviewOut:
    goods = mall.goods.sku(held.sku)
    return HeldReviewOut(held.id, held.sku, goods.title if goods else held.sku, held.text, held.stars, iso(held.at),
                         held.state, words(SAID[held.state]), held.label,
                         words(LABELS.get(held.label, LABELS[21000]) if held.label else NONE), held.error, held.by)


ROUTER = Router("/", route_handlers=[get_held_reviews, post_held_review])
