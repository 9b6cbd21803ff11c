"""Wire slow goods and the range: sales and stock in; proposals, a rule of pages and crowds of campaigns out."""

from huozhao.app.storage import Backends
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.people.standing import Known
from huozhao.flows.ranges import LABEL as RANGING
from huozhao.flows.ranges import Ranges
from huozhao.flows.run import Stage
from huozhao.flows.slow.desk import LABEL, SlowGoods
from huozhao.flows.slow.handing import Handing
from huozhao.flows.slow.hearers import Hearers
from huozhao.flows.strategies.targeting import Targeting


def wire_slow(
    opened: Backends, goods: Goods, known: Known, learned: Learned, rules: RuleBook, aim: Targeting, zone: str
) -> SlowGoods:
    """Return the slow goods of a mall."""
    handing = Handing(rules, aim.saved, lambda crowd: [f"{use.kind} {use.id}" for use in aim.used_by(crowd=crowd)])
    hearers = Hearers(goods, learned.model, known.allows)
    return SlowGoods(opened.state, opened.documents, opened.ledger, goods, hearers, handing, opened.clock, zone)


def range_stages(slow: SlowGoods, ranges: Ranges) -> list[Stage]:
    """Return the stages of the nightly run."""
    return [Stage("slow_goods", LABEL, lambda _: slow.build()), Stage("ranges", RANGING, lambda _: ranges.build())]
