"""Reminders of favourites: goods that come back are told each time, those that came back last and no others."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from huozhao.app import App, open_app
from huozhao.events.catalogue import ProductListed, ShopOpened
from huozhao.events.event import event
from huozhao.flows.storefront.reminders import Reminders
from huozhao.operations.messages.wish import Wish
from huozhao.settings import Settings, Storage
from huozhao.supply.ledger import Count
from huozhao.terms.time import DAY_MS


@dataclass
class Mornings:
    """A mall in memory whose reminders are looked at once a day."""

    app: App
    now: int
    handed: list[Wish] = field(default_factory=list)

    def look(self, **units: int) -> list[str]:
        """Count units of goods, let a day pass, and return what ann is told that she was not told before."""
        self.now += DAY_MS
        for sku, on_hand in units.items():
            self.app.ledger.post([Count(f"{sku}-{self.now}", sku, "a", on_hand, self.app.clock())])
        told = {wish.key for wish in self.handed}
        favourites = replace(self.app.storefront.favourites, clock=lambda: self.now)
        Reminders(favourites, lambda wishes: self.handed.extend(wishes) or 0).work(lambda *_: None)
        return list({wish.key: wish.body.en for wish in self.handed if wish.key not in told}.values())


@pytest.fixture
def mornings() -> Iterator[Mornings]:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as app:
        now = app.clock()
        listed = [event(sku, now, "", ProductListed(sku=sku, spu=sku, title=sku, price_fen=1_000))
                  for sku in ("tea", "pot")]
        app.collect.record([*listed, event("s", now, "", ShopOpened(shop="a", name="A"))])
        app.folds.catch_up()
        yield Mornings(app, now)


def test_goods_that_are_sold_out_again_and_come_back_are_told_again(mornings: Mornings) -> None:
    mornings.look(pot=0)
    mornings.app.storefront.favourites.mark("ann", "pot")
    back = "“pot” is in stock again."
    told = [mornings.look(pot=units) for units in (0, 5, 5, 0, 0, 3, 3)]
    assert told == [[], [back], [], [], [], [back], []]


def test_what_came_back_before_neither_hides_what_comes_back_now_nor_is_counted_with_it(mornings: Mornings) -> None:
    mornings.look(pot=5, tea=5)
    for sku in ("pot", "tea"):
        mornings.app.storefront.favourites.mark("ann", sku)
    assert [mornings.look(tea=0), mornings.look(tea=5)] == [[], ["“tea” is in stock again."]]
    assert [mornings.look(pot=0), mornings.look(pot=5)] == [[], ["“pot” is in stock again."]]
    mornings.look(pot=0, tea=0)
    both = mornings.look(pot=5, tea=5)
    assert len(both) == 1 and " 1 more " in both[0]


def test_what_is_cheaper_than_when_it_was_marked_is_told_again_when_it_comes_back(mornings: Mornings) -> None:
    mornings.look(pot=5)
    mornings.app.storefront.favourites.mark("ann", "pot")
    cheaper = ProductListed(sku="pot", spu="pot", title="pot", price_fen=900)
    mornings.app.collect.record([event("cheaper", mornings.app.clock(), "", cheaper)])
    mornings.app.folds.catch_up()
    told = [mornings.look(pot=units) for units in (5, 5, 0, 5, 5)]
    assert [["¥9" in each for each in news] for news in told] == [[True], [], [], [True], []]


def test_a_mark_of_an_older_version_is_told_as_it_was_until_its_goods_move_again(mornings: Mornings) -> None:
    mornings.look(pot=5)
    mark = {"at": mornings.now, "price_fen": 1_000, "was_out": True}
    mornings.app.documents.put("favourite", "ann", {"shopper": "ann", "skus": {"pot": mark}})
    first = mornings.look()
    assert (len(first), mornings.look(), mornings.look(pot=0), len(mornings.look(pot=5))) == (1, [], [], 1)
