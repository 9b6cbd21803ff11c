"""Subscription messages: the Sender of messages that calls WeChat itself."""

from collections.abc import Callable, Mapping
from typing import Any

from huozhao.backends.wechat.client import Client
from huozhao.operations.messages.wish import Wish
from huozhao.operations.wechat.platform import NothingLeft
from huozhao.operations.wechat.templates import filled
from huozhao.terms.errors import HuozhaoError

SEND = "/cgi-bin/message/subscribe/send"
PLAIN: Mapping[str, str] = {"thing1": "{title}", "thing2": "{body}"}


class WechatSender:
    """Sends each message once. `openid` gives who a shopper is to WeChat, `fields` what fills a template."""

    def __init__(
        self, client: Client, openid: Callable[[str], str], fields: Callable[[str], Mapping[str, str]], state: str
    ) -> None:
        self._client, self._openid, self._fields, self._state = client, openid, fields, state

    def is_connected(self) -> bool:
        """Tell that messages can leave."""
        return True

    def send(self, id: str, wish: Wish, now: int) -> tuple[Any, str]:
        """Send one message, never twice; see the port. Refused is WeChat's 43101."""
        try:
            openid = self._openid(wish.shopper)
            if not openid:
                return "failed", "this shopper never came through WeChat"
            data = filled(self._fields(wish.template) or PLAIN, wish)
            body = {"touser": openid, "template_id": wish.template, "data": data, "lang": "zh_CN",
                    "miniprogram_state": self._state, **({"page": wish.link} if wish.link else {})}
            self._client.post(SEND, body, again=False)
        except NothingLeft as error:
            return "refused", error.code
        except HuozhaoError as error:
            return "failed", error.code
        except Exception as error:
            return "failed", type(error).__name__
        return "sent", "ok"
