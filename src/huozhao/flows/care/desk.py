"""After-care for the rest of the mall: a shopper's guides and what is due, the due list, and what is handed over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from huozhao.flows.care.book import GuideBook
from huozhao.flows.care.receipts import Receipts
from huozhao.operations.care.guide import Guide
from huozhao.operations.care.occasions import Occasion, Received, mark_of, occasions, offsets
from huozhao.operations.care.policy import Policy
from huozhao.terms.time import DAY_MS, local_day

State = Literal["coming", "due", "told", "dropped"]


@dataclass(frozen=True, slots=True)
class Due:
    """One occasion of received goods with what became of it; `told_at` in ms, 0 = not told."""

    received: Received
    guide: Guide
    occasion: Occasion
    mark: str
    state: State
    told_at: int = 0


@dataclass(frozen=True, slots=True)
class Cared:
    """Goods that a shopper has, with their guide and everything that is due about them, earliest first."""

    received: Received
    guide: Guide
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class CareDesk:
    """The one door to reading after-care."""

    guides: GuideBook
    receipts: Receipts
    policy: Policy
    clock: Callable[[], int]
    zone: str

    def of(self, shopper: str) -> list[Cared]:
        """Return what a shopper's person has that there is a guide for, newest first."""
        received, told = self.receipts.of(shopper), self.receipts.told(shopper)
        guides = self.guides.of([each.sku for each in received])
        found = []
        for each in received:
            guide = guides.get(each.sku)
            if guide is not None:
                due = tuple(self._due(each, guide, occasion, told.get(mark_of(each, guide.guide, occasion.id), 0))
                            for occasion in occasions(guide, each, self.policy, self.zone))  # fmt: skip
                found.append(Cared(each, guide, due))
        return found

    def due(self) -> list[Due]:
        """Return everything in the mall that is due now and has not been told, earliest first."""
        found = [each for each in self.between(-self.policy.stale_days, 0) if each.state == "due"]
        return sorted(found, key=lambda each: (each.occasion.at, each.mark))

    def between(self, first: int, last: int) -> Iterator[Due]:
        """Yield what falls due on the local days from `first` to `last` counted from today (−1 = yesterday), by day.

        Read by the days of receipt that the guides in force look back to, so it costs as much as those days hold.
        """
        today = local_day(self.clock(), self.zone)
        spans = sorted({offset for guide in self.guides.live() for offset in offsets(guide, self.policy)})
        for day in range(today + first, today + last + 1):
            for offset in spans:
                for received in self.receipts.on(day - offset):
                    yield from (each for each in self.about(received) if each.occasion.day == offset)

    def about(self, received: Received) -> list[Due]:
        """Return everything that is due about received goods, nothing where there is no guide."""
        guide = self.guides.of([received.sku]).get(received.sku)
        if guide is None:
            return []
        return [self._due(received, guide, occasion, self._told_at(received, guide, occasion))
                for occasion in occasions(guide, received, self.policy, self.zone)]  # fmt: skip

    def _told_at(self, received: Received, guide: Guide, occasion: Occasion) -> int:
        return self.receipts.told_at(received.shopper, mark_of(received, guide.guide, occasion.id))

    def _due(self, received: Received, guide: Guide, occasion: Occasion, told_at: int) -> Due:
        now = self.clock()
        late = occasion.at + self.policy.stale_days * DAY_MS <= now
        state: State = "told" if told_at else "coming" if occasion.at > now else "dropped" if late else "due"
        return Due(received, guide, occasion, mark_of(received, guide.guide, occasion.id), state, told_at)
