"""What a subscription is told at this moment, and what follows from how its receiver answers."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.flows.webhooks.book import FAILING, GONE, Subscriptions
from huozhao.flows.webhooks.later import asked_ms
from huozhao.flows.webhooks.message import Parcel, Post
from huozhao.flows.webhooks.sources import Item, Source
from huozhao.flows.webhooks.standing import Standings, Try
from huozhao.flows.webhooks.topics import CONSENT, ERASED, TEST
from huozhao.terms.errors import NotFound
from huozhao.terms.sent import Sent

# The receiver says by this that it wants nothing any more.
NO_MORE = "HTTP 410"
# What a receiver has to know of shoppers whom it heard of, also where it wants to hear of no more.
FOR_SHOPPERS = (CONSENT, ERASED)
Paused = Callable[[str, str], None]


@dataclass(frozen=True)
class Subscribers:
    """The receivers that subscribe; `paused(id, why)` is called when the mall itself pauses one."""

    book: Subscriptions
    standings: Standings
    sources: Sequence[Source]
    post: Post
    rng: random.Random
    paused: list[Paused]

    def takes(self, message: Mapping[str, Any]) -> bool:
        """Tell whether a message may leave now; see the port."""
        id, now = message["to"], self.book.clock()
        try:
            kept = self.book.get(id)
        except NotFound:  # deleted while it was being sent: it leaves, and ends as there is nothing to tell
            return True
        return kept.is_active and not (self.standings.of(id).is_asked(now) and self.standings.fresh(id).is_asked(now))

    def parcel(self, message: Mapping[str, Any]) -> Parcel | None:
        """Return a message as it leaves now: what lies in a log is read there again, so an erasure holds here too."""
        try:
            kept = self.book.get(message["to"])
        except NotFound:
            return None
        if message["topic"] not in (*FOR_SHOPPERS, TEST) and not kept.wants(message["topic"]):
            return None
        if "source" not in message:
            gone = message["topic"] == CONSENT and not message["body"].get("shopper")
            return None if gone else Parcel(kept.url, message["topic"], message["at"], message["body"],
                                            self.book.signing(kept))
        item = self.item(message)
        return Parcel(kept.url, item.topic, item.at, item.body, self.book.signing(kept)) if item else None

    def item(self, message: Mapping[str, Any]) -> Item | None:
        """Return the fact that a message tells, None when it may not be told any more."""
        source = next(each for each in self.sources if each.name == message["source"])
        _, found = source.read(message["position"] - 1, 1, frozenset({message["topic"]}))
        return found[0] if found and found[0].position == message["position"] else None

    def heard(self, id: str, message: Mapping[str, Any], answer: Sent, began: int) -> None:
        """Take note of a try, and pause a receiver that is gone or has been down for days."""
        to, now = message["to"], self.book.clock()
        with self.standings.lock:
            standing = self.standings.of(to)
            tried = Try(id, message["topic"], began, now - began, answer.accepted, answer.told)
            standing.heard(tried, self.rng.random(), asked_ms(answer.later, now))
        why = GONE if answer.told.startswith(NO_MORE) else FAILING if standing.is_given_up(now) else ""
        if why and not answer.accepted and self.book.active(to):
            self.book.pause(to, "", why)
            for each in self.paused:
                each(to, why)
