"""What the engine decides, told to those who subscribe: alerts, plans, campaigns, erasures, withdrawn consent."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.flows.webhooks.book import Subscriptions
from huozhao.flows.webhooks.message import message_of
from huozhao.flows.webhooks.outbox import Outbox, let_go
from huozhao.flows.webhooks.topics import CONSENT, ERASED, PAUSED, TOPICS, wanted


@dataclass(frozen=True, slots=True)
class News:
    """Puts what is told into the outbox. `now` is the mall's clock."""

    book: Subscriptions
    outbox: Outbox
    rng: random.Random
    now: Callable[[], int]

    def announce(self, topic: str, body: Mapping[str, Any], about: str = "", to: Sequence[str] | None = None) -> int:
        """Tell everybody who wants a topic of what the engine decided; durable on return. Return how many are told."""
        now, told = self.now(), 0
        for kept in self.book.all():
            if kept.wants(topic) and (to is None or kept.id in to):
                message = {**message_of(topic, kept.url, "", about, body, now), "to": kept.id}
                name = f"{kept.id}-{topic}-{self.rng.getrandbits(48):012x}"
                self.outbox.put(Outbox.id(name, self.book.clock()), message)
                told += 1
        return told

    def forget(self, subjects: Sequence[str]) -> int:
        """Tell whoever heard of shoppers that these are erased; return how many are told."""
        return self.announce(ERASED, {"shoppers": list(subjects)})

    def expire(self) -> int:
        """Let go of messages that arrived long ago; return how many went."""
        return let_go(self.outbox.documents, self.book.clock())

    def decided(self, shopper: str, purpose: str, given: bool) -> None:
        """Tell whoever heard of a purpose that a shopper took it back."""
        if not given:
            hears = [kept.id for kept in self.book.all()
                     if CONSENT in kept.topics or any(TOPICS[each].purpose == purpose for each in wanted(kept.topics))]
            self.announce(CONSENT, {"shopper": shopper, "purpose": purpose}, to=hears)

    def paused(self, id: str, why: str) -> None:
        """Tell the others that the mall paused a subscription."""
        others = [kept.id for kept in self.book.all() if kept.id != id]
        self.announce(PAUSED, {"subscription": id, "why": why}, about=id, to=others)
