"""Wire top-ups: pages and needs find the goods, the ledger says what is in stock, the log keeps what was offered."""

from huozhao.app.storage import Backends
from huozhao.flows.coupons.desk import Coupons
from huozhao.flows.folds import Folds
from huozhao.flows.fresh import Fresh, Itself
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.needs.desk import Needs
from huozhao.flows.page import Pages
from huozhao.flows.people.standing import Known
from huozhao.flows.strategies.lift import Lifts
from huozhao.flows.top_up.arms import Arms, OneTopUp
from huozhao.flows.top_up.desk import TopUps
from huozhao.flows.top_up.discounts import Discounts
from huozhao.flows.top_up.effect import Effects
from huozhao.flows.top_up.record import Record
from huozhao.flows.top_up.shelf import top_up_shelf
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.settings import Settings


def wire_top_ups(
    settings: Settings, opened: Backends, folds: Folds, goods: Goods, known: Known, learned: Learned, pages: Pages,
    needs: Needs, coupons: Coupons,
) -> TopUps:  # fmt: skip
    """Return the top-ups of a mall."""
    shelf = Fresh(lambda: top_up_shelf(learned.shelf()), lambda: Itself(learned.shelf()))
    record = Record(opened.log, folds.wake, lambda shopper: known.allows(shopper, PERSONALISATION), opened.clock)
    policy = settings.top_up
    effects = Effects(opened.state, known, opened.clock, settings.mall.timezone, policy.taken_hours)
    arms = Arms(opened.state, known, policy.hold_out)
    lifts = Lifts(opened.state, opened.documents, OneTopUp(policy), known, known, opened.clock, PERSONALISATION,
                  arms.recorded)  # fmt: skip
    return TopUps(pages, needs.of, goods.sku, Discounts(coupons), opened.ledger, policy, shelf, record, effects, arms,
                  lifts)  # fmt: skip
