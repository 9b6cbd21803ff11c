"""After-care survives a crash between handing over and putting on record, and reads days of receipt, not shoppers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from huozhao.events.event import Event
from tests.shopping import Mall, eventually, shopping

GUIDE = {
    "title": {"zh": "使用指南"}, "body": {"zh": "先看这里"}, "skus": ["lamp"], "state": "live", "asks": False,
    "reminders": [{"id": "dust", "day": 10, "title": {"zh": "擦灰"}, "body": {"zh": "断电后擦"}}],
}  # fmt: skip


class PowerCut(Exception):
    """The process ended here."""


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with a guide in force and nobody asleep."""
    with shopping(purposes=()) as opened:
        opened.goods(lamp=("家居", "灯"))
        awake = {"policy": {"quiet_from": "09:00", "quiet_until": "09:00"}}
        assert opened.http.put("/v1/messages/rules", json=awake).status_code == 200
        assert opened.http.put("/v1/care/guides/lamp", json=GUIDE).status_code == 200
        yield opened


def had(mall: Mall, shopper: str, days_ago: float, units: int = 1) -> str:
    """Tell of a lamp that came some days ago; return the order."""
    order = f"o-{shopper}"
    lines = [{"sku": "lamp", "quantity": units, "price_fen": 1_000}]
    mall.did(shopper, "Order Paid", days_ago + 1, order=order, lines=lines, total_fen=1_000 * units)
    mall.did(shopper, "Order Delivered", days_ago, order=order)
    mall.send()
    return order


def sent(mall: Mall, shopper: str) -> list[str]:
    """Return the titles of what a shopper was sent."""
    items = mall.get(f"/v1/shoppers/{shopper}/messages")["items"]
    return [each["title"]["zh"] for each in items if each["state"] == "sent"]


def test_a_crash_between_the_arbiter_and_the_record_tells_nothing_twice(mall: Mall) -> None:
    had(mall, "ann", 10.5)
    handing = mall.app.care.handing

    def cut(events: Sequence[Event]) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        replace(handing, record=cut).tell(mall.app.care.desk.due())
    assert eventually(lambda: sent(mall, "ann"), bool) == ["擦灰"]
    assert [each.state for each in mall.app.care.desk.due()] == ["due"], "it is not on record yet"
    assert handing.work(lambda *_: None) == {"due": 1, "handed": 0}, "the arbiter knows it"
    eventually(lambda: mall.app.care.desk.due(), lambda due: not due)
    assert not mall.app.care.desk.due() and sent(mall, "ann") == ["擦灰"]


def test_what_came_back_after_it_was_handed_over_is_not_sent(mall: Mall) -> None:
    order = had(mall, "ben", 10.5)
    wishes = [mall.app.care.handing._wish([each]) for each in mall.app.care.desk.due() if each.received.order == order]
    part = mall.app.messages.parts["care"]
    assert [part.unfit(wish) for wish in wishes] == [""]
    mall.did("ben", "Order Returned", 0, order=order, refund_fen=1_000,
             lines=[{"sku": "lamp", "quantity": 1, "price_fen": 1_000}])  # fmt: skip
    mall.send()
    assert [part.unfit(wish) for wish in wishes] == ["withdrawn"]
    assert not [each for each in mall.app.care.desk.between(-9, 9) if each.received.order == order]


def test_half_an_order_that_came_back_leaves_the_rest_and_a_cancelled_one_nothing(mall: Mall) -> None:
    order = had(mall, "cat", 3, units=2)
    mall.did("cat", "Order Returned", 1, order=order, refund_fen=1_000,
             lines=[{"sku": "lamp", "quantity": 1, "price_fen": 1_000}])  # fmt: skip
    mall.send()
    assert [each.received.units for each in mall.app.care.desk.of("cat")] == [1]
    gone = had(mall, "dan", 3)
    mall.did("dan", "Order Cancelled", 2, order=gone)
    mall.send()
    assert not mall.app.care.desk.of("dan")


def test_everything_due_in_a_span_is_found_by_the_days_of_receipt(mall: Mall) -> None:
    for n, days_ago in enumerate((0.5, 4, 9, 11, 25)):
        had(mall, f"eve-{n}", days_ago)
    by_day = {each.mark for each in mall.app.care.desk.between(-30, 30) if each.received.shopper.startswith("eve-")}
    by_shopper = {due.mark for n in range(5) for cared in mall.app.care.desk.of(f"eve-{n}") for due in cared.due}
    assert by_day <= by_shopper
    assert len(by_shopper) == 10 and len(by_day) == 10
