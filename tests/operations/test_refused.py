"""Lost demand is on record: an order refused for want of stock lowers the fill rate, once."""

from pathlib import Path

import pytest

from huozhao.app import open_app
from huozhao.events import catalogue as c
from huozhao.events.event import event
from huozhao.flows.orders.order import Wanted
from huozhao.settings import Settings, Storage
from huozhao.terms.errors import Conflict


def test_an_order_refused_for_stock_lowers_the_fill_rate_once(tmp_path: Path) -> None:
    with open_app(Settings(storage=Storage(data=tmp_path, backend="memory"))) as mall:
        now = mall.clock()
        mall.collect.record([
            event("g", now, "", c.ProductListed("tea", "t", "茶", price_fen=1500, cost_fen=900)),
            event("s", now, "", c.ShopOpened("near", "近店", longitude=121.4, latitude=31.2, system="wgs84")),
            event("p", now, "s", c.OrderPlaced("o1", [c.Line("tea", 1, 1500)], 1500)),
        ])
        mall.folds.catch_up()
        for _ in range(2):
            with pytest.raises(Conflict) as caught:
                mall.orders.place(Wanted("o2", "s", (("tea", 3, None),)), mall.clock())
            assert caught.value.code == "out_of_stock"
        mall.folds.catch_up()
        figures = {card.metric.name: card.value for card in mall.boards.at(mall.clock(), 7).cards}
        assert figures["fill_rate"] == 0.5
        (refused,) = [r.event for r in mall.log.read(0, 100) if r.event.name == "Order Refused"]
        assert refused.properties == c.OrderRefused("o2", [c.Line("tea", 3, 1500)], "out_of_stock")
