"""Reading purchase orders: filtered pages, what is late, what is worth a warning, what a supplier usually takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.audit import standing
from huozhao.flows.purchasing.book import BATCH, ENDED, KIND, OPEN, PurchaseBook, lines_of, open_orders, upgraded
from huozhao.flows.purchasing.suppliers import Suppliers
from huozhao.supply.purchasing import STATES, LeadTime
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, local_day

# Experience is told from so many deliveries on.
FEWEST = 3


@dataclass(frozen=True)
class Reading:
    """Answers questions about purchase orders."""

    book: PurchaseBook
    suppliers: Suppliers

    def page(
        self, state: str, shop: str, supplier: str, late: bool, after: str, limit: int, now: int
    ) -> list[dict[str, Any]]:
        """Return orders, newest first, that fit; `state` "open" reads only those of which goods are to come."""
        if state not in ("", "open", *STATES):
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"open, or one of {', '.join(STATES)}")
        found: list[dict[str, Any]] = []
        for each in self._newest(late or (state not in ("", *ENDED)), after):
            body = each.body
            fits = state in ("", "open", body["state"]) and shop in ("", body["shop"])
            if fits and supplier in ("", body["supplier"]) and (not late or self._is_late(body, now)):
                found.append(body)
                if len(found) == limit:
                    break
        return found

    def counts(self, now: int) -> dict[str, int]:
        """Return how many open orders there are by state, and how many of them are late."""
        counts = dict.fromkeys((*(state for state in STATES if state not in ENDED), "late"), 0)
        for each in open_orders(self.book.documents):
            counts[each.body["state"]] += 1
            counts["late"] += self._is_late(each.body, now)
        return counts

    def warnings(self, body: Mapping[str, Any], now: int) -> list[Text]:
        """Return what to look at before a draft is sent."""
        if body["state"] != "draft":
            return []
        terms, lines = self.suppliers.terms(body["supplier"]), lines_of(body)
        value, units = sum(line.open * line.unit_fen for line in lines), sum(line.open for line in lines)
        found = []
        if value < terms["min_order_fen"]:
            least = terms["min_order_fen"]
            found.append(Text(f"金额 {value / 100:,.2f} 元，低于起订金额 {least / 100:,.2f} 元",
                              f"worth {value / 100:,.2f} yuan, the supplier accepts {least / 100:,.2f} or more"))
        if units < terms["min_order_units"]:
            least = terms["min_order_units"]
            found.append(Text(f"共 {units} 件，低于起订量 {least} 件",
                              f"{units} units, the supplier accepts {least} or more"))
        day, today = self.suppliers.next_order_day(body["supplier"], now), local_day(now, self.suppliers.zone)
        if day != today:
            found.append(Text(f"今天不是订货日，下一个订货日是 {day_name(day)}",
                              f"the supplier takes orders next on {day_name(day)}"))
        return found

    def can_undo(self, body: Mapping[str, Any]) -> bool:
        """Tell whether a step stands that undo would take back."""
        left = standing({"audit": body["history"]})
        return bool(left) and not left[-1]["is_told"]

    def _is_late(self, body: Mapping[str, Any], now: int) -> bool:
        return late_days(body, now, self.suppliers.zone) > 0

    def _newest(self, only_open: bool, after: str) -> Iterator[Document]:
        documents = self.book.documents
        while batch := documents.list(OPEN if only_open else KIND, after=after, limit=BATCH, newest=True):
            for each in batch:
                found = self.book.find(each.id) if only_open else upgraded(each)
                if found is not None:
                    yield found
            after = batch[-1].id


def late_days(body: Mapping[str, Any], now: int, zone: str) -> int:
    """Return how many days the oldest line of a sent order is overdue; 0 when none is."""
    if body["sent_at"] is None or body["state"] in ENDED:
        return 0
    due = min((line.due_at for line in lines_of(body) if line.open), default=now)
    return max(0, local_day(now, zone) - local_day(due, zone))


def usual(found: LeadTime) -> Text:
    """Say what a supplier usually takes, and on what that rests."""
    if found.deliveries < FEWEST:
        return Text(f"约定 {found.promised} 天；到货 {found.deliveries} 次，还不足以看出规律",
                    f"{found.promised} days promised; {found.deliveries} deliveries are too few to tell")
    low, high = found.quantile(0.1), found.quantile(0.9)
    span = f"{low}" if low == high else f"{low}–{high}"
    return Text(f"通常 {span} 天（到货 {found.deliveries} 次）；约定 {found.promised} 天",
                f"usually {span} days ({found.deliveries} deliveries); promised {found.promised}")
