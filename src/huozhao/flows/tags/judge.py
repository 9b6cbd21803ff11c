"""Ask rules about persons: gather what the kernel needs, run it, heed consent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from huozhao.flows.tags.ground import Ground
from huozhao.flows.tags.roster import Roster
from huozhao.insight.tags.columns import Moment
from huozhao.insight.tags.language.tree import Age, InCrowd, Node, TagHeld, Told, ToldAmong
from huozhao.insight.tags.program import Program
from huozhao.terms.time import day_name, day_start, local_day

AHEAD_DAYS = 1_200
STALE_DAYS = 30
Numbers = NDArray[np.int64]


def reference(clock: int, newest: int, zone: str) -> int:
    """Return the instant that windows end with: now, or the newest act when that is over 30 days old.

    So an old export that was imported is read as on its own last day.
    """
    stale = newest and local_day(newest, zone) < local_day(clock, zone) - STALE_DAYS
    return newest if stale else clock


class Judge:
    """Evaluates programs on the ground; holds what is reused between calls."""

    def __init__(self, ground: Ground, roster: Roster) -> None:
        self.ground, self.roster = ground, roster
        self._seen = np.zeros(1_024, np.int64)
        self._starts: tuple[int, Numbers] = (-1, np.zeros(0, np.int64))

    def moment(self, now: int) -> Moment:
        """Return an instant with its local day and the beginnings of the days to come."""
        zone = self.ground.zone
        today = local_day(now, zone)
        if self._starts[0] != today:
            days = range(today, today + AHEAD_DAYS)
            self._starts = today, np.array([day_start(day, zone) for day in days], np.int64)
        return Moment(now, today, self._starts[1])

    def ask(self, program: Program, persons: Numbers, rules: Numbers, now: int) -> tuple[NDArray[np.int16], Numbers]:
        """Return for each pair (person, rule), sorted by person, the case that holds and when that may change (ms).

        Consent is not looked at here.
        """
        from huozhao.insight.tags.stack import evaluate

        people, whose = np.unique(persons, return_inverse=True)
        lo, hi = self.ground.blocks(people)
        chosen, atoms, code = program.arrays()
        outside, moment = self.outside(program.outside, people, now), self.moment(now)
        if len(self._seen) <= len(self.ground.subjects) + 1:
            self._seen = np.zeros(2 * len(self.ground.subjects) + 2, np.int64)
        return evaluate(  # type: ignore[no-any-return]
            self.ground.pool.columns, chosen, atoms, code, lo, hi, whose, rules, outside, moment, self._seen)

    def outside(self, nodes: Sequence[Node], people: Numbers, now: int) -> NDArray[np.float64]:
        """Return what is not measured in acts: one column a node, one row a person."""
        values = np.zeros((len(people), max(1, len(nodes))))
        for place, node in enumerate(nodes):
            values[:, place] = self._column(node, people, now)
        return values

    def new_year(self, now: int) -> int:
        """Return when the next calendar year begins, for ages."""
        year = np.datetime64(f"{int(day_name(self.moment(now).today)[:4]) + 1}-01-01")
        return day_start(int(year.astype("datetime64[D]").astype(np.int64)), self.ground.zone)

    def _column(self, node: Node, people: Numbers, now: int) -> NDArray[np.float64] | NDArray[np.bool_]:
        told = self.ground.told
        match node:
            case TagHeld():
                return member_mask(self.roster.bitmap(node.tag, node.value), people)
            case ToldAmong():
                return told.among(node.name, node.words, people)
            case Told():
                return told.numbers(node.name, people)
            case Age():
                year = int(day_name(self.moment(now).today)[:4])
                age = year - told.numbers("birth_year", people)
                return np.where((age >= 0) & (age <= 120), age, np.nan)
            case InCrowd():
                return np.zeros(len(people))
        raise AssertionError(node)


def member_mask(members: BitMap, people: Numbers) -> NDArray[np.bool_]:
    """Tell for each person whether they are in a set."""
    if len(people) < 64:
        return np.array([int(uid) in members for uid in people], np.bool_)
    return np.isin(people, np.array(members))


def bitmap_of(uids: Numbers) -> BitMap:
    """Return a bitmap of uids."""
    return BitMap(uids.astype(np.uint32))


