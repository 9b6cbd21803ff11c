"""Gather candidates: each recall in its turn, timed, guarded, and left out when the page has no time for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from huozhao.flows.page.faults import Faults
from huozhao.flows.page.values import Took
from huozhao.terms.errors import BadInput

T = TypeVar("T")
Timer = Callable[[], float]
OVER = "out of time"


@dataclass(slots=True)
class Watch:
    """The time of one page: `timer` in seconds, `budget_ms` after which what can be left out is left out.

    What fails is noted and gives what stands in for it; an input that cannot be answered is the caller's to hear.
    """

    timer: Timer
    budget_ms: float
    faults: Faults
    took: list[Took] = field(default_factory=list)
    started: float = 0.0

    def spent_ms(self) -> float:
        """Return the time since the page was begun."""
        return (self.timer() - self.started) * 1000

    def run(self, step: str, work: Callable[[], T], instead: T, needed: bool = False) -> T:
        """Return what a step finds, `instead` when it fails or, unless `needed`, when time has run out."""
        if not needed and self.spent_ms() > self.budget_ms:
            self.took.append(Took(step, 0, 0.0, OVER))
            return instead
        began = self.timer()
        try:
            found = work()
        except BadInput:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            self.faults.note(step, said)
            self.took.append(Took(step, 0, (self.timer() - began) * 1000, said))
            return instead
        size = len(found) if isinstance(found, Sequence) else 1
        self.took.append(Took(step, size, (self.timer() - began) * 1000))
        return found

    @property
    def is_short(self) -> bool:
        """Whether something failed or was left out."""
        return any(took.error for took in self.took)
