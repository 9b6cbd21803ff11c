"""What limits a plan: trucks, room, least orders of suppliers, shelf life, and orders that come too late."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from huozhao.app import App, open_app
from huozhao.events.catalogue import Line, OrderPaid, ProductListed, ShopOpened
from huozhao.events.event import event
from huozhao.flows.purchasing.suppliers import EMPTY
from huozhao.settings import Settings, Storage
from huozhao.supply.ledger import Count
from huozhao.supply.plan_book import Proposal, Wanted
from huozhao.supply.purchasing import Answer
from huozhao.terms.time import DAY_MS

NOW = 1_790_000_000_000
SOLD = {"tea": 4, "cup": 2, "fish": 3}


@pytest.fixture
def mall() -> Iterator[App]:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as app:
        goods = [ProductListed(sku=sku, spu=sku, title=sku, price_fen=900, cost_fen=500, supplier=f"of {sku}",
                               lead_time_days=2, shelf_life_days=3 if sku == "fish" else None,
                               min_order=20 if sku == "cup" else 1) for sku in SOLD]
        shops = [ShopOpened(shop="free", name="free"), ShopOpened(shop="truck", name="truck", truck_units=5),
                 ShopOpened(shop="room", name="room", capacity_units=12)]
        lines = [Line(sku=sku, quantity=many, price_fen=900) for sku, many in SOLD.items()]
        sales = [OrderPaid(order=f"{shop.shop}{day}", total_fen=1, shop=shop.shop, lines=lines)
                 for shop in shops for day in range(1, 60)]
        app.collect.record([event(f"g{n}", NOW, "", each) for n, each in enumerate([*goods, *shops])])
        app.collect.record([event(f"s{n}", NOW - (n % 59 + 1) * DAY_MS, "", each) for n, each in enumerate(sales)])
        app.folds.catch_up()
        app.ledger.post([Count("c", "tea", "room", 9, NOW - 1)])
        yield app


def plan(mall: App, now: int = NOW, **wanted: Any) -> list[Proposal]:
    made = mall.planner.build(now)
    return list(mall.plans.all(Wanted(made["plan"], **wanted)))


def kept(found: list[Proposal]) -> int:
    return sum(each.quantity for each in found if each.state == "open")


def told(mall: App, found: Proposal) -> dict[str, Any]:
    return mall.plans.tell(found)


def test_a_truck_and_a_shelf_bring_and_hold_no_more_than_they_can(mall: App) -> None:
    by_truck = plan(mall, shop="truck")
    assert 0 < kept(by_truck) <= 5 and kept(list(mall.plans.all(Wanted(by_truck[0].plan, shop="free")))) > 20
    assert any("车" in told(mall, each)["cut_why"]["zh"] for each in by_truck if "cut" in each.body)
    into_room = list(mall.plans.all(Wanted(by_truck[0].plan, shop="room")))
    assert kept(into_room) <= 12 - 9
    assert any("放不下" in told(mall, each)["cut_why"]["zh"] for each in into_room if "cut" in each.body)


def test_a_least_order_is_kept_by_the_goods_and_by_their_supplier(mall: App) -> None:
    cup, = plan(mall, sku="cup", shop="free")
    assert cup.quantity == 20, "one shop needs fewer, but fewer are not sold"
    tea, = mall.plans.all(Wanted(cup.plan, sku="tea", shop="free"))
    mall.purchasing.suppliers.put("of tea", {**EMPTY, "min_order_fen": 500 * (tea.quantity + 12)}, "li", NOW)
    bought = plan(mall, NOW + 1, sku="tea")
    assert sum(each.value_fen for each in bought if each.state == "open") >= 500 * (tea.quantity + 12)
    topped = next(each for each in bought if each.body["topped_up"])
    assert "起订金额" in told(mall, topped)["arithmetic"][-1]["label"]["zh"]
    assert told(mall, topped)["arithmetic"][-1]["value"] == topped.quantity


def test_goods_that_do_not_keep_are_ordered_like_newspapers_and_never_more_than_sells_in_time(mall: App) -> None:
    fish, = plan(mall, sku="fish", shop="free")
    assert "报童" in told(mall, fish)["rule"]["zh"]
    assert fish.quantity <= SOLD["fish"] * (2 + 3)


def test_an_order_that_comes_too_late_for_the_interval_is_not_counted_and_one_in_time_is(mall: App) -> None:
    tea, = plan(mall, sku="tea", shop="free")
    mall.decisions.approve(tea.id, "li", NOW)
    assert plan(mall, NOW + 1, sku="tea", shop="free") == []
    order = mall.decisions.proposal(tea.id).body["purchase_order"]
    mall.purchasing.purchases.send(order, "hand", "li", NOW + 2)
    mall.purchasing.purchases.confirm(order, [Answer("tea", None, NOW + 20 * DAY_MS)], "li", NOW + 3)
    again, = plan(mall, NOW + 4, sku="tea", shop="free")
    assert again.quantity == tea.quantity
