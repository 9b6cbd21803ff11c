"""Map order lines of the merchant's own export to "Order Paid", one event an order number."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from huozhao.events.catalogue import Line, OrderPaid
from huozhao.events.event import event
from huozhao.flows.imports import cells
from huozhao.flows.imports.contracts import ORDERS
from huozhao.flows.imports.header import bind
from huozhao.flows.imports.items import Fact, Item, RefusedRow, Repeated, fact
from huozhao.flows.imports.order_lines import Mask, OrderLines, Reading, by_order, repeated
from huozhao.flows.imports.row_reader import reader
from huozhao.terms.table import Cell, Fault, Table
from huozhao.terms.text import Text

NO_COUPON = frozenset({"0", "0.0", "无", "否", "没有", "none", "no", "null", "false", "-"})
INCOMPLETE = Fault(
    "order_incomplete",
    Text("同一张单里有别的行读不出来，整张单暂不导入", "another row of the same order cannot be read"),
    Text("改好那一行后重新导入整个文件", "mend that row and import the file again"), "order")


def items(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map all files together. An order with a row that cannot be read is refused whole: half an order is a lie."""
    lines = OrderLines()
    for table in tables:
        yield from lines.read(table, _reading(table, zone))
    again = repeated(lines)
    bad = np.isin(lines.column("order"), list(lines.incomplete)) & ~again
    yield Repeated(int(again.sum()))
    for place in np.flatnonzero(bad).tolist():
        file, row = int(lines.column("file")[place]), int(lines.column("row")[place])
        yield RefusedRow(lines.tables[file], row, INCOMPLETE, lines.cells(place))
    yield from _orders(lines, ~again & ~bad)


def _reading(table: Table, zone: str) -> Reading:
    headers = dict(bind(ORDERS, table.columns, table.name))
    price = reader("yuan" if "price" in headers else "fen", zone)
    headers.setdefault("price", headers.get("price_fen", ""))
    headers["at"] = headers["paid_at"]
    for name, column in (("detail", "shop"), ("payment", "payment_method")):
        if column in headers:
            headers[name] = headers[column]
    readers = {
        "order": _needed(cells.number_id), "sku": _needed(cells.number_id), "shopper": cells.number_id,
        "detail": cells.number_id, "payment": cells.text, "coupon": _coupon,
        "quantity": _positive, "price": lambda cell: _filled(price(cell)), "discount": _discount(zone),
        "at": lambda cell: _filled(reader("time", zone)(cell)),
    }
    return Reading(headers, {name: read for name, read in readers.items() if name in headers})


def _needed(read: Callable[[Cell], str]) -> Callable[[Cell], object]:
    return lambda cell: _filled(read(cell))


def _filled(value: object) -> object:
    return cells.missing() if value == "" else value


def _discount(zone: str) -> Callable[[Cell], object]:
    read = reader("yuan", zone)
    return lambda cell: read(cell) or 0


def _coupon(cell: Cell) -> str:
    word = cells.text(cell)
    return "" if word.lower() in NO_COUPON else word


def _positive(cell: Cell) -> int | Fault:
    units = cells.whole(cell)
    if isinstance(units, int) and not 1 <= units <= 1_000_000:
        return Fault("quantity_out_of_range", Text(f"数量“{cell}”不在 1 到 1000000 之间",
                                                   f"the quantity {cell!r} is not in 1…1000000"),
                     Text("退货请另行登记，不要写成负数", "record returns apart, not as negative orders"))
    return units


def _orders(lines: OrderLines, wanted: Mask) -> Iterator[Fact]:
    order, at, sku = lines.column("order"), lines.column("at"), lines.column("sku")
    quantity, price, discount = lines.column("quantity"), lines.column("price"), lines.column("discount")
    words = {name: names.words for name, names in lines.names.items()}
    for places in by_order(order, at, wanted):
        bought = [Line(words["sku"][code], units, fen) for code, units, fen in zip(
            sku[places].tolist(), quantity[places].tolist(), price[places].tolist(), strict=True)]
        said = {name: _word(lines, words, name, int(places[0])) for name in words}
        total = int((quantity[places] * price[places]).sum())
        off = min(total, int(discount[places[0]]))
        number, shopper = said["order"], said["shopper"]
        paid = OrderPaid(order=number, lines=bought, total_fen=total - off, shop=said["detail"] or None,
                         payment_method=said["payment"] or None, coupon=said["coupon"] or None,
                         discount_fen=off or None)
        yield fact(event(f"orders:{number}", int(at[places].min()), shopper, paid), len(bought))


def _word(lines: OrderLines, words: dict[str, list[str]], name: str, place: int) -> str:
    known = words[name]
    return known[int(lines.code_at(name, place))] if known else ""
