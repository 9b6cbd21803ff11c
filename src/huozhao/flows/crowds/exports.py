"""Exports of crowds: made as a job, kept in parts that erasure and retention can reach, ids masked unless allowed."""

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.crowds.crowds import Crowds
from huozhao.flows.jobs import Jobs, Progress, Work
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

KIND, PARTS, JOB = "crowd_export", "crowd_export_part", "crowd_export"
PART = 5_000
KEPT_DAYS = 30
LABEL = Text("导出人群", "Exporting a crowd")


@dataclass(frozen=True, slots=True)
class Export:
    """An export and how far it is; `rows` counts the shoppers written."""

    export: str
    crowd: str
    who: str
    at: int
    masked: bool
    rows: int
    is_done: bool


class Exports:
    """Writes crowds out; `secret` gives the key that masks ids."""

    def __init__(
        self, documents: Documents, crowds: Crowds, saved: CrowdBook, jobs: Jobs, segment: Callable[[str], str],
        secret: Callable[[], bytes],
    ) -> None:  # fmt: skip
        self._documents, self._crowds, self._saved, self._jobs = documents, crowds, saved, jobs
        self._segment, self._secret = segment, secret

    def start(self, crowd: str, who: str, masked: bool, now: int) -> tuple[Export, str]:
        """Begin an export of a crowd as it is now; return it and its job. Conflict while another one is made."""
        id, body, work = self._planned(crowd, who, masked, now)
        self._documents.put(KIND, id, body, expected_version=0)
        try:
            job = self._jobs.start(JOB, work)
        except Conflict:
            self._documents.delete(KIND, [id])
            raise
        return self.get(id), job.id

    def make(self, crowd: str, who: str, masked: bool, now: int) -> Export:
        """Make an export here and now, on record like any other job."""
        id, _, work = self._planned(crowd, who, masked, now)
        self._jobs.run(JOB, work)
        return self.get(id)

    def get(self, id: str) -> Export:
        """Return an export; NotFound when there is none (any more)."""
        found = self._documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_export", f"there is no export {id!r}", field="export",
                           hint=f"exports are kept for {KEPT_DAYS} days")  # fmt: skip
        return _export(found)

    def list(self, limit: int = 50) -> list[Export]:
        """Return exports, newest first."""
        return [_export(found) for found in self._documents.list(KIND, limit=limit, newest=True)]

    def rows(self, id: str) -> Iterator[tuple[str, str]]:
        """Yield (shopper or masked shopper, segment); Conflict while the export is being made."""
        if not self.get(id).is_done:
            raise Conflict("export_unfinished", f"export {id} is still being made", field="export",
                           hint="follow its job")  # fmt: skip
        return ((row[0], row[1]) for part in self._parts(id) for row in part.body["rows"])

    def forget(self, subjects: Sequence[str]) -> int:
        """Take subjects out of every export, in the clear and masked; return how many rows went."""
        gone = {*subjects, *(self.mask(subject) for subject in subjects)}
        removed = 0
        for found in self._all():
            for part in self._parts(found.id):
                kept = [row for row in part.body["rows"] if row[0] not in gone]
                if len(kept) < len(part.body["rows"]):
                    removed += len(part.body["rows"]) - len(kept)
                    self._documents.put(PARTS, part.id, {"rows": kept})
        return removed

    def expire(self, now: int) -> int:
        """Remove exports older than `KEPT_DAYS`; return how many."""
        old = [found.id for found in self._all() if found.body["at"] < now - KEPT_DAYS * DAY_MS]
        for id in old:
            self._documents.delete(PARTS, [part.id for part in self._parts(id)])
        if old:
            self._documents.delete(KIND, old)
        return len(old)

    def mask(self, shopper: str) -> str:
        """Return the keyed pseudonym of a shopper: the same in every export, of no use without the key."""
        return hmac.new(self._secret(), shopper.encode(), "sha256").hexdigest()[:20]

    def _planned(self, crowd: str, who: str, masked: bool, now: int) -> tuple[str, dict[str, Any], Work]:
        expression = self._saved.get(crowd).expression
        id = f"{now:015d}-{crowd}"
        body = {"crowd": crowd, "who": who, "at": now, "masked": masked, "rows": 0, "is_done": False}
        return id, body, lambda progress: self._write(id, body, expression, progress)

    def _write(self, id: str, body: dict[str, Any], expression: str, progress: Progress) -> dict[str, Any]:
        rows = 0
        for number, (names, total) in enumerate(self._crowds.batches(expression, PART)):
            part = [[self.mask(name) if body["masked"] else name, self._segment(name)] for name in names]
            self._documents.put(PARTS, f"{id}:{number:06d}", {"rows": part})
            rows += len(part)
            progress("export", LABEL, rows, total)
        self._documents.put(KIND, id, {**body, "rows": rows, "is_done": True})
        return {"export": id, "rows": rows}

    def _parts(self, id: str) -> Iterator[Document]:
        after = f"{id}:"
        while page := self._documents.list(PARTS, after=after, limit=20):
            for part in page:
                if not part.id.startswith(f"{id}:"):
                    return
                yield part
            after = page[-1].id

    def _all(self) -> Iterator[Document]:
        after = ""
        while page := self._documents.list(KIND, after=after, limit=200):
            yield from page
            after = page[-1].id


def _export(found: Document) -> Export:
    body = found.body
    return Export(found.id, body["crowd"], body["who"], body["at"], body["masked"], body["rows"], body["is_done"])
