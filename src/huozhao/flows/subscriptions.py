"""The one table of what hangs on the log: event names to functions, each fold with its own position."""

from huozhao.events.state import Fold
from huozhao.flows import goods
from huozhao.insight.folds import insight_folds
from huozhao.matching import tastes
from huozhao.operations.facts import fold_board
from huozhao.supply import demand

FOLDS: tuple[Fold, ...] = (goods.FOLD, *insight_folds(), tastes.FOLD, fold_board(), demand.FOLD)
