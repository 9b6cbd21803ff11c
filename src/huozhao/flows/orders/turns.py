"""Turns: steps of one order that meet are taken one after the other, so that none works on what another is changing."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
LOCKS = 64


class Turns:
    """The locks of orders; two orders may share one, which costs a moment and nothing else."""

    def __init__(self) -> None:
        self._locks = [threading.RLock() for _ in range(LOCKS)]

    def of(self, order: str) -> Any:
        """Return the lock of an order."""
        return self._locks[hash(order) % LOCKS]


class HasTurns(Protocol):
    """What keeps orders with their turns."""

    @property
    def turns(self) -> Turns:
        """The turns."""
        ...


class OfOrders(Protocol):
    """What moves orders on."""

    @property
    def orders(self) -> HasTurns:
        """The book of orders."""
        ...


S = TypeVar("S", bound=OfOrders)


def in_turn(step: Callable[Concatenate[S, str, P], T]) -> Callable[Concatenate[S, str, P], T]:
    """Let a method whose first argument is an order wait for its turn."""

    @wraps(step)
    def taken(self: S, order: str, /, *rest: P.args, **more: P.kwargs) -> T:
        with self.orders.turns.of(order):
            return step(self, order, *rest, **more)

    return taken
