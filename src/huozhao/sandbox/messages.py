"""Messages: subscription messages under one-time allowances, service cards of payments, and the text check."""

import json
import re
from typing import Any

from huozhao.sandbox.asked import Answer, Asked, Refused, require_token, told
from huozhao.sandbox.world import Payment, World

# What a keyword of a template takes, by the beginning of its name (the platform's rules for template parameters).
_DAY = r"\d{4}(年|[-/.])\d{1,2}(月|[-/.])\d{1,2}日?"
FORMS = {
    "thing": r".{1,20}", "number": r"-?\d{1,32}(\.\d+)?", "letter": r"[A-Za-z]{1,32}", "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[!-~]{1,32}", "time": rf"({_DAY} ?)?\d{{1,2}}:\d{{2}}(:\d{{2}})?(~.+)?",
    "date": rf"{_DAY}( \d{{1,2}}:\d{{2}}(:\d{{2}})?)?(~.+)?", "amount": r"[¥￥$]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+\-]{1,17}", "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}  # fmt: skip
CARD_TYPES = frozenset({2001, 2002, 2003, 2006})
SEEN_WITHIN_S, LONGEST_TEXT = 7_200, 2_500
PASS, CRIME = 100, 20006


def subscribe_send(world: World, asked: Asked) -> Answer:
    """Send one message to who allowed it; one tap is one message, and only what went out is counted."""
    require_token(world, asked)
    body = asked.json()
    openid, template = str(body.get("touser")), str(body.get("template_id"))
    if openid not in world.users:
        raise Refused(40003)
    if template not in world.templates:
        raise Refused(40037)
    _require_fields(world.templates[template], body.get("data") or {})
    if world.taps.get((openid, template), 0) < 1:
        raise Refused(43101)
    world.taps[openid, template] -= 1
    world.messages.append({**body, "at": world.now()})
    return told(msgid=len(world.messages))


def set_user_notify(world: World, asked: Asked) -> Answer:
    """Put up or move on the service card of a payment; it may be moved on for as long as it is known."""
    require_token(world, asked)
    body = asked.json()
    if body.get("notify_type") not in CARD_TYPES:
        raise Refused(40097, "notify_type")
    payment = world.payment(str(body.get("notify_code")))
    if payment is None:
        raise Refused(85438)
    if payment.order["payer"]["openid"] != body.get("openid"):
        raise Refused(40003)
    card = world.cards.get((body["openid"], body["notify_type"], body["notify_code"]))
    content = _json(str(body.get("content_json")), "content_json")
    if card is None:
        _require_begin(payment, content, _json(str(body.get("check_json")), "check_json"))
    elif content.get("cur_status", 0) < _json(card["content_json"], "content_json")["cur_status"]:
        raise Refused(40097, "cur_status")
    if not content.get("wxa_path_query"):
        raise Refused(40097, "wxa_path_query")
    world.cards[body["openid"], body["notify_type"], body["notify_code"]] = body
    return told()


def msg_sec_check(world: World, asked: Asked) -> Answer:
    """Judge a text of a user who was here within two hours; the verdict is in `result`, not in the errcode."""
    require_token(world, asked)
    body = asked.json()
    content = str(body.get("content") or "")
    if body.get("version") != 2 or body.get("scene") not in (1, 2, 3, 4) or not 0 < len(content) <= LONGEST_TEXT:
        raise Refused(40097)
    seen = world.log_ins.get(str(body.get("openid")), [])
    if not seen:
        raise Refused(40003)
    if seen[-1] < world.now() - SEEN_WITHIN_S:
        raise Refused(61010)
    is_risky = any(word in content for word in world.risky_words)
    label = CRIME if is_risky else PASS
    result = {"suggest": "risky" if is_risky else "pass", "label": label}
    return told(result=result, detail=[{"strategy": "keyword", "errcode": 0, **result}], trace_id="sandbox")


def _require_fields(keywords: tuple[str, ...], data: dict[str, dict[str, str]]) -> None:
    for keyword in keywords:
        value = (data.get(keyword) or {}).get("value", "")
        form = FORMS[re.sub(r"\d+$", "", keyword)]
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise Refused(47003, f"data.{keyword}.value invalid")


def _require_begin(payment: Payment, content: dict[str, Any], check: dict[str, Any]) -> None:
    """A card begins with a payment that is told rightly, and with its goods and their pictures."""
    is_right = check.get("pay_amount") == payment.order["amount"]["total"]
    if not is_right or check.get("pay_time") != int(payment.paid_at):
        raise Refused(40097, "check_json")
    goods = (content.get("product_list") or {}).get("info_list") or []
    if content.get("cur_status") == 1 and not (goods and all(each.get("product_img") for each in goods)):
        raise Refused(40097, "product_list")


def _json(text: str, what: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(40097, what)
    return found
