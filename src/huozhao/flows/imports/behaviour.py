"""Map behaviour logs: one row an act of a shopper on an item."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from huozhao.events.catalogue import (
    Line,
    OrderPaid,
    ProductAddedToCart,
    ProductFavourited,
    ProductListed,
    ProductRemovedFromCart,
    ProductUnfavourited,
    ProductViewed,
    Properties,
)
from huozhao.events.event import Event, event
from huozhao.flows.imports.cells import instant_in, number_id
from huozhao.flows.imports.contracts import BEHAVIOUR
from huozhao.flows.imports.header import bind
from huozhao.flows.imports.items import Fact, Item, RefusedRow, Settled, fact
from huozhao.flows.imports.row_reader import TableRow, rows_of
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text

JSON_LINES = ("json",)
ACTS = {
    "view": ("pv", "view", "click", "浏览", "点击", "1"),
    "cart": ("cart", "addtocart", "add_to_cart", "加购", "3"),
    "uncart": ("removefromcart", "remove_from_cart", "移出购物车"),
    "favourite": ("fav", "favorite", "favourite", "collect", "收藏", "2"),
    "unfavourite": ("unfav", "unfavorite", "取消收藏"),
    "buy": ("buy", "transaction", "purchase", "order", "购买", "4"),
}
ACT_OF = {word: act for act, words in ACTS.items() for word in words}
NO_PRICE = Text("日志里没有成交价：这些购买计入件数和次数，金额记为 0",
                "the log holds no prices: these buys count in units and orders, with an amount of 0")
NO_TITLE = Text("日志里没有商品名称：未知商品以编号登记，可再导入商品表补全",
                "the log holds no titles: unknown goods are listed by number; import goods to describe them")


def items(
    tables: Sequence[Table], zone: str, known: Callable[[str], bool], note: Callable[[Text], None],
) -> Iterator[Item]:
    """Map behaviour logs and event files. Goods that the mall does not know are listed first, by number."""
    logs = [table for table in tables if table.columns != JSON_LINES]
    for table in tables:
        if table.columns == JSON_LINES:
            yield from _lines(table)
    unknown = _unknown(logs, zone, known)
    if unknown:
        note(NO_TITLE)
    yield from (fact(_listing(sku, at), 0) for sku, at in unknown.items())
    yield Settled()
    for table in logs:
        for row in rows_of(BEHAVIOUR, table, zone):
            yield row if isinstance(row, RefusedRow) else _item(row, note)


def _lines(table: Table) -> Iterator[Item]:
    """Pass on events that are written as events already, one JSON object a line."""
    for batch in table.batches():
        for line in batch.columns["json"]:
            yield Fact(str(line).encode())


def _unknown(tables: Sequence[Table], zone: str, known: Callable[[str], bool]) -> dict[str, int]:
    """Return the unknown SKUs with the time (ms) of the first act on each that has a readable time."""
    found: dict[str, int] = {}
    when = instant_in(zone)
    for table in tables:
        headers = bind(BEHAVIOUR, table.columns, table.name)
        seen: set[object] = set()
        for batch in table.batches():
            for cell, moment in zip(batch.columns[headers["sku"]], batch.columns[headers["at"]], strict=True):
                if cell not in seen and not isinstance(at := when(moment), Fault):
                    seen.add(cell)
                    sku = number_id(cell)
                    if sku and sku not in found and not known(sku):
                        found[sku] = at
    return found


def _listing(sku: str, at: int) -> Event:
    what = ProductListed(sku=sku, spu=sku, title=f"商品 {sku}", category=["uncategorised"])
    return event(f"behaviour:goods:{sku}", at, "", what)


def _item(row: TableRow, note: Callable[[Text], None]) -> Item:
    values = row.values
    act = ACT_OF.get(str(values["event"]).lower())
    if act is None:
        return row.refuse(_unknown_act(values["event"]))
    key = f"{values['shopper']}:{values['sku']}:{act}:{values['at']}"
    # A digest, so that neither the event's id nor the order's number carries the shopper's id about.
    key = blake2b(key.encode(), digest_size=20).hexdigest()
    if act == "buy" and "price" not in values:
        note(NO_PRICE)
    return fact(event(f"behaviour:{key}", values["at"], values["shopper"], _properties(act, values, key)))


def _properties(act: str, values: Mapping[str, Any], key: str) -> Properties:
    """Return the properties of the act; one row of a buy is one order, as the log names no orders."""
    sku, quantity = values["sku"], values.get("quantity", 1)
    if act == "buy":
        price = values.get("price", 0)
        return OrderPaid(order=key, lines=[Line(sku, quantity, price)], total_fen=quantity * price)
    if act in ("cart", "uncart"):
        return (ProductAddedToCart if act == "cart" else ProductRemovedFromCart)(sku=sku, quantity=quantity)
    if act == "view":
        return ProductViewed(sku=sku)
    return ProductFavourited(sku=sku) if act == "favourite" else ProductUnfavourited(sku=sku)


def _unknown_act(word: str) -> Fault:
    known = ", ".join(sorted(ACT_OF))
    return Fault("unknown_act", Text(f"不认识的行为“{word}”", f"the act {word!r} is not known"),
                 Text(f"请改成其中之一：{known}", f"use one of {known}"), "event")
