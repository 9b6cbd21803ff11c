"""Facts, payments and trade: the better source wins, an order counts once, in whatever order the events arrive."""

from itertools import permutations

from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import Line, OrderPaid, OrderReturned, PaymentReceived, ShopperLoggedIn, ShopperRegistered
from huozhao.events.event import Event, Recorded, event
from huozhao.insight import facts, payments
from huozhao.insight.folds import insight_folds
from huozhao.insight.trade import trade

DAY = 86_400_000
T0 = 20_000 * DAY
LINES = [Line("a", 1, 1000)]


def folded(events: list[Event]) -> MemoryState:
    folds = insight_folds("Asia/Shanghai")
    state = MemoryState(folds)
    for fold in folds:
        recorded = [Recorded(n + 1, e) for n, e in enumerate(events)]
        writes = [w for r in recorded if not fold.events or r.event.name in fold.events for w in fold.fold(r)]
        state.apply(fold.name, 0, len(events), writes)
    return state


def test_what_was_told_stands_over_orders_and_devices_in_whatever_order() -> None:
    told = [
        event("1", T0, "u", ShopperRegistered(city="深圳", device="iPhone 12")),
        event("2", T0 + 1, "u", OrderPaid("o", LINES, 1000, city="广州")),
        event("3", T0 + 2, "u", ShopperLoggedIn("mini", city="东莞", device="iPhone 15", os="iOS 18")),
    ]
    for order in permutations(told):
        rows = {r["field"]: (r["value"], r["origin"]) for r in folded(list(order)).scan("facts", ("u",))}
        assert rows == {"city": ("深圳", "told"), "device": ("iPhone 15", "device"), "os": ("iOS 18", "device")}


def test_an_order_says_more_than_a_device_and_the_newer_order_more_than_the_older() -> None:
    state = folded([
        event("1", T0 + 9, "u", OrderPaid("o2", LINES, 1000, city="广州")),
        event("2", T0 + 99, "u", ShopperLoggedIn("mini", city="东莞")),
        event("3", T0, "u", OrderPaid("o1", LINES, 1000, city="上海")),
    ])
    row = state.get("facts", ("u", "city"))
    assert row is not None and (row["value"], row["origin"], row["told_at"]) == ("广州", "order", T0 + 9)
    assert facts.CONFIDENCE["told"] > facts.CONFIDENCE["order"] > facts.CONFIDENCE["device"]


def test_an_order_that_is_told_as_paid_and_as_money_is_one_payment() -> None:
    state = folded([
        event("1", T0, "u", OrderPaid("o1", LINES, 1000, payment_method="微信支付")),
        event("2", T0 + 1, "u", PaymentReceived("o1", 1000, "weixin")),
        event("3", T0 + 2, "u", PaymentReceived("o2", 5000, "花呗", 3)),
        event("4", T0 + 3, "u", PaymentReceived("o3", 500, "wechat")),
    ])
    rows = state.scan("payments", ("u",))
    assert [(r["order"], r["method"]) for r in rows] == [("o1", "wechat"), ("o2", "instalments"), ("o3", "wechat")]
    found = payments.preference(rows)
    assert found is not None and (found.method, found.orders, round(found.share, 3)) == ("wechat", 3, 0.667)
    assert payments.preference([]) is None


def test_an_order_whose_return_came_under_another_id_is_one_returned_order() -> None:
    state = folded([
        event("1", T0, "u", OrderPaid("o1", LINES, 1000)),
        event("2", T0 + DAY, "card", OrderReturned("o1", LINES, 1000)),
        event("3", T0 + 2 * DAY, "u", OrderPaid("o2", LINES, 1000)),
    ])
    found = trade([*state.scan("orders", ("u",)), *state.scan("orders", ("card",))], [], 0, T0 + 60 * DAY)
    assert found is not None
    assert (found.orders, found.spent_fen, found.returned, found.return_rate) == (2, 1000, 1, 0.5)
    assert found.orders_per_month == 1.0 and found.average_order_fen == 1000
    assert trade([], [], 0, T0) is None
