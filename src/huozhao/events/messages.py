"""Events of messages: a shopper allowed one, and what became of what the mall wished to tell."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Properties, Short


class SubscriptionGranted(Properties, frozen=True):
    """A shopper tapped "allow" for one message of a WeChat template: one tap is one message, without an end."""

    template: Annotated[str, Meta(min_length=1, max_length=64, description="WeChat's template id")]
    scene: Annotated[str, Meta(max_length=64, description="where it was asked: pay, favourite, receipt …")] = ""


class MessageDecided(Properties, frozen=True):
    """What became of a message that a part of the mall wished to send."""

    message: Short
    source: Short
    kind: Annotated[str, Meta(pattern="^(service|marketing)$")]
    outcome: Annotated[str, Meta(pattern="^(sent|dropped|failed|unknown)$")]
    channel: Short = ""
    reason: Short = ""
    template: Short = ""
