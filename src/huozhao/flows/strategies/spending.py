"""What strategies spend: one counter a strategy, durable before the offer is made, never above its budget."""

from dataclasses import dataclass

from huozhao.events.documents import Document, Documents
from huozhao.operations.strategies import Spent, Strategy, is_spent
from huozhao.terms.errors import Busy, Conflict

KIND = "strategy_spend"
# Writers of several processes meet at the counter; the slower one reads again and repeats.
MOST_TRIES = 50


@dataclass(frozen=True, slots=True)
class Spending:
    """Counts uses and fen. A crash between counting and offering costs a use; it never gives one away."""

    documents: Documents

    def spent(self, strategy: str) -> Spent:
        """Return what a strategy has used."""
        return _spent(self.documents.get(KIND, strategy))

    def claim(self, strategy: Strategy) -> bool:
        """Count one use at its full cost; False, with nothing counted, when the budget cannot bear it."""
        return self._move(strategy, 1)

    def release(self, strategy: Strategy) -> None:
        """Take back a use that was counted and not made."""
        self._move(strategy, -1)

    def _move(self, strategy: Strategy, sign: int) -> bool:
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, strategy.strategy)
            spent = _spent(found)
            if sign > 0 and is_spent(strategy, spent):
                return False
            body = {"uses": spent.uses + sign, "fen": spent.fen + sign * strategy.offer.cost_fen}
            try:
                self.documents.put(KIND, strategy.strategy, body, expected_version=found.version if found else 0)
            except Conflict:
                continue
            return True
        raise Busy("budget_contended", f"too many decisions at once spend the budget of {strategy.strategy}",
                   hint="send the decision again")  # fmt: skip


def _spent(found: Document | None) -> Spent:
    return Spent(int(found.body["uses"]), int(found.body["fen"])) if found else Spent()
