"""Payments and refunds over WeChat Pay v3: prepay orders, give money back, read what WeChat tells of both.

Sources: https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score-no-confirm/create.html (refunds: one number is
one refund, a failed one is asked for again under its own, at most 50 partial ones a minute apart, within a year),
https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter4_2_10.shtml (how a refund stands).
"""

from collections.abc import Mapping
from typing import Any

from huozhao.backends.wechat.merchant import Merchant, Notice, unread
from huozhao.operations.wechat.platform import Paid, Prepaid
from huozhao.operations.wechat.refunds import STATES, RefundTold, RefundWish
from huozhao.terms.errors import BadInput
from huozhao.terms.time import parse_instant

PREPAY, REFUNDS = "/v3/pay/transactions/jsapi", "/v3/refund/domestic/refunds"
PAID, REFUND = "TRANSACTION.SUCCESS", "REFUND."
LONGEST_REASON = 80


class WechatPay:
    """A Till over WeChat Pay; `notify_url` is where WeChat tells of payments and refunds."""

    def __init__(self, merchant: Merchant, notify_url: str) -> None:
        self._merchant, self._notify_url = merchant, notify_url

    def prepay(self, out_trade_no: str, said: str, total_fen: int, openid: str) -> Prepaid:
        """Announce an order; see the port. A lost answer is asked for again: WeChat knows the number."""
        account = self._merchant.account
        order = {"appid": account.appid, "mchid": account.mchid, "description": said[:127],
                 "out_trade_no": out_trade_no, "notify_url": self._notify_url,
                 "amount": {"total": total_fen, "currency": "CNY"}, "payer": {"openid": openid}}
        package = f"prepay_id={self._merchant.post(PREPAY, order)['prepay_id']}"
        return Prepaid(out_trade_no, {**self._merchant.signed(package), "package": package, "signType": "RSA"})

    def refund(self, wish: RefundWish) -> RefundTold:
        """Give money back; see the port. The same number is the same refund, so a lost answer is asked for again."""
        asked: dict[str, Any] = {
            "transaction_id": wish.transaction_id, "out_refund_no": wish.number, "notify_url": self._notify_url,
            "amount": {"refund": wish.fen, "total": wish.total_fen, "currency": "CNY"}}
        if wish.reason:
            asked["reason"] = wish.reason[:LONGEST_REASON]
        return _refund(self._merchant.post(REFUNDS, asked), "status")

    def refunded(self, number: str) -> RefundTold:
        """Return how a refund stands; see the port."""
        return _refund(self._merchant.get(f"{REFUNDS}/{number}"), "status")

    def read(self, headers: Mapping[str, str], body: bytes) -> Paid | RefundTold:
        """Return what a notification tells; see the port."""
        notice = self._merchant.opened(headers, body)
        try:
            return (_refund(notice.told, "refund_status") if notice.event.startswith(REFUND) else _paid(notice))
        except (ValueError, KeyError, TypeError, AttributeError, BadInput):
            raise unread() from None

    def close(self) -> None:
        """Release the connections."""
        self._merchant.close()


def _paid(notice: Notice) -> Paid:
    found = notice.told
    state = found["trade_state"] if notice.event == PAID else notice.event
    return Paid(notice.id, found["out_trade_no"], found["transaction_id"], int(found["amount"]["total"]),
                str((found.get("payer") or {}).get("openid") or ""), str(state), _at(found))


def _refund(found: Mapping[str, Any], state: str) -> RefundTold:
    return RefundTold(str(found["out_refund_no"]), str(found["transaction_id"]), int(found["amount"]["refund"]),
                      STATES.get(str(found[state]), "processing"), _at(found), str(found.get("refund_id") or ""),
                      str(found.get("user_received_account") or ""), str(found.get("out_trade_no") or ""))


def _at(found: Mapping[str, Any]) -> int:
    return parse_instant(found["success_time"], "success_time") if found.get("success_time") else 0
