"""A request to the fake, what is answered, and WeChat's way to refuse."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.sandbox.world import World

MEANINGS = {
    -1: "system error", 40001: "invalid credential, access_token is invalid or not latest", 40002: "invalid grant_type",
    40003: "invalid openid", 40013: "invalid appid", 40029: "invalid code", 40037: "invalid template_id",
    40097: "invalid args", 40125: "invalid appsecret", 40163: "code been used", 40226: "code blocked",
    41001: "access_token missing", 42001: "access_token expired", 43101: "user refuse to accept the msg",
    43104: "this appid does not have permission", 45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit", 47001: "data format error", 47003: "argument invalid!",
    61010: "code is expired", 61500: "date format error", 61501: "date range error", 61503: "data not ready",
    85438: "notify_code expired", 10060001: "支付单不存在", 10060002: "支付单已完成发货，无法继续发货",
    10060003: "支付单已使用重新发货机会", 10060004: "支付单处于不可发货的状态", 10060005: "物流类型有误",
    10060006: "非快递发货时不允许分拆发货", 10060007: "分拆发货模式下必须填写 is_all_delivered 字段",
    10060008: "商品描述 item_desc 字段不能为空", 10060009: "商品描述 item_desc 字段太长", 10060014: "参数错误",
    10060019: "快递单号为空", 10060020: "物流公司编码为空", 10060023: "发货信息未更新", 10060024: "物流信息列表太长",
    10060031: "订单不属于 openid 所指定的用户", 268485216: "上传时间非法，请按照 RFC 3339 格式填写",
    268485224: "发货模式非法", 934002: "订单已存在",
    934011: "signature is needed", 934019: "用户超出配送范围", 40231: "API_Missing_Wechatmp_Timestamp",
    40232: "API_Missing_Wechatmp_Signature", 40233: "API_Missing_Wechatmp_Appid", 40234: "API_Invalid_Signature",
    40235: "API_Invalid_Encrypt", 40236: "API_Invalid_Wechatmp_Appid", 40240: "API_Expired_Wechatmp_Timestamp",
}  # fmt: skip


class Refused(Exception):
    """An errcode that is answered in place of a result."""

    def __init__(self, errcode: int, more: str = "") -> None:
        super().__init__(f"{MEANINGS.get(errcode, 'error')} {more}".strip())
        self.errcode = errcode


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body; 47001 when it is no JSON object."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(47001) from None
        if not isinstance(found, dict):
            raise Refused(47001)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `body` goes out as it is, so that what is signed is what is sent."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Callable[[World, Asked], Answer]


def told(**found: Any) -> Answer:
    """Return a plain answer of WeChat's."""
    return Answer(json.dumps({"errcode": 0, "errmsg": "ok", **found}, ensure_ascii=False).encode())


def refusal(errcode: int, message: str) -> Answer:
    """Return an error as WeChat answers it: HTTP 200 with an errcode."""
    return Answer(json.dumps({"errcode": errcode, "errmsg": message}, ensure_ascii=False).encode())


def require_token(world: World, asked: Asked) -> None:
    """Raise what WeChat says of an access token that is missing, unknown or past its time."""
    token = asked.query.get("access_token", "")
    if not token:
        raise Refused(41001)
    if token not in world.tokens:
        raise Refused(40001)
    if world.now() >= world.tokens[token]:
        raise Refused(42001)
