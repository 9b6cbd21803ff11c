"""The merchant's synonyms: one document in versions, every change on record, each can be taken back."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.matching.search.synonyms import Rule, Synonyms, read_rules
from huozhao.terms.errors import Conflict

KIND, ID = "synonyms", "current"
# Another process may have written: what is kept in memory is read again after so long.
KEPT_S = 1.0


@dataclass(frozen=True, slots=True)
class Kept:
    """The rules as they stand, their version (0 = never written) and the record of changes, oldest first."""

    rules: tuple[Rule, ...]
    version: int
    audit: tuple[dict[str, Any], ...]


class SynonymBook:
    """Keeps synonyms."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._held: tuple[float, int, Synonyms] | None = None

    def get(self) -> Kept:
        """Return the rules."""
        return _kept(self._documents.get(KIND, ID))

    def live(self) -> Synonyms:
        """Return the synonyms to search with, the product's own included."""
        held = self._held
        if held is None or time.monotonic() - held[0] > KEPT_S:
            kept = self.get()
            synonyms = held[2] if held and held[1] == kept.version else Synonyms(kept.rules)
            self._held = held = (time.monotonic(), kept.version, synonyms)
        return held[2]

    def write(self, rules: Sequence[Mapping[str, object]], version: int | None, who: str, now: int) -> Kept:
        """Replace all rules; Conflict when somebody else changed them since `version`."""
        read = read_rules(rules)
        found = self._documents.get(KIND, ID)
        if version is not None and version != (found.version if found else 0):
            raise Conflict("changed_meanwhile", "the synonyms were changed meanwhile / 同义词刚被别人改过",
                           field="version", hint="read them again and repeat the change / 请刷新后再改")
        return self._put(found, [{"words": list(rule.words), "one_way": rule.one_way} for rule in read],
                         who, "edit" if found else "write", now)

    def undo(self, who: str, now: int) -> Kept:
        """Take the last change that stands back; also the first, which leaves no rules."""
        found = self._documents.get(KIND, ID)
        stands = standing(found.body) if found else []
        if found is None or not stands:
            raise Conflict("nothing_to_undo", "no change of the synonyms stands / 没有可撤销的改动", field="rules")
        return self._put(found, stands[-1]["from"].get("rules") or [], who, "undo", now)

    def _put(self, found: Document | None, rules: list[dict[str, Any]], who: str, what: str, now: int) -> Kept:
        body = changed(found.body if found else {}, {"rules": rules}, who, what, now)
        kept = self._documents.put(KIND, ID, body, expected_version=found.version if found else 0)
        self._held = None
        return _kept(kept)


def _kept(found: Document | None) -> Kept:
    if found is None:
        return Kept((), 0, ())
    rules = tuple(Rule(tuple(line["words"]), line["one_way"]) for line in found.body["rules"])
    return Kept(rules, found.version, tuple(found.body["audit"]))
