"""Wire forecasts: what is known beside the sales, promotions, the plan that orders by them, and one SKU looked at."""

from collections.abc import Callable, Sequence

from huozhao.app.planning import wire_planner
from huozhao.app.storage import Backends
from huozhao.flows.forecasts.desk import ForecastDesk
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.forecasts.learning import LearnForecast
from huozhao.flows.forecasts.lessons import Kept
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.forecasts.shelves import Shelves
from huozhao.flows.goods import Goods
from huozhao.flows.planning.planner import Planner
from huozhao.flows.sales.desk import sale_book
from huozhao.flows.sales.promised import Promised
from huozhao.flows.sales.quotas import Quotas
from huozhao.settings import Settings
from huozhao.supply.signals import Signal


def wire_plans(
    settings: Settings, opened: Backends, goods: Goods, signals: Callable[[int], Sequence[Signal]]
) -> tuple[Planner, ForecastDesk]:
    """Return the planner and the desk over open back ends; both know the same of a SKU."""
    zone = settings.mall.timezone
    sales = Promised(sale_book(opened.documents), Quotas(opened.quotas), goods, zone)
    book = PromotionBook(opened.documents, sales.promotions)
    shelves = Shelves(opened.ledger, goods, zone)
    learn = LearnForecast(opened.state, opened.log, opened.documents, opened.artifacts, shelves, book, goods,
                          opened.clock, zone)  # fmt: skip
    knowing = Knowing(shelves, book, goods, opened.state, Kept(opened.artifacts).current)
    planner = wire_planner(settings, opened, goods, knowing, signals)
    return planner, ForecastDesk(opened.state, opened.documents, goods, knowing, book, learn, zone)
