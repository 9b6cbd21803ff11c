"""Wire operations: the board with its cuts and alerts, and what follows from its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.app.pages import finding
from huozhao.app.storage import Backends
from huozhao.events.event import Event
from huozhao.flows.board.alerts import LABEL, FigureAlerts
from huozhao.flows.board.alerts import kept as alerts_in
from huozhao.flows.board.apart import DaysApart
from huozhao.flows.board.arms import ExperimentArms
from huozhao.flows.board.boards import Boards, OnHand, units_on_hand
from huozhao.flows.board.cuts import Cuts
from huozhao.flows.board.desk import BoardDesk
from huozhao.flows.board.stock_values import StockValues
from huozhao.flows.correction.desk import LABEL as CORRECTING
from huozhao.flows.correction.desk import Corrections, Terms
from huozhao.flows.correction.desk import kept as corrections_in
from huozhao.flows.correction.retesting import Retesting
from huozhao.flows.experiments.desk import ExperimentDesk
from huozhao.flows.forecasts.desk import ForecastDesk
from huozhao.flows.goods import Goods
from huozhao.flows.jobs import Progress
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.run import Stage
from huozhao.flows.search.search import Search
from huozhao.flows.trends.desk import LABEL as TRENDING
from huozhao.flows.trends.desk import Trends
from huozhao.flows.trends.desk import kept as trends_in
from huozhao.flows.trends.following import Following
from huozhao.flows.weekly.gathering import Gathering
from huozhao.flows.weekly.reports import Reports
from huozhao.settings import Settings

Record = Callable[[Sequence[Event]], object]
# What is known of a shopper by id: their person, their segment.
Person = Callable[[str], str]


@dataclass(frozen=True)
class Operating:
    """What looks at how it went."""

    board: BoardDesk
    corrections: Corrections
    trends: Trends
    reports: Reports

    def night(self, _: Progress) -> dict[str, Any]:
        """Do what is due every day: note what stock is worth, look for unusual figures, write the week's report."""
        return {**self.board.night(), **self.reports.due()}


def wire_operating(
    settings: Settings, opened: Backends, goods: Goods, rules: RuleBook, record: Record, search: Search,
    person: Person, segment: Person, experiments: ExperimentDesk, forecasts: ForecastDesk,
) -> Operating:  # fmt: skip
    """Return what looks at how it went, over open back ends."""
    on_hand, zone, given = units_on_hand(opened.ledger), settings.mall.timezone, settings.operating
    documents = opened.documents
    corrections = Corrections(
        opened.state, corrections_in(documents), goods, rules, Retesting(opened.state, person, zone), on_hand, record,
        opened.clock, zone, Terms(given.correct, given.correction_days, given.correction_hold_out))
    trends = Trends(
        opened.state, trends_in(documents), goods, search.queries, finding(search), Following(rules), opened.clock,
        zone, given.trend_false_alarms_a_week, given.trend_boost)
    board = _board(settings, opened, goods, on_hand, segment, experiments, forecasts)
    reports = Reports(Gathering(board, corrections, trends, zone), opened.documents, opened.clock, zone,
                      given.report_weekday)
    return Operating(board, corrections, trends, reports)


def operating_stages(operating: Operating) -> list[Stage]:
    """Return the stages of the nightly run."""
    return [Stage("board", LABEL, lambda _: operating.board.night()),
            Stage("corrections", CORRECTING, lambda _: operating.corrections.build())]


def trends_stage(operating: Operating) -> Stage:
    """Return the stage that looks for trends; it comes before the plan, which follows them."""
    return Stage("trends", TRENDING, lambda _: operating.trends.build())


def _board(
    settings: Settings, opened: Backends, goods: Goods, on_hand: OnHand, segment: Person,
    experiments: ExperimentDesk, forecasts: ForecastDesk,
) -> BoardDesk:
    zone, documents, clock = settings.mall.timezone, opened.documents, opened.clock
    values = StockValues(documents, goods, on_hand, clock, zone)
    boards = Boards(opened.state, opened.log, goods, on_hand, zone, values.between)
    apart = DaysApart(opened.state, goods, lambda: forecasts.knowing.lessons().occasions,
                      forecasts.promotions.promotions)  # fmt: skip
    alerts = FigureAlerts(boards, alerts_in(documents), clock, settings.operating.false_alarms_a_week, apart.of)
    arms = ExperimentArms(opened.state, experiments.book.get)
    return BoardDesk(boards, Cuts(boards, opened.state, segment, arms.of, on_hand), alerts, values)
