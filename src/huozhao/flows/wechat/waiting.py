"""What waits for WeChat: a durable list of ids, each tried again with longer and longer pauses until it is done."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from huozhao.events.documents import Document, Documents
from huozhao.terms.errors import Conflict

FIRST_WAIT_MS, LONGEST_WAIT_MS = 60_000, 6 * 3_600_000
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ids under a kind of documents, with tries, the instant (ms) of the next one, and what the last one met."""

    documents: Documents
    kind: str
    clock: Callable[[], int]

    def wait(self, id: str) -> None:
        """Let something wait; again is the same."""
        if self.documents.get(self.kind, id) is None:
            self.documents.put(self.kind, id, {"tries": 0, "next_at": 0, "error": ""})

    def again(self, id: str) -> None:
        """Let something be tried at the next look."""
        found = self.documents.get(self.kind, id)
        if found is not None:
            self._put(found, {**found.body, "next_at": 0})

    def later(self, id: str, at: int = 0, error: str = "") -> None:
        """Note that a try did not end it: the next is at `at`, without that after a pause twice as long as the last."""
        found = self.documents.get(self.kind, id)
        if found is not None:
            tries = int(found.body["tries"]) + (0 if at else 1)
            pause = min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** min(max(0, tries - 1), 20))
            self._put(found, {"tries": tries, "next_at": at or self.clock() + pause, "error": error})

    def done(self, id: str) -> None:
        """End the waiting of something."""
        self.documents.delete(self.kind, [id])

    def error_of(self, id: str) -> str:
        """Return what the last try met, "" when nothing stood in its way."""
        found = self.documents.get(self.kind, id)
        return str(found.body["error"]) if found else ""

    def each(self, work: Callable[[str], None]) -> int:
        """Work on what is due; return how much that was. One that fails otherwise than foreseen holds up no other."""
        now, after, looked = self.clock(), "", 0
        while batch := self.documents.list(self.kind, after=after, limit=AT_ONCE):
            for found in batch:
                if found.body["next_at"] <= now:
                    self._worked(found.id, work)
                    looked += 1
            after = batch[-1].id
        return looked

    def _worked(self, id: str, work: Callable[[str], None]) -> None:
        try:
            work(id)
        except Exception as error:
            self.later(id, error=type(error).__name__)

    def _put(self, found: Document, body: dict[str, object]) -> None:
        with suppress(Conflict):  # somebody told more of it meanwhile
            self.documents.put(self.kind, found.id, body, found.version)
