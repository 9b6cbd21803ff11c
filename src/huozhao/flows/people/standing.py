"""The standing of all persons, from state: orders of all their subject ids, where they allow to look at them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.columns import columns, rows
from huozhao.insight.folds import ORDERS, SHOPPERS
from huozhao.insight.predicted.habits import HABITS
from huozhao.insight.rfm import Measures, Orders, Scores, measure, score
from huozhao.insight.standing import Standing, mall_day, stand
from huozhao.insight.trade import one_row_an_order
from huozhao.terms.ids import Ids
from huozhao.terms.time import local_day

Ints = NDArray[np.int64]
COUPON = "coupon"


@dataclass(frozen=True, slots=True)
class Known:
    """Who is one person, and whose orders may be looked at; `version` rises whenever an answer may have changed."""

    person: Callable[[str], str]
    members: Callable[[str], Sequence[str]]
    allows: Callable[[str, str], bool]
    version: Callable[[], object]


EVERYBODY = Known(lambda subject: subject, lambda subject: (subject,), lambda subject, purpose: True, lambda: 0)


@dataclass(frozen=True, slots=True)
class Standings:
    """Computes standings from the tables `orders` and `shoppers`, one row a person.

    Orders of who did not consent to personalisation do not count; such a person stands without orders.
    """

    state: StateStore
    documents: Documents
    zone: str
    known: Known = EVERYBODY

    def own_thresholds(self) -> dict[str, Any]:
        """Return what the merchant set; what is missing follows from quantiles."""
        found = self.documents.get("rfm_thresholds", "current")
        return dict(found.body) if found else {}

    def compute(self, now: int) -> Standing:
        """Return everybody's standing now (ms)."""
        seen_names, seen = columns(self.state, SHOPPERS, ("shopper",), ("last_at",))
        names, found = self._order_columns(seen_names["shopper"])
        seen_persons, persons = self._persons(seen_names["shopper"]), self._persons(names["shopper"])
        ids = Ids.of([*seen_persons, *persons])
        last_seen = np.zeros(len(ids), np.int64)
        np.maximum.at(last_seen, _places(ids, seen_persons)[seen["shopper"]], seen["last_at"])
        found = self._allowed(names["shopper"], found)
        who, found = _one_row_an_order(_places(ids, persons)[found["shopper"]], found)
        counts = (found["paid_at"] > 0) & (found["cancelled_at"] == 0)
        last_order = np.zeros(len(ids), np.int64)
        np.maximum.at(last_order, who[counts], found["paid_at"][counts])
        # A refund without its order on record (history cut off) still lowers what the shopper spent.
        value = np.where(counts, found["total_fen"], 0) - found["refunded_fen"]
        extra = np.bincount(who[~counts], weights=-value[~counts], minlength=len(ids)).astype(np.int64)
        orders = Orders(who[counts], _days(found["paid_at"][counts], self.zone), value[counts])
        orders = _with_loose_refunds(orders, extra)
        newest = int(max(last_order.max(initial=0), last_seen.max(initial=0)))
        today = mall_day(local_day(now, self.zone), local_day(newest, self.zone) if newest else -1)
        own = self.own_thresholds()
        return stand(ids, orders, last_order, last_seen, today, now, own, self._coupons(ids, own))

    def one(self, subject: str, today: int, everybody: Standing) -> tuple[Measures, Scores] | None:
        """Return the measures and scores of one person from their orders as of this moment, each of length 1.

        The thresholds, and whether the mall says anything of coupons, are those of everybody's standing.

        None without an order that counts, and for who did not consent to personalisation.
        """
        members = self.known.members(subject) if self.known.allows(subject, "personalisation") else ()
        told = (row for member in members for row in self.state.scan(ORDERS.name, (member,)))
        orders = list(one_row_an_order(told).values())
        paid = [row for row in orders if row["paid_at"] and not row["cancelled_at"]]
        if not paid:
            return None
        loose = sum(int(row["refunded_fen"] or 0) for row in orders if row not in paid)
        days = np.array([local_day(int(row["paid_at"] or 0), self.zone) for row in paid], np.int64)
        value = np.array([int(row["total_fen"] or 0) - int(row["refunded_fen"] or 0) for row in paid], np.int64)
        value[0] -= loose
        habits = (row for member in members for row in self.state.scan(HABITS.name, (member,)))
        coupons = sum(row["habit"] == COUPON for row in habits)  # one row an order
        used = np.array([coupons]) if everybody.measures.coupons.max(initial=-1) >= 0 else None
        measures = measure(Orders(np.zeros(len(paid), np.int64), days, value), 1, today, used)
        return measures, score(measures, everybody.thresholds)

    def _coupons(self, ids: Ids, own: dict[str, Any]) -> Ints | None:
        """Return how many orders of each person had a coupon; None where nobody asks or the mall never says."""
        if not own.get("coupon_share"):
            return None
        used, found = np.zeros(len(ids), np.int64), False
        for row in rows(self.state, HABITS):
            if row["habit"] == COUPON:
                place = ids.place(self.known.person(str(row["shopper"])))
                used[place] += place >= 0  # one row an order
                found = True
        return used if found else None

    def _order_columns(self, subjects: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, Ints]]:
        """Return orders as columns; with their numbers only where somebody has several ids, as that is dear."""
        numbers = ("paid_at", "cancelled_at", "total_fen", "refunded_fen")
        joined = any(self.known.person(subject) != subject for subject in subjects)
        return columns(self.state, ORDERS, ("shopper", "order") if joined else ("shopper",), numbers)

    def _persons(self, subjects: Sequence[str]) -> list[str]:
        return [self.known.person(subject) for subject in subjects]

    def _allowed(self, subjects: Sequence[str], found: dict[str, Ints]) -> dict[str, Ints]:
        """Return the rows of the subjects who consented to personalisation."""
        allowed = np.array([self.known.allows(subject, "personalisation") for subject in subjects], np.bool_)
        kept = allowed[found["shopper"]] if len(subjects) else np.zeros(0, np.bool_)
        return {name: column[kept] for name, column in found.items()}


def _one_row_an_order(who: Ints, found: dict[str, Ints]) -> tuple[Ints, dict[str, Ints]]:
    """Join what was told of one order under several ids of one person: instants and total once, refunds summed."""
    if "order" not in found or not len(who):
        return who, found
    pair = who * (int(found["order"].max()) + 1) + found["order"]
    _, first, turn = np.unique(pair, return_index=True, return_inverse=True)
    joined = {name: np.zeros(len(first), np.int64) for name in ("paid_at", "cancelled_at", "total_fen", "refunded_fen")}
    for name, column in joined.items():
        (np.add if name == "refunded_fen" else np.maximum).at(column, turn, found[name])
    return who[first], joined


def _places(ids: Ids, names: list[str]) -> np.ndarray:
    encoded = np.array([name.encode() for name in names], dtype=np.bytes_)
    return np.searchsorted(ids.encoded, encoded).astype(np.int64) if names else np.zeros(0, np.int64)


def _days(at: np.ndarray, zone: str) -> np.ndarray:
    return np.fromiter((local_day(int(t), zone) for t in at), np.int64, len(at))


def _with_loose_refunds(orders: Orders, extra: np.ndarray) -> Orders:
    """Take refunds without an order from the first order of the same shopper."""
    value = orders.value_fen.copy()
    shoppers, first = np.unique(orders.shopper, return_index=True)
    value[first] -= extra[shoppers]
    return Orders(orders.shopper, orders.day, value)
