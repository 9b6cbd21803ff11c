"""What a scene achieves: shows and clicks, and what those who met it bought beside those for whom it was held out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.insight.folds import ORDERS
from huozhao.matching.scenes.folds import HELD_OUT, MEETINGS, REACH, SHOWN
from huozhao.operations.lift import Lift, arm_sums, measure_lift
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

WINDOW_DAYS, BACK_DAYS, USUAL_SHARE = 7, 60, 0.1
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one scene, `share` of whose shoppers should have been held out.

    `verdict` is helps, hurts, open (not clear yet) or none (nobody met it, or nobody is held out to compare with).
    """

    scene: str
    shows: int
    items: int
    clicks: int
    lift: Lift
    share: float
    window_days: int
    at: int

    @property
    def verdict(self) -> str:
        """Whether the interval of the difference in buyers lies wholly above or below zero."""
        if not self.lift.treatment.shoppers or not self.share:
            return "none"
        buyers = self.lift.buyers
        if buyers is None or buyers.low <= 0 <= buyers.high:
            return "open"
        return "helps" if buyers.low > 0 else "hurts"


class Effects:
    """Measures scenes from the tables of meetings, reach and orders.

    Every person counts in the arm of their first meeting within the last 60 days, whether or not the zone was seen
    (intention to treat), with what they ordered in the 7 days after it.
    """

    def __init__(
        self, state: StateStore, person: Callable[[str], str], allows: Callable[[str, str], bool],
        clock: Callable[[], int], today: Callable[[], int],
    ) -> None:  # fmt: skip
        self._state, self._person, self._allows = state, person, allows
        self._clock, self._today = clock, today

    def measure(self, shares: dict[str, float]) -> dict[str, Effect]:
        """Return the effect of each scene; `shares` gives the share that should have been held out."""
        since = self._today() - BACK_DAYS
        firsts = {scene: self._firsts(scene, since) for scene in shares}
        orders = self._orders({person for first in firsts.values() for person in first})
        return {scene: self._effect(scene, share, firsts[scene], orders, since) for scene, share in shares.items()}

    def _effect(
        self, scene: str, share: float, firsts: dict[str, tuple[int, str]], orders: dict[str, list[tuple[int, int]]],
        since: int,
    ) -> Effect:  # fmt: skip
        reach = [row for row in self._state.scan(REACH.name, (scene,)) if int(row["day"] or 0) >= since]
        shows, items, clicks = (sum(int(row[name] or 0) for row in reach) for name in REACH.add)
        arms = [_arm(firsts, orders, arm) for arm in (SHOWN, HELD_OUT)]
        lift = measure_lift(arm_sums(*arms[0]), arm_sums(*arms[1]), share or USUAL_SHARE)
        return Effect(scene, shows, items, clicks, lift, share, WINDOW_DAYS, self._clock())

    def _firsts(self, scene: str, since: int) -> dict[str, tuple[int, str]]:
        """Return the first meeting (ms, arm) of each person who still allows it to be looked at."""
        firsts: dict[str, tuple[int, str]] = {}
        for row in self._state.scan(MEETINGS.name, (scene,)):
            if int(row["day"] or 0) < since or not self._allows(str(row["shopper"]), PERSONALISATION):
                continue
            person, at = self._person(str(row["shopper"])), int(row["at"] or 0)
            if person not in firsts or at < firsts[person][0]:
                firsts[person] = (at, str(row["arm"]))
        return firsts

    def _orders(self, persons: set[str]) -> dict[str, list[tuple[int, int]]]:
        """Return the paid orders of persons as (when in ms, fen less refunds)."""
        found: dict[str, list[tuple[int, int]]] = {}
        for row in rows(self._state, ORDERS) if persons else ():
            person = self._person(str(row["shopper"]))
            if person in persons and row["paid_at"] and not row["cancelled_at"]:
                fen = int(row["total_fen"] or 0) - int(row["refunded_fen"] or 0)
                found.setdefault(person, []).append((int(row["paid_at"]), fen))
        return found


def said(effect: Effect) -> Text:
    """Say what an effect shows, in plain words."""
    lift = effect.lift
    if not effect.share:
        return Text("没有对照留出，效果无法衡量", "nobody is held out, so the effect cannot be measured")
    if not lift.treatment.shoppers:
        return Text("还没有顾客遇到这个场景", "no shopper has met this scene yet")
    if lift.buyers is None or effect.verdict == "open":
        return Text(f"数据还不够下结论，大约还需要 {lift.more_shoppers:,} 位顾客",
                    f"not clear yet: about {lift.more_shoppers:,} more shoppers are needed")  # fmt: skip
    low, high = f"{lift.buyers.low * 100:+.1f}", f"{lift.buyers.high * 100:+.1f}"
    if effect.verdict == "helps":
        return Text(f"看到场景的顾客下单更多：相差 {low} 到 {high} 个百分点",
                    f"those who see it order more: by {low} to {high} percentage points")  # fmt: skip
    return Text(f"看到场景的顾客下单更少：相差 {low} 到 {high} 个百分点，建议停用或修改",
                f"those who see it order less: by {low} to {high} percentage points; turn it off or change it")


def _arm(
    firsts: dict[str, tuple[int, str]], orders: dict[str, list[tuple[int, int]]], arm: str
) -> tuple[Ints, Ints]:
    """Return orders and revenue (fen) of each person of an arm within the window."""
    counts: list[tuple[int, int]] = []
    for person, (at, own) in firsts.items():
        if own == arm:
            inside = [fen for paid, fen in orders.get(person, ()) if at < paid <= at + WINDOW_DAYS * DAY_MS]
            counts.append((len(inside), sum(inside)))
    table = np.array(counts, np.int64).reshape(len(counts), 2)
    return table[:, 0], table[:, 1]


def hurting(effects: Sequence[Effect]) -> list[str]:
    """Return the scenes whose interval lies wholly below zero."""
    return [effect.scene for effect in effects if effect.verdict == "hurts"]
