"""Lead times by supplier, kept up with receipts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.supply.purchasing import LeadTime, Observed, learn
from huozhao.terms.errors import Conflict

KIND = "lead_times"
# Deliveries that are kept of each supplier; older ones weigh next to nothing.
KEPT = 400
MOST_TRIES = 8


@dataclass(frozen=True)
class LeadTimes:
    """What is known of the lead time of each supplier."""

    documents: Documents
    clock: Callable[[], int]

    def of(self, supplier: str, promised: int) -> LeadTime:
        """Return the lead time of a supplier who promises `promised` days."""
        return learn([Observed(*seen[1:]) for seen in self._seen(supplier)], promised, self.clock())

    def follow(
        self, supplier: str, order: str, receipts: Sequence[Mapping[str, Any]], observed: Sequence[Any] | None
    ) -> None:
        """Keep what the receipts of an order say: note the last one when observed, forget those taken back."""
        key = f"{order}#{len(receipts) - 1}"
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, _id(supplier))
            old: list[list[Any]] = found.body["observed"] if found else []
            gone = {f"{order}#{n}" for n in range(len(receipts), len(receipts) + 8)}
            new = [seen for seen in old if seen[0] not in gone]
            if observed is not None and key not in {seen[0] for seen in new}:
                new = [*new, [key, *observed]][-KEPT:]
            if new == old:
                return
            try:
                self.documents.put(KIND, _id(supplier), {"supplier": supplier, "observed": new},
                                   expected_version=found.version if found else 0)  # fmt: skip
                return
            except Conflict:
                continue

    def _seen(self, supplier: str) -> list[list[Any]]:
        found = self.documents.get(KIND, _id(supplier))
        return list(found.body["observed"]) if found else []


def _id(supplier: str) -> str:
    return f"={supplier}"
