"""Goods that are used up become needs: the page shows what to restock, and the plan hears of it before it is bought."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.care.desk import CareDesk
from huozhao.flows.care.part import bought_since
from huozhao.matching.baskets import Baskets
from huozhao.matching.needs.need import Need, need_id
from huozhao.matching.shelf import leaf
from huozhao.operations.care.cycle import chance_of_return
from huozhao.operations.care.guide import Cycle, Guide, lasts
from huozhao.operations.care.occasions import MOST_UNITS, Received
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, day_name, local_day


@dataclass(frozen=True, slots=True)
class Cycles:
    """Finds the needs that the ends of supplies tell of; `baskets` says how many come back for a good."""

    desk: CareDesk
    state: StateStore
    baskets: Callable[[], Baskets]

    def of(self, person: str) -> list[Need]:
        """Return the needs of a person: supplies that end within the window and were not bought anew, surest first."""
        found = {need.id: need for each, guide, cycle in self._supplies(person)
                 if (need := self._need(person, each, guide, cycle)) is not None}  # fmt: skip
        return sorted(found.values(), key=lambda need: (-need.confidence, need.id))

    def persons(self) -> set[str]:
        """Return everybody who has a supply that may end within the window, by the days that it was received."""
        cycles = [guide.cycle for guide in self.desk.guides.live() if guide.cycle]
        today, window = local_day(self.desk.clock(), self.desk.zone), self.desk.policy.need_days
        days = {today + step - lasts(cycle, units) for cycle in cycles for units in range(1, MOST_UNITS + 1)
                for step in range(-window, window + 1)}  # fmt: skip
        known = self.desk.receipts.known
        return {known.person(each.shopper) for day in sorted(days) for each in self.desk.receipts.on(day)
                if (guide := self.desk.guides.of([each.sku]).get(each.sku)) is not None and guide.cycle}  # fmt: skip

    def _supplies(self, person: str) -> Iterator[tuple[Received, Guide, Cycle]]:
        received = self.desk.receipts.of(person)
        guides = self.desk.guides.of([each.sku for each in received])
        for each in received:
            guide = guides.get(each.sku)
            if guide is not None and guide.cycle is not None:
                yield each, guide, guide.cycle

    def _need(self, person: str, received: Received, guide: Guide, cycle: Cycle) -> Need | None:
        now, window = self.desk.clock(), self.desk.policy.need_days * DAY_MS
        days = lasts(cycle, min(received.units, MOST_UNITS))
        ends = received.received_at + days * DAY_MS
        goods = self.desk.guides.goods.sku(cycle.sku or received.sku)
        if goods is None or not goods.listed or not ends - window <= now <= ends + window:
            return None
        day = local_day(received.received_at, self.desk.zone)
        if bought_since(self.desk.receipts, self.state, person, frozenset({goods.sku, received.sku}), day):
            return None
        name = leaf(goods) or goods.title
        told = Text(f"{day_name(day)} 收到“{received.title}”{received.units} 件，约 {days} 天用完",
                    f"{received.units} of “{received.title}” came on {day_name(day)} and last about {days} days")
        return Need(
            need_id("cycle", person, goods.sku), "cycle", person, "", name, (name,),
            (told, Text("之后没有再买", "none bought since")), self._chance(goods), ends - window, ends + window,
            ((goods.sku, 1.0),), (received.sku,), None, Text(f"{name}该补货了", f"time to restock {name}"),
        )  # fmt: skip

    def _chance(self, goods: Sku) -> float:
        baskets = self.baskets()
        place = baskets.skus.place(goods.sku)
        seen = (float(baskets.rebought[place]), float(baskets.popular[place])) if place >= 0 else (0.0, 0.0)
        return chance_of_return(*seen, self.desk.policy.came_back)
