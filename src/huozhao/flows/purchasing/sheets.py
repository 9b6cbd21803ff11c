"""Sheets: an order as suppliers want it, and the same sheet coming back with their answers."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.purchasing.book import batches, lines_of
from huozhao.flows.purchasing.orders import Purchases
from huozhao.supply.purchasing import Answer, confirmed
from huozhao.terms.errors import BadInput, HuozhaoError
from huozhao.terms.table import Table
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, day_of, day_start, local_day

FAILED = "failed_confirmation"
HEADERS = (
    "采购单号", "供应商", "门店", "商品编码", "品名", "订购数量", "单价（元）", "金额（元）", "预计到货日", "确认数量",
    "确认到货日", "备注",
)  # fmt: skip
# Under which headers a sheet is read, whoever made it.
NAMES: dict[str, tuple[str, ...]] = {
    "order": ("采购单号", "采购单", "订单号", "purchase_order", "purchase order", "order"),
    "sku": ("商品编码", "货号", "规格编码", "sku", "item"),
    "quantity": ("确认数量", "确认件数", "confirmed", "confirmed_quantity", "confirmed quantity"),
    "due_on": ("确认到货日", "确认到货日期", "到货日期", "due_on", "confirmed_date", "confirmed date"),
    "note": ("备注", "说明", "note"),
}
HINTS = {
    "purchase_order_state": Text("这张采购单已结束，无需再确认", "the order has ended; nothing to confirm"),
    "unknown_purchase_order": Text("核对采购单号，与导出的表一致", "copy the order's number from the exported sheet"),
    "sku_not_on_order": Text("核对商品编码，与导出的表一致", "copy the SKU from the exported sheet"),
    "confirmed_out_of_range": Text("确认数量应在已到数量与订购数量之间",
                                   "confirm no more than was ordered, no less than came"),
    "quantity_unreadable": Text("填整数，例如 24；拒绝填 0", "write a whole number such as 24; 0 refuses the line"),
    "day_unreadable": Text("日期写成 2026-11-28 这样", "write the day as 2026-11-28"),
    "row_repeated": Text("同一商品只保留一行", "keep one row for each SKU"),
    "column_missing": Text("第一行要有列名：采购单号、商品编码、确认数量", "the first row names the columns"),
}  # fmt: skip
OTHER = Text("改正后再导入一次", "mend the row and import the file again")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: where it stands (a spreadsheet's count), what is wrong, in which field, and the fix."""

    row: int
    order: str
    sku: str
    code: str
    message: str
    field: str
    hint: Text


@dataclass(slots=True)
class Answered:
    """What became of a sheet: rows = confirmed + unchanged + blank + len(refused)."""

    rows: int = 0
    confirmed: int = 0
    unchanged: int = 0
    blank: int = 0
    refused: list[BadRow] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheets:
    """Writes orders into sheets and reads answers out of them."""

    purchases: Purchases
    documents: Documents
    zone: str
    title: Callable[[str], str]
    shop: Callable[[str], str]

    def rows(self, orders: Iterable[Mapping[str, Any]]) -> Iterator[list[str | int | float]]:
        """Yield the rows of orders under HEADERS; the columns of the answer hold what was confirmed before."""
        for body in orders:
            name = self.purchases.suppliers.terms(body["supplier"])["name"] or body["supplier"]
            for line in lines_of(body):
                answer = "" if line.confirmed is None else line.confirmed
                answered_on = "" if line.confirmed is None else day_name(local_day(line.due_at, self.zone))
                yield [body["id"], name, self.shop(body["shop"]), line.sku, self.title(line.sku), line.quantity,
                       line.unit_fen / 100, line.quantity * line.unit_fen / 100,
                       day_name(local_day(line.due_at, self.zone)), answer, answered_on, line.note]

    def load(self, tables: Sequence[Table], who: str, now: int) -> Answered:
        """Take the answers of sheets; a bad row holds up no other and is kept in the list of failed rows.

        The same sheet again changes nothing, and a row that was mended leaves the list.
        """
        found, by_order = Answered(), dict[str, list[tuple[int, Answer]]]()
        for table in tables:
            for row, cells in _records(table):
                self._read(row, cells, found, by_order)
        for order, answers in by_order.items():
            self._confirm(order, answers, found, who, now)
        found.refused.sort(key=lambda bad: bad.row)
        source = ", ".join(table.name for table in tables)
        self.documents.put_many(FAILED, [(_mark(bad, source), _kept(bad, source, now)) for bad in found.refused])
        return found

    def failed(self) -> list[Document]:
        """Return the rows that wait to be mended, the last ones first."""
        left = [each for batch in batches(self.documents, FAILED) for each in batch]
        return sorted(left, key=lambda each: (-each.body["at"], each.body["row"]))

    def dismiss(self, id: str) -> None:
        """Take a row off the list of failed ones."""
        self.documents.delete(FAILED, [id])

    def _read(
        self, row: int, cells: Mapping[str, Any], found: Answered, by_order: dict[str, list[tuple[int, Answer]]]
    ) -> None:
        found.rows += 1
        order, sku = str(cells["order"]).strip(), str(cells["sku"]).strip()
        if _is_blank(cells["quantity"]) and _is_blank(cells["due_on"]):
            found.blank += 1
            return
        try:
            due = None if _is_blank(cells["due_on"]) else day_start(_day(cells["due_on"]), self.zone)
            answer = Answer(sku, _units(cells["quantity"]), due, str(cells["note"] or "").strip()[:500])
            if any(sku == other.sku for _, other in by_order.get(order, ())):
                raise BadInput("row_repeated", f"{sku} stands twice in {order}", field="sku")
            known = self.purchases.book.get(order)
            confirmed(lines_of(known.body), [answer])
        except HuozhaoError as error:
            found.refused.append(_bad(row, order, sku, error))
            return
        by_order.setdefault(order, []).append((row, answer))

    def _confirm(
        self, order: str, answers: Sequence[tuple[int, Answer]], found: Answered, who: str, now: int
    ) -> None:
        old = {line.sku: line for line in lines_of(self.purchases.book.get(order).body)}
        try:
            body = self.purchases.confirm(order, [answer for _, answer in answers], who, now)
        except HuozhaoError as error:
            found.refused += [_bad(row, order, answer.sku, error) for row, answer in answers]
            return
        new = {line.sku: line for line in lines_of(body)}
        changed = sum(new[answer.sku] != old[answer.sku] for _, answer in answers)
        found.confirmed += changed
        found.unchanged += len(answers) - changed
        found.orders.append(order)
        self.documents.delete(FAILED, [_mark_of(order, answer.sku) for _, answer in answers])


def _records(table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    places = {name: _column(table.columns, names) for name, names in NAMES.items()}
    missing = [NAMES[name][0] for name in ("order", "sku") if not places[name]]
    if missing or not (places["quantity"] or places["due_on"]):
        lacks = missing[0] if missing else NAMES["quantity"][0]
        raise BadInput("column_missing", f"{table.name} has no column {lacks} / 缺少列 {lacks}", field=lacks,
                       hint="fill in the sheet that was exported / 请在导出的表里填写后再导入")
    for batch in table.batches():
        for n, row in enumerate(batch.rows):
            yield row, {name: batch.columns[place][n] if place else "" for name, place in places.items()}


def _column(columns: Sequence[str], names: Sequence[str]) -> str:
    known = {column.strip().casefold(): column for column in columns}
    return next((known[name] for name in names if name in known), "")


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _units(cell: object) -> int | None:
    if _is_blank(cell):
        return None
    text = str(cell).strip().replace(",", "")
    try:
        units = float(text)
        if units != int(units) or not 0 <= units <= 1e9:
            raise ValueError
    except (ValueError, OverflowError):
        raise BadInput("quantity_unreadable", f"{text!r} is not a number of units", field="quantity") from None
    return int(units)


def _day(cell: object) -> int:
    if isinstance(cell, datetime):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, date) else str(cell).strip().replace("/", "-").replace(".", "-")
    year, _, rest = text.partition("-")
    return day_of("-".join([year, *(part.zfill(2) for part in rest.split("-"))]), "due_on")


def _bad(row: int, order: str, sku: str, error: HuozhaoError) -> BadRow:
    return BadRow(row, order, sku, error.code, error.message, error.field or "order", HINTS.get(error.code, OTHER))


def _mark(bad: BadRow, source: str) -> str:
    return _mark_of(bad.order, bad.sku) if bad.order and bad.sku else _mark_of(source, str(bad.row))


def _mark_of(first: str, second: str) -> str:
    return hashlib.sha256(f"{first}\n{second}".encode()).hexdigest()[:32]


def _kept(bad: BadRow, source: str, now: int) -> dict[str, Any]:
    return {"source": source, "row": bad.row, "order": bad.order, "sku": bad.sku, "code": bad.code,
            "message": bad.message, "field": bad.field, "hint": bad.hint.as_dict(), "at": now}
