"""What the experiments that a shopper is in change on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from huozhao.flows.page.ask import Ask
from huozhao.matching.rerank.rules import MerchRule


@dataclass(frozen=True, slots=True)
class Met:
    """One experiment that a page belongs to: its arm, and what was assigned (empty = the shopper)."""

    experiment: str
    version: int
    arm: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """The arms of one page and the merchant rules that they add."""

    met: tuple[Met, ...] = ()
    rules: tuple[MerchRule, ...] = ()

    @property
    def label(self) -> str:
        """The arms in one word, for figures by arm; empty without experiments."""
        return ",".join(f"{each.experiment}:{each.arm}" for each in self.met)


NO_TREATMENT = Treatment()


class Arms(Protocol):
    """Who is in which arm, and the record of who met it."""

    def of(self, ask: Ask, now: int) -> Treatment:
        """Return what a page for a shopper who allows it is made under."""
        ...

    def exposed(self, met: Sequence[Met], ask: Ask, now: int) -> None:
        """Put on record that a shopper met arms; once a day is enough."""
        ...


class NoArms:
    """No experiments at all."""

    def of(self, ask: Ask, now: int) -> Treatment:
        """Return nothing."""
        return NO_TREATMENT

    def exposed(self, met: Sequence[Met], ask: Ask, now: int) -> None:
        """Record nothing."""


NO_ARMS = NoArms()
