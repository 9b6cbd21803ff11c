"""What operators draft, start, stop and take back: documents with a state, a version and the record of each change."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.terms.errors import BadInput, Conflict, NotFound

T = TypeVar("T")
DRAFT, LIVE, STOPPED = "draft", "live", "stopped"
STATES = (DRAFT, LIVE, STOPPED)
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": ((DRAFT, STOPPED), LIVE), "stop": ((LIVE,), STOPPED),
}  # fmt: skip
MOST = 1_000
# Another process may have written: what is kept in memory is read again after so long.
KEPT_S = 1.0
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """One of them with its state and the record of its changes, oldest first."""

    id: str
    value: T
    state: str
    version: int
    audit: tuple[dict[str, Any], ...]
    at: int


@dataclass
class Drafted(Generic[T]):
    """Keeps values as documents of one kind; `read` makes a value of id, body and version, or raises BadInput.

    `noun` is what messages call one of them. `changed` is called after each write.
    """

    documents: Documents
    kind: str
    noun: str
    read: Callable[[str, Mapping[str, Any], int], T]
    write_out: Callable[[T], dict[str, Any]]
    changed: Callable[[Kept[T]], None] = lambda _: None
    _live: tuple[float, tuple[Kept[T], ...]] | None = field(default=None, init=False)

    def all(self) -> list[Kept[T]]:
        """Return all of them by id."""
        return [self._kept(found) for found in self.documents.list(self.kind, limit=MOST)]

    def live(self) -> tuple[Kept[T], ...]:
        """Return those that are live, at most a second old."""
        held = self._live
        if held is None or time.monotonic() - held[0] > KEPT_S:
            self._live = held = (time.monotonic(), tuple(kept for kept in self.all() if kept.state == LIVE))
        return held[1]

    def get(self, id: str) -> Kept[T]:
        """Return one; NotFound when there is none."""
        found = self.documents.get(self.kind, id)
        if found is None:
            raise NotFound(f"unknown_{self.kind}", f"there is no {self.noun} {id!r}", field=self.kind,
                           hint="list them to see their ids")
        return self._kept(found)

    def write(self, id: str, body: Mapping[str, Any], who: str, now: int, state: str = DRAFT) -> Kept[T]:
        """Write a new draft, or change one that there is; its state stays what it was."""
        if not _ID.match(id):
            raise BadInput(f"{self.kind}_id", f"{id!r} is no id", field=self.kind,
                           hint="1 to 64 small letters, digits and underscores")
        value, found = self.read(id, body, 1), self.documents.get(self.kind, id)
        if found is None and self.documents.count(self.kind) >= MOST:
            raise Conflict(f"too_many_{self.kind}s", f"there are {MOST} already", field=self.kind,
                           hint="change one that has ended")
        state = found.body["state"] if found else state
        return self._put(id, found, {**self.write_out(value), "state": state}, who, "edit" if found else "write", now)

    def step(self, id: str, what: str, who: str, now: int) -> Kept[T]:
        """Start or stop one, or take the last change back (`undo`); Conflict when its state does not allow it."""
        kept, found = self.get(id), self.documents.get(self.kind, id)
        if what == "undo":
            return self._put(id, found, self._undone(found), who, what, now)
        before, after = STEPS[what]
        if kept.state not in before:
            raise Conflict(f"{self.kind}_state", f"{self.noun} {id} is {kept.state}; it cannot {what} now",
                           field="state", hint=f"only what is {' or '.join(before)} can {what}")
        return self._put(id, found, {"state": after}, who, what, now)

    def _undone(self, found: Document | None) -> dict[str, Any]:
        stands = standing(found.body) if found else []
        if not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", f"no change of this {self.noun} stands", field=self.kind)
        return dict(stands[-1]["from"])

    def _put(
        self, id: str, found: Document | None, changes: Mapping[str, Any], who: str, what: str, now: int
    ) -> Kept[T]:
        body = changed(found.body if found else {}, changes, who, what, now)
        put = self.documents.put(self.kind, id, body, expected_version=found.version if found else 0)
        self._live = None
        kept = self._kept(put)
        self.changed(kept)
        return kept

    def _kept(self, found: Document) -> Kept[T]:
        body = found.body
        return Kept(found.id, self.read(found.id, body, found.version), body["state"], found.version,
                    tuple(body["audit"]), found.at)
