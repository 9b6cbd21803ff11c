"""Same-city delivery over WeChat: ask for one, ask how it stands, call it off, and read what a callback tells.

Source: https://developers.weixin.qq.com/miniprogram/dev/server/API/weixin-express/same_city_distribution/. Callbacks
are signed with MD5 over the sorted fields and the token of message push.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from huozhao.backends.wechat.client import Client
from huozhao.operations.wechat.city_delivery import DeliveryTold, DeliveryWish
from huozhao.operations.wechat.platform import Forged
from huozhao.terms.errors import BadInput

INTRACITY = "/cgi-bin/express/intracity"
# WeChat's way to say that it is still at work on this very delivery.
KNOWN = "(WeChat 934002)"
TIMES = ("create_time", "accept_time", "fetch_time", "finish_time", "cancel_time")
NO_STORE = {"wx_store_id": ""}


class WechatRiders:
    """Riders over WeChat's interfaces. A shop of the mall is the store with its id as out_store_id.

    `callback` is where WeChat tells of states, `token` what it signs them with; `is_trial` asks for no real rider.
    """

    def __init__(self, client: Client, callback: str, token: str, is_trial: bool) -> None:
        self._client, self._callback, self._token, self._is_trial = client, callback, token, is_trial
        self._stores: dict[str, str] = {}

    def add(self, wish: DeliveryWish) -> DeliveryTold:
        """Ask for a delivery; see the port."""
        try:
            found = self._client.post(f"{INTRACITY}/addorder", self._body(wish), wish.number)
        except BadInput as error:
            if not error.message.endswith(KNOWN):
                raise
            return self.query(wish.shop, wish.number)
        return _told({"store_order_id": wish.number, "order_status": 10000, **found})

    def query(self, shop: str, number: str) -> DeliveryTold:
        """Return how a delivery stands; see the port."""
        return _told(self._client.post(f"{INTRACITY}/queryorder", self._key(shop, number), number))

    def cancel(self, shop: str, number: str, reason: int) -> DeliveryTold:
        """Call a delivery off; see the port. Not asked twice: what was called off cannot be again."""
        body = {**self._key(shop, number), "cancel_reason_id": reason}
        return _told(self._client.post(f"{INTRACITY}/cancelorder", body, number, again=False))

    def read(self, body: bytes) -> DeliveryTold:
        """Return what a callback tells; see the port."""
        try:
            told = json.loads(body)
            plain = "&".join(f"{name}={told[name]}" for name in sorted(told) if name != "sign")
            right = hashlib.md5(f"{plain}&token={self._token}".encode(), usedforsecurity=False).hexdigest()
            if not (self._token and hmac.compare_digest(right, str(told["sign"]))):
                raise _forged("the signature is not WeChat's / 签名不对", "sign")
            if told["appid"] != self._client.appid:
                raise _forged("this callback is for another mini program / 回调不属于本小程序", "appid")
            return _told(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _forged("this is no callback of a delivery / 回调格式不对", "body") from None

    def _body(self, wish: DeliveryWish) -> dict[str, Any]:
        to, units = wish.to, sum(count for _, _, count in wish.goods)
        items = [{"item_name": title, "item_pic_url": image, "count": count} for title, image, count in wish.goods]
        cargo = {"cargo_name": ",".join(title for title, _, _ in wish.goods)[:100], "cargo_type": wish.kind,
                 "cargo_num": units, "cargo_price": wish.value_fen, "cargo_weight": wish.weight_g, "item_list": items}
        return {**self._key(wish.shop, wish.number), "user_openid": wish.openid, "user_lng": round(to.longitude, 6),
                "user_lat": round(to.latitude, 6), "user_address": to.address, "user_name": to.name,
                "user_phone": _at_home(to.phone), "order_detail_path": wish.page, "callback_url": self._callback,
                "cargo": cargo, **({"use_sandbox": 1} if self._is_trial else {})}

    def _key(self, shop: str, number: str) -> dict[str, str]:
        return {"wx_store_id": self._store(shop), "store_order_id": number}

    def _store(self, shop: str) -> str:
        if shop not in self._stores:
            found = self._client.post(f"{INTRACITY}/querystore", {"out_store_id": shop}, shop).get("store_list") or []
            store = next((each for each in found if each.get("out_store_id") == shop), NO_STORE)["wx_store_id"]
            if not store:
                raise BadInput("store_unknown", f"WeChat knows no store {shop!r} / 微信同城配送没有这家门店",
                               field="shop", hint="make the store in WeChat with the shop's id as out_store_id")
            self._stores[shop] = str(store)
        return self._stores[shop]


def _told(found: Mapping[str, Any]) -> DeliveryTold:
    at = found.get("status_change_time") or max((int(found.get(name) or 0) for name in TIMES), default=0)
    fee = next((int(found[name]) for name in ("actualfee", "fee") if name in found), -1)
    return DeliveryTold(str(found["store_order_id"]), int(found["order_status"]), int(at) * 1000,
                        str(found.get("service_trans_id") or ""), fee, int(found.get("deductfee", -1)))


def _at_home(phone: str) -> str:
    """Return a Chinese number as it is dialled in China."""
    if not phone.startswith("+86"):
        return phone
    rest = phone.removeprefix("+86")
    return rest if len(rest) == 11 and rest.startswith("1") else f"0{rest}"


def _forged(message: str, field: str) -> Forged:
    return Forged("callback_forged", message, field=field, hint="check wechat.push_token")
