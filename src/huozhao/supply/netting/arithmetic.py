"""The arithmetic of one row: plain numbers that are stored, and the lines that a merchant can add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from huozhao.supply.netting.decide import Decision, Rows
from huozhao.supply.netting.stock import UNLIMITED, Ints
from huozhao.terms.text import Text

Sign = Literal["+", "-", "=", "round"]


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `+` and `-` change the running sum, `round` sets it, `=` says what it is (never below 0)."""

    label: Text
    value: int
    sign: Sign


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The numbers of one row, whole units (`level` in thousandths); small enough to be stored for every row."""

    days: int
    demand: int
    safety_stock: int
    intent: int
    needs: int
    batch: int
    capped: int
    on_hand: int
    reserved: int
    in_transit: int
    on_order: int
    transfers_in: int
    transfers_out: int
    for_shops: int
    reorder_point: int
    order_up_to: int
    gap: int
    from_depot: int
    moved_in: int
    owed: int
    quantity: int
    pack_size: int
    least: int
    most: int
    overstock: int
    level: int
    shops: int
    ahead: int
    known: bool

    @property
    def position(self) -> int:
        """Return what is here or coming and promised to nobody."""
        coming = self.in_transit + self.on_order + self.transfers_in
        return self.on_hand - self.reserved + coming - self.transfers_out - self.for_shops

    @property
    def rest(self) -> int:
        """Return what is left of the gap for a supplier; whole packs from the depot may come to more than the gap."""
        return max(self.gap - self.from_depot - self.moved_in - self.owed, 0)


def arithmetic_from(stored: Sequence[int]) -> Arithmetic:
    """Read one row of an arithmetic table."""
    values: list[Any] = [*stored[:-1], bool(stored[-1])]
    return Arithmetic(*values)


def arithmetic_table(rows: Rows, made: Decision) -> Ints:
    """Return the arithmetic of all rows as a table (n, numbers): the fields of `Arithmetic` in order."""
    want, stock, limit = made.want, made.stock, made.limit
    nothing = np.zeros(len(rows.days), dtype=np.int64)
    filled = rows.where.depot[rows.where.depot >= 0]
    columns = (
        rows.days, want.demand, want.safety_stock, want.intent, want.needs, want.batch, want.capped,
        stock.on_hand, stock.reserved, stock.in_transit, stock.on_order,
        *(nothing if each is None else each for each in (stock.transfers_in, stock.transfers_out, stock.for_shops)),
        want.reorder_point, want.order_up_to, made.gap, made.from_depot, made.moved_in, made.owed, made.quantity,
        limit.pack_size, limit.least, limit.most, made.overstock, np.rint(made.level * 1000).astype(np.int64),
        np.bincount(filled, minlength=len(rows.days)), made.ahead, stock.known,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.int64)


def steps(a: Arithmetic) -> tuple[Step, ...]:
    """Return the lines of one row from need to order; lines of 0 that would only puzzle are left out."""
    found = [Step(label, value, sign) for label, value, sign, shown in _need(a) if value or shown]
    found.append(Step(Text("缺口", "gap"), a.gap, "="))
    found += [Step(label, value, "-") for label, value in _met(a) if value]
    if a.gap and a.rest != a.gap:
        found.append(Step(Text("还要采购", "left to buy"), a.rest, "="))
    if a.rest > 0:
        found.append(Step(_rounding(a), a.quantity, "round"))
    return tuple(found)


def _need(a: Arithmetic) -> Iterator[tuple[Text, int, Sign, bool]]:
    span = f"未来 {a.days} 天预计需求", f"expected demand of the next {a.days} days"
    shops = (f"（含所供 {a.shops} 家门店）", f" (with the {a.shops} shops filled from here)") if a.shops else ("", "")
    yield Text(span[0] + shops[0], span[1] + shops[1]), a.demand, "+", True
    yield Text("安全库存", "safety stock"), a.safety_stock, "+", True
    yield Text("顾客意向带来的额外需求", "extra demand from shoppers' intent"), a.intent, "+", True
    yield Text("早期需求带来的额外需求", "extra demand from needs seen early"), a.needs, "+", True
    yield Text("凑成经济批量", "to make an economic batch"), a.batch, "+", False
    yield Text("超出上限（保质期、货架或规则）", "over a limit (shelf life, room or the rule)"), a.capped, "-", False
    yield Text("现有库存", "on hand"), a.on_hand, "-", True
    yield Text("其中已预留给订单", "of it reserved for orders"), a.reserved, "+", True
    yield Text("在途", "in transit"), a.in_transit, "-", True
    yield Text("已批准未发出的采购", "approved, not yet sent"), a.on_order, "-", True
    yield Text("调入途中", "transfers coming in"), a.transfers_in, "-", False
    yield Text("已批准的调出", "approved transfers out"), a.transfers_out, "+", False
    yield Text("给门店的与门店还缺的", "given to shops, and what they still lack"), a.for_shops, "+", False


def _met(a: Arithmetic) -> Iterator[tuple[Text, int]]:
    yield Text("由仓库补", "filled from the depot"), a.from_depot
    yield Text("由附近门店调入", "moved from shops near by"), a.moved_in
    yield Text("仓库缺货，由仓库采购", "the depot is short: it buys"), a.owed


def _rounding(a: Arithmetic) -> Text:
    zh, en = f"按每箱 {a.pack_size} 件取整", f"rounded up to packs of {a.pack_size}"
    if a.least > max(a.rest, 1):
        zh, en = f"{zh}，起订量 {a.least} 件", f"{en}, at least {a.least}"
    if a.most < UNLIMITED and a.quantity < a.rest:
        zh = f"{zh}；保质期内卖得完的最多 {a.most} 件"
        en = f"{en}; no more than the {a.most} that sell before they spoil"
    return Text(zh, en)
