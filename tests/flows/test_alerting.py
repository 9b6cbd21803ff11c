"""The watch over the ledger: what it raises, what a crash or another process does to it, what it costs to look."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.memory.state import MemoryState
from huozhao.flows.alerting.alert import Alert, Key
from huozhao.flows.alerting.book import AlertBook
from huozhao.flows.alerting.desk import AlertDesk, Due
from huozhao.flows.alerting.watch import Sources, Watch
from huozhao.flows.goods import Goods
from huozhao.flows.subscriptions import subscriptions
from huozhao.supply.availability import Policy
from huozhao.supply.ledger import Count, Hold, Move, Reservation
from huozhao.terms.errors import StorageFull

NOW = 20_000 * 86_400_000
POLICY = Policy(safety_stock=10, reorder_point=25, order_up_to=40, mean_per_day=5.0, pack_size=6)


@dataclass
class Mall:
    """A ledger, a plan, and what is kept of alerts."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    documents: MemoryDocuments = field(default_factory=lambda: MemoryDocuments(lambda: NOW))
    policies: dict[Key, Policy] = field(default_factory=dict)
    plan: str = "1"
    told: list[Alert] = field(default_factory=list)
    keys: int = 0

    def watch(self) -> Watch:
        """Return a watch as a new process would open it."""
        goods = Goods(MemoryState(subscriptions("Asia/Shanghai")))
        sources = Sources(self.ledger, goods, lambda: self.policies, lambda: self.plan, lambda supplier, days: 3.0)
        return Watch(AlertBook(self.documents), sources, lambda: NOW, lambda alerts, now: self.told.extend(alerts))

    def count(self, sku: str, units: int) -> None:
        """Count a shelf."""
        self.keys += 1
        self.policies.setdefault((sku, "near"), POLICY)
        assert self.ledger.post([Count(f"c{self.keys}", sku, "near", units, NOW)]) == ["posted"]

    def move(self, sku: str, source: str, target: str, units: int) -> None:
        """Move units."""
        self.keys += 1
        move = Move(f"m{self.keys}", sku, "near", source, target, units, NOW)  # type: ignore[arg-type]
        assert self.ledger.post([move]) == ["posted"]


def states(watch: Watch) -> dict[str, str]:
    watch.catch_up()
    return {alert.sku: alert.state for alert in watch.book.open.values()}


def skus(alerts: Iterable[Alert]) -> list[str]:
    return [alert.sku for alert in alerts]


def test_reservations_moves_and_counts_all_ring_and_each_shelf_once() -> None:
    mall = Mall()
    for sku in ("tea", "cup", "pot"):
        mall.count(sku, 50)
    watch = mall.watch()
    assert states(watch) == {}
    mall.ledger.reserve([Reservation("o1", (Hold("tea", "near", 45),), NOW, NOW + 1000)])
    mall.move("cup", "on_hand", "sold", 45)
    mall.count("pot", 0)
    assert states(watch) == {"tea": "open", "cup": "open", "pot": "open"}
    mall.move("cup", "on_hand", "sold", 1)
    assert states(watch) == {"tea": "open", "cup": "open", "pot": "open"}
    assert sorted(skus(mall.told)) == ["cup", "pot", "tea"]
    mall.ledger.settle(["o1"], "released", NOW)
    assert states(watch) == {"cup": "open", "pot": "open"}


def test_goods_on_their_way_cover_it_until_they_come_or_are_cancelled() -> None:
    mall = Mall()
    mall.count("tea", 2)
    watch = mall.watch()
    mall.move("tea", "supplier", "in_transit", 42)
    assert states(watch) == {"tea": "covered"} and mall.told == []
    mall.move("tea", "in_transit", "supplier", 42)
    assert states(watch) == {"tea": "open"}
    mall.move("tea", "supplier", "in_transit", 42)
    mall.move("tea", "in_transit", "on_hand", 42)
    assert states(watch) == {} and len(watch.book.past("", 10)) == 1


def test_a_process_that_was_killed_or_another_one_sees_the_same_alerts() -> None:
    mall = Mall()
    mall.count("tea", 2)
    first, second = mall.watch(), mall.watch()
    assert states(first) == {"tea": "open"}
    raised = first.book.open["tea", "near"].raised_at
    mall.move("tea", "on_hand", "sold", 1)
    assert states(second) == {"tea": "open"}
    assert second.book.open["tea", "near"].shelf.available == 1
    mall.count("tea", 60)
    assert states(second) == {} and states(first) == {}
    assert states(mall.watch()) == {} and skus(mall.told) == ["tea"]
    assert first.book.past("", 10)[0].body["raised_at"] == raised


def test_a_count_of_nothing_on_a_shelf_nobody_counted_before_rings() -> None:
    mall = Mall()
    watch = mall.watch()
    assert states(watch) == {}
    mall.count("tea", 0)
    assert states(watch) == {"tea": "open"}


def test_a_new_plan_judges_every_shelf_again() -> None:
    mall = Mall()
    mall.count("tea", 12)
    mall.count("cup", 4)
    watch = mall.watch()
    assert states(watch) == {"cup": "open"}
    mall.policies = {("tea", "near"): Policy(20, 30, 60, 5.0)}
    mall.plan = "2"
    assert states(watch) == {"tea": "open"}


def test_without_a_plan_nothing_is_known_to_be_low() -> None:
    mall = Mall(plan="")
    mall.count("tea", 0)
    assert states(mall.watch()) == {}


def test_goods_that_the_watch_sees_coming_before_the_order_is_noted_still_cover_the_shelf() -> None:
    mall = Mall()
    watch, lookers = mall.watch(), list[threading.Thread]()

    def order(alert: Alert, units: int, who: str, now: int) -> list[str]:
        mall.move("tea", "supplier", "in_transit", units)
        lookers.append(threading.Thread(target=watch.catch_up))
        lookers[0].start()
        lookers[0].join(0.2)
        return ["order"]

    mall.count("tea", 3)
    assert states(watch) == {"tea": "open"}
    desk = AlertDesk(watch, Due(dict), order)
    alert, orders = desk.order(next(iter(watch.book.open.values())).id, None, "ann", NOW)
    lookers[0].join()
    assert (alert.state, orders) == ("covered", ["order"]) and states(watch) == {"tea": "covered"}


class Full(MemoryDocuments):
    """Documents that have no room for a moment."""

    is_full = False

    def put_many(self, kind: str, bodies: Sequence[tuple[str, dict[str, Any]]], new: bool = False) -> None:
        if self.is_full:
            raise StorageFull("disk_full", "no room")
        super().put_many(kind, bodies, new)


def test_what_could_not_be_written_down_is_looked_at_again() -> None:
    documents = Full(lambda: NOW)
    mall = Mall(documents=documents)
    mall.count("tea", 50)
    watch = mall.watch()
    assert states(watch) == {}
    mall.count("tea", 2)
    documents.is_full = True
    with pytest.raises(StorageFull):
        watch.catch_up()
    documents.is_full = False
    assert states(watch) == {"tea": "open"} and set(skus(mall.told)) == {"tea"}
    assert [each.body["sku"] for each in documents.list("alert")] == ["tea"]


def test_a_shelf_that_the_plan_wants_empty_does_not_ring_and_one_filled_as_planned_is_over() -> None:
    mall = Mall(policies={("tea", "near"): Policy(1, 0, 0, 0.05), ("cup", "near"): Policy(3, 2, 3, 0.05)})
    mall.count("tea", 0)
    mall.count("cup", 2)
    watch = mall.watch()
    assert states(watch) == {"cup": "open"}
    mall.move("cup", "supplier", "in_transit", 1)
    assert states(watch) == {"cup": "covered"}
    mall.move("cup", "in_transit", "on_hand", 1)
    assert states(watch) == {}
