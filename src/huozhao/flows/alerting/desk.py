"""The desk of alerts: lists and counts, acknowledged, snoozed, turned into an order with one click."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.alerting.alert import SHOWN, Alert, Key
from huozhao.flows.alerting.book import noted
from huozhao.flows.alerting.watch import Watch
from huozhao.supply.alerts import SEVERITIES, to_order
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS

MOST_SNOOZE_DAYS = 60
# The days on which goods on their way are due are read again after so long.
DUE_FOR_MS = 10_000


@dataclass
class Due:
    """When the next goods of each shelf are due, read from the open orders now and then."""

    read: Callable[[], Mapping[Key, int]]
    _at: int = -DUE_FOR_MS
    _found: Mapping[Key, int] = field(default_factory=dict)

    def of(self, key: Key, now: int) -> int | None:
        """Return when (ms) the next goods of a shelf are due, None when no order says so."""
        if not 0 <= now - self._at < DUE_FOR_MS:
            self._found, self._at = self.read(), now
        return self._found.get(key)


# Orders `units` of a shelf for somebody, under a key that counts once; returns the ids of the orders.
Order = Callable[[Alert, int, str, int], list[str]]


@dataclass
class AlertDesk:
    """Answers about alerts and what people do with them."""

    watch: Watch
    due: Due
    order_: Order

    def page(
        self, state: str, severity: str, shop: str, sku: str, after: str, limit: int, now: int
    ) -> list[Alert]:
        """Return alerts that fit, the worst first; the cursor is `rank()` of the last one."""
        if state not in SHOWN[:-1] and state != "":
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state", hint=f"one of {SHOWN}")
        if severity not in ("", *SEVERITIES):
            raise BadInput("unknown_severity", f"there is no severity {severity!r}", field="severity",
                           hint=f"one of {', '.join(SEVERITIES)}")
        self.watch.catch_up()
        with self.watch.lock:
            found = [alert for alert in self.watch.book.open.values()
                     if state in ("", alert.shown(now)) and severity in ("", alert.severity)
                     and shop in ("", alert.shop) and sku in ("", alert.sku)]
        found.sort(key=Alert.rank)
        first = bisect_right(found, after, key=Alert.rank) if after else 0
        return found[first : first + limit]

    def closed(self, after: str, limit: int) -> list[Document]:
        """Return alerts that are over, the last ones first."""
        self.watch.catch_up()
        return self.watch.book.past(after, limit)

    def low(self, now: int) -> list[Key]:
        """Return the (sku, shop) of the open alerts."""
        self.watch.catch_up()
        with self.watch.lock:
            return [(alert.sku, alert.shop) for alert in self.watch.book.open.values() if alert.shown(now) == "open"]

    def counts(self, now: int) -> dict[str, int]:
        """Return how many alerts there are: open by severity, acknowledged, snoozed, covered."""
        self.watch.catch_up()
        counts = dict.fromkeys(("open", *SEVERITIES, "acknowledged", "snoozed", "covered"), 0)
        with self.watch.lock:
            for alert in self.watch.book.open.values():
                shown = alert.shown(now)
                counts[shown] += 1
                if shown == "open":
                    counts[alert.severity] += 1
                    counts["acknowledged"] += alert.acknowledged is not None
        return counts

    def acknowledge(self, id: str, who: str, now: int) -> Alert:
        """Note that somebody has seen it; it stays open. Again changes nothing."""
        with self.watch.lock:
            alert = self.get(id)
            if alert.acknowledged is not None:
                return alert
            return self._put(replace(alert, acknowledged={"who": who, "at": now},
                                     audit=noted(alert, who, "acknowledge", now)), now)

    def snooze(self, id: str, days: float, who: str, now: int) -> Alert:
        """Keep it out of the list for some days, unless it gets worse."""
        if not 0 < days <= MOST_SNOOZE_DAYS:
            raise BadInput("snooze_days", f"{days:g} days are not possible", field="days",
                           hint=f"more than 0, at most {MOST_SNOOZE_DAYS}")
        until = now + int(days * DAY_MS)
        with self.watch.lock:
            alert = self.get(id)
            return self._put(replace(alert, snoozed_until=until, snoozed_at=alert.severity,
                                     audit=noted(alert, who, "snooze", now, until=until)), now)

    def reopen(self, id: str, who: str, now: int) -> Alert:
        """Take an acknowledgement or a snooze back."""
        with self.watch.lock:
            alert = self.get(id)
            return self._put(replace(alert, snoozed_until=0, acknowledged=None,
                                     audit=noted(alert, who, "reopen", now)), now)

    def order(self, id: str, quantity: int | None, who: str, now: int) -> tuple[Alert, list[str]]:
        """Order what the alert advises, or `quantity`: its proposal is approved, or a line is put on today's draft.

        Conflict when what is on its way is enough, as after ordering once.
        """
        with self.watch.lock:  # else the watch sees the goods on their way before the order is noted, and it is undone
            alert = self.get(id)
            units = to_order(alert.shelf) if quantity is None else quantity
            ordered, orders = self._ordered(alert, units, who, now)
            self.watch.catch_up()
            return self.get_or(ordered), orders

    def _ordered(self, alert: Alert, units: int, who: str, now: int) -> tuple[Alert, list[str]]:
        if alert.state == "covered" or units < 1:
            raise Conflict("nothing_to_order", "what is on its way is enough", field="id",
                           hint="look at the orders that are on their way")
        if units % max(1, alert.shelf.pack_size):
            raise BadInput("quantity_not_in_packs", f"{units} is no multiple of {alert.shelf.pack_size}",
                           field="quantity", hint=f"the goods come in packs of {alert.shelf.pack_size}")
        orders = self.order_(alert, units, who, now)
        ordered = replace(alert, orders=(*alert.orders, *orders),
                          audit=noted(alert, who, "order", now, quantity=units, orders=orders))
        return self._put(ordered, now), orders

    def get(self, id: str) -> Alert:
        """Return an alert that is not over; NotFound otherwise."""
        self.watch.catch_up()
        with self.watch.lock:
            found = next((alert for alert in self.watch.book.open.values() if alert.id == id), None)
        if found is None:
            raise NotFound("unknown_alert", f"there is no alert {id!r}, or it is over", field="id",
                           hint="see GET /v1/alerts")
        return found

    def get_or(self, alert: Alert) -> Alert:
        """Return an alert as it is now, or as it was when it is over."""
        with self.watch.lock:
            return self.watch.book.open.get((alert.sku, alert.shop), alert)

    def _put(self, alert: Alert, now: int) -> Alert:
        book = self.watch.book
        with self.watch.lock:
            book.write([alert], [], now)
            book.advance(self.watch.position, book.mark.plan)
        return alert


def told(alerts: Sequence[Alert]) -> dict[str, Any]:
    """Return what a message says of alerts that were raised."""
    return {"alerts": [{"alert": each.id, "sku": each.sku, "shop": each.shop, "severity": each.severity,
                        "available": each.shelf.available, "safety_stock": each.shelf.safety_stock,
                        "order_quantity": to_order(each.shelf), "days_left": each.shelf.days_left}
                       for each in alerts]}
