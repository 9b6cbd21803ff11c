"""A wish: what some part of the mall would like to tell a shopper; the arbiter decides whether, when and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

Kind = Literal["service", "marketing"]
Channel = Literal["subscription", "card", "popup", "inbox"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
# Parts of the mall that name no template themselves: the operator says which template they use.
Use = Literal["care", "coupons", "favourites"]
USES: tuple[Use, ...] = get_args(Use)
# Of these, those that serve what was bought; the others sell.
SERVING: frozenset[Use] = frozenset({"care"})
SERVICE, MARKETING = "service", "marketing"
# Channels of strategies outside the mall: the merchant's own systems send what was decided for them.
OUTSIDE = frozenset({"wechat", "sms", "app_push"})
# What comes to the shopper unasked; the inbox waits until it is opened, and disturbs nobody.
INTERRUPTING = frozenset({"subscription", "card", "popup"}) | OUTSIDE
MOST_TITLE, MOST_BODY = 60, 500


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish. `key` counts once in the whole mall, whatever comes of it.

    `topic` is what it is about: the same topic is told once in so many days. `channels` are wanted in this order;
    `template` is the WeChat template for a subscription message. `value_fen` is what telling is expected to bring: of
    several, the greater goes first. `source` names the part of the mall and its document, as `campaign:spring`.
    `hold_out` (0…0.5) is the share of shoppers of the source to whom nothing is told, for comparison. `urgent` service
    may come in quiet hours: a courier at the door. `asked` says that an "allow" of the template asks for just this: who
    tapped it is told once, through WeChat alone, without any other consent. Instants in ms.
    """

    key: str
    shopper: str
    topic: str
    kind: Kind
    title: Text
    body: Text
    valid_until: int
    source: str
    channels: tuple[Channel, ...] = CHANNELS
    value_fen: int = 0
    valid_from: int = 0
    template: str = ""
    hold_out: float = 0.0
    urgent: bool = False
    skus: tuple[str, ...] = ()
    coupon: str = ""
    link: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    asked: bool = False

    @property
    def part(self) -> str:
        """The part of the mall that wishes it: what stands before the colon of the source."""
        return self.source.partition(":")[0]


def check(wish: Wish) -> None:
    """Raise BadInput for a wish that makes no sense, the first fault first."""
    faults = (
        (not wish.key or len(wish.key) > 200, "key", "a wish needs a key of at most 200 characters"),
        (not wish.shopper, "shopper", "a wish needs a shopper"),
        (not wish.topic or len(wish.topic) > 128, "topic", "a wish needs a topic of at most 128 characters"),
        (wish.kind not in (SERVICE, MARKETING), "kind", "kind is service or marketing"),
        (not wish.channels or not set(wish.channels) <= set(CHANNELS), "channels", f"channels are {CHANNELS}"),
        (not 0 < len(wish.title.zh) <= MOST_TITLE, "title", f"a title has 1 to {MOST_TITLE} characters"),
        (not 0 < len(wish.body.zh) <= MOST_BODY, "body", f"a body has 1 to {MOST_BODY} characters"),
        (not wish.valid_from < wish.valid_until, "valid_until", "a wish ends after it begins"),
        (not wish.source, "source", "a wish names its source"),
        (not 0 <= wish.hold_out <= 0.5, "hold_out", "a hold-out is 0 to 0.5"),
        (wish.kind == SERVICE and wish.hold_out > 0, "hold_out", "service is not held out from anybody"),
        (wish.urgent and wish.kind != SERVICE, "urgent", "only service may be urgent"),
    )
    for is_wrong, place, message in faults:
        if is_wrong:
            raise BadInput("bad_wish", message, field=place, hint="see the explanation of messages")


def wish_to_body(wish: Wish) -> dict[str, Any]:
    """Return a wish as plain data for a document."""
    return {
        "key": wish.key, "shopper": wish.shopper, "topic": wish.topic, "kind": wish.kind,
        "title": wish.title.as_dict(), "body": wish.body.as_dict(), "valid_until": wish.valid_until,
        "source": wish.source, "channels": list(wish.channels), "value_fen": wish.value_fen,
        "valid_from": wish.valid_from, "template": wish.template, "hold_out": wish.hold_out, "urgent": wish.urgent,
        "skus": list(wish.skus), "coupon": wish.coupon, "link": wish.link, "facts": dict(wish.facts),
        "asked": wish.asked,
    }  # fmt: skip


def wish_from_body(body: Mapping[str, Any]) -> Wish:
    """Return the wish that `wish_to_body` wrote; fields of its document beside it are left aside."""
    return Wish(
        body["key"], body["shopper"], body["topic"], body["kind"], text_from(body["title"], ""),
        text_from(body["body"], ""), body["valid_until"], body["source"], tuple(body["channels"]), body["value_fen"],
        body["valid_from"], body["template"], body["hold_out"], body["urgent"], tuple(body["skus"]), body["coupon"],
        body["link"], dict(body["facts"]), body.get("asked", False),
    )  # fmt: skip

