"""Map stock counts: one row is what was counted of one SKU in one shop, or of one lot of it there."""

from collections.abc import Iterator, Sequence

from huozhao.flows.imports.contracts import STOCK
from huozhao.flows.imports.items import Item, RefusedRow, Shelf
from huozhao.flows.imports.row_reader import TableRow, rows_of
from huozhao.supply.ledger import Count
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text
from huozhao.terms.time import parse_day

NEGATIVE = Fault("stock_negative", Text("库存小于零", "the units counted are below zero"),
                 Text("请填写货架上实际的件数，最少为 0", "write the units on the shelf, at least 0"), "on_hand")


def items(tables: Sequence[Table], zone: str, now: int) -> Iterator[Item]:
    """Map counts; a row without a time was counted at `now` (ms)."""
    for table in tables:
        for row in rows_of(STOCK, table, zone):
            yield row if isinstance(row, RefusedRow) else _shelf(row, now)


def _shelf(row: TableRow, now: int) -> Item:
    values = row.values
    sku, shop, units, at = values["sku"], values["shop"], values["on_hand"], values.get("counted_at", now)
    if units < 0:
        return row.refuse(NEGATIVE)
    expires_on = values.get("expires_on")
    lot = values.get("lot") or expires_on or ""
    day = parse_day(expires_on, "expires_on") if expires_on else None
    key = f"import:{sku}:{shop}:{at}" + (f":{lot}" if lot else "")
    return Shelf(Count(key, sku, shop, units, at, "", lot, day), row.table, row.row, row.cells)
