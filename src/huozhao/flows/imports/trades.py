"""Map what happened around orders: payments, exchanges, cancellations, shares, coupons; one row an event."""

from collections.abc import Iterator, Sequence
from typing import Any

from huozhao.events.catalogue import (
    CouponReceived,
    CouponUsed,
    Line,
    OrderCancelled,
    OrderExchanged,
    PageShared,
    PaymentReceived,
    ProductShared,
    Properties,
)
from huozhao.events.event import event
from huozhao.flows.imports.contracts import CANCELLATIONS, COUPONS, EXCHANGES, PAYMENTS, SHARES
from huozhao.flows.imports.items import Item, RefusedRow, fact
from huozhao.flows.imports.moments import NO_UNITS, events_of, made
from huozhao.flows.imports.row_reader import rows_of
from huozhao.insight.payments import method_of
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text

NO_ORDER = Fault("order_missing", Text("用掉的券要写明订单号", "a used coupon needs its order"),
                 Text("请补上订单号，或把使用时间空着", "add the order, or leave the time of use empty"), "order")


def payments(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map money that came in."""
    yield from events_of(PAYMENTS, tables, zone, _payment)


def exchanges(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map goods that came back for others."""
    yield from events_of(EXCHANGES, tables, zone, _exchange)


def cancellations(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map orders that were cancelled."""
    yield from events_of(CANCELLATIONS, tables, zone, lambda values: made(OrderCancelled, values))


def shares(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map shares; a row with a SKU is a share of goods."""
    yield from events_of(SHARES, tables, zone, _share)


def coupons(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map coupons: a row is the event of receiving, and one more where the coupon was used."""
    for table in tables:
        for row in rows_of(COUPONS, table, zone):
            yield from (row,) if isinstance(row, RefusedRow) else _coupon(row.values, row.refuse(NO_ORDER))


def _coupon(values: Any, refused: RefusedRow) -> Iterator[Item]:
    shopper, at, coupon = values["shopper"], values["at"], values["coupon"]
    used_at, order, value = values.get("used_at"), values.get("order"), values.get("value")
    if used_at is not None and not order:
        yield refused
        return
    key = f"coupons:{coupon}:{shopper}:{at}"
    yield fact(event(key, at, shopper, CouponReceived(coupon, value, values.get("least"))))
    if used_at is not None:
        yield fact(event(f"{key}:used", used_at, shopper, CouponUsed(coupon, order, value or 0)), 0)


def _payment(values: dict[str, Any]) -> Properties | Fault:
    amount = values.pop("amount", None)
    fen = values.pop("amount_fen", 0)
    return made(PaymentReceived, {
        **values, "method": method_of(values["method"]), "amount_fen": fen if amount is None else amount})


def _exchange(values: dict[str, Any]) -> Properties | Fault:
    units, extra = values.pop("quantity"), values.pop("extra", 0)
    if not 1 <= units <= 1_000_000:
        return NO_UNITS
    back, out = Line(values.pop("sku"), units, 0), Line(values.pop("new_sku"), units, 0)
    return made(OrderExchanged, {**values, "lines": [back], "replaced_by": [out], "extra_fen": extra})


def _share(values: dict[str, Any]) -> Properties | Fault:
    if "sku" in values:
        values.pop("page", None)
        return made(ProductShared, values)
    return made(PageShared, values)
