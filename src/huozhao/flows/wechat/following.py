"""Follows the event log with a place of its own that is kept, so that nothing which happened is missed by a crash."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.flows.background import Background

KIND, NAME = "wechat_place", "log"
AT_ONCE, KEPT_EVERY = 2_000, 5_000
# Real seconds: between two glances at the log, and between two looks at all that waits.
POLL_S, LOOK_S = 0.5, 5.0


@dataclass(slots=True)
class Follower:
    """Lets `ears` hear each event at least once, in order, and lets the `works` look at what waits.

    A mall that connects WeChat today begins with today: `begin` is called once before, and returns the first place.
    """

    log: EventLog
    documents: Documents
    begin: Callable[[], int]
    ears: Sequence[Callable[[Recorded], bool]]
    works: Sequence[Callable[[], object]]
    _at: int = -1
    _kept: int = -1
    _looked_s: float = 0.0
    _background: Background = field(init=False)

    def __post_init__(self) -> None:
        """Make the thread ready."""
        self._background = Background("wechat-following", self._glance, POLL_S)

    def follow(self) -> bool:
        """Read on to the head of the log; return whether anything was heard that somebody cares for."""
        if self._at < 0:
            self._at = self._kept = self._first()
        heard = False
        while batch := self.log.read(self._at, AT_ONCE):
            cared = [ear(recorded) for recorded in batch for ear in self.ears]
            self._at, heard = batch[-1].position, heard or any(cared)
            if any(cared) or self._at - self._kept >= KEPT_EVERY:
                self.documents.put(KIND, NAME, {"position": self._at})
                self._kept = self._at
        return heard

    def look(self) -> None:
        """Follow, and work on all that is due."""
        self.follow()
        for work in self.works:
            work()

    def wake(self) -> None:
        """Look at once."""
        self._looked_s = 0.0
        self._background.wake()

    def start(self) -> None:
        """Follow in the background from now on."""
        self._background.start()

    def stop(self) -> None:
        """End the background thread."""
        self._background.stop()

    def _first(self) -> int:
        found = self.documents.get(KIND, NAME)
        if found is None:
            found = self.documents.put(KIND, NAME, {"position": self.begin()})
        return int(found.body["position"])

    def _glance(self) -> None:
        if self.follow() or time.monotonic() - self._looked_s >= LOOK_S:
            self._looked_s = time.monotonic()
            for work in self.works:
                work()
