"""Shipping: funds of a payment stay frozen until its shipping is uploaded, once, and once more to mend it."""

import re
from collections.abc import Mapping
from typing import Any

from huozhao.sandbox.asked import Answer, Asked, Refused, require_token, told
from huozhao.sandbox.world import Payment, World

EXPRESS, KINDS, MODES = 1, (1, 2, 3, 4), (1, 2)
MOST_PARTS, LONGEST_DESCRIPTION, MOST_UPLOADS = 15, 120, 2
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def upload_shipping_info(world: World, asked: Asked) -> Answer:
    """Take the shipping of a payment in and let its funds go."""
    require_token(world, asked)
    body = asked.json()
    payment = _payment(world, body.get("order_key") or {})
    _require_fit(body)
    if (body.get("payer") or {}).get("openid") != payment.order["payer"]["openid"]:
        raise Refused(10060031)
    if payment.is_settled:
        raise Refused(10060004)
    if len(payment.uploads) >= MOST_UPLOADS:
        raise Refused(10060003)
    if payment.uploads and payment.uploads[-1]["shipping_list"] == body["shipping_list"]:
        raise Refused(10060023)
    payment.uploads.append(body)
    world.payments[payment.out_trade_no] = payment
    return told()


def get_order(world: World, asked: Asked) -> Answer:
    """Answer with the state of a payment: 1 to be shipped, 2 shipped, 3 received."""
    require_token(world, asked)
    body = asked.json()
    payment = world.payment(str(body.get("transaction_id"))) or world.payments.get(str(body.get("merchant_trade_no")))
    if payment is None or not payment.transaction_id:
        raise Refused(10060001)
    state = 3 if payment.is_settled else 2 if payment.uploads else 1
    return told(order={"transaction_id": payment.transaction_id, "merchant_trade_no": payment.out_trade_no,
                       "paid_amount": payment.order["amount"]["total"], "order_state": state})


def is_trade_managed(world: World, asked: Asked) -> Answer:
    """Say that this program is one whose funds are frozen until it ships."""
    require_token(world, asked)
    return told(is_trade_managed=True)


def _payment(world: World, key: Mapping[str, Any]) -> Payment:
    by_number = key.get("order_number_type") == 1 and key.get("mchid") == world.mchid
    found = (world.payments.get(str(key.get("out_trade_no"))) if by_number
             else world.payment(str(key.get("transaction_id"))))
    if found is None or not found.transaction_id:
        raise Refused(10060001)
    return found


def _require_fit(body: Mapping[str, Any]) -> None:
    parts = body.get("shipping_list") or []
    faults = (
        (body.get("logistics_type") not in KINDS, 10060005), (body.get("delivery_mode") not in MODES, 268485224),
        (not RFC_3339.fullmatch(str(body.get("upload_time"))), 268485216), (not parts, 10060014),
        (len(parts) > MOST_PARTS, 10060024),
        (body.get("delivery_mode") == 2 and body.get("logistics_type") != EXPRESS, 10060006),
        (body.get("delivery_mode") == 2 and "is_all_delivered" not in body, 10060007),
        (body.get("delivery_mode") == 1 and len(parts) != 1, 10060014),
    )  # fmt: skip
    for is_wrong, errcode in faults:
        if is_wrong:
            raise Refused(errcode)
    for part in parts:
        _require_part(part, body["logistics_type"] == EXPRESS)


def _require_part(part: Mapping[str, Any], is_express: bool) -> None:
    said = str(part.get("item_desc") or "")
    if is_express and not part.get("tracking_no"):
        raise Refused(10060019)
    if is_express and not part.get("express_company"):
        raise Refused(10060020)
    if not said:
        raise Refused(10060008)
    if len(said) > LONGEST_DESCRIPTION:
        raise Refused(10060009)
