"""What a predicted tag foretells: an event in the days after a cut-off, and for whom it can be told at all.

Each function returns (happened, known), both of shape (shoppers,): `known` marks the shoppers whose future answers the
question; "is the next order paid with a coupon" has no answer for who does not order.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huozhao.insight.predicted.features import Measured, is_new, leader, share_of, shelves_of
from huozhao.insight.predicted.history import INTEREST, History, Mask
from huozhao.insight.predicted.themes import NAMES

SHIFTED = 0.2


@dataclass(frozen=True, slots=True)
class Case:
    """A block of shoppers at a cut-off: their acts of the `horizon` days after it, their features, and the level."""

    history: History
    measured: Measured
    day: int
    horizon: int
    level: float = 0.0

    def after(self) -> History:
        """Return what happened in the days after the cut-off."""
        return self.history.during(self.day, self.day + self.horizon)


Answer = tuple[Mask, Mask]
Target = Callable[[Case], Answer]


def orders(case: Case) -> Answer:
    """Tell who pays at least one order."""
    return case.after().of("order").times() > 0, np.ones(case.history.size, np.bool_)


def is_silent(case: Case) -> Answer:
    """Tell who pays no order at all."""
    return case.after().of("order").times() == 0, np.ones(case.history.size, np.bool_)


def spends(case: Case) -> Answer:
    """Tell who pays at least the level (yuan)."""
    return case.after().of("order").money() / 100.0 >= max(case.level, 0.01), np.ones(case.history.size, np.bool_)


def uses_coupons(case: Case) -> Answer:
    """Tell who uses a coupon or a discount for at least half of their orders, among those who order."""
    after = case.after()
    made, used = after.of("order").times(), after.of("coupon").times()
    return 2 * used >= np.maximum(made, 1), made > 0


def buys_new_goods(case: Case) -> Answer:
    """Tell who buys a product that came on sale within the 30 days before, among those who buy."""
    bought = case.after().of("bought")
    return bought.where(is_new(bought)).times() > 0, bought.times() > 0


def returns_goods(case: Case) -> Answer:
    """Tell who sends goods back."""
    return case.after().of("return", "returned").times() > 0, np.ones(case.history.size, np.bool_)


def pays_as_usual(case: Case) -> Answer:
    """Tell who pays most of their orders by the means used most before, among those who pay."""
    paid = case.after().of("paid_by")
    usual = paid.where(paid.subject == case.measured.method[paid.shopper]).times()
    made = paid.times()
    return 2 * usual > made, (made > 0) & (case.measured.method >= 0)


def takes_up(theme: str) -> Target:
    """Return a target: who buys goods of a theme or puts them into the cart."""
    place = NAMES.index(theme)

    def target(case: Case) -> Answer:
        wants = case.after().of("bought", "cart")
        speaks = wants.subjects.themes[:, place]
        about = wants.where(speaks[wants.subject]) if len(speaks) else wants
        return about.times() > 0, np.ones(case.history.size, np.bool_)

    return target


def turns_elsewhere(case: Case) -> Answer:
    """Tell whose leading shelf will be one that had under 20 % of their acts, among those with three acts or more."""
    after, width = case.after().of(*INTEREST), len(case.history.subjects.shelves) + 1
    pairs, weights = shelves_of(after)
    leading = leader(pairs, weights, width, case.history.size)
    before = shelves_of(case.history.during(case.day - 90, case.day - 14).of(*INTEREST))
    share = np.nan_to_num(share_of(*before, width, leading), nan=0.0)
    firm = np.nan_to_num(share_of(pairs, weights, width, leading)) >= 0.5
    return (share < SHIFTED) & firm, (after.times() >= 3) & (case.measured["acts_before"] > 0)
