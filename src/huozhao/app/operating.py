"""Wire operations: the board with its cuts and alerts, and what follows from its figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.board.alerts import LABEL, FigureAlerts
from huozhao.flows.board.boards import Boards, OnHand, units_on_hand
from huozhao.flows.board.cuts import Arms, Cuts
from huozhao.flows.board.desk import BoardDesk
from huozhao.flows.board.stock_values import StockValues
from huozhao.flows.goods import Goods
from huozhao.flows.run import Stage
from huozhao.settings import Settings
from huozhao.terms.errors import NotFound


@dataclass(frozen=True)
class Operating:
    """What looks at how it went."""

    board: BoardDesk


def no_experiment(experiment: str) -> Mapping[str, str]:
    """Say that there is no experiment of that id."""
    raise NotFound("unknown_experiment", f"there is no experiment {experiment!r}", field="experiment")


def wire_operating(
    settings: Settings, opened: Backends, goods: Goods, segment: Callable[[str], str], arms: Arms = no_experiment
) -> Operating:
    """Return what looks at how it went, over open back ends."""
    on_hand = units_on_hand(opened.ledger)
    return Operating(_board(settings, opened, goods, on_hand, segment, arms))


def operating_stages(operating: Operating) -> list[Stage]:
    """Return the stages of the nightly run."""
    return [Stage("board", LABEL, lambda _: operating.board.night())]


def _board(
    settings: Settings, opened: Backends, goods: Goods, on_hand: OnHand, segment: Callable[[str], str], arms: Arms
) -> BoardDesk:
    zone, documents, clock = settings.mall.timezone, opened.documents, opened.clock
    values = StockValues(documents, goods, on_hand, clock, zone)
    boards = Boards(opened.state, opened.log, goods, on_hand, zone, values.between)
    alerts = FigureAlerts(boards, documents, clock, settings.operating.false_alarms_a_week)
    return BoardDesk(boards, Cuts(boards, opened.state, segment, arms, on_hand), alerts, values)
