"""Wire backtests and tiers over the planner, so that both know the same of goods."""

from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.backtests.backtests import Backtests
from huozhao.flows.backtests.reading import Sources
from huozhao.flows.backtests.tier_book import TierBook
from huozhao.flows.backtests.tier_goods import TierGoods
from huozhao.flows.jobs import Jobs
from huozhao.flows.planning.planner import Planner


@dataclass(frozen=True, slots=True)
class Tiers:
    """Everything about tiers: the book of rules and of what was set by hand, the goods in them, the backtests."""

    book: TierBook
    goods: TierGoods
    backtests: Backtests


def wire_tiers(opened: Backends, planner: Planner, jobs: Jobs) -> Tiers:
    """Return tiers and backtests over open back ends."""
    read, book = planner.sources, TierBook(opened.documents, opened.clock, planner.policy.service_level)
    sources = Sources(read.state, read.ledger, read.goods, read.knowing, planner.policy, planner.zone,
                      planner.wiring.lead_time)  # fmt: skip
    return Tiers(book, TierGoods(read, planner.parts, opened.documents, book),
                 Backtests(sources, opened.documents, book, jobs, opened.clock))  # fmt: skip
