"""The journal of memberships in memory."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from huozhao.insight.tags.journal import Change, Membership


class MemoryMemberships:
    """Memberships that end with the process."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Membership] = {}
        self._changes: list[Change] = []
        self._sizes: dict[tuple[str, int], list[int]] = {}
        self._number, self._lock = 0, threading.Lock()

    def append(self, changes: Sequence[Change]) -> None:
        """Record changes; see the port."""
        with self._lock:
            for change in changes:
                self._one(change)

    def current(self, person: str | None = None) -> Iterable[Membership]:
        """Return what stands now."""
        with self._lock:
            return [held for held in self._held.values() if person is None or held.person == person]

    def history(self, person: str, tag: str = "", limit: int = 100) -> list[Change]:
        """Return a person's changes, newest first."""
        with self._lock:
            mine = [c for c in self._changes if c.person == person and tag in ("", c.tag)]
        return mine[::-1][:limit]

    def after(self, number: int, limit: int, tag: str = "") -> list[Change]:
        """Return changes after a number."""
        with self._lock:
            return [c for c in self._changes if c.number > number and tag in ("", c.tag)][:limit]

    def sizes(self, tag: str) -> list[tuple[int, int, int]]:
        """Return gains and losses by day."""
        with self._lock:
            return sorted((day, *counts) for (name, day), counts in self._sizes.items() if name == tag)  # type: ignore[misc]

    def forget(self, persons: Sequence[str]) -> int:
        """Remove persons."""
        gone = set(persons)
        with self._lock:
            before = len(self._changes) + len(self._held)
            self._changes = [c for c in self._changes if c.person not in gone]
            self._held = {key: held for key, held in self._held.items() if held.person not in gone}
            return before - len(self._changes) - len(self._held)

    def close(self) -> None:
        """Nothing to release."""

    def _one(self, change: Change) -> None:
        key = (change.person, change.tag)
        held = self._held.get(key)
        if change.entered and (held is None or held.value != change.value):
            self._held[key] = Membership(
                change.tag, change.person, change.value, change.at, change.cause, change.position)
        elif not change.entered and held is not None:
            del self._held[key]
        else:
            return
        self._number += 1
        self._changes.append(replace(change, number=self._number))
        if held is None or not change.entered:
            self._sizes.setdefault((change.tag, change.day), [0, 0])[0 if change.entered else 1] += 1
