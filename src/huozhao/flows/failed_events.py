"""What was refused: listed, replayed after its cause is mended, removed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huozhao.events.documents import Document, Documents
from huozhao.events.log import Outcome
from huozhao.flows.collect import Collect, Receipt, Refusal
from huozhao.terms.errors import NotFound

KIND = "failed_event"
BATCH = 1_000
ROW_HINT = "mend the row in the file and import the file again; what is in already is not counted twice"


@dataclass(frozen=True, slots=True)
class FailedEvents:
    """The failed-events list."""

    documents: Documents
    collect: Collect

    def page(self, after: str, limit: int) -> list[Document]:
        """Return failed events, newest first, older than `after`."""
        return self.documents.list(KIND, after=after, limit=limit, newest=True)

    def replay(self, ids: Sequence[str] | None = None) -> Receipt:
        """Try the named events again, or all; those that pass leave the list, the others stay as they are.

        Rows of files that never became an event cannot be replayed; they are refused with the way to mend them.
        """
        receipt = Receipt(position=self.collect.log.head())
        if ids is not None:
            self._replay([self._get(id) for id in ids], receipt)
            return receipt
        after = ""
        while batch := self.documents.list(KIND, after=after, limit=BATCH):
            after = batch[-1].id
            self._replay(batch, receipt)
        return receipt

    def delete(self, id: str) -> None:
        """Remove one; NotFound when it is not there."""
        if not self.documents.delete(KIND, [id]):
            raise _unknown(id)

    def _get(self, id: str) -> Document:
        found = self.documents.get(KIND, id)
        if found is None:
            raise _unknown(id)
        return found

    def _replay(self, batch: Sequence[Document], receipt: Receipt) -> None:
        before = receipt.accepted + receipt.duplicate + len(receipt.refused)
        for history in (False, True):
            chosen = [(n, each) for n, each in enumerate(batch)
                      if is_event(each) and each.body["source"].startswith("import:") is history]
            self._try(chosen, before, receipt, history)
        receipt.refused += [
            Refusal(before + n, each.id, "row_not_replayable", each.body["message"], each.body["field"], ROW_HINT)
            for n, each in enumerate(batch) if not is_event(each)
        ]
        receipt.refused.sort(key=lambda refusal: refusal.index)

    def _try(
        self, chosen: Sequence[tuple[int, Document]], before: int, receipt: Receipt, history: bool,
    ) -> None:
        prepared = self.collect.prepare([each.body["raw"].encode() for _, each in chosen], "replay", history=history)
        outcomes = self.collect.record(prepared.events) if prepared.events else []
        passed = [chosen[index][1].id for index, outcome in zip(prepared.indexes, outcomes, strict=True)
                  if outcome != "conflict"]
        receipt.accepted += outcomes.count("recorded")
        receipt.duplicate += outcomes.count("duplicate")
        for index, error in _refusals(prepared.refused, prepared.indexes, outcomes):
            place, document = chosen[index]
            said = error or Refusal(0, "", "id_conflict", document.body["message"], "id", document.body["hint"])
            receipt.refused.append(replace(said, index=before + place, id=document.id))
        self.documents.delete(KIND, passed)
        receipt.position = self.collect.log.head()


def is_event(failed: Document) -> bool:
    """Tell an event that was refused from a row of a file that never became one."""
    return not failed.body["raw"].startswith('{"file":')


def _refusals(
    refused: Sequence[Refusal], indexes: Sequence[int], outcomes: Sequence[Outcome],
) -> list[tuple[int, Refusal | None]]:
    """Return where events were refused, with the reason; None is a conflict of ids."""
    conflicts = [(index, None) for index, outcome in zip(indexes, outcomes, strict=True) if outcome == "conflict"]
    return [*((refusal.index, refusal) for refusal in refused), *conflicts]


def _unknown(id: str) -> NotFound:
    return NotFound("unknown_failed_event", f"there is no failed event {id!r}", field="id",
                    hint="it may have been replayed or removed; see GET /v1/failed-events")
