"""Messages that WeChat pushes: taps go into the ledger of subscriptions, a confirmed receipt moves its order on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.flows.messages.desk import Messages
from huozhao.flows.wechat.openids import PREFIX, Openids
from huozhao.flows.wechat.shipping import Shipments
from huozhao.operations.wechat.platform import Pushed, Pushes

ACCEPT, REJECT = "accept", "reject"


@dataclass(frozen=True, slots=True)
class PushDesk:
    """Takes messages in. WeChat sends again what was not answered, so each counts once.

    `shipments` hears that a user confirmed the goods of a payment, and that WeChat waits for shipping.
    """

    pushes: Pushes
    openids: Openids
    messages: Messages
    shipments: Shipments | None

    def take(self, query: Mapping[str, str], body: bytes) -> str:
        """Open a message and act on it; return its event. Forged when it is not WeChat's."""
        pushed = self.pushes.read(query, body)
        act = {"subscribe_msg_popup_event": self._tapped, "subscribe_msg_change_event": self._switched,
               "trade_manage_order_settlement": self._settled, "trade_manage_remind_shipping": self._reminded,
               }.get(pushed.event)
        if act is not None:
            act(pushed)
        return pushed.event

    def counts_taps(self, shopper: str) -> bool:
        """Tell whether WeChat itself tells of a shopper's taps, so that their client's word would count them twice."""
        return shopper.startswith(PREFIX)

    def _tapped(self, pushed: Pushed) -> None:
        shopper = self.openids.known(pushed.openid)
        told = pushed.told("SubscribeMsgPopupEvent", "List")
        taps = [(f"push-{pushed.at}-{n}", str(each["TemplateId"]), f"popup {each.get('PopupScene', '')}".strip())
                for n, each in enumerate(told) if _says(each, ACCEPT)]
        if shopper and taps:
            self.messages.grant(shopper, taps)

    def _switched(self, pushed: Pushed) -> None:
        shopper = self.openids.known(pushed.openid)
        for each in pushed.told("SubscribeMsgChangeEvent", "List") if shopper else ():
            if _says(each, REJECT):
                self.messages.none_left(shopper, str(each["TemplateId"]))

    def _settled(self, pushed: Pushed) -> None:
        if self.shipments is not None:
            self.shipments.received(pushed.body)

    def _reminded(self, pushed: Pushed) -> None:
        if self.shipments is not None:
            self.shipments.wake()


def _says(told: Mapping[str, Any], status: str) -> bool:
    return bool(told.get("TemplateId")) and told.get("SubscribeStatusString") == status
