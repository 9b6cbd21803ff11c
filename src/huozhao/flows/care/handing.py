"""Hand over what is due: as wishes to the arbiter, which counts each once, and then on record as told.

In this order a crash between the two costs nothing: the wish is handed in again, and the arbiter knows it.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import CareReminded, OrderDelivered, OrderExchanged
from huozhao.events.event import Event, Recorded, event
from huozhao.flows.care.desk import CareDesk, Due
from huozhao.flows.jobs import Progress
from huozhao.operations.care.occasions import AGAIN, GUIDE, QUESTION
from huozhao.operations.messages.wish import Channel, Wish
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

LABEL = Text("发送售后关怀", "Telling of received goods")
FOLD = "care"
# Guides and questions of one order are told together, in one message.
TOGETHER = frozenset({GUIDE, QUESTION})
SERVICE: tuple[Channel, ...] = ("subscription", "inbox")
SELLING: tuple[Channel, ...] = ("subscription", "card", "inbox")


@dataclass(frozen=True, slots=True)
class Handing:
    """Hands over what is due. `hand` takes wishes durably, each key once; `record` appends events, each id once."""

    desk: CareDesk
    hand: Callable[[Sequence[Wish]], int]
    record: Callable[[Sequence[Event]], Any]
    wake: Callable[[], None]
    _arrived: dict[tuple[str, str], None] = field(default_factory=dict)
    _lock: AbstractContextManager[Any] = field(default_factory=threading.Lock)

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Note which orders have just arrived; they are told of in a moment, older ones by the day's work."""
        if fold != FOLD or not self.desk.policy.on:
            return
        since = self.desk.clock() - self.desk.policy.stale_days * DAY_MS
        with self._lock:
            for each in batch:
                what = each.event.properties
                if isinstance(what, OrderDelivered | OrderExchanged) and each.event.at > since and each.event.shopper:
                    self._arrived[each.event.shopper, what.order] = None
            arrived = bool(self._arrived)
        if arrived:
            self.wake()

    def turn(self) -> int:
        """Hand over what is due at once about the orders that have just arrived; return how many wishes were new."""
        with self._lock:
            arrived = list(self._arrived)
            self._arrived.clear()
        return self.tell(each for shopper, order in arrived for received in self.desk.receipts.order(shopper, order)
                         for each in self.desk.about(received))  # fmt: skip

    def work(self, progress: Progress) -> dict[str, Any]:
        """Hand over everything in the mall that is due; the day's work."""
        progress("care", LABEL, 0, 0)
        due = self.desk.due() if self.desk.policy.on else []
        return {"due": len(due), "handed": self.tell(due)}

    def tell(self, due: Iterable[Due]) -> int:
        """Hand over those that are due, and put them on record; return how many wishes were new."""
        groups: dict[tuple[str, ...], list[Due]] = {}
        for each in due:
            if each.state == "due":
                groups.setdefault(_group(each), []).append(each)
        if not groups or not self.desk.policy.on:
            return 0
        new = self.hand([self._wish(group) for group in groups.values()])
        self.record([_told(each, self.desk.clock()) for group in groups.values() for each in group])
        return new

    def _wish(self, group: Sequence[Due]) -> Wish:
        first, more = group[0], len(group) - 1
        received, occasion = first.received, first.occasion
        again = occasion.kind == AGAIN
        goods = tuple(each.received.sku for each in group)
        skus, name = (_bought_then(first),) if again else goods, ":".join(_group(first))
        return Wish(
            key=f"care:{name}", shopper=received.shopper,
            topic=f"care:again:{skus[0]}" if again else f"care:{name}"[:128],
            kind="marketing" if again else "service", title=occasion.title, body=_body(first, more),
            valid_until=occasion.at + self.desk.policy.stale_days * DAY_MS, source=f"care:{first.guide.guide}",
            channels=SELLING if again else SERVICE, skus=skus, link=f"pages/care/care?order={received.order}",
            facts={"order": received.order, "sku": received.sku, "occasion": occasion.id,
                   "received_at": str(received.received_at)},
        )  # fmt: skip


def _group(each: Due) -> tuple[str, ...]:
    """Return what one message is about: all that came at once for guides and questions, one occasion for the rest."""
    received, occasion = each.received, each.occasion
    return (occasion.id, received.order, str(received.received_at)) if occasion.kind in TOGETHER else (each.mark,)


def _bought_then(each: Due) -> str:
    cycle = each.guide.cycle
    return (cycle.sku if cycle else "") or each.received.sku


def _body(first: Due, more: int) -> Text:
    if not more:
        return first.occasion.body
    if first.occasion.kind == GUIDE:
        title = first.received.title
        return Text(f"“{title}”等 {more + 1} 件商品已签收，打开看使用指南",
                    f"“{title}” and {more} more have arrived: open their guides")
    return Text(f"{first.occasion.body.zh}（共 {more + 1} 件）", f"{first.occasion.body.en} ({more + 1} goods)")


def _told(each: Due, now: int) -> Event:
    received, occasion = each.received, each.occasion
    what = CareReminded(each.guide.guide, occasion.id, received.order, received.sku, occasion.day)
    return event(each.mark, now, received.shopper, what, "care")
