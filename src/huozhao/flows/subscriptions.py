"""The one table of what hangs on the log: event names to functions, each fold with its own position."""

from huozhao.events.state import Fold
from huozhao.flows import goods

FOLDS: tuple[Fold, ...] = (goods.FOLD,)
