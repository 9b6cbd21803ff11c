"""The stream: tells each subscription what is new in the logs, in order, each at its own pace and position.

A message is posted straight out of the log; only one that fails is put into the outbox, by reference, and tried again
from there while the stream goes on. When several fail in a row the receiver is down: then the log waits.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from huozhao.flows.background import Background, Lanes
from huozhao.flows.webhooks.book import MOST, Subscription
from huozhao.flows.webhooks.message import Parcel
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.flows.webhooks.receivers import Subscribers
from huozhao.flows.webhooks.sources import Item
from huozhao.flows.webhooks.standing import Standing
from huozhao.flows.webhooks.topics import wanted

POLL_S = 1.0
# So many facts are looked at in one turn, and told within so long (ms); then it is written down how far that was.
TURN, FRESH_MS, SAVE_MS = 500, 1_000, 1_000


class Stream:
    """Reads on for every active subscription, in the background or when asked to; one thread a subscription."""

    def __init__(self, to: Subscribers, outbox: Outbox, clock: Callable[[], int]) -> None:
        self._to, self._outbox, self._clock = to, outbox, clock
        self._background = Background("webhooks", self._begin, POLL_S)
        self._lanes = Lanes("webhooks", MOST, self._background.wake)
        self._saved: dict[str, int] = {}

    def heads(self) -> dict[str, int]:
        """Return where the logs end now."""
        return {source.name: source.head() for source in self._to.sources}

    def behind(self, id: str) -> int:
        """Return how many facts a subscription has not been told of, or that were not for it."""
        at = self._to.standings.of(id).positions
        return sum(max(0, head - at.get(name, head)) for name, head in self.heads().items())

    def deliver(self) -> None:
        """Tell every subscription what is new, here and now."""
        while sum(self._turn(kept) for kept in self._to.book.all() if kept.is_active):
            pass

    def wake(self, *_: object) -> None:
        """Look at once for what is new."""
        self._background.wake()

    def start(self) -> None:
        """Tell what is new in the background from now on."""
        self._lanes.start()
        self._background.start()

    def stop(self) -> None:
        """End the background threads when what is being sent was answered."""
        self._background.stop()
        self._lanes.stop()

    def _begin(self) -> None:
        for kept in self._to.book.all():
            if kept.is_active and self._has_work(kept.id):
                self._lanes.begin(kept.id, partial(self._lane, kept.id))

    def _lane(self, id: str) -> bool:
        while (kept := self._to.book.active(id)) and self._turn(kept):
            pass
        return False  # what comes now wakes it

    def _has_work(self, id: str) -> bool:
        now, standings = self._clock(), self._to.standings
        rests = standings.of(id).is_resting(now) and standings.fresh(id).is_resting(now)
        return not rests and self.behind(id) > 0

    def _turn(self, kept: Subscription) -> bool:
        """Tell one subscription what is new, up to a turn's worth; return whether it came further."""
        if not self._has_work(kept.id):
            return False
        standing = self._to.standings.of(kept.id)
        seen, topics = dict(standing.positions), wanted(kept.topics)
        batches = [(source, *source.read(seen.get(source.name, source.head()), TURN, topics))
                   for source in self._to.sources]  # fmt: skip
        if any(items for _, _, items in batches):
            taken = self._to.standings.take(kept.id)
            if taken is None or taken.positions != seen:
                return False
            standing = taken
        for source, reached, items in batches:
            if self._tell(kept, standing, source.name, items):
                standing.positions[source.name] = reached
        self._save(kept.id, is_told=any(items for _, _, items in batches))
        return standing.positions != seen

    def _tell(self, kept: Subscription, standing: Standing, source: str, items: Sequence[Item]) -> bool:
        """Tell what may be told, one after the other; return whether that was all.

        What was read a second ago is read again first: a shopper may have been erased since.
        """
        read_at = self._clock()
        for item in items:
            now = self._clock()
            if self._background.is_stopped or standing.is_resting(now) or now - read_at >= FRESH_MS:
                return False
            if (active := self._to.book.active(kept.id)) is None:
                return False
            parcel = Parcel(active.url, item.topic, item.at, item.body, self._to.book.signing(active))
            self._outbox.send(*_message(kept, source, item), parcel)
            standing.positions[source] = item.position
        return True

    def _save(self, id: str, is_told: bool) -> None:
        """Write down how far it is: at the end of a turn that told something, else every second."""
        now = self._clock()
        if is_told or now - self._saved.get(id, 0) >= SAVE_MS:
            self._to.standings.save(id, more=not self._background.is_stopped)
            self._saved[id] = now


def _message(kept: Subscription, source: str, item: Item) -> tuple[str, dict[str, Any]]:
    """Return the id of a message, the same at every try, and a reference to what it tells."""
    message = {"to": kept.id, "topic": item.topic, "about": item.about, "source": source,
               "position": item.position, "at": item.at, "url": kept.url, "tries": 0, "state": "waiting", "error": "",
               "next_at": 0, "done_at": None}  # fmt: skip
    return Outbox.id(f"{kept.id}-{source}-{item.position}", item.at), message
