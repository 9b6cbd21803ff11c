"""The one table of what hangs on the log: event names to functions, each fold with its own position."""

from huozhao.events.state import Fold
from huozhao.flows import goods
from huozhao.insight.folds import insight_folds
from huozhao.insight.predicted.habits import habits_fold
from huozhao.matching import tastes
from huozhao.matching.impressions import fold_impressions
from huozhao.matching.local_heat import local_heat_fold
from huozhao.matching.purchases import purchases_fold
from huozhao.matching.scenes.folds import scene_fold
from huozhao.matching.search import log as searches
from huozhao.operations import decisions
from huozhao.operations.care.folds import care_fold
from huozhao.operations.coupons.folds import coupons_fold
from huozhao.operations.experiments.folds import exposures_fold
from huozhao.operations.facts import fold_board
from huozhao.operations.messages.folds import messages_fold
from huozhao.operations.size import folds as sizes
from huozhao.operations.top_up.folds import top_up_fold
from huozhao.operations.voice import folds as voice
from huozhao.operations.wechat.visitors import visitors_fold
from huozhao.supply import demand


def subscriptions(zone: str) -> tuple[Fold, ...]:
    """Return every fold of the product for a mall whose days are counted in the IANA time zone `zone`."""
    who = (*insight_folds(zone), habits_fold(zone))
    return (goods.FOLD, *who, tastes.FOLD, fold_board(zone), demand.demand_fold(zone), decisions.FOLD,
            purchases_fold(zone), local_heat_fold(zone), fold_impressions(zone), scene_fold(zone),
            searches.FOLD, voice.FOLD, care_fold(zone), top_up_fold(zone), messages_fold(zone),
            exposures_fold(zone), sizes.FOLD, coupons_fold(zone), visitors_fold(zone))  # fmt: skip
