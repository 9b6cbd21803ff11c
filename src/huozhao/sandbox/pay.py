"""WeChat Pay v3: prepay with a merchant's signature, and the signed and sealed notification of what was paid."""

import base64
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.sandbox.asked import Answer, Asked
from huozhao.sandbox.world import Payment, World, key_pair

SCHEMA, APART_S, TIMEOUT_S = "WECHATPAY2-SHA256-RSA2048", 300, 5.0
CHINA = timezone(timedelta(hours=8))
NEEDED = ("appid", "mchid", "description", "out_trade_no", "notify_url", "amount", "payer")


def prepay(world: World, asked: Asked) -> Answer:
    """Take an order in; the same order again gets the same prepay id, another one under its number is refused."""
    problem = unsigned(world, asked)
    if problem:
        return wrong(401, "SIGN_ERROR", problem)
    order = asked.json()
    problem = _unfit(world, order)
    if problem:
        return wrong(400, "PARAM_ERROR", problem)
    known = world.payments.get(order["out_trade_no"])
    if known is None:
        known = Payment(order["out_trade_no"], order, "wx" + secrets.token_hex(17))
        world.payments[known.out_trade_no] = known
    if known.order != order:
        return wrong(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致")
    if known.transaction_id:
        return wrong(400, "ORDERPAID", "该订单已支付")
    return signed(world, {"prepay_id": known.prepay_id})


def paid(world: World, out_trade_no: str) -> Payment:
    """Let the user pay a prepaid order, once; KeyError for one that is not known."""
    payment = world.payments[out_trade_no]
    if not payment.transaction_id:
        payment.transaction_id = f"42000{secrets.randbelow(10**23):023d}"
        payment.paid_at = world.now()
        world.payments[out_trade_no] = payment
    return payment


def notify(world: World, payment: Payment, changes: Mapping[str, Any], late_s: float = 0) -> int:
    """Tell the mall of a payment; return the status of its answer, 0 when there was none."""
    return told_to_mall(payment.order["notify_url"], *notice(world, payment, changes, late_s))


def told_to_mall(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Post a notification; return the status of the mall's answer, 0 when there was none."""
    try:
        return httpx.post(url, content=body, timeout=TIMEOUT_S, trust_env=False, headers=headers).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return 0


def enveloped(
    world: World, event: str, about: str, plain: Mapping[str, Any], late_s: float = 0
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a notification; `late_s` dates the signature back, as a replay would be."""
    nonce = secrets.token_hex(6)
    sealed = AESGCM(world.api_v3_key.encode()).encrypt(nonce.encode(), json.dumps(plain).encode(), about.encode())
    body = json.dumps({
        "id": secrets.token_hex(16), "create_time": stamped(world.now()), "resource_type": "encrypt-resource",
        "event_type": event, "summary": event,
        "resource": {"original_type": about, "algorithm": "AEAD_AES_256_GCM", "nonce": nonce,
                     "ciphertext": base64.b64encode(sealed).decode(), "associated_data": about}}).encode()
    return {"Content-Type": "application/json", **_marks(world, body, str(int(world.now() - late_s)))}, body


def notice(
    world: World, payment: Payment, changes: Mapping[str, Any], late_s: float = 0
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of the notification of a payment.

    `changes` change what is told before it is sealed; `late_s` dates the signature back, as a replay would be.
    """
    return enveloped(world, "TRANSACTION.SUCCESS", "transaction", _told(world, payment, changes), late_s)


def stamped(at: float) -> str:
    """Return an instant (s) as WeChat Pay writes it."""
    return datetime.fromtimestamp(at, CHINA).isoformat(timespec="seconds")


def _told(world: World, payment: Payment, changes: Mapping[str, Any]) -> dict[str, Any]:
    amount = payment.order["amount"]
    return {
        "appid": world.appid, "mchid": world.mchid, "out_trade_no": payment.out_trade_no,
        "transaction_id": payment.transaction_id, "trade_type": "JSAPI", "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功", "bank_type": "OTHERS",
        "success_time": stamped(payment.paid_at), "payer": payment.order["payer"],
        "amount": {"total": amount["total"], "payer_total": amount["total"], "currency": "CNY",
                   "payer_currency": "CNY"}, **changes,
    }  # fmt: skip


def _marks(world: World, body: bytes, stamp: str) -> dict[str, str]:
    nonce = secrets.token_hex(16)
    text = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
    mark = key_pair("platform").sign(text, padding.PKCS1v15(), hashes.SHA256())
    return {"Wechatpay-Serial": world.platform_key_id, "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(mark).decode()}


def signed(world: World, found: Mapping[str, Any]) -> Answer:
    """Return an answer with WeChat Pay's signature."""
    body = json.dumps(found).encode()
    return Answer(body, headers=_marks(world, body, str(int(world.now()))))


def wrong(status: int, code: str, message: str) -> Answer:
    """Return a refusal as WeChat Pay answers it."""
    return Answer(json.dumps({"code": code, "message": message}, ensure_ascii=False).encode(), status)


def unsigned(world: World, asked: Asked) -> str:
    """Return what is wrong with the merchant's signature, "" when nothing is."""
    schema, _, rest = asked.headers.get("authorization", "").partition(" ")
    parts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    if schema != SCHEMA or parts.get("mchid") != world.mchid or parts.get("serial_no") != world.merchant_serial:
        return "Http头Authorization值格式错误或商户号、证书序列号不对"
    stamp = parts.get("timestamp", "")
    if not stamp.isdigit() or abs(world.now() - int(stamp)) > APART_S:
        return "签名的时间戳与当前时间相差过大"
    text = f"{asked.method}\n{asked.path}\n{stamp}\n{parts.get('nonce_str')}\n".encode() + asked.body + b"\n"
    try:
        key_pair("merchant").public_key().verify(base64.b64decode(parts.get("signature", "")), text,
                                                 padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return "商户签名验证失败"
    return ""


def _unfit(world: World, order: Mapping[str, Any]) -> str:
    missing = [name for name in NEEDED if not order.get(name)]
    if missing:
        return f"缺少参数 {missing[0]}"
    if order["appid"] != world.appid or order["mchid"] != world.mchid:
        return "appid和mchid不匹配"
    if not re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", order["out_trade_no"]):
        return "商户订单号应为6-32位的数字、大小写字母、_-|*"
    total = order["amount"].get("total")
    if not isinstance(total, int) or total < 1:
        return "金额应为正整数（分）"
    if order["payer"].get("openid") not in world.users:
        return "无效的openid"
    return "" if order["notify_url"].startswith("http") else "notify_url无效"
