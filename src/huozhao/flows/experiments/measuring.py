"""Measure an experiment at one day: exposures and sums by shopper and day, from state, become moments by arm."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.board.shopper_days import ShopperDays
from huozhao.flows.people.standing import Known
from huozhao.operations.experiments.designs import Outcomes, stacked
from huozhao.operations.experiments.experiment import Experiment
from huozhao.operations.experiments.folds import EXPOSURES
from huozhao.operations.experiments.moments import Moments
from huozhao.operations.experiments.report import Reading, counts_acts
from huozhao.operations.metrics import BY_NAME
from huozhao.operations.metrics.shoppers import DayRows, ShopperSums, columns_of
from huozhao.privacy.purposes import PERSONALISATION

Ints = NDArray[np.int64]
BLOCKS = "switchback"


@dataclass(slots=True)
class _Entry:
    """One row of outcomes: a person, or a person in one block of days; `until` is the last day that counts for it."""

    person: str
    arm: str
    unit: str
    first: int
    until: int


@dataclass(frozen=True, slots=True)
class _Entries:
    """Who is compared, and who is left out."""

    entries: tuple[_Entry, ...]
    mixed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Measuring:
    """Reads state once a measurement; nothing of a shopper is kept in what it returns."""

    state: StateStore
    days: ShopperDays
    known: Known

    def read(self, made: Experiment, first: int, day: int, at: int) -> Reading:
        """Return what is known at the end of local day `day` of an experiment that began on day `first`.

        An outcome counts from the day of a shopper's first exposure on, the day itself included, whether or not the
        change was noticed. Shoppers who met two arms, or took consent back, are counted and left out.
        """
        found = self._entries(made, day)
        metrics = [BY_NAME[name] for name in dict.fromkeys((*made.goals, *made.guardrails))]
        rows = self.days.rows(first - made.before_days, day, columns_of(*metrics, BY_NAME["visits"]))
        own = _Own(found.entries, rows, self.known.person)
        after, before = own.sums(), own.sums(made.before_days)
        names = [arm.arm for arm in made.arms]
        arm = np.array([names.index(each.arm) for each in found.entries], np.int64)
        units = {unit: n for n, unit in enumerate(dict.fromkeys(each.unit for each in found.entries))}
        unit = np.array([units[each.unit] for each in found.entries], np.int64)
        people = [{each.person for each in found.entries if each.arm == name} for name in names]
        assigned = [{each.unit for each in found.entries if each.arm == name} for name in names]
        moments = {
            metric.name: tuple(_moments(made, metric.name, Outcomes(arm, unit, np.zeros((0, 0))), after, before))
            for metric in metrics
        }
        return Reading(day, at, tuple(map(len, people)), tuple(map(len, assigned)), found.mixed, found.withdrawn,
                       moments)  # fmt: skip

    def _entries(self, made: Experiment, day: int) -> _Entries:
        arms = {arm.arm for arm in made.arms}
        entries: dict[tuple[str, str], _Entry] = {}
        mixed, withdrawn = set[str](), set[str]()
        for shopper, at, arm, unit in self._exposures(made.experiment):
            if at > day or arm not in arms:
                continue
            person = self.known.person(shopper)
            if not self.known.allows(person, PERSONALISATION):
                withdrawn.add(person)
                continue
            fresh = _entry(made, person, arm, unit, at, day)
            held = entries.setdefault((person, fresh.unit if made.design == BLOCKS else ""), fresh)
            if held.arm != arm:
                mixed.add(person)
            if at < held.first:
                held.first, held.unit = at, fresh.unit
        kept = tuple(each for each in entries.values() if each.person not in mixed)
        return _Entries(kept, len(mixed), len(withdrawn))

    def _exposures(self, experiment: str) -> Iterator[tuple[str, int, str, str]]:
        """Yield (shopper, day, arm, unit) of every exposure."""
        read = self.state.columns(EXPOSURES.name, ("shopper", "day", "arm", "unit"), (experiment,))
        for shopper, day, arm, unit in zip(*read.values(), strict=True):
            yield str(shopper), int(day or 0), str(arm), str(unit or "")


def _entry(made: Experiment, person: str, arm: str, unit: str, at: int, day: int) -> _Entry:
    if made.design == BLOCKS:
        block = at // made.block_days
        return _Entry(person, arm, f"block:{block}", at, min(day, (block + 1) * made.block_days - 1))
    return _Entry(person, arm, unit or person, at, day)


class _Own:
    """The rows of days that belong to each entry."""

    def __init__(self, entries: Sequence[_Entry], rows: DayRows, person: Callable[[str], str]) -> None:
        self._entries, self._rows = entries, rows
        places: dict[str, list[int]] = {}
        for n, each in enumerate(entries):
            places.setdefault(each.person, []).append(n)
        who = [places.get(person(shopper), []) for shopper in rows.shoppers]
        # One line for each pair of a row and an entry of its person.
        spread = np.array([len(of) for of in who], np.int64)[rows.shopper] if len(who) else np.zeros(0, np.int64)
        self._row = np.repeat(np.arange(len(rows.shopper)), spread)
        chosen = [of for shopper in rows.shopper.tolist() for of in who[shopper]]
        self._entry = np.array(chosen, np.int64)
        self._first = np.array([each.first for each in entries], np.int64)
        self._until = np.array([each.until for each in entries], np.int64)

    def sums(self, before_days: int = 0) -> ShopperSums:
        """Return the sums of each entry over its days, or over the days before its first exposure."""
        day, first = self._rows.day[self._row], self._first[self._entry]
        keep = (day >= first) & (day <= self._until[self._entry])
        if before_days:
            keep = (day < first) & (day >= first - before_days)
        added = {}
        for name, values in self._rows.columns.items():
            added[name] = np.zeros(len(self._entries), np.int64)
            np.add.at(added[name], self._entry[keep], values[self._row[keep]])
        return ShopperSums(tuple(each.person for each in self._entries), added)


def _moments(
    made: Experiment, metric: str, outcomes: Outcomes, after: ShopperSums, before: ShopperSums
) -> Sequence[Moments]:
    above, below = after.parts(BY_NAME[metric])
    past, past_below = before.parts(BY_NAME[metric])
    acts = counts_acts(metric)
    adjusts = made.before_days > 0 and made.design != BLOCKS
    values = stacked(above, below if acts else None, past if adjusts else None,
                     past_below if acts and adjusts else None)  # fmt: skip
    return Outcomes(outcomes.arm, outcomes.unit, values).by_arm(len(made.arms), made.is_clustered)
