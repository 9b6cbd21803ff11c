"""What the twin itself saw: the hidden truth beside which the engine's figures can be laid."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Say = Callable[[str], None]
Kind = Literal["visit", "order", "refused", "too_slow", "delivered", "stock"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened at `at` (ms) to a shopper's number (−1 = to nobody).

    `amount` is fen paid for an order, hours from order to receipt, fen at cost of a day's stock, else 0; `cost_fen`
    is the cost of the goods of an order.
    """

    kind: Kind
    at: int
    shopper: int = -1
    amount: float = 0.0
    cost_fen: int = 0


class Report:
    """Counts of what happened in the city, by name; every fact goes to `note`."""

    def __init__(self, say: Say, note: Callable[[Fact], object] = lambda _: None) -> None:
        self.say, self.note = say, note
        self.counts: Counter[str] = Counter()
        self._told: set[str] = set()

    def count(self, what: str, times: int = 1) -> None:
        """Add to a count."""
        self.counts[what] += times

    def check(self, what: str, answer: tuple[int, Any]) -> bool:
        """Tell whether a request succeeded; an unexpected answer is counted and said once a kind."""
        status, body = answer
        if 200 <= status < 300:
            return True
        self.count(f"failed {what}")
        error = body.get("error") if isinstance(body, dict) else None
        code = error.get("code", "") if isinstance(error, dict) else ""
        if f"{what}{status}{code}" not in self._told:
            self._told.add(f"{what}{status}{code}")
            self.say(f"  ! {what}: HTTP {status} {error or body}")
        return False

    def line(self) -> str:
        """Return the counts in one line."""
        return "  ".join(f"{name} {number:,}" for name, number in sorted(self.counts.items()))
