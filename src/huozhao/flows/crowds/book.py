"""The crowds that operators saved: their expressions, versions, and the history of their sizes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.insight.crowds import find_cycle
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import needs
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.text import Text, text_from

KIND, SIZES, BOOK = "crowd", "crowd_size", "crowd_book"
MOST = 500
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved crowd and the record of its changes."""

    crowd: str
    label: Text
    expression: str
    version: int
    audit: tuple[dict[str, Any], ...]
    changed_at: int


class CrowdBook:
    """Keeps crowds as documents; `check` raises BadInput for an expression that cannot be evaluated.

    `changed` is called after every change: tags may ask for a crowd.
    """

    def __init__(
        self, documents: Documents, check: Callable[[str], None] = lambda _: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._documents, self._check, self._changed = documents, check, changed

    def all(self) -> list[Saved]:
        """Return every crowd by id."""
        return [_saved(found) for found in self._documents.list(KIND, limit=MOST)]

    def get(self, crowd: str) -> Saved:
        """Return one crowd; NotFound when there is none."""
        found = self._documents.get(KIND, crowd)
        if found is None:
            raise NotFound("unknown_crowd", f"there is no crowd {crowd!r}", field="crowd", hint="see GET /v1/crowds")
        return _saved(found)

    def expression(self, crowd: str) -> str | None:
        """Return a crowd's expression, None when there is no such crowd."""
        found = self._documents.get(KIND, crowd)
        return str(found.body["expression"]) if found else None

    def write(self, crowd: str, label: Any, expression: str, who: str, now: int) -> Saved:
        """Save a crowd, or change it; BadInput for an expression that leads back to itself."""
        if not _ID.match(crowd):
            raise BadInput("crowd_id", f"{crowd!r} is no id", field="crowd",
                           hint="1 to 64 small letters, digits and underscores")  # fmt: skip
        self._check(expression)
        way = find_cycle(crowd, expression, self.expression)
        if way:
            raise BadInput("crowd_cycle", f"the crowd would contain itself: {' → '.join(way)}", field="expression",
                           hint="leave one of these crowds out")  # fmt: skip
        found = self._documents.get(KIND, crowd)
        changes = {"label": text_from(label, crowd).as_dict(), "expression": expression}
        return self._put(crowd, found, changes, who, "edit" if found else "write", now)

    def undo(self, crowd: str, who: str, now: int) -> Saved:
        """Take the last change that stands back."""
        self.get(crowd)
        found = self._documents.get(KIND, crowd)
        stands = standing(found.body) if found else []
        if not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no change of this crowd stands", field="crowd")
        before = dict(stands[-1]["from"])
        if find_cycle(crowd, before.get("expression", self.get(crowd).expression), self.expression):
            raise Conflict("crowd_cycle", "other crowds have come to use this one", field="crowd",
                           hint="change them first")  # fmt: skip
        return self._put(crowd, found, before, who, "undo", now)

    def delete(self, crowd: str, used_by: list[str]) -> None:
        """Remove a crowd and its sizes; Conflict while something uses it."""
        self.get(crowd)
        if used_by:
            raise Conflict("crowd_in_use", f"crowd {crowd} is used by {', '.join(used_by)}", field="crowd",
                           hint="change or end those first")  # fmt: skip
        self._documents.delete(KIND, [crowd])
        self._turn()
        self._documents.delete(SIZES, [found.id for found in self._sizes(crowd)])

    def note_size(self, crowd: str, day: int, size: int) -> None:
        """Keep a crowd's size of a local day; the last one of the day stands."""
        self._documents.put(SIZES, f"{crowd}:{day:06d}", {"day": day, "size": size})

    def sizes(self, crowd: str) -> list[tuple[int, int]]:
        """Return (local day, size) of a crowd by day."""
        return [(int(found.body["day"]), int(found.body["size"])) for found in self._sizes(crowd)]

    def using(self, *, crowd: str = "", tag: str = "") -> list[Saved]:
        """Return the crowds whose expression names a crowd or a tag."""
        found = []
        for saved in self.all():
            named = needs(parse(saved.expression))
            if crowd in named.crowds or tag in named.tags:
                found.append(saved)
        return found

    def _sizes(self, crowd: str) -> Iterator[Document]:
        after = f"{crowd}:"
        while page := self._documents.list(SIZES, after=after, limit=MOST):
            for found in page:
                if not found.id.startswith(f"{crowd}:"):
                    return
                yield found
            after = page[-1].id

    def _put(
        self, crowd: str, found: Document | None, changes: dict[str, Any], who: str, what: str, now: int
    ) -> Saved:
        body = changed(found.body if found else {}, changes, who, what, now)
        kept = self._documents.put(KIND, crowd, body, expected_version=found.version if found else 0)
        self._turn()
        return _saved(kept)

    def _turn(self) -> None:
        self._documents.put(BOOK, "current", {})
        self._changed()


def _saved(found: Document) -> Saved:
    body = found.body
    return Saved(found.id, text_from(body["label"], found.id), body["expression"], found.version, tuple(body["audit"]),
                 found.at)  # fmt: skip
