"""The access log in memory."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from huozhao.privacy.looks import Look, Wanted


class MemoryAccessLog:
    """Looks in a list."""

    def __init__(self) -> None:
        self._looks: list[Look] = []
        self._last, self._lock = 0, threading.Lock()

    def append(self, look: Look) -> int:
        """Add a look."""
        with self._lock:
            self._last += 1
            self._looks.append(replace(look, position=self._last))
            return self._last

    def find(self, wanted: Wanted, limit: int) -> list[Look]:
        """Return looks, newest first."""
        return [look for look in reversed(self._looks) if _matches(look, wanted)][:limit]

    def count(self, subject: str, since: int = 0) -> int:
        """Count the looks at a subject."""
        return sum(subject in look.subjects and look.at >= since for look in list(self._looks))

    def rename(self, names: Sequence[tuple[str, str]]) -> int:
        """Put pseudonyms in place."""
        new = dict(names)
        with self._lock:
            before = self._looks
            self._looks = [replace(o, subjects=tuple(new.get(s, s) for s in o.subjects)) for o in before]
            return sum(old != now for old, now in zip(before, self._looks, strict=True))

    def drop(self, before: int) -> int:
        """Remove old looks."""
        with self._lock:
            kept = [look for look in self._looks if look.at >= before]
            gone, self._looks = len(self._looks) - len(kept), kept
            return gone

    def close(self) -> None:
        """Nothing to release."""


def _matches(look: Look, wanted: Wanted) -> bool:
    named = wanted.who in ("", look.who) and wanted.what in ("", look.what)
    timely = wanted.since <= look.at < wanted.until and (not wanted.before or look.position < wanted.before)
    return named and timely and (not wanted.subject or wanted.subject in look.subjects)
