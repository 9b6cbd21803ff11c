"""Findings of the night as documents: read by state, changed with an audit, let go when old."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.terms.errors import BadInput, NotFound

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Findings:
    """Documents of one kind whose bodies have a `state` and an `audit`; `path` is where people read them."""

    documents: Documents
    kind: str
    states: tuple[str, ...]
    path: str

    def all(self, state: str = "") -> list[Document]:
        """Return the findings, newest first; BadInput for an unknown state."""
        if state and state not in self.states:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(self.states)}")
        return [each for each in self.documents.list(self.kind, limit=MOST, newest=True)
                if state in ("", each.body["state"])]  # fmt: skip

    def get(self, id: str) -> Document:
        """Return one finding; NotFound when there is none."""
        found = self.documents.get(self.kind, id)
        if found is None:
            raise NotFound(f"unknown_{self.kind}", f"there is no {self.kind.replace('_', ' ')} {id!r}", field="id",
                           hint=f"see GET {self.path}")
        return found

    def change(self, found: Document, changes: dict[str, Any], who: str, what: str, now: int) -> Document:
        """Change a finding, on record; Conflict when another change was faster."""
        return self.documents.put(self.kind, found.id, changed(found.body, changes, who, what, now), found.version)

    def let_go(self, is_old: Callable[[Document], bool]) -> None:
        """Remove what is old."""
        old = [each.id for each in self.all() if is_old(each)]
        if old:
            self.documents.delete(self.kind, old)
