"""Testing a correction on shoppers for whom it did not hold: is the category still weak, and did lowering it help?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from huozhao.events.state import StateStore
from huozhao.matching.impressions import ANSWERS, CLICK, IMPRESSIONS
from huozhao.operations.assignment import is_held_out
from huozhao.operations.correction.weak import LEAST_EXPECTED, expected_clicks, posterior
from huozhao.operations.facts import BANDS, band_of
from huozhao.operations.lift import ArmSums, compare_shares
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

RENEWED, ENDED, UNCLEAR = "renewed", "ended", "unclear"
LEAST_SHOWN = 100


@dataclass(slots=True)
class Arm:
    """Items shown and clicked in one arm by band: all of the placement's, and the category's own."""

    shown: np.ndarray
    clicked: np.ndarray
    own_shown: np.ndarray
    own_clicked: np.ndarray


def _arm() -> Arm:
    return Arm(*(np.zeros(len(BANDS), np.int64) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Retest:
    """What a test found. `ratio` with its 95 % interval is that of the hold-out; `change` is the placement's CTR with
    the correction less that without it, None where either arm was shown too little."""

    verdict: str
    shown: int
    clicked: int
    expected: float
    ratio: float
    low: float
    high: float
    change: tuple[float, float, float] | None

    def as_dict(self, now: int) -> dict[str, Any]:
        """Return the test as documents hold it."""
        return {"at": now, "verdict": self.verdict, "shown": self.shown, "clicked": self.clicked,
                "expected": self.expected, "ratio": self.ratio, "low": self.low, "high": self.high,
                "change": list(self.change) if self.change else None, "said": self.said.as_dict()}  # fmt: skip

    @property
    def said(self) -> Text:
        """Say what was found and what follows."""
        found = f"{self.ratio:.0%}", f"{self.low:.0%}–{self.high:.0%}"
        if self.verdict == UNCLEAR:
            return Text("留作对照的顾客太少，看不出结果：修正结束，若仍偏弱会再次发现",
                        "too few shoppers were held out to tell: the correction ends and comes back if it is needed")
        if self.verdict == RENEWED:
            return Text(f"对照顾客中它仍只有应有水平的 {found[0]}（{found[1]}）：继续降权",
                        f"with held-out shoppers it still earns {found[0]} of what it should ({found[1]}): it goes on")
        return Text(f"对照顾客中它已回到应有水平的 {found[0]}（{found[1]}）：修正结束",
                    f"with held-out shoppers it earns {found[0]} of what it should ({found[1]}) again: it ends")


@dataclass(frozen=True, slots=True)
class Retesting:
    """Reads who saw what with and without a correction."""

    state: StateStore
    person: Callable[[str], str]
    zone: str

    def of(self, body: Mapping[str, Any], category: Mapping[str, str], now: int) -> Retest:
        """Retest the correction that a document describes; `category` is the path by SKU."""
        held, treated = self._arms(body, category, now)
        expected = float(expected_clicks(held.own_shown, held.shown, held.clicked).sum())
        k = int(held.own_clicked.sum())
        ratio, low, high, not_weak = posterior(k, expected, body["prior"])
        verdict = UNCLEAR if expected < LEAST_EXPECTED else ENDED if not_weak >= 0.5 else RENEWED
        return Retest(verdict, int(held.own_shown.sum()), k, expected, ratio, low, high, _change(treated, held))

    def _arms(self, body: Mapping[str, Any], category: Mapping[str, str], now: int) -> tuple[Arm, Arm]:
        since, rule, share = int(body["started_at"]), str(body["rule"]), float(body["hold_out"])
        clicks = self._clicks(since, now)
        arms = _arm(), _arm()
        names = ("request_id", "shopper", "placement", "items")
        read = self.state.columns(IMPRESSIONS.name, names, (), ("shown_at", since))
        for request, shopper, placement, items in zip(*read.values(), strict=True):
            if placement != body["placement"]:
                continue
            is_held = bool(shopper) and is_held_out(rule, self.person(str(shopper)), share)
            arm = arms[0] if is_held else arms[1]
            for position, told in enumerate(msgspec.json.decode(str(items or "[]"))):
                band, hit = band_of(position), (str(request), told[0]) in clicks
                arm.shown[band] += 1
                arm.clicked[band] += hit
                if category.get(told[0]) == body["category"]:
                    arm.own_shown[band] += 1
                    arm.own_clicked[band] += hit
        return arms

    def _clicks(self, since: int, now: int) -> set[tuple[str, str]]:
        days = range(local_day(since, self.zone), local_day(now, self.zone) + 1)
        return {(str(row["request_id"]), str(row["sku"])) for day in days
                for row in self.state.scan(ANSWERS.name, (day,)) if row["act"] == CLICK}  # fmt: skip


def _change(treated: Arm, held: Arm) -> tuple[float, float, float] | None:
    sums = [ArmSums(int(arm.shown.sum()), int(arm.clicked.sum()), 0, 0, 0.0) for arm in (treated, held)]
    if min(each.shoppers for each in sums) < LEAST_SHOWN:
        return None
    found = compare_shares(*sums)
    return found.difference, found.low, found.high
