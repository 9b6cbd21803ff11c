"""The ports of a plan: its parts, one a SKU, and the proposals that come of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["purchase", "transfer"]
# A plan shows proposals that the budget or a limit cut, so that somebody may take them all the same.
State = Literal["open", "cut", "approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a plan proposes for one SKU at one shop; a transfer also names its `giver`.

    `id` is the plan and the rank in it, so ids sort as proposals rank. `numbers` are those of the plan that the
    arithmetic is written from, `body` holds what decisions change beside state, quantity and value.
    """

    id: str
    plan: str
    kind: Kind
    state: State
    sku: str
    shop: str
    giver: str
    supplier: str
    tier: str
    quantity: int
    value_fen: int
    numbers: bytes = b""
    body: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals of a plan are wanted; an empty field asks nothing."""

    plan: str
    state: str = ""
    kind: str = ""
    sku: str = ""
    shop: str = ""
    tier: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many proposals of one kind are in one state, with their units and value."""

    kind: str
    state: str
    proposals: int
    quantity: int
    value_fen: int


class PlanParts(Protocol):
    """The parts of plans, each the numbers of one SKU at all its shops; durable when a call returns."""

    def keep(self, plan: str, parts: Sequence[tuple[str, bytes]]) -> None:
        """Store parts under their SKUs in one transaction, in the place of those that stand there."""
        ...

    def list(self, plan: str, after: str = "", limit: int = 100) -> list[tuple[str, bytes]]:
        """Return the parts of a plan in SKU order, after a SKU."""
        ...

    def skus(self, plan: str) -> set[str]:
        """Return the SKUs whose parts are stored."""
        ...

    def get(self, plan: str, sku: str) -> bytes | None:
        """Return one part or None."""
        ...

    def drop(self, but: Sequence[str]) -> None:
        """Forget the parts of all plans but these."""
        ...


class Proposals(Protocol):
    """Proposals in the order of their ids; durable when a call returns."""

    def publish(self, plan: str, proposals: Iterable[Proposal]) -> bool:
        """Store the proposals of a plan and forget what is still undecided of others, all or nothing.

        Returns False and changes nothing when the plan was published before.
        """
        ...

    def find(self, wanted: Wanted, after: str = "", limit: int = 100) -> list[Proposal]:
        """Return proposals in id order, after an id."""
        ...

    def get(self, id: str) -> Proposal | None:
        """Return one proposal or None."""
        ...

    def put(self, proposals: Sequence[Proposal]) -> None:
        """Replace proposals, all or nothing; Conflict when one is at another version than it was read at."""
        ...

    def tally(self, plan: str) -> list[Tally]:
        """Return the counts of a plan by kind and state, kept and not counted anew."""
        ...
