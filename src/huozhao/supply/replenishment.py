"""Net the needs against everything on hand and on its way, and say each step."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.safety_stock import Targets
from huozhao.terms.text import Text

Ints = NDArray[np.int64]
Sign = Literal["+", "-", "=", "max", "round"]


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is and what is coming, whole units by row (n,). `known` is False where nobody ever counted."""

    on_hand: Ints
    reserved: Ints
    in_transit: Ints
    on_order: Ints
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Netting:
    """The result by row (n,), whole units: `quantity` is 0 where nothing has to be ordered."""

    position: Ints
    gap: Ints
    quantity: Ints


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic that a merchant can add up."""

    label: Text
    value: int
    sign: Sign


def net(want: Targets, stock: Stock, pack_size: Ints, least: int = 1) -> Netting:
    """Return what to order for every row.

    position = on hand − reserved + in transit + on order; where position <= reorder point and below order-up-to:
    gap = order_up_to − position, quantity = gap raised to `least` and rounded up to whole packs.
    """
    position = stock.on_hand - stock.reserved + stock.in_transit + stock.on_order
    short = want.order_up_to - position
    gap = np.where((position <= want.reorder_point) & (short > 0), short, 0)
    packs = -(-np.maximum(gap, least) // pack_size) * pack_size
    return Netting(position, gap, np.where(gap > 0, packs, 0))


def steps(want: Targets, stock: Stock, result: Netting, row: int, days: int, pack_size: int) -> tuple[Step, ...]:
    """Return the arithmetic of one row: the `+` and `-` lines add up to the gap, rounding gives the quantity."""
    lines = (
        (Text(f"未来 {days} 天预计需求", f"expected demand of the next {days} days"), want.demand, "+"),
        (Text("安全库存", "safety stock"), want.safety_stock, "+"),
        (Text("顾客意向带来的额外需求", "extra demand from shoppers' intent"), want.intent, "+"),
        (Text("早期需求带来的额外需求", "extra demand from needs seen early"), want.needs, "+"),
        (Text("现有库存", "on hand"), stock.on_hand, "-"),
        (Text("其中已预留给订单", "of it reserved for orders"), stock.reserved, "+"),
        (Text("在途", "in transit"), stock.in_transit, "-"),
        (Text("已批准未发出的采购", "approved, not yet sent"), stock.on_order, "-"),
    )
    found: list[Step] = [Step(label, int(values[row]), sign) for label, values, sign in lines]  # type: ignore[arg-type]
    found.append(Step(Text("缺口", "gap"), int(result.gap[row]), "="))
    found.append(
        Step(
            Text(f"按每箱 {pack_size} 件取整", f"rounded up to packs of {pack_size}"),
            int(result.quantity[row]),
            "round",
        )
    )
    return tuple(found)


def why(want: Targets, stock: Stock, result: Netting, row: int, days: int, service_level: float) -> Text:
    """Return the reason for one row in a sentence."""
    position, reorder, up_to = int(result.position[row]), int(want.reorder_point[row]), int(want.order_up_to[row])
    demand, safety, extra = int(want.demand[row]), int(want.safety_stock[row]), int(want.intent[row])
    zh = (
        f"未来 {days} 天预计卖出 {demand} 件，按 {service_level:.0%} 的有货保证另备 {safety} 件；"
        f"手头和在路上的可用 {position} 件，不高于补货点 {reorder} 件，补到 {up_to} 件"
    )
    en = (
        f"{demand} are expected to sell in {days} days, and {safety} more keep stock-outs under "
        f"{1 - service_level:.0%}; "
        f"{position} are here or coming, at or under the reorder point of {reorder}: fill up to {up_to}"
    )
    if extra:
        zh, en = zh + f"；顾客意向多带来 {extra} 件", en + f"; shoppers' intent adds {extra}"
    if not stock.known[row]:
        zh += "。该商品从未盘点，库存按 0 计，请先盘点"
        en += ". It was never counted: stock is taken as 0, count it first"
    return Text(zh, en)
