"""The merchant's rules as operators keep them: versions, who changed what, removal that can be undone."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.matching.rerank.read import read_rule
from huozhao.matching.rerank.rules import MerchRule, rule_to_dict
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND = "merch_rule"
ON, PAUSED, REMOVED = "on", "paused", "removed"
# Another process may have written: what is kept in memory is read again after so long.
KEPT_S = 1.0
MOST = 500
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule with its state, its version and the record of its changes, oldest first."""

    rule: MerchRule
    state: str
    version: int
    changed_at: int
    audit: tuple[dict[str, Any], ...]


class RuleBook:
    """Keeps rules as documents; every change is a version, on record with who made it."""

    def __init__(self, documents: Documents) -> None:
        self._documents, self._lock = documents, threading.Lock()
        self._held: tuple[float, tuple[MerchRule, ...]] | None = None

    def all(self, *, removed: bool = False) -> list[KeptRule]:
        """Return every rule by id, those removed only when asked for."""
        kept = [_kept(found) for found in self._documents.list(KIND, limit=MOST)]
        return [each for each in kept if removed or each.state != REMOVED]

    def holding(self) -> tuple[MerchRule, ...]:
        """Return the rules that are on, at most a second old."""
        held = self._held
        if held is None or time.monotonic() - held[0] > KEPT_S:
            found = tuple(each.rule for each in self.all() if each.state == ON)
            self._held = held = (time.monotonic(), found)
        return held[1]

    def get(self, id: str) -> KeptRule:
        """Return one rule, removed ones too; NotFound when there never was one."""
        return _kept(self._found(id))

    def write(self, id: str, body: Mapping[str, Any], who: str, now: int) -> KeptRule:
        """Write a rule, new or changed; one that was removed comes back. BadInput names the field that is wrong.

        Without a word about its hold-out that stays what it is, so that what is being tested goes on being tested.
        """
        if not _ID.match(id):
            raise BadInput("rule_id", f"{id!r} is no id", field="rule",
                           hint="1 to 64 small letters, digits and underscores")
        found = self._documents.get(KIND, id)
        if found is not None and body.get("hold_out") is None:
            body = {**body, "hold_out": found.body["hold_out"]}
        rule, state = read_rule(id, body), body.get("state", ON)
        if state not in (ON, PAUSED):
            raise BadInput("rule_state", f"there is no state {state!r}", field="state", hint="on or paused")
        if found is None and self._documents.count(KIND) >= MOST:
            raise Conflict("too_many_rules", f"there are {MOST} rules already", field="rule",
                           hint="change one that is no longer needed")
        what = "write" if found is None else "edit"
        return self._put(id, found, {**rule_to_dict(rule), "state": state}, who, what, now)

    def remove(self, id: str, who: str, now: int) -> KeptRule:
        """Take a rule off; undo brings it back."""
        found = self._found(id)
        if found.body["state"] == REMOVED:
            raise Conflict("rule_removed", f"rule {id} is removed already", field="rule")
        return self._put(id, found, {"state": REMOVED}, who, "remove", now)

    def undo(self, id: str, who: str, now: int) -> KeptRule:
        """Take the last change that stands back."""
        found = self._found(id)
        stands = standing(found.body)
        if not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no change of this rule stands", field="rule")
        return self._put(id, found, dict(stands[-1]["from"]), who, "undo", now)

    def _found(self, id: str) -> Document:
        found = self._documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_rule", f"there is no rule {id!r}", field="rule", hint="see GET /v1/merch-rules")
        return found

    def _put(
        self, id: str, found: Document | None, changes: dict[str, Any], who: str, what: str, now: int
    ) -> KeptRule:
        body = changed(found.body if found else {}, changes, who, what, now)
        with self._lock:
            put = self._documents.put(KIND, id, body, expected_version=found.version if found else 0)
            self._held = None
        return _kept(put)


def _kept(found: Document) -> KeptRule:
    audit = tuple(found.body["audit"])
    return KeptRule(read_rule(found.id, found.body), found.body["state"], found.version, audit[-1]["at"], audit)
