"""Map the Online Retail II export: one row a line of an invoice, invoices that begin with C are credit notes.

Decisions, in the order that they are taken for each row:
1. a row that an earlier file of the import already held is a repeated row (see order_lines.repeated);
2. invoices A…: bad debts of the ledger, set aside;
3. postage, fees, samples, vouchers, discounts and tests are not goods, set aside;
4. credit notes (C…): "Order Returned" of the credit note's own number, as the export does not name the order;
5. a negative quantity without C, or a price of zero without a customer: a correction of stock, set aside;
6. all else: a line of "Order Paid"; a missing customer is a guest (shopper is empty: demand counts, no profile).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.events.catalogue import Line, OrderPaid, OrderReturned, ShopOpened
from huozhao.events.event import Event, event
from huozhao.flows.imports import cells
from huozhao.flows.imports.contracts import ONLINE_RETAIL
from huozhao.flows.imports.header import bind
from huozhao.flows.imports.items import Fact, Item, RefusedRow, Repeated, SetAside, Settled, fact
from huozhao.flows.imports.order_lines import Ints, Mask, OrderLines, Reading, by_order, repeated
from huozhao.flows.imports.retail_goods import listings
from huozhao.terms.table import Cell, Fault, Table
from huozhao.terms.text import Text

SHOP = "online"
SOURCE = "online-retail"
# Before the oldest line of the export, so that the shop stands when its first order comes.
SHOP_OPENED_AT = 1_230_768_000_000
_GOODS = re.compile(r"\d{5}[A-Z]{0,3}|DCGS\w+|PADS|SP1002")
_SALE, _RETURN = 0, 1
REASONS = ("sale", "return", "repeated", "bad_debt", "not_goods", "stock_correction", "credit_note_positive",
           "order_incomplete", "price_negative")
_AMENDABLE = {"order_incomplete", "price_negative"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """The lines and, a line each, what they count as: an index into REASONS."""

    lines: OrderLines
    kinds: Ints


def items(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map all files of the export together. Times without offset are read in `zone`, prices as major units."""
    lines = OrderLines()
    bound = [bind(ONLINE_RETAIL, table.columns, table.name) for table in tables]
    readers = _readers(zone)
    for table, headers in zip(tables, bound, strict=True):
        yield from lines.read(table, Reading(headers, readers))
    ruled = Ruled(lines, rule(lines))
    yield fact(shop(), 0)
    yield from listings(lines, ruled.kinds <= _RETURN)
    yield Settled()
    yield from _orders(ruled)
    yield from _left_out(ruled)


def shop() -> Event:
    """Return the event that opens the one warehouse of the export."""
    what = ShopOpened(shop=SHOP, name="网店仓 Online warehouse", kind="warehouse", opens="00:00", closes="24:00")
    return event(f"{SOURCE}:shop:{SHOP}", SHOP_OPENED_AT, "", what)


def is_goods(sku: str) -> bool:
    """Tell goods from postage, fees, vouchers and other codes that are not stocked."""
    return _GOODS.fullmatch(sku) is not None


def rule(lines: OrderLines) -> Ints:
    """Decide what each line counts as; returns indexes into REASONS, shape (lines,)."""
    orders, skus = lines.names["order"].words, lines.names["sku"].words
    order, sku, price = lines.column("order"), lines.column("sku"), lines.column("price")
    credit = _of([word.startswith("C") for word in orders], order)
    guest = _of([not word for word in lines.names["shopper"].words], lines.column("shopper"))
    positive = lines.column("quantity") > 0
    incomplete = np.isin(order, list(lines.incomplete))
    chosen = [
        ("repeated", repeated(lines)),
        ("bad_debt", _of([word.startswith("A") for word in orders], order)),
        ("not_goods", _of([not is_goods(word) for word in skus], sku)),
        ("order_incomplete", incomplete),
        ("price_negative", price < 0),
        ("credit_note_positive", credit & positive),
        ("return", credit),
        ("stock_correction", ~positive | ((price == 0) & guest)),
    ]
    kinds = np.select([mask for _, mask in chosen], [REASONS.index(name) for name, _ in chosen], _SALE)
    return kinds.astype(np.int64)


def _of(flags: list[bool], codes: Ints) -> Mask:
    found: Mask = np.array(flags, dtype=bool)[codes] if flags else np.zeros(codes.size, dtype=bool)
    return found


def _readers(zone: str) -> dict[str, Callable[[Cell], object]]:
    return {
        "order": _needed(cells.number_id), "sku": _needed(lambda cell: cells.number_id(cell).upper()),
        "shopper": cells.number_id, "title": cells.text, "detail": cells.text,
        "quantity": cells.whole, "price": cells.rounded_fen, "at": cells.instant_in(zone),
    }


def _needed(read: Callable[[Cell], str]) -> Callable[[Cell], str | Fault]:
    return lambda cell: read(cell) or cells.missing()


def _orders(ruled: Ruled) -> Iterator[Fact]:
    lines = ruled.lines
    order, sku, shopper = lines.column("order"), lines.column("sku"), lines.column("shopper")
    quantity, price, at = np.abs(lines.column("quantity")), lines.column("price"), lines.column("at")
    numbers, skus = lines.names["order"].words, lines.names["sku"].words
    shoppers = lines.names["shopper"].words
    for places in by_order(order, at, ruled.kinds <= _RETURN):
        first = places[0]
        bought = [Line(skus[code], units, fen) for code, units, fen in zip(
            sku[places].tolist(), quantity[places].tolist(), price[places].tolist(), strict=True)]
        total = int((quantity[places] * price[places]).sum())
        made = _event(numbers[order[first]], int(at[places].min()), shoppers[shopper[first]], bought, total)
        yield fact(made, len(bought))


def _event(number: str, at: int, shopper: str, bought: list[Line], total_fen: int) -> Event:
    if number.startswith("C"):
        returned = OrderReturned(order=number, lines=bought, refund_fen=total_fen, shop=SHOP)
        return event(f"{SOURCE}:{number}", at, shopper, returned)
    paid = OrderPaid(order=number, lines=bought, total_fen=total_fen, shop=SHOP)
    return event(f"{SOURCE}:{number}", at, shopper, paid)


def _left_out(ruled: Ruled) -> Iterator[Item]:
    """Account for every line that became no event."""
    lines, file, row = ruled.lines, ruled.lines.column("file"), ruled.lines.column("row")
    for kind in range(_RETURN + 1, len(REASONS)):
        places, reason = np.flatnonzero(ruled.kinds == kind), REASONS[kind]
        if reason == "repeated":
            yield Repeated(int(places.size))
        elif reason in _AMENDABLE:
            for place in places.tolist():
                table = lines.tables[file[place]]
                yield RefusedRow(table, int(row[place]), FAULTS[reason], lines.cells(place))
        elif places.size:
            first = places[0]
            yield SetAside(reason, int(places.size), lines.tables[file[first]], int(row[first]))


FAULTS = {
    "order_incomplete": Fault(
        "order_incomplete",
        Text("同一张单里有别的行读不出来，整张单暂不导入", "another row of the same order cannot be read"),
        Text("改好那一行后重新导入整个文件", "mend that row and import the file again"), "order"),
    "price_negative": Fault(
        "price_negative", Text("单价小于零", "the unit price is below zero"),
        Text("退款请用退货单表示", "write refunds as returns"), "price"),
}
