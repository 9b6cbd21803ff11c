"""What another release stored of a plan counts as no plan: nothing fails on it, and the next run writes a new one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from huozhao.app import App, open_app
from huozhao.events.catalogue import Line, OrderPaid, ProductListed, ShopOpened
from huozhao.events.event import event
from huozhao.settings import Settings, Storage
from huozhao.supply.plan_book import Wanted
from huozhao.terms.errors import NotFound
from huozhao.terms.time import DAY_MS

NOW = 1_790_000_000_000


@pytest.fixture
def mall() -> Iterator[App]:
    """Open a mall with a plan, and let all that it stored be of another format."""
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as app:
        listed = [ProductListed(sku="tea", spu="tea", title="tea", price_fen=900), ShopOpened(shop="S", name="S")]
        sales = [OrderPaid(order=f"o{day}", total_fen=1, shop="S", lines=[Line(sku="tea", quantity=2, price_fen=900)])
                 for day in range(1, 60)]
        app.collect.record([event(f"g{n}", NOW, "", each) for n, each in enumerate(listed)])
        app.collect.record([event(f"s{n}", NOW - (n + 1) * DAY_MS, "", each) for n, each in enumerate(sales)])
        app.folds.catch_up()
        plan = app.planner.build(NOW)["plan"]
        decided, = app.plans.all(Wanted(plan))
        app.decisions.approve(decided.id, "li", NOW)
        found = app.decisions.proposal(decided.id)
        app.planner.proposals.put([replace(found, numbers=b"\x91\x90")])
        body = app.plans.newest().body
        app.documents.put("plan", plan, {**body, "format": "0-of-before"})
        app.planner.parts.keep(plan, [("tea", b"not even compressed")])
        yield app


def test_it_counts_as_no_plan(mall: App) -> None:
    assert mall.plans.latest() is None and mall.tiers.goods.plan() is None
    with pytest.raises(NotFound, match="there is none yet"):
        mall.tiers.goods.page("")
    assert ("tea", "S") not in mall.stock.policies()


def test_what_was_decided_about_it_can_still_be_read(mall: App) -> None:
    found, = mall.plans.all(Wanted(f"{NOW:015d}"))
    told = mall.plans.tell(found)
    assert (told["state"], told["quantity"], told["arithmetic"]) == ("approved", found.quantity, [])
    assert "another release" in told["why"]["en"]


def test_the_next_run_makes_a_new_plan_and_takes_no_run_of_another_format_up(mall: App) -> None:
    run = {"now": NOW, "last_day": 0, "head": 0, "hot_rate": 1.0, "early": {}, "format": "0-of-before"}
    mall.documents.put("plan_run", f"{NOW:015d}", run)
    made = mall.planner.build(NOW + 1)
    assert made["plan"] == f"{NOW + 1:015d}" and mall.tiers.goods.page("")[0][0].sku == "tea"
