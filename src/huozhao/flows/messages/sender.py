"""The port through which subscription messages leave the mall, and the one that is there while nothing is connected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec

from huozhao.flows.webhooks.message import Post, signed
from huozhao.operations.messages.wish import Wish

# sent; refused = WeChat's 43101, nothing is left of the template; failed = it surely did not go out.
Result = Literal["sent", "refused", "failed"]
TOPIC, GONE = "message.subscription", "HTTP 410"


class Sender(Protocol):
    """Carries one subscription message to a shopper."""

    def is_connected(self) -> bool:
        """Tell whether messages can leave at all."""
        ...

    def send(self, id: str, wish: Wish, now: int) -> tuple[Result, str]:
        """Send once, without trying again; return what came of it and the channel's own words.

        `id` is the same for the same message. Raises nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class NotConnected:
    """Sends nothing, and says so."""

    def is_connected(self) -> bool:
        """Tell that nothing is connected."""
        return False

    def send(self, id: str, wish: Wish, now: int) -> tuple[Result, str]:
        """Refuse."""
        return "failed", "no channel for subscription messages is connected"


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Hands each message, signed, to the mall's own gateway, which calls WeChat.

    The gateway answers 2xx when WeChat took it, 410 when WeChat answered 43101, anything else for a failure.
    """

    url: str
    post: Post
    secret: Callable[[], bytes]
    clock: Callable[[], int]

    def is_connected(self) -> bool:
        """Tell whether an address is set."""
        return bool(self.url)

    def send(self, id: str, wish: Wish, now: int) -> tuple[Result, str]:
        """Send one message; see the port."""
        message = {"topic": TOPIC, "at": now, "body": _told(id, wish)}
        try:
            headers, body = signed(self.secret(), id, message, self.clock() // 1000)
            accepted, said, _ = self.post.send(self.url, headers, body)
        except Exception as error:
            return "failed", type(error).__name__
        return ("sent" if accepted else "refused" if said.startswith(GONE) else "failed"), said


def _told(id: str, wish: Wish) -> Mapping[str, object]:
    plain = {"message": id, "shopper": wish.shopper, "template": wish.template, "title": wish.title.as_dict(),
             "body": wish.body.as_dict(), "link": wish.link, "facts": dict(wish.facts)}  # fmt: skip
    told: dict[str, object] = msgspec.to_builtins(plain)
    return told
