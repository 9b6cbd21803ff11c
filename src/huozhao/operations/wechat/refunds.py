"""Refunds through WeChat Pay: the values that pass through the till, and what its word means for a refund."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from huozhao.terms.text import Text

# What WeChat does with a refund, and "by_hand": a person gave the money back, the mall has nothing to ask for.
State = Literal["waiting", "processing", "refunded", "abnormal", "closed", "by_hand"]
STATES: Mapping[str, State] = {
    "PROCESSING": "processing", "SUCCESS": "refunded", "ABNORMAL": "abnormal", "CLOSED": "closed"}

# For the merchant, and for the shopper whose money it is.
SAID: Mapping[State, Text] = {
    "waiting": Text("等待微信受理", "WeChat has not taken it yet"),
    "processing": Text("微信已受理，退款中", "WeChat has taken it, the money is on its way"),
    "refunded": Text("已退款", "the money is back with the shopper"),
    "abnormal": Text("用户银行卡作废或冻结，收不了款。请到商户平台处理，完成后自动更新",
                     "the shopper's bank card cannot take it: settle it on the merchant platform; it is followed here"),
    "closed": Text("微信已关闭这笔退款，可重新发起", "WeChat closed this refund: try it again"),
    "by_hand": Text("已人工退款，商城不再退", "given back by a person; the mall gives none of it back again"),
}
SAID_TO_SHOPPER: Mapping[State, Text] = {
    **dict.fromkeys(("waiting", "processing"), Text(
        "退款中，原路退回：零钱一般几分钟到账，银行卡 1–3 个工作日",
        "on its way back the way you paid: within minutes to a WeChat balance, in 1–3 working days to a bank card")),
    "refunded": Text("已原路退回", "it went back the way you paid"),
    "by_hand": Text("商家已人工退款", "the mall gave it back by hand"),
    **dict.fromkeys(("abnormal", "closed"), Text(
        "退款遇到问题，商家正在处理", "there is a problem with it; the mall is looking after it")),
}


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Money to give back. The same number is the same refund; `total_fen` is what the payment came to."""

    number: str
    transaction_id: str
    fen: int
    total_fen: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundTold:
    """What WeChat tells of a refund; `at` (ms) is when the money went, 0 unknown, `to` where it went.

    `trade` is the number of the payment that the money came with, as the mall gave it to WeChat.
    """

    number: str
    transaction_id: str
    fen: int
    state: State
    at: int = 0
    refund_id: str = ""
    to: str = ""
    trade: str = ""


def follows(state: str, told: RefundTold) -> bool:
    """Tell whether what WeChat says moves a refund: nothing moves one that is done, and nothing back to processing."""
    if state == "by_hand":  # it went after all, and not by hand
        return told.state == "refunded"
    return state not in ("refunded", told.state) and not (told.state == "processing" and state != "waiting")
