"""What WeChat wants to know of paid orders: their shipping, which frees the funds, and service cards."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from huozhao.backends.wechat.client import Client
from huozhao.operations.wechat.platform import Shipping
from huozhao.terms.errors import BadInput

SHIP, CARD = "/wxa/sec/order/upload_shipping_info", "/wxa/set_user_notify"
LOGISTICS = {"express": 1, "city": 2, "virtual": 3, "pickup": 4}
LONGEST_DESCRIPTION = 120
# WeChat's ways to say that it knows the shipping already.
KNOWN = ("(WeChat 10060002)", "(WeChat 10060023)")


class WechatTrade:
    """A Trade over WeChat's interfaces. An upload may be made again, as WeChat knows what it has."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ship(self, shipping: Shipping) -> None:
        """Upload a shipping; see the port."""
        part: dict[str, Any] = {"item_desc": shipping.said[:LONGEST_DESCRIPTION] or "商品"}
        if shipping.logistics == "express":
            part |= {"tracking_no": shipping.tracking_no, "express_company": shipping.express_company}
        at = datetime.fromtimestamp(shipping.at / 1000, UTC).isoformat(timespec="milliseconds")
        body = {"order_key": {"order_number_type": 2, "transaction_id": shipping.transaction_id},
                "logistics_type": LOGISTICS[shipping.logistics], "delivery_mode": 1, "shipping_list": [part],
                "upload_time": at, "payer": {"openid": shipping.openid}}
        try:
            self._client.post(SHIP, body)
        except BadInput as error:
            if not error.message.endswith(KNOWN):
                raise

    def card(
        self, openid: str, transaction_id: str, kind: int, content: Mapping[str, Any], check: Mapping[str, Any]
    ) -> None:
        """Put up a service card, or move it on; see the port."""
        self._client.post(CARD, {
            "openid": openid, "notify_type": kind, "notify_code": transaction_id,
            "content_json": json.dumps(dict(content), ensure_ascii=False),
            "check_json": json.dumps(dict(check), ensure_ascii=False)})
