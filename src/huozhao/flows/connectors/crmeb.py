"""What CRMEB pushes: orders and requests for refunds, as events. Names, phones and addresses are not taken up.

The bodies are those of CRMEB 5.4 (`OutStoreOrderServices::getInfo`, `OutStoreOrderRefundServices::getInfo`). Its order
lines name goods by title and specification, never by id: they are looked up among the goods of the mall by these words.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from huozhao.events.catalogue import Line, OrderPaid, OrderPlaced, Properties, ServiceTalked
from huozhao.events.event import Event, event
from huozhao.flows.imports import cells
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku
from huozhao.terms.table import Cell, Fault

CREATED, PAID, REFUND_ASKED, REFUND_TAKEN_BACK, USER = (
    "order-created", "order-paid", "refund-created", "refund-cancelled", "user-updated")
PUSHES = (CREATED, PAID, REFUND_ASKED, REFUND_TAKEN_BACK, USER)
PLAIN = frozenset({"", "默认", "默认规格"})
# SKU of (title, specification).
Find = Callable[[str, str], str]


class _Item(msgspec.Struct, frozen=True):
    store_name: str
    price: str | float
    cart_num: int
    suk: str = ""


class _Order(msgspec.Struct, frozen=True):
    order_id: str
    uid: int | str
    items: list[_Item]
    add_time: int | str
    pay_time: int | str | None = None
    pay_type_name: str = ""
    coupon_price: str | float | None = None
    deduction_price: str | float | None = None


class _Refund(msgspec.Struct, frozen=True):
    id: int
    uid: int | str
    add_time: int | str
    order: dict[str, Any]
    refund_reason: str | None = None
    refund_explain: str | None = None


def events_of(what: str, body: bytes, zone: str, find: Find) -> Sequence[Event]:
    """Return the events of a push; none for what is no fact of shoppers and goods. BadInput names what is wrong."""
    if what == USER:
        return ()
    if what in (CREATED, PAID):
        return (_order(what, _read(body, _Order), zone, find),)
    return (_refund(what, _read(body, _Refund), zone),)


def finder(goods: Sequence[Sku]) -> Find:
    """Return how goods are found by their words; what is not found keeps its words, to be refused with them."""
    known: dict[str, str] = {}
    for each in goods:
        known.setdefault(_plain(each.title), each.sku)

    def find(title: str, specification: str) -> str:
        words = title.strip() if specification.strip() in PLAIN else f"{title.strip()} {specification.strip()}"
        return known.get(_plain(words)) or words[:128]

    return find


def _plain(words: str) -> str:
    return "".join(words.replace(",", " ").split()).casefold()


def _read(body: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise BadInput("push_unreadable", f"this is not what CRMEB 5.4 pushes / 推送内容不符：{error}", field="body",
                       hint="check that the address belongs to this kind of push") from None


def _order(what: str, told: _Order, zone: str, find: Find) -> Event:
    lines = [Line(find(each.store_name, each.suk), each.cart_num, _fen(each.price, f"items[{n}].price"))
             for n, each in enumerate(told.items)]
    total = sum(line.quantity * line.price_fen for line in lines)
    made: Properties
    if what == CREATED:
        at, made = _at(told.add_time, zone, "add_time"), OrderPlaced(told.order_id, lines, total)
    else:
        off = _fen(told.coupon_price or 0, "coupon_price") + _fen(told.deduction_price or 0, "deduction_price")
        at = _at(told.pay_time or told.add_time, zone, "pay_time")
        # The price of a line is what was paid for a unit: coupon and points are off it already.
        made = OrderPaid(told.order_id, lines, total, told.pay_type_name or None, discount_fen=off or None)
    return event(f"crmeb:{what}:{told.order_id}"[:128], at, str(told.uid), made)


def _refund(what: str, told: _Refund, zone: str) -> Event:
    asked = what == REFUND_ASKED
    words = " ".join(word for word in (told.refund_reason, told.refund_explain) if word) if asked else ""
    made = ServiceTalked("CRMEB", "申请退款" if asked else "取消退款申请", words[:2_000] or None,
                         order=str(told.order.get("order_id") or "") or None)
    return event(f"crmeb:{what}:{told.id}", _at(told.add_time, zone, "add_time"), str(told.uid), made)


def _fen(amount: Cell, field: str) -> int:
    return _sure(cells.rounded_fen(amount), field)


def _at(moment: Cell, zone: str, field: str) -> int:
    return _sure(cells.instant_in(zone)(moment), field)


def _sure(value: int | Fault, field: str) -> int:
    if isinstance(value, Fault):
        raise BadInput(value.code, f"{value.message.zh} / {value.message.en}", field=field,
                       hint=f"{value.hint.zh} / {value.hint.en}")
    return value


def raw(made: Sequence[Event]) -> list[bytes]:
    """Return events as they would come over the wire."""
    return [msgspec.json.encode(each) for each in made]

