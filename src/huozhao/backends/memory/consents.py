"""The consent ledger in memory: for trials and tests."""

import os
import threading
from collections.abc import Iterable, Sequence

from huozhao.privacy.consent import GENESIS, Decision, Entry, Proof, encode, link, prove


class MemoryConsents:
    """A ConsentLedger in lists."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._held: dict[int, tuple[bytes, Decision]] = {}
        self._lock = threading.Lock()

    def append(self, decisions: Sequence[Decision]) -> int:
        """Add decisions in order."""
        with self._lock:
            for decision in decisions:
                previous = self._entries[-1].mark if self._entries else GENESIS
                salt = os.urandom(16)
                entry = link(len(self._entries) + 1, previous, salt, encode(decision))
                self._entries.append(entry)
                self._held[entry.number] = (salt, decision)
            return len(self._entries)

    def head(self) -> int:
        """Return the number of the newest entry."""
        return len(self._entries)

    def standing(self) -> Iterable[tuple[str, str, bool]]:
        """Return the newest decision of every subject and purpose."""
        with self._lock:
            newest = {(d.subject, d.purpose): d.given for _, d in self._held.values()}
        return [(subject, purpose, given) for (subject, purpose), given in newest.items()]

    def history(self, subjects: Sequence[str]) -> list[Decision]:
        """Return the decisions of some subjects."""
        wanted = frozenset(subjects)
        with self._lock:
            return [d for _, d in self._held.values() if d.subject in wanted]

    def forget(self, subjects: Sequence[str]) -> int:
        """Delete decisions and salts, leaving the chain."""
        wanted = frozenset(subjects)
        with self._lock:
            gone = [number for number, (_, d) in self._held.items() if d.subject in wanted]
            for number in gone:
                del self._held[number]
            return len(gone)

    def verify(self) -> Proof:
        """Walk the chain."""
        with self._lock:
            held = {number: (salt, encode(d)) for number, (salt, d) in self._held.items()}
            return prove((entry, *held.get(entry.number, (None, None))) for entry in self._entries)

    def close(self) -> None:
        """Nothing to release."""
