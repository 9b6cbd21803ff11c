"""Campaigns in the form in which lift is measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.flows.campaigns.book import CampaignBook
from huozhao.operations.campaigns.campaign import RUNNING, as_strategy
from huozhao.operations.strategies import Strategy


@dataclass(frozen=True, slots=True)
class Told:
    """A campaign as something that is measured."""

    strategy: Strategy


@dataclass(frozen=True, slots=True)
class Measurable:
    """Finds campaigns by the source under which their arms are on record."""

    book: CampaignBook

    def running(self) -> Sequence[Told]:
        """Return what runs."""
        return [Told(as_strategy(kept.campaign)) for kept in self.book.all(RUNNING)]

    def get(self, id: str) -> Told:
        """Return one campaign; NotFound when there is none."""
        return Told(as_strategy(self.book.get(id.partition(":")[2]).campaign))

    def version(self, id: str, version: int) -> Strategy | None:
        """Return nothing: the hold-out of a campaign stays what it was when it was started."""
        return None
