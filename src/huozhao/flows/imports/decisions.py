"""Carry decisions about purposes from a file into the consent ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from huozhao.flows.imports.contracts import CONSENTS
from huozhao.flows.imports.items import Item, RefusedRow, Said
from huozhao.flows.imports.row_reader import TableRow, rows_of
from huozhao.flows.imports.summary import Summary
from huozhao.privacy.consent import Decision
from huozhao.privacy.purposes import CONSENTED, PURPOSES
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text

PURPOSE_OF_WORD = {
    word.lower(): p.name for p in PURPOSES if p.needs_consent for word in (p.name, p.label.zh, p.label.en)
}
PURPOSE_OF_WORD |= {"个性化": "personalisation", "营销": "marketing", "敏感": "sensitive", "位置": "location"}


class Ledger(Protocol):
    """The consents in force."""

    def of(self, subject: str) -> Mapping[str, Decision]:
        """Return the newest decision of a person by purpose."""
        ...

    def tell(self, decisions: Sequence[Decision]) -> int:
        """Put decisions on record."""
        ...


class Deciding:
    """Tells the ledger what a file holds; a decision older than the one that stands does not count."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def decide(self, said: Sequence[Said], summary: Summary) -> None:
        """Put rows on record in the order of their times and count what became of each."""
        standing: dict[str, dict[str, Decision]] = {}
        new: list[Decision] = []
        for each in sorted(said, key=lambda each: each.decision.at):
            decision = each.decision
            mine = standing.setdefault(decision.subject, dict(self._ledger.of(decision.subject)))
            before = mine.get(decision.purpose)
            if before is not None and (before.at, before.given) == (decision.at, decision.given):
                summary.duplicate += 1
            elif before is not None and before.at >= decision.at:
                summary.refuse("decision_older", 1, f"{each.table}: {each.row}")
            else:
                mine[decision.purpose] = decision
                new.append(decision)
                summary.accepted += 1
            summary.met("Consent Decided", decision.at, decision.subject)
        self._ledger.tell(new)


def items(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map decisions, one row each."""
    for table in tables:
        for row in rows_of(CONSENTS, table, zone):
            yield row if isinstance(row, RefusedRow) else _said(row)


def _said(row: TableRow) -> Item:
    values = row.values
    purpose = PURPOSE_OF_WORD.get(str(values["purpose"]).lower())
    if purpose is None:
        return row.refuse(Fault("unknown_purpose", Text(f"没有“{values['purpose']}”这项用途", f"there is no purpose "
                                f"{values['purpose']!r} to consent to"),
                                Text(f"请改成其中之一：{', '.join(CONSENTED)}", f"use one of {', '.join(CONSENTED)}"),
                                "purpose"))
    decision = Decision(values["shopper"], purpose, values["given"], values.get("notice", 1),
                        values.get("channel", "import"), values["at"], values.get("evidence", "import"))
    return Said(decision, row.table, row.row, row.cells)
