"""The strategies of the mall as operators keep them: drafts, versions, who changed what, and undo."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.offers import Offer
from huozhao.operations.presets import PRESETS
from huozhao.operations.strategies import Strategy, strategy_from_dict, strategy_to_dict
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND, VERSIONS = "strategy", "strategy_version"
STATES = ("draft", "running", "paused", "ended")
# What each step needs to have before it, and what it leads to.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": (("draft", "paused"), "running"), "pause": (("running",), "paused"),
    "end": (("draft", "running", "paused"), "ended"),
}
# Another process may have written: what is kept in memory is read again after so long.
KEPT_S = 1.0
MOST = 500
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class Kept:
    """A strategy with its state and the record of its changes, oldest first; a preset not yet edited has none."""

    strategy: Strategy
    state: str
    audit: tuple[dict[str, Any], ...]
    changed_at: int
    is_preset: bool


class StrategyBook:
    """Keeps strategies as documents; every change is a version, on record with who made it."""

    def __init__(
        self, documents: Documents, check: Callable[[str], None] = lambda _: None,
        startable: Callable[[Offer], None] = lambda _: None,
    ) -> None:  # fmt: skip
        """Take the documents, and what raises an error for an expression that cannot be evaluated or an offer that
        cannot be made.
        """
        self._documents, self._check, self._startable = documents, check, startable
        self._lock = threading.Lock()
        self._running: tuple[float, tuple[Kept, ...]] | None = None

    def all(self) -> list[Kept]:
        """Return every strategy, the product's own drafts too, by id."""
        own = {found.id: _kept(found) for found in self._documents.list(KIND, limit=MOST)}
        drafts = {id: Kept(strategy, "draft", (), 0, True) for id, strategy in PRESETS.items() if id not in own}
        return [kept for _, kept in sorted({**own, **drafts}.items())]

    def running(self) -> tuple[Kept, ...]:
        """Return the strategies that run, at most a second old."""
        held = self._running
        if held is None or time.monotonic() - held[0] > KEPT_S:
            found = tuple(kept for kept in self.all() if kept.state == "running")
            self._running = held = (time.monotonic(), found)
        return held[1]

    def get(self, id: str) -> Kept:
        """Return one strategy; NotFound when there is none."""
        found = self._documents.get(KIND, id)
        if found is not None:
            return _kept(found)
        if id in PRESETS:
            return Kept(PRESETS[id], "draft", (), 0, True)
        raise NotFound("unknown_strategy", f"there is no strategy {id!r}", field="strategy",
                       hint="see GET /v1/strategies")  # fmt: skip

    def version(self, id: str, version: int) -> Strategy | None:
        """Return a strategy as it stood in one version."""
        found = self._documents.get(VERSIONS, _version_id(id, version))
        return strategy_from_dict(id, found.body, version) if found else None

    def write(self, id: str, body: dict[str, Any], who: str, now: int) -> Kept:
        """Write a new draft, or change a strategy that has not ended; the state stays what it was."""
        if not _ID.match(id):
            raise BadInput("strategy_id", f"{id!r} is no id", field="strategy",
                           hint="1 to 64 small letters, digits and underscores")  # fmt: skip
        strategy = strategy_from_dict(id, body)
        self._check(strategy.expression)
        found = self._documents.get(KIND, id)
        before = _state_of(found)
        if before == "ended":
            raise Conflict("strategy_ended", f"strategy {id} has ended", field="state", hint="write a new one")
        old = _base(id, found)
        what = "edit" if old else "write"
        return self._put(id, found, old, {**strategy_to_dict(strategy), "state": before}, who, what, now)

    def step(self, id: str, what: str, who: str, now: int) -> Kept:
        """Start, pause or end a strategy; Conflict when its state does not allow it."""
        kept, found = self.get(id), self._documents.get(KIND, id)
        before, after = STEPS[what]
        if kept.state not in before:
            raise Conflict("strategy_state", f"strategy {id} is {kept.state}; it cannot {what} now", field="state",
                           hint=f"only what is {' or '.join(before)} can {what}")  # fmt: skip
        if what == "start":
            self._check(kept.strategy.expression)
            self._startable(kept.strategy.offer)
        return self._put(id, found, _base(id, found), {"state": after}, who, what, now)

    def undo(self, id: str, who: str, now: int) -> Kept:
        """Take the last change that stands back."""
        found = self._documents.get(KIND, id)
        stands = standing(found.body) if found else []
        if found is None or not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no change of this strategy stands", field="strategy")
        return self._put(id, found, found.body, dict(stands[-1]["from"]), who, "undo", now)

    def _put(
        self, id: str, found: Document | None, old: dict[str, Any], changes: dict[str, Any], who: str, what: str,
        now: int,
    ) -> Kept:  # fmt: skip
        body = changed(old, changes, who, what, now)
        with self._lock:
            put = self._documents.put(KIND, id, body, expected_version=found.version if found else 0)
            self._documents.put(VERSIONS, _version_id(id, put.version), {**body, "audit": body["audit"][-1:]})
            self._running = None
        return _kept(put)


def _version_id(id: str, version: int) -> str:
    return f"{id}:{version:06d}"


def _base(id: str, found: Document | None) -> dict[str, Any]:
    """Return what a change starts from: what is kept, or the product's own draft, or nothing."""
    if found is not None:
        return found.body
    return {**strategy_to_dict(PRESETS[id]), "state": "draft", "audit": []} if id in PRESETS else {}


def _state_of(found: Document | None) -> str:
    return str(found.body["state"]) if found else "draft"


def _kept(found: Document) -> Kept:
    strategy = strategy_from_dict(found.id, found.body, found.version)
    return Kept(replace(strategy, version=found.version), found.body["state"], tuple(found.body["audit"]), found.at,
                found.id in PRESETS)  # fmt: skip
