"""Plans and their proposals as they are read: the newest plan, its proposals by page, its counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.planning.latest import latest
from huozhao.flows.planning.telling import Teller
from huozhao.supply.plan_book import Proposal, Proposals, Wanted
from huozhao.terms.errors import NotFound

AT_ONCE = 500


@dataclass(frozen=True)
class Plans:
    """Answers what the newest plan proposes."""

    documents: Documents
    proposals: Proposals
    state: StateStore
    goods: Goods

    def latest(self) -> Document | None:
        """Return the newest plan, None before the first."""
        return latest(self.documents)

    def newest(self) -> Document:
        """Return the newest plan; NotFound when there is none."""
        found = self.latest()
        if found is None:
            raise NotFound("no_plan", "there is no plan yet", hint='start one with POST /v1/jobs {"kind": "run"}')
        return found

    def plan(self, id: str) -> dict[str, Any]:
        """Return the body of a plan, {} for one that nobody kept."""
        found = self.documents.get("plan", id)
        return found.body if found else {}

    def tell(self, found: Proposal) -> dict[str, Any]:
        """Return a proposal with its arithmetic, reasons and forecast, as plain data."""
        return Teller(self.state, self.goods, self.plan(found.plan)).tell(found)

    def page(self, wanted: Wanted, after: str = "", limit: int = 50) -> list[Proposal]:
        """Return proposals from the best downwards, after an id."""
        return self.proposals.find(wanted, after, limit)

    def all(self, wanted: Wanted) -> Iterator[Proposal]:
        """Yield every proposal that is wanted."""
        after = ""
        while batch := self.proposals.find(wanted, after, AT_ONCE):
            yield from batch
            after = batch[-1].id

    def counts(self, plan: str) -> dict[str, dict[str, int]]:
        """Return how many proposals of a plan are in each state: over all, and by kind."""
        found: dict[str, dict[str, int]] = {"all": {}}
        for each in self.proposals.tally(plan):
            found["all"][each.state] = found["all"].get(each.state, 0) + each.proposals
            found.setdefault(each.kind, {})[each.state] = each.proposals
        return found
