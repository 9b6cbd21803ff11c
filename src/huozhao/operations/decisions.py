"""What was decided for whom: the fold of strategy decisions, and how they read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import StrategyDecided
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write

# The shopper comes first, so that one short scan gives all that a new decision has to know of one person.
DECISIONS = Table(
    "decisions", ("shopper", "strategy", "at", "decision"),
    put=("version", "arm", "channel", "segment", "offer", "cost_fen"),
)  # fmt: skip
TREATMENT, HOLD_OUT, NO_ARM = "treatment", "hold_out", "none"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on record; `at` in ms."""

    shopper: str
    strategy: str
    at: int
    decision: str
    version: int
    arm: str
    channel: str
    segment: str
    offer: str
    cost_fen: int


def fold_decisions(recorded: Recorded) -> Iterable[Write]:
    """Keep each decision that concerned a shopper and a strategy."""
    event, what = recorded.event, recorded.event.properties
    if isinstance(what, StrategyDecided) and event.shopper and what.strategy:
        key = (event.shopper, what.strategy, event.at, what.decision)
        put = {name: getattr(what, name) for name in DECISIONS.put}
        yield Write(DECISIONS.name, key, put=put, at=event.at)


def decided_of(row: dict[str, Any]) -> Decided:
    """Return a row of the table as a decision."""
    number = {name: int(row[name] or 0) for name in ("at", "version", "cost_fen")}
    word = {name: str(row[name] or "") for name in ("shopper", "strategy", "decision", "arm", "channel", "segment",
                                                    "offer")}  # fmt: skip
    return Decided(**number, **word)  # type: ignore[arg-type]


FOLD = Fold("decisions", (DECISIONS,), frozenset({"Strategy Decided"}), fold_decisions)
