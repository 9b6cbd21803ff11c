"""A talk ends: what was said goes on record as one event, which the voice of the shoppers listens to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import ServiceTalked
from huozhao.events.event import Event, event
from huozhao.flows.assistant.talk_book import Talk, TalkBook
from huozhao.flows.privacy.free_text import masked
from huozhao.operations.assistant.talk import CLOSED, OPEN, TAKEN, after
from huozhao.terms.errors import Conflict
from huozhao.terms.time import DAY_MS

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes talks. `record` appends events durably, each id once."""

    book: TalkBook
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]

    def close(self, talk: Talk) -> Talk:
        """Close a talk and tell of it; a second time changes nothing."""
        if talk.state == CLOSED:
            return talk
        state = after(talk.state, "close")
        if talk.said_by_shopper():
            self.record([self._told(talk)])
        talk.body |= {"state": state, "told": True, "last_at": self.clock()}
        return self.book.save(talk)

    def sweep(self) -> int:
        """Close talks that nobody goes on with: an open one after the idle time, a taken one after a day."""
        now, closed = self.clock(), 0
        for state, idle in ((OPEN, self.book.idle_ms), (TAKEN, DAY_MS)):
            for talk in [each for each in self.book.all(state) if now - int(each.body["last_at"]) > idle]:
                try:
                    self.close(talk)
                    closed += 1
                except Conflict:
                    continue  # somebody goes on with it after all
        return closed

    def _told(self, talk: Talk) -> Event:
        ups, downs = talk.body["ups"], talk.body["downs"]
        satisfied = None if ups == downs == 0 else ups > downs
        what = ServiceTalked(
            channel="assistant", topic=talk.body["topic"] or None, text="。".join(talk.said_by_shopper())[:LONGEST],
            satisfied=satisfied, sku=talk.slots.get("sku") or None, order=talk.slots.get("order") or None)  # fmt: skip
        return event(f"talk:{talk.id}", int(talk.body["last_at"]), talk.shopper, masked(what), "assistant")
