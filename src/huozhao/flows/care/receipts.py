"""Read what shoppers received and still have, by shopper and by the day that it came."""

from collections.abc import Iterator
from dataclasses import dataclass

from huozhao.events.state import Row, StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.operations.care.folds import BY_DAY, LINES, RECEIVED, REMINDED, units_kept
from huozhao.operations.care.occasions import Received
from huozhao.terms.time import local_day


@dataclass(frozen=True, slots=True)
class Receipts:
    """Reads the tables of what was received. Goods that came back are not in them, nor cancelled orders."""

    state: StateStore
    known: Known
    goods: Goods
    zone: str

    def of(self, shopper: str) -> list[Received]:
        """Return what a shopper's person received and has, newest first."""
        found = [each for member in self.known.members(shopper) for each in self._of(member)]
        return sorted(found, key=lambda each: (-each.received_at, each.order, each.sku))

    def on(self, day: int) -> Iterator[Received]:
        """Yield what everybody received on a local day and has."""
        for row in self.state.scan(BY_DAY.name, (day,)):
            found = self.order(str(row["shopper"]), str(row["order"]))
            yield from (each for each in found if local_day(each.received_at, self.zone) == day)

    def order(self, shopper: str, order: str) -> Iterator[Received]:
        """Yield what one order, under the very id that it was placed under, brought and was kept."""
        head = self.state.get(RECEIVED.name, (shopper, order))
        for line in self.state.scan(LINES.name, (shopper, order)):
            received = self._received(shopper, head, line)
            if received is not None:
                yield received

    def has(self, shopper: str, order: str, sku: str) -> bool:
        """Tell whether a shopper's person still has goods of an order."""
        return any(each.sku == sku for member in self.known.members(shopper) for each in self.order(member, order))

    def told(self, shopper: str) -> dict[str, int]:
        """Return when (ms) each occasion was told to a shopper's person, by its mark."""
        rows = (row for member in self.known.members(shopper) for row in self.state.scan(REMINDED.name, (member,)))
        return {str(row["key"]): int(row["at"] or 0) for row in rows}

    def told_at(self, shopper: str, mark: str) -> int:
        """Return when (ms) an occasion was told to a shopper, 0 for never."""
        row = self.state.get(REMINDED.name, (shopper, mark))
        return int(row["at"] or 0) if row else 0

    def _of(self, member: str) -> Iterator[Received]:
        heads = {str(row["order"]): row for row in self.state.scan(RECEIVED.name, (member,))}
        for line in self.state.scan(LINES.name, (member,)):
            received = self._received(member, heads.get(str(line["order"])), line)
            if received is not None:
                yield received

    def _received(self, shopper: str, head: Row | None, line: Row) -> Received | None:
        """Return a line that was received and kept; what an exchange brought came when it was exchanged."""
        units, sku = units_kept(line), str(line["sku"])
        at = int(line["exchanged_at"] or 0) or (int(head["received_at"] or 0) if head else 0)
        if units <= 0 or not at or (head is not None and head["cancelled_at"]):
            return None
        goods = self.goods.sku(sku)
        return Received(shopper, str(line["order"]), sku, goods.title if goods else sku, units, at)
