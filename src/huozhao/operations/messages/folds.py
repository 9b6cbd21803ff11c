"""What became of messages, folded from events: what shoppers allowed, and sums by day and by template."""

from collections.abc import Iterable

from huozhao.events.catalogue import MessageDecided, SubscriptionGranted
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.terms.time import local_day

NAME = "messages"
GRANTS = Table("subscription_grants", ("shopper", "template"), add=("granted",))
# Sums that name nobody; they stay when a shopper goes.
TEMPLATES = Table("message_templates", ("template",), add=("granted", "used", "refused"))
DAYS = Table("message_days", ("day", "part", "kind", "outcome", "channel", "reason"), add=("n",))


def messages_fold(zone: str) -> Fold:
    """Return the fold for a mall whose days are counted in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        if isinstance(what, SubscriptionGranted):
            yield Write(TEMPLATES.name, (what.template,), {"granted": 1})
            if event.shopper:
                yield Write(GRANTS.name, (event.shopper, what.template), {"granted": 1})
        elif isinstance(what, MessageDecided):
            part = what.source.partition(":")[0]
            key = (local_day(event.at, zone), part, what.kind, what.outcome, what.channel, what.reason)
            yield Write(DAYS.name, key, {"n": 1})
            if what.template:
                refused = int(what.reason == "refused")
                yield Write(TEMPLATES.name, (what.template,), {"used": 1, "refused": refused})

    names = frozenset({"Subscription Granted", "Message Decided"})
    return Fold(NAME, (GRANTS, TEMPLATES, DAYS), names, fold)
