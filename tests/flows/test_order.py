"""Orders as a flow: interrupted orders, unpaid orders, orders of several parts."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import OrderPaid, ProductListed, ShopClosed, ShopOpened
from huozhao.events.event import Event, event
from huozhao.flows import goods
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.orders.decline import Declines
from huozhao.flows.orders.order import Orders, Wanted
from huozhao.flows.orders.steps import Steps
from huozhao.settings import Settings
from huozhao.supply.ledger import Count, Level
from huozhao.terms.errors import Conflict

MINUTE = 60_000
WANTED = Wanted("o", "ann", (("tea", 3, None), ("tea", 1, 900)))


class Mall:
    """One small mall in memory; `fails` makes the log refuse, as a full disk would."""

    def __init__(self) -> None:
        self.log, self.ledger, self.fails = MemoryLog(), MemoryLedger(), False
        state, documents = MemoryState([goods.FOLD]), MemoryDocuments(lambda: 0)
        self.log.append([
            event("g", 1, "", ProductListed(sku="tea", spu="tea", title="茶", price_fen=1000)),
            event("a", 1, "", ShopOpened(shop="a", name="A")), event("b", 1, "", ShopOpened(shop="b", name="B"))])
        self.folds = Folds(self.log, state, [goods.FOLD])
        self.folds.catch_up()
        self.orders = Orders(
            self.ledger, documents, self.record, Goods(state), Settings().supply, "Asia/Shanghai")
        self.steps = Steps(self.orders)

    def record(self, events: Sequence[Event]) -> object:
        if self.fails:
            raise OSError("the process ended here")
        return self.log.append(events)

    def names(self) -> list[str]:
        return [recorded.event.name for recorded in self.log.read(3, 100)]

    def count(self, a: int, b: int = 0) -> None:
        self.ledger.post([Count("a", "tea", "a", a, 1), Count("b", "tea", "b", b, 1)])

    def level(self, shop: str = "a") -> Level:
        return self.ledger.levels(["tea"], [shop])[0]


def test_lines_of_one_sku_are_served_together_and_priced_apart() -> None:
    mall = Mall()
    mall.count(4)
    body = mall.orders.place(WANTED, 10)
    assert body["total_fen"] == 3 * 1000 + 900
    assert body["parts"][0]["lines"] == [{"sku": "tea", "quantity": 4}]


def test_paying_that_has_begun_holds_the_goods_longer_but_only_once() -> None:
    mall = Mall()
    mall.count(4)
    end = mall.orders.place(WANTED, 10)["expires_at"]
    longer = mall.steps.paying("o", 10, end - MINUTE)["expires_at"]
    assert longer == end + 9 * MINUTE
    assert mall.steps.paying("o", 10, longer - MINUTE)["expires_at"] == longer
    assert mall.orders.sweep(end) == [] and mall.orders.sweep(longer) == ["o"]
    with pytest.raises(Conflict, match="cancelled"):
        mall.steps.paying("o", 10, longer)


def test_an_order_cut_short_after_its_reservation_goes_on_when_it_is_sent_again() -> None:
    mall = Mall()
    mall.count(4)
    mall.fails = True
    with pytest.raises(OSError, match="ended here"):
        mall.orders.place(WANTED, 10)
    mall.fails = False
    body = mall.orders.place(WANTED, 20)
    assert (body["status"], body["placed_at"]) == ("placed", 10)
    assert mall.level().reserved == 4
    assert mall.names() == ["Order Placed"]


def test_another_order_under_the_id_of_a_cut_short_one_is_a_conflict() -> None:
    mall = Mall()
    mall.count(9)
    mall.fails = True
    with pytest.raises(OSError, match="ended here"):
        mall.orders.place(WANTED, 10)
    mall.fails = False
    with pytest.raises(Conflict, match="other content"):
        mall.orders.place(Wanted("o", "ann", (("tea", 2, None),)), 20)


def test_an_order_not_paid_in_time_is_cancelled_and_its_goods_are_free() -> None:
    mall = Mall()
    mall.count(4)
    mall.orders.place(WANTED, 10)
    assert mall.orders.sweep(10 + 30 * MINUTE) == ["o"]
    assert mall.orders.get("o").body["status"] == "cancelled"
    assert mall.level().available == 4
    assert mall.names() == ["Order Placed", "Order Cancelled"]
    with pytest.raises(Conflict, match="cancelled"):
        mall.steps.pay("o", None, 99 * MINUTE)


def test_a_paid_order_can_be_cancelled_until_it_ships() -> None:
    mall = Mall()
    mall.count(3, 1)
    mall.orders.place(WANTED, 10)
    mall.steps.pay("o", "wechat", 20)
    assert [mall.level(shop).sold for shop in "ab"] == [3, 1]
    mall.steps.cancel("o", "too late", 30)
    assert [mall.level(shop).available for shop in "ab"] == [3, 1]


def test_what_came_back_of_a_paid_order_is_not_put_back_again_when_the_rest_is_cancelled() -> None:
    mall = Mall()
    mall.count(3, 1)
    mall.orders.place(WANTED, 10)
    mall.steps.pay("o", "wechat", 20)
    mall.steps.give_back("o", {"tea": 2}, 30)
    mall.steps.cancel("o", "the rest too", 40)
    assert [mall.level(shop).available for shop in "ab"] == [1, 1]
    assert [mall.level(shop).sold for shop in "ab"] == [0, 0]


def test_a_part_of_a_shop_that_closed_stays_its_own_when_another_shop_declines() -> None:
    mall = Mall()
    mall.count(3, 1)
    mall.log.append([event("c", 2, "", ShopOpened(shop="c", name="C")), event("x", 3, "", ShopClosed(shop="a"))])
    mall.ledger.post([Count("c", "tea", "c", 1, 1)])
    mall.orders.place(WANTED, 10)
    mall.folds.catch_up()
    mall.orders.goods.load()
    moved = Declines(mall.orders).decline("o", "b", None, 20)
    assert {part["shop"]: part["lines"][0]["quantity"] for part in moved["parts"]} == {"a": 3, "c": 1}
    assert [mall.level(shop).reserved for shop in "abc"] == [3, 0, 1]


def test_a_payment_cut_short_counts_once_and_at_its_first_moment() -> None:
    mall = Mall()
    mall.count(4)
    mall.orders.place(WANTED, 10)
    mall.fails = True
    with pytest.raises(OSError, match="ended here"):
        mall.steps.pay("o", "wechat", 20)
    mall.fails = False
    assert mall.steps.pay("o", "wechat", 30)["paid_at"] == 20
    paid = [r.event for r in mall.log.read(0, 100) if isinstance(r.event.properties, OrderPaid)]
    assert [found.at for found in paid] == [20]


@pytest.mark.parametrize("other", [
    lambda steps: steps.ship("o", 40), lambda steps: steps.give_back("o", {"tea": 1}, 40)])
def test_a_step_that_meets_a_cancellation_waits_and_leaves_no_trace(other: Callable[[Steps], object]) -> None:
    mall = Mall()
    mall.count(4)
    mall.orders.place(WANTED, 10)
    mall.steps.pay("o", None, 20)
    record, met = mall.record, list[threading.Thread]()

    def at_once() -> None:
        with suppress(Conflict):
            other(mall.steps)

    def meanwhile(events: Sequence[Event]) -> object:
        if not met:
            met.append(threading.Thread(target=at_once))
            met[0].start()
            met[0].join(0.3)
        return record(events)

    object.__setattr__(mall.orders, "record", meanwhile)
    mall.steps.cancel("o", "shopper", 30)
    met[0].join()
    assert mall.orders.get("o").body["status"] == "cancelled"
    assert mall.names() == ["Order Placed", "Order Paid", "Order Cancelled"]
    assert mall.level().available == 4
