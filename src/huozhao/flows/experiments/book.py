"""The experiments of the mall as operators keep them: states, versions, who changed what, and undo."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.matching.rerank.read import read_rule
from huozhao.matching.rerank.rules import MerchRule, rule_to_dict
from huozhao.operations.experiments.experiment import (
    Experiment,
    experiment_from_dict,
    experiment_to_dict,
    frozen_while_running,
    overlapping,
)
from huozhao.operations.experiments.presets import PRESETS
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND = "experiment"
DRAFT, RUNNING, STOPPED, DECIDED = "draft", "running", "stopped", "decided"
# Another process may have written: what is kept in memory is read again after so long.
KEPT_S = 1.0
MOST = 500
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class Kept:
    """An experiment with its state and the record of its changes, oldest first; instants in ms, 0 = not yet.

    `rules` are the merchant rules of each arm. A preset that nobody touched has no record.
    """

    made: Experiment
    state: str
    started_at: int
    stopped_at: int
    winner: str
    rules: Mapping[str, tuple[MerchRule, ...]]
    audit: tuple[dict[str, Any], ...]
    is_preset: bool = False

    @property
    def placements(self) -> frozenset[str]:
        """Where any arm changes something; empty = everywhere."""
        every = [rule.placements for rules in self.rules.values() for rule in rules]
        return frozenset().union(*every) if every and all(every) else frozenset()


class ExperimentBook:
    """Keeps experiments as documents; every change is a version, on record with who made it."""

    def __init__(self, documents: Documents) -> None:
        self._documents, self._lock = documents, threading.Lock()
        self._running: tuple[float, tuple[Kept, ...]] | None = None

    def all(self) -> list[Kept]:
        """Return every experiment by id, the product's own drafts too."""
        own = {found.id: _kept(found) for found in self._documents.list(KIND, limit=MOST)}
        drafts = {id: _preset(id) for id in PRESETS if id not in own}
        return [kept for _, kept in sorted({**drafts, **own}.items())]

    def running(self) -> tuple[Kept, ...]:
        """Return the experiments that run, at most a second old."""
        held = self._running
        if held is None or time.monotonic() - held[0] > KEPT_S:
            found = tuple(kept for kept in self.all() if kept.state == RUNNING)
            self._running = held = (time.monotonic(), found)
        return held[1]

    def get(self, id: str) -> Kept:
        """Return one experiment; NotFound when there is none."""
        found = self._documents.get(KIND, id)
        if found is None and id not in PRESETS:
            raise NotFound("unknown_experiment", f"there is no experiment {id!r}", field="experiment",
                           hint="see GET /v1/experiments")  # fmt: skip
        return _kept(found) if found else _preset(id)

    def write(self, id: str, body: Mapping[str, Any], who: str, now: int) -> Kept:
        """Write a draft, or change an experiment; while it runs only what moves no shopper may change."""
        if not _ID.match(id):
            raise BadInput("experiment_id", f"{id!r} is no id", field="experiment",
                           hint="1 to 64 small letters, digits and underscores")  # fmt: skip
        made, found = _whole(experiment_from_dict(id, body)), self._documents.get(KIND, id)
        old = _kept(found) if found else None
        self._may_change(old, made)
        state = old.state if old else DRAFT
        return self._put(id, found, {**experiment_to_dict(made), "state": state}, who, "edit" if old else "write", now)

    def start(self, id: str, who: str, now: int) -> Kept:
        """Start a draft; Conflict when a running experiment takes shoppers of the same layer."""
        kept = self._in_state(id, DRAFT)
        self._require_free(kept.made)
        return self._put(id, self._documents.get(KIND, id), {"state": RUNNING, "started_at": now}, who, "start", now)

    def stop(self, id: str, who: str, now: int) -> Kept:
        """Stop a running experiment: everybody gets the control from the next page on."""
        self._in_state(id, RUNNING)
        return self._put(id, self._documents.get(KIND, id), {"state": STOPPED, "stopped_at": now}, who, "stop", now)

    def decide(self, id: str, arm: str, who: str, now: int) -> Kept:
        """Put on record which arm is taken; it stops, if it still runs."""
        kept = self._in_state(id, RUNNING, STOPPED)
        changes = {"state": DECIDED, "winner": arm, "stopped_at": kept.stopped_at or now}
        return self._put(id, self._documents.get(KIND, id), changes, who, "decide", now)

    def undo(self, id: str, who: str, now: int) -> Kept:
        """Take the last change that stands back."""
        found = self._documents.get(KIND, id)
        stands = standing(found.body) if found else []
        if found is None or not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no change of this experiment stands", field="experiment")
        before = dict(stands[-1]["from"])
        if before.get("state") == RUNNING:
            self._require_free(self.get(id).made)
        return self._put(id, found, before, who, "undo", now)

    def _in_state(self, id: str, *states: str) -> Kept:
        kept = self.get(id)
        if kept.state not in states:
            raise Conflict("experiment_state", f"experiment {id} is {kept.state}", field="state",
                           hint=f"only what is {' or '.join(states)} can do this")  # fmt: skip
        return kept

    def _require_free(self, made: Experiment) -> None:
        rival = overlapping(made, [kept.made for kept in self.all() if kept.state == RUNNING])
        if rival:
            raise Conflict("layer_taken", f"experiment {rival} takes shoppers of layer {made.layer!r} in this range",
                           field="layer", hint="take another layer, or ranges that do not overlap")  # fmt: skip

    def _may_change(self, old: Kept | None, made: Experiment) -> None:
        if old is None or old.state == DRAFT:
            return
        if old.state != RUNNING:
            raise Conflict("experiment_over", f"experiment {made.experiment} is {old.state}", field="state",
                           hint="write a new one")  # fmt: skip
        place = frozen_while_running(old.made, made)
        if place:
            raise Conflict("experiment_runs", f"{place} cannot change while shoppers are in arms", field=place,
                           hint="the range may grow; for anything else stop it and write a new one")  # fmt: skip
        self._require_free(made)

    def _put(
        self, id: str, found: Document | None, changes: Mapping[str, Any], who: str, what: str, now: int
    ) -> Kept:
        base = found.body if found else _untouched(id)
        body = changed(base, changes, who, what, now)
        with self._lock:
            put = self._documents.put(KIND, id, body, expected_version=found.version if found else 0)
            self._running = None
        return _kept(put)


def _rules(made: Experiment) -> dict[str, tuple[MerchRule, ...]]:
    """Read the merchant rules of each arm; BadInput names the first that cannot stand."""
    return {
        arm.arm: tuple(read_rule(f"{made.experiment}.{arm.arm}.{n}", body) for n, body in enumerate(arm.rules))
        for arm in made.arms
    }


def _whole(made: Experiment) -> Experiment:
    """Return an experiment whose rules are written out whole, so that two spellings of one rule are equal."""
    rules = _rules(made)
    arms = (replace(arm, rules=tuple(rule_to_dict(rule) for rule in rules[arm.arm])) for arm in made.arms)
    return replace(made, arms=tuple(arms))


def _untouched(id: str) -> dict[str, Any]:
    return {**experiment_to_dict(_whole(PRESETS[id])), "state": DRAFT} if id in PRESETS else {"state": DRAFT}


def _preset(id: str) -> Kept:
    return Kept(_whole(PRESETS[id]), DRAFT, 0, 0, "", _rules(PRESETS[id]), (), True)


def _kept(found: Document) -> Kept:
    body = found.body
    made = experiment_from_dict(found.id, body, found.version)
    return Kept(made, body["state"], body.get("started_at") or 0, body.get("stopped_at") or 0,
                body.get("winner") or "", _rules(made), tuple(body["audit"]), found.id in PRESETS)  # fmt: skip
