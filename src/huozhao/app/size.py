"""Wire size advice: what shoppers took in, advice out."""

from huozhao.app.storage import Backends
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.flows.run import Stage
from huozhao.flows.size.desk import SizeDesk
from huozhao.flows.size.learning import LABEL, LearnSizes
from huozhao.flows.size.sized import SizedGoods
from huozhao.flows.size.wardrobe import Wardrobe


def wire_sizes(opened: Backends, goods: Goods, known: Known, zone: str) -> SizeDesk:
    """Return the size desk of a mall."""
    sized = SizedGoods(goods)
    wardrobe = Wardrobe(opened.state, sized, known, opened.clock, zone)
    return SizeDesk(sized, wardrobe, LearnSizes(wardrobe, opened.artifacts, opened.clock))


def size_stage(desk: SizeDesk) -> Stage:
    """Return the stage of the nightly run."""
    return Stage("size", LABEL, desk.learn.stage)
