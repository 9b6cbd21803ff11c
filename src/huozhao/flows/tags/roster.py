"""Who carries which tag now: one bitmap a tag (and one a value), each change written to the journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pyroaring import BitMap

from huozhao.insight.tags.journal import Change, Memberships
from huozhao.insight.tags.uids import Uids


@dataclass(frozen=True, slots=True)
class Changes:
    """How many persons gained and lost a tag."""

    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """Who gained and who lost a tag; who went from one value to another gained it as well."""

    gained: BitMap
    lost: BitMap

    def counted(self) -> Changes:
        """Return how many they are."""
        return Changes(len(self.gained), len(self.lost))


@dataclass(frozen=True, slots=True)
class Cause:
    """When (ms) and why something changed; `positions` are the places in the log by person, where known."""

    at: int
    why: str
    positions: Mapping[int, int] = field(default_factory=dict)


class Roster:
    """The memberships of all tags as bitmaps over uids."""

    def __init__(self, journal: Memberships, uids: Uids, day_of: Callable[[int], int]) -> None:
        self.journal, self.uids, self._day_of = journal, uids, day_of
        self._held: dict[str, BitMap] = {}
        self._valued: dict[str, dict[str, BitMap]] = {}

    def load(self) -> None:
        """Take up what the journal says stands now."""
        self._held, self._valued = {}, {}
        found: dict[tuple[str, str], list[int]] = {}
        for held in self.journal.current():
            found.setdefault((held.tag, held.value), []).append(self.uids.code(held.person))
        for (tag, value), members in found.items():
            self._held.setdefault(tag, BitMap()).update(members)
            if value:
                self._valued.setdefault(tag, {})[value] = BitMap(members)

    def tags(self) -> list[str]:
        """Return all tags that anybody carries or carried."""
        return list(self._held)

    def bitmap(self, tag: str, value: str = "") -> BitMap:
        """Return who carries a tag (with one value); the live set, to be copied by those who keep it."""
        if value:
            return self._valued.get(tag, {}).get(value) or BitMap()
        return self._held.get(tag) or BitMap()

    def values(self, tag: str) -> dict[str, BitMap]:
        """Return who carries each value of a tag with values."""
        return self._valued.get(tag, {})

    def value(self, tag: str, uid: int) -> str:
        """Return the value with which a person carries a tag, empty for none."""
        return next((value for value, members in self._valued.get(tag, {}).items() if uid in members), "")

    def stands(self, tag: str, among: BitMap, holders: dict[str, BitMap]) -> bool:
        """Tell whether the holders among some persons are already what `holders` says."""
        held = self._held.get(tag)
        if not held or not holders:
            return not any(holders.values()) and not (held and held.intersection_cardinality(among))
        if "" in holders:
            return held & among == holders[""]
        return all(members == self.bitmap(tag, value) & among for value, members in holders.items())

    def settle(self, tag: str, among: BitMap | None, holders: dict[str, BitMap], cause: Cause) -> Moved:
        """Make the holders of a tag among some persons (None = everybody) what `holders` says, by value.

        A tag without values has the one value ''.
        """
        held = self._held.setdefault(tag, BitMap())
        before = held.copy() if among is None else held & among
        after = BitMap.union(*holders.values()) if holders else BitMap()
        lost, gained = before - after, BitMap()
        changes = self._leave(tag, lost, cause)
        for value, members in holders.items():
            new = self._enter(tag, value, members)
            gained |= new
            changes += self._noted(tag, new, True, cause, value)
        held -= before
        held |= after
        self.journal.append(changes)
        return Moved(gained, lost)

    def forget(self, uid: int) -> None:
        """Take a person out of every bitmap."""
        for members in [*self._held.values(), *(m for by_value in self._valued.values() for m in by_value.values())]:
            members.discard(uid)

    def _enter(self, tag: str, value: str, members: BitMap) -> BitMap:
        if not value:
            return members - self._held[tag]
        by_value = self._valued.setdefault(tag, {})
        new = members - by_value.setdefault(value, BitMap())
        for other in by_value.values():
            other -= new
        by_value[value] |= new
        return new

    def _leave(self, tag: str, members: BitMap, cause: Cause) -> list[Change]:
        for other in self._valued.get(tag, {}).values():
            other -= members
        return self._noted(tag, members, False, cause)

    def _noted(self, tag: str, members: BitMap, entered: bool, cause: Cause, value: str = "") -> list[Change]:
        if not members:
            return []
        day, name, place = self._day_of(cause.at), self.uids.name, cause.positions.get
        return [
            Change(tag, person, entered, cause.at, day, cause.why, place(uid, 0), value)
            for uid in members if (person := name(uid))
        ]
