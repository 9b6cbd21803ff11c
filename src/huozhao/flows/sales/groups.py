"""Groups on record: opened and joined by orders, full when enough have paid, failed at their deadline."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b

from huozhao.events.documents import Documents
from huozhao.flows.needs.book import begins
from huozhao.operations.sales.groups import (
    FAILED,
    OPEN,
    Group,
    due,
    group_from_dict,
    group_to_dict,
    left,
    paid,
    sit,
)
from huozhao.operations.sales.sale import Sale
from huozhao.terms.errors import Busy, Conflict, NotFound
from huozhao.terms.time import HOUR_MS

KIND, DUE, MOST_TRIES, MOST_DUE = "sale_group", "sale_group_due", 50, 100
GRACE_MS = 60_000
REFUSALS = {
    "group_full": ("all seats of this group are taken", "open a group of your own / 该团已满，可以自己开团"),
    "group_over": ("this group's time is up", "open a group of your own / 该团已结束，可以自己开团"),
    "in_group": ("this shopper is in the group already", "share it with others / 你已在团里，邀请好友吧"),
}


@dataclass(frozen=True)
class Groups:
    """Keeps groups as documents, found by their sale and by their deadline."""

    documents: Documents

    def get(self, group: str) -> Group:
        """Return one group; NotFound when there is none."""
        found = self.documents.get(KIND, group)
        if found is None:
            raise NotFound("unknown_group", f"there is no group {group!r}", field="group",
                           hint="leave group out to open a new one")
        return group_from_dict(found.id, found.body)

    def of(self, sale: str, now: int, most: int = 20) -> list[Group]:
        """Return groups of a sale that can be joined, those that lack the fewest first."""
        groups = [group_from_dict(each.id, each.body) for each in begins(self.documents, KIND, f"{sale}:")]
        can = [each for each in groups if each.state == OPEN and now < each.deadline and len(each.seats) < each.people]
        return sorted(can, key=lambda each: (each.lacking, each.deadline, each.group))[:most]

    def sit(self, sale: Sale, group: str, order: str, shopper: str, now: int) -> Group:
        """Take a seat for an order, in a group or ("") in a new one; Conflict says why not."""
        if not group:
            return self._open(sale, order, shopper, now)
        if self.get(group).sale != sale.sale:
            raise NotFound("unknown_group", f"sale {sale.sale!r} has no group {group!r}", field="group",
                           hint="leave group out to open a new one")

        def seat(each: Group) -> Group:
            found = sit(self._without_ghosts(each, now), order, shopper, now)
            if isinstance(found, str):
                message, hint = REFUSALS[found]
                raise Conflict(found, message, field="group", hint=hint)
            return found

        return self._change(group, seat)

    def paid(self, group: str, order: str) -> Group:
        """Note that an order of a group was paid; full when that was the last."""
        return self._change(group, lambda each: paid(each, order))

    def left(self, group: str, order: str) -> Group:
        """Note that an order of a group has ended."""
        return self._change(group, lambda each: left(each, order))

    def due(self, now: int) -> list[str]:
        """Fail the groups whose deadline has come and that are not full; return orders of theirs that still stand."""
        orders: list[str] = []
        for found in self.documents.list(DUE, limit=MOST_DUE):
            if int(found.id.partition(":")[0]) > now:
                break
            group = self._change(found.body["group"], lambda each: due(each, now))
            alive = [seat.order for seat in group.seats if self._status(seat.order) in ("placed", "paid")]
            if group.state == FAILED and alive:
                orders += alive
            else:
                self.documents.delete(DUE, [found.id])
        return orders

    def _open(self, sale: Sale, order: str, shopper: str, now: int) -> Group:
        id = f"{sale.sale}:{blake2b(order.encode(), digest_size=8).hexdigest()}"
        known = self.documents.get(KIND, id)
        if known is not None:
            return group_from_dict(id, known.body)
        opened = Group(id, sale.sale, sale.people, now + sale.hours * HOUR_MS)
        with_seat = sit(opened, order, shopper, now)
        assert isinstance(with_seat, Group)
        # The deadline first: a crash in between leaves a note about nothing, never a group that nobody ends.
        self.documents.put(DUE, f"{opened.deadline:015d}:{id}", {"group": id})
        self.documents.put(KIND, id, group_to_dict(with_seat), expected_version=0)
        return with_seat

    def _change(self, group: str, change: Callable[[Group], Group]) -> Group:
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, group)
            if found is None:
                return Group(group, "", 0, 0, state=FAILED)
            before = group_from_dict(found.id, found.body)
            after = change(before)
            if after == before:
                return before
            try:
                self.documents.put(KIND, group, group_to_dict(after), expected_version=found.version)
            except Conflict:
                continue
            return after
        raise Busy("group_contended", "too many join this group at once", hint="send the order again")

    def _without_ghosts(self, group: Group, now: int) -> Group:
        """Return the group without seats of orders that a crash cut short or that have ended."""
        alive = [seat for seat in group.seats if seat.paid or self._status(seat.order) in ("placed", "paid")
                 or (not self._status(seat.order) and now < seat.at + GRACE_MS)]
        return replace(group, seats=tuple(alive))

    def _status(self, order: str) -> str:
        found = self.documents.get("order", order)
        return str(found.body["status"]) if found else ""
