"""Refunds through WeChat: look at them, and try one again."""

from typing import Any, Literal

import msgspec
from litestar import Request, Router, get, post

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.gate.asking import who
from huozhao.http.wire import Words, words
from huozhao.operations.wechat.refunds import SAID
from huozhao.terms.time import iso

MOST = 500


class RefundOut(msgspec.Struct, frozen=True):
    """Money that goes back. `state`: waiting (WeChat has it not yet), processing, refunded, abnormal, closed, by_hand.

    `by_hand` is what a person gave back otherwise, as WeChat told or somebody said. `error` says what keeps it from
    going, `by` who asked for it or said so (empty = it followed from the order, or WeChat told), `to` where it went.
    """

    number: str
    payment: str
    order: str
    fen: int
    state: str
    said: Words
    error: str
    by: str
    to: str
    at: str
    changed_at: str | None


class RefundPage(msgspec.Struct, frozen=True):
    """Refunds by number."""

    items: list[RefundOut]
    next: str | None


@get("/wechat/refunds", summary="Read refunds", tags=["wechat"], sync_to_thread=True)
def get_refunds(
    mall: App, status: Literal["", "open"] = "", order: str = "", after: str = "", limit: int = 50
) -> RefundPage:
    """Return refunds through WeChat, of one order or of all; `open` ones have not arrived yet."""
    book, most = mall.wechat.require_payments().refunds.book, max(1, min(limit, MOST))
    found = book.of_order(order) if order else book.page(status == "open", after, most + 1)
    return RefundPage([_out(mall, each) for each in found[:most]],
                      found[most - 1].id if len(found) > most and not order else None)


@post("/wechat/refunds/{number:str}/again", status_code=200, summary="Try a refund again", tags=["wechat"],
      sync_to_thread=True)  # fmt: skip
def post_refund_again(mall: App, number: str) -> RefundOut:
    """Ask WeChat at once; one that it closed is followed by another, one said to be given back by hand waits again.

    Money goes once however often this is asked.
    """
    return _out(mall, mall.wechat.require_payments().refunds.again(number))


@post("/wechat/refunds/{number:str}/by-hand", status_code=200, summary="Say that a refund was made by hand",
      tags=["wechat"], sync_to_thread=True)  # fmt: skip
def post_refund_by_hand(mall: App, request: Request[Any, Any, Any], number: str) -> RefundOut:
    """Note that its money went back otherwise, such as on the merchant platform; WeChat is not asked for it any more.

    Refused once WeChat gives it back itself.
    """
    return _out(mall, mall.wechat.require_payments().refunds.by_hand.say(number, who(request)))


def _out(mall: App, found: Document) -> RefundOut:
    body = found.body
    return RefundOut(found.id, body["trade"], body["order"], body["fen"], body["state"], words(SAID[body["state"]]),
                     mall.wechat.require_payments().refunds.book.open.error_of(found.id),
                     body.get("noted_by") or body["by"], body["to"],
                     iso(body["at"]), iso(body["changed_at"]) if body["changed_at"] else None)


ROUTER = Router("/", route_handlers=[get_refunds, post_refund_again, post_refund_by_hand])
