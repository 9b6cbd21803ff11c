"""Wire experiments: their book, the arms on pages, and the desk that measures and decides them."""

from collections.abc import Callable
from dataclasses import replace

from huozhao.app.storage import Backends
from huozhao.flows.board.shopper_days import ShopperDays
from huozhao.flows.experiments.arms import PageArms
from huozhao.flows.experiments.book import ExperimentBook
from huozhao.flows.experiments.desk import LABEL, ExperimentDesk
from huozhao.flows.experiments.measuring import Measuring
from huozhao.flows.experiments.planning import Planning
from huozhao.flows.experiments.readings import Readings
from huozhao.flows.folds import Folds
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.page import Pages
from huozhao.flows.people.standing import Known
from huozhao.flows.run import Stage
from huozhao.settings import Settings
from huozhao.supply.shop_map import shop_map
from huozhao.terms.place import Coordinates, distances_km


def wire_experiments(
    settings: Settings, opened: Backends, folds: Folds, goods: Goods, known: Known, pages: Pages, rules: RuleBook
) -> tuple[ExperimentDesk, Pages]:
    """Return the desk of experiments, and the pages with arms on them."""
    zone, clock = settings.mall.timezone, opened.clock
    book, days = ExperimentBook(opened.documents), ShopperDays(opened.state)
    desk = ExperimentDesk(
        book, Measuring(opened.state, days, known), Readings(opened.documents),
        Planning(days, known, lambda: sum(shop.open for shop in goods.shops()), clock, zone), rules, clock, zone,
    )  # fmt: skip
    arms = PageArms(book, opened.state, opened.log, known, nearest_shop(goods), folds.wake, zone,
                    lambda: opened.keys.secret("exposures"), settings.experiments.hold_out)  # fmt: skip
    return desk, replace(pages, arms=arms)


def nearest_shop(goods: Goods) -> Callable[[Coordinates | None], str]:
    """Return the look-up of the open shop nearest to a place, "" without a place or shops."""
    shops = Fresh(lambda: shop_map([shop for shop in goods.shops() if shop.open and shop.place]), lambda: goods.version)

    def near(place: Coordinates | None) -> str:
        where = shops.get()
        if place is None or not where.shops:
            return ""
        at = place.to_wgs84()
        away = distances_km(at.longitude, at.latitude, where.longitudes, where.latitudes)
        return where.shops[int(away.argmin())].shop

    return near


def experiment_stage(desk: ExperimentDesk) -> Stage:
    """Return the stage of the nightly run."""
    return Stage("experiments", LABEL, desk.stage)
