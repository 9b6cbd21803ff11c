"""The board's desk: the board itself, its cuts, alerts on figures, what stock was worth, all in one hand."""

from dataclasses import dataclass
from typing import Any

from huozhao.flows.board.alerts import FigureAlerts
from huozhao.flows.board.boards import Boards
from huozhao.flows.board.cuts import Cuts
from huozhao.flows.board.stock_values import StockValues


@dataclass(frozen=True, slots=True)
class BoardDesk:
    """Everything that is asked of the board."""

    boards: Boards
    cuts: Cuts
    alerts: FigureAlerts
    values: StockValues

    def night(self) -> dict[str, Any]:
        """Put the worth of stock on record and look for unusual figures."""
        return {"stock_value_fen": self.values.note()["fen"], **self.alerts.look()}
