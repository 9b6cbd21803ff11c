"""WeChat's error codes as errors of ours: what each means for the mall, and what to do."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from huozhao.insight.portrait_source import NotReady
from huozhao.operations.wechat.platform import AllGivenBack, NothingLeft
from huozhao.terms.errors import BadInput, Busy, HuozhaoError, NotFound
from huozhao.terms.text import Text

STALE_TOKEN = frozenset({40001, 40014, 42001})
SYSTEM_BUSY = -1
# Seconds to wait: a moment, a minute's limit, a day's limit.
BUSY = {SYSTEM_BUSY: 1, 45011: 60, 45009: 3600}
NOT_COUNTED, NOTHING_LEFT = 61503, 43101


class _Meaning(NamedTuple):
    code: str
    said: str
    field: str
    hint: str = "see docs/how-to/wechat.md"


SETTINGS = "check the settings [wechat] or [portrait], and the mini program's console"
AGAIN = "call wx.login again and send the new code / 请重新调用 wx.login"
MEANINGS = {
    40003: _Meaning("openid_unknown", "this openid is not of this mini program / openid 不属于本小程序", "openid"),
    40013: _Meaning("wechat_refused", "the appid is not valid", "wechat.appid", SETTINGS),
    40029: _Meaning("code_invalid", "this code is unknown or too old / code 无效或已过期", "code", AGAIN),
    40037: _Meaning("template_unknown", "the mini program has no such template / 模板不存在", "template", SETTINGS),
    40125: _Meaning("wechat_refused", "the secret is not valid", "wechat.secret", SETTINGS),
    40097: _Meaning("wechat_unfit", "WeChat takes no such values / 参数不合微信要求", "wechat"),
    40163: _Meaning("code_used", "this code was used already / code 已使用过", "code", AGAIN),
    40164: _Meaning("wechat_refused", "this server's address is not on the mini program's list of allowed addresses",
                    "wechat.appid", SETTINGS),
    40226: _Meaning("shopper_blocked", "WeChat blocks this user for risk / 该用户被微信判为高风险", "code",
                    "the shopper can ask WeChat why"),
    41030: _Meaning("page_unknown", "the mini program has no such page / 页面不存在", "link"),
    47003: _Meaning("keyword_unfit", "a keyword of the template does not take its value / 模板字段内容不合要求",
                    "template"),
    48001: _Meaning("wechat_refused", "the mini program may not use this interface", "wechat.appid", SETTINGS),
    61010: _Meaning("shopper_away", "the shopper was not in the mini program within two hours / 用户两小时内未访问",
                    "openid"),
    61500: _Meaning("wechat_refused", "the date is not yyyymmdd", "day"),
    61501: _Meaning("wechat_refused", "these days cannot be asked for: 1, 7 or 30 that end yesterday or before", "day"),
    61502: _Meaning("wechat_refused", "this kind of mini program has no such data", "wechat.appid"),
    40234: _Meaning("wechat_refused", "the signature is not ours", "wechat.api_key_file", SETTINGS),
    40235: _Meaning("wechat_refused", "the body does not open", "wechat.api_key", SETTINGS),
    934011: _Meaning("wechat_refused", "this interface takes signed calls only", "wechat.api_key", SETTINGS),
    934019: _Meaning("too_far", "riders do not go there / 收货地址超出配送范围", "place",
                     "send it as a parcel"),
    85438: _Meaning("card_expired", "the payment is unknown or too long ago for a card / 服务卡片已过期",
                    "transaction_id"),
}  # fmt: skip


def require_good(answer: Mapping[str, Any], what: str) -> None:
    """Raise what an errcode means; `what` names the days or the thing that was asked for."""
    code = int(answer.get("errcode") or 0)
    if code:
        raise error_of(code, str(answer.get("errmsg", ""))[:120], what)


def error_of(code: int, said: str, what: str) -> HuozhaoError:
    """Return the error that an errcode stands for."""
    if code == NOT_COUNTED:
        return NotReady("portrait_not_ready", f"WeChat has not counted {what} yet", retry_after_s=3600,
                        hint="it does so by mid-morning; asked again the next time")
    if code == NOTHING_LEFT:
        return NothingLeft("nothing_left", "the shopper allows no message of this template / 用户未授权或次数已用完",
                           field="template", hint="ask again with wx.requestSubscribeMessage")
    if code in BUSY:
        return Busy("wechat_busy", f"WeChat asks to come back later ({code})", retry_after_s=BUSY[code],
                    hint="try again later")
    meaning = MEANINGS.get(code, _Meaning("wechat_refused", said, "wechat"))
    return BadInput(meaning.code, f"{meaning.said} (WeChat {code})", field=meaning.field, hint=meaning.hint)


def unreachable(error: Exception) -> Busy:
    """Return the error for WeChat not answering."""
    return Busy("wechat_unreachable", f"WeChat does not answer: {type(error).__name__} / 微信没有回应",
                retry_after_s=60, hint="check wechat.url and the network")


def unreadable(status: int) -> Busy:
    """Return the error for an answer that is no JSON object."""
    return Busy("wechat_unreadable", f"WeChat answered {status} and no JSON", retry_after_s=60,
                hint="check wechat.url and the network")


# What WeChat Pay refuses, and what a merchant does about it.
PAY_HINTS = {
    "NOT_ENOUGH": Text("商户余额不足，请在商户平台充值", "the merchant account is empty: top it up"),
    "USER_ACCOUNT_ABNORMAL": Text("用户已注销，请用其他方式退款", "the shopper's account is closed: pay another way"),
    "SIGN_ERROR": Text("请检查 wechat.merchant_serial 和 wechat.merchant_key_file",
                       "check wechat.merchant_serial and wechat.merchant_key_file"),
}
# WeChat Pay has one code for whatever breaks its rules; its words tell these apart.
ALL_GIVEN_BACK, MORE_THAN_LEFT = "已全额退款", ("可退金额", "可退余额", "可退款金额")
BY_HAND = Text("有一部分已在商户平台退过。请在商户平台把剩下的退完，再点“已人工退款”",
               "part of it went back on the merchant platform: give the rest back there, then press Done by hand")


def pay_error(status: int, body: bytes) -> HuozhaoError:
    """Return the error that an answer of WeChat Pay stands for."""
    try:
        found = dict(json.loads(body))
    except (ValueError, TypeError):
        found = {}
    code, message = str(found.get("code", "")) or str(status), str(found.get("message", ""))[:200]
    hint = BY_HAND if any(each in message for each in MORE_THAN_LEFT) else PAY_HINTS.get(code, Text(message, message))
    said = f"{hint.en} (WeChat Pay {code}) / {hint.zh}（微信支付 {code}）"
    if status == 429 or status >= 500:
        return Busy("wechat_busy", f"WeChat Pay asks to come back later ({code}) / 微信支付暂时繁忙（{code}）",
                    retry_after_s=60, hint="try again")
    if status == 404:
        return NotFound("wechat_unknown", said, field="number", hint="check the merchant platform")
    kind = AllGivenBack if ALL_GIVEN_BACK in message else BadInput
    return kind("payment_refused", said, field="order", hint="check the settings [wechat] and the merchant platform")
