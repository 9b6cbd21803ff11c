"""Wire what lies near: the shops around a place, their stock, their opening hours by the mall's clock."""

from huozhao.app.storage import Backends
from huozhao.flows.goods import Goods
from huozhao.flows.near import Near, Reach
from huozhao.settings import Settings
from huozhao.terms.time import local_minute


def near_of(settings: Settings, opened: Backends, goods: Goods) -> Near:
    """Return the reading of what lies near a place, opening hours by the mall's clock."""
    supply, matching, zone, clock = settings.supply, settings.matching, settings.mall.timezone, opened.clock
    reach = Reach(matching.near_shops, supply.radius_km, supply.picking_minutes, supply.courier_kmh, matching.stock)
    return Near(goods, opened.ledger, reach, lambda at: local_minute(clock() if at is None else at, zone))
