"""What became of each predicted tag, run by run: the line of quality over time that a single card cannot show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.insight.predicted.card import Card

KIND = "prediction_runs"
KEPT = 90


@dataclass(frozen=True, slots=True)
class PastCards:
    """Keeps the last 90 runs of each tag; nothing of any shopper is in them."""

    documents: Documents

    def add(self, cards: Iterable[Card]) -> None:
        """Note a run of all tags."""
        bodies = [(card.tag, {"runs": [*self.of(card.tag), _line(card)][-KEPT:]}) for card in cards]
        self.documents.put_many(KIND, bodies)

    def of(self, tag: str) -> list[dict[str, Any]]:
        """Return the runs of a tag, oldest first."""
        found = self.documents.get(KIND, tag)
        return list(found.body["runs"]) if found else []


def _line(card: Card) -> dict[str, Any]:
    found = card.quality
    return {
        "at": card.scored_at, "version": card.version, "state": card.state, "why": card.why, "kept": card.kept,
        "auc": found.auc if found else None, "brier": found.brier if found else None,
        "ece": found.ece if found else None,
        "base_rate": card.base_rate, "shoppers": card.carriers, "scored": card.scored, "drift": card.drift,
    }  # fmt: skip
