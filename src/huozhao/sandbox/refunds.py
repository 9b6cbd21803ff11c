"""Refunds at the fake WeChat Pay: one number is one refund, the sum at most what was paid, partial ones a minute apart.

Sources: https://pay.weixin.qq.com/doc/v3/partner/4012709253 and https://pay.weixin.qq.com/docs/merchant/apis/
weixin-pay-score-no-confirm/create.html. The codes of refusals are those that merchants report of these interfaces.
"""

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from huozhao.sandbox.asked import Answer, Asked
from huozhao.sandbox.pay import enveloped, signed, stamped, told_to_mall, unsigned, wrong
from huozhao.sandbox.world import Payment, Refund, World

NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
MOST, APART_S, YEAR_S, LONGEST_REASON = 50, 60, 365 * 86_400, 80
ENDS = ("SUCCESS", "ABNORMAL", "CLOSED")


def refund(world: World, asked: Asked) -> Answer:
    """Take a refund in; the same number again is the same refund, with other content it is refused."""
    problem = unsigned(world, asked)
    if problem:
        return wrong(401, "SIGN_ERROR", problem)
    body = asked.json()
    known = world.refunds.get(str(body.get("out_refund_no")))
    if known is not None:
        is_same = (known.fen, known.transaction_id) == (_fen(body), body.get("transaction_id"))
        return _answer(world, known) if is_same else wrong(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致")
    payment = _payment(world, body)
    if payment is None:
        return wrong(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    found = _unfit(world, payment, body)
    if found is not None:
        return found
    return _answer(world, _made(world, payment, body))


def query(world: World, asked: Asked) -> Answer:
    """Answer with how a refund stands; the money arrives some seconds after it was asked for."""
    problem = unsigned(world, asked)
    if problem:
        return wrong(401, "SIGN_ERROR", problem)
    found = world.refunds.get(asked.path.rpartition("/")[2])
    if found is None:
        return wrong(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    if found.status == "PROCESSING" and world.now() - found.at >= world.refund_s:
        end(world, found, "SUCCESS")
    return _answer(world, found)


def by_hand(world: World, out_trade_no: str, fen: int) -> Refund:
    """Give money back as a merchant does on WeChat's platform, under a number of the platform; ValueError where unfit.

    WeChat tells of it at the address that is set on the platform, if one is.
    """
    payment = world.payments[out_trade_no]
    asked = {"out_refund_no": f"50{secrets.randbelow(10**25):025d}", "transaction_id": payment.transaction_id,
             "amount": {"refund": fen, "total": payment.order["amount"]["total"], "currency": "CNY"}}
    found = _unfit(world, payment, asked)
    if found is not None:
        raise ValueError(json.loads(found.body)["message"])
    return _made(world, payment, {**asked, "notify_url": world.refund_url})


def end(world: World, found: Refund, status: str) -> None:
    """Let a refund end, or after trouble with the bank card end another way; ValueError for a state that is none."""
    if status not in ENDS or found.status in ("SUCCESS", "CLOSED"):
        raise ValueError(f"{found.status} does not become {status}")
    found.status, found.ended_at = status, world.now()
    world.refunds[found.out_refund_no] = found


def notify_refund(world: World, found: Refund) -> int:
    """Tell the mall how a refund ended; return the status of its answer, 0 when there was none."""
    return told_to_mall(found.notify_url, *notice_of(world, found))


def notice_of(world: World, found: Refund) -> tuple[dict[str, str], bytes]:
    """Return headers and body of the notification of how a refund ended."""
    plain = {"mchid": world.mchid, **{name: value for name, value in _shown(world, found).items() if name != "status"},
             "refund_status": found.status}
    return enveloped(world, f"REFUND.{found.status}", "refund", plain)


def _made(world: World, payment: Payment, body: Mapping[str, Any]) -> Refund:
    made = Refund(body["out_refund_no"], payment.transaction_id, _fen(body), f"50{secrets.randbelow(10**25):025d}",
                  world.now(), str(body.get("notify_url") or ""))
    world.refunds[made.out_refund_no] = made
    return made


def _answer(world: World, found: Refund) -> Answer:
    return signed(world, {**_shown(world, found), "channel": "ORIGINAL", "create_time": stamped(found.at),
                          "funds_account": "UNSETTLED"})


def _shown(world: World, found: Refund) -> dict[str, Any]:
    payment = world.payment(found.transaction_id)
    assert payment is not None
    total = payment.order["amount"]["total"]
    when = {"success_time": stamped(found.ended_at)} if found.status == "SUCCESS" else {}
    return {"refund_id": found.refund_id, "out_refund_no": found.out_refund_no, "status": found.status, **when,
            "transaction_id": found.transaction_id, "out_trade_no": payment.out_trade_no,
            "user_received_account": "支付用户零钱",
            "amount": {"total": total, "refund": found.fen, "payer_total": total, "payer_refund": found.fen}}


def _payment(world: World, body: Mapping[str, Any]) -> Payment | None:
    found = world.payment(str(body.get("transaction_id"))) or world.payments.get(str(body.get("out_trade_no")))
    return found if found is not None and found.transaction_id else None


def _unfit(world: World, payment: Payment, body: Mapping[str, Any]) -> Answer | None:
    amount, total = body.get("amount") or {}, payment.order["amount"]["total"]
    before = [each for each in world.refunds.values() if each.transaction_id == payment.transaction_id]
    if not NUMBER.fullmatch(str(body.get("out_refund_no"))) or len(str(body.get("reason") or "")) > LONGEST_REASON:
        return wrong(400, "PARAM_ERROR", "参数错误")
    if (amount.get("total"), amount.get("currency")) != (total, "CNY") or _fen(body) < 1:
        return wrong(400, "PARAM_ERROR", "订单金额或币种错误")
    if world.now() - payment.paid_at > YEAR_S or len(before) >= MOST:
        return wrong(400, "INVALID_REQUEST", "订单已超过可退期限或退款次数超限")
    left = total - sum(each.fen for each in before if each.status != "CLOSED")
    if left < 1:
        return wrong(400, "INVALID_REQUEST", "订单已全额退款")
    if _fen(body) > left:
        return wrong(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额")
    if any(world.now() - each.at < APART_S for each in before):
        return wrong(429, "FREQUENCY_LIMITED", "同一笔订单多次退款需间隔1分钟")
    if world.balance_fen is not None and _fen(body) > world.balance_fen:
        return wrong(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    return None


def _fen(body: Mapping[str, Any]) -> int:
    found = (body.get("amount") or {}).get("refund")
    return found if isinstance(found, int) else 0
