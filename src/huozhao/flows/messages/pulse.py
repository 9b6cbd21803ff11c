"""The background of messages: the queue is looked at when something came in, when a wish is due, and each minute."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huozhao.events.catalogue import SubscriptionGranted
from huozhao.events.event import Recorded
from huozhao.flows.background import Background
from huozhao.flows.messages.round import Round
from huozhao.flows.messages.store import WISH
from huozhao.operations.messages.folds import NAME

# Real seconds: between two looks at the clock, and after which the queue is read although nothing seems due.
POLL_S, LOOK_S = 1.0, 60.0
NEVER = 2**62


@dataclass(slots=True)
class Pulse:
    """Works off the queue in one thread. `turns` are called around each look: campaigns hand in what is due."""

    round: Round
    turns: list[Callable[[], object]] = field(default_factory=list)
    next_at: int = 0
    _looked_s: float = 0.0
    _background: Background = field(init=False)

    def __post_init__(self) -> None:
        """Make the thread ready."""
        self._background = Background("messages", self._glance, POLL_S)

    def look(self) -> int:
        """Work off what is due now; return how many messages were sent."""
        for turn in self.turns:
            turn()
        now = self.round.clock()
        due = (found for found in self.round.store.waiting() if found.body["next_at"] <= now)
        sent = self.round.run(due, lambda: self._background.is_stopped)
        for turn in self.turns if sent else ():  # what was sent may have spent a budget
            turn()
        self.next_at = min((found.body["next_at"] for found in self.round.store.waiting()), default=NEVER)
        self._looked_s = time.monotonic()
        return sent

    def wake(self) -> None:
        """Look at once."""
        self.next_at = 0
        self._background.wake()

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Judge anew what waits for a channel when its shopper allows a message."""
        if fold != NAME:
            return
        shoppers = {each.event.shopper for each in batch if isinstance(each.event.properties, SubscriptionGranted)}
        store = self.round.store
        for shopper in shoppers - {""}:
            for found in store.of(WISH, shopper):
                if found.body["reason"] == "no_channel":
                    store.documents.put(WISH, found.id, {**found.body, "next_at": 0})
                    self.wake()

    def start(self) -> None:
        """Work in the background from now on."""
        self._background.start()

    def stop(self) -> None:
        """End the background thread."""
        self._background.stop()

    def _glance(self) -> None:
        if self.round.clock() >= self.next_at or time.monotonic() - self._looked_s >= LOOK_S:
            self.look()
