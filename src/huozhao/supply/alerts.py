"""Alerts: whether a shelf is under its safety stock, how bad that is, what to order, and when it is over again."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

from huozhao.supply.availability import floor_of
from huozhao.terms.text import Text

Severity = Literal["out", "urgent", "low"]
SEVERITIES: tuple[Severity, ...] = ("out", "urgent", "low")
State = Literal["open", "covered", ""]
# An alert is over when stock is so far above the safety stock again: one unit back and forth does not ring twice.
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Shelf:
    """One SKU at one shop, in units, as an alert sees it: stock beside what the newest plan says.

    `least` is the fewest units that are ordered at once, `lead_days` how long an order takes. A shop that is filled
    from a warehouse names it as `depot`; from there single units come.
    """

    available: int
    in_transit: int
    safety_stock: int
    reorder_point: int
    order_up_to: int
    mean_per_day: float
    pack_size: int = 1
    least: int = 1
    lead_days: float = 0.0
    depot: str = ""

    @property
    def position(self) -> int:
        """Units that can be promised now or are on their way."""
        return self.available + self.in_transit

    @property
    def floor(self) -> int:
        """Units under which it rings."""
        return floor_of(self.safety_stock, self.order_up_to)

    @property
    def days_left(self) -> float | None:
        """Days that the available units last at the present rate; None when nothing sells."""
        return round(self.available / self.mean_per_day, 1) if self.mean_per_day > 0 else None


def judged(shelf: Shelf, was: State) -> State:
    """Return what becomes of the alert of a shelf: open, covered by what is on its way, or "" for none.

    Raised when available < floor, the safety stock or all that the plan wants here where that is less. Over when
    available reaches floor + margin or order-up-to, or reaches the floor while what is on its way lifts the position
    above the reorder point. The margin (10 % of the floor, 1 at least) is hysteresis: between the two levels an alert
    stays as it is.
    """
    margin = max(1, ceil(MARGIN * shelf.floor))
    slack = margin if was == "covered" else 0
    is_covered = shelf.in_transit > 0 and shelf.position > shelf.reorder_point - slack
    if not was:
        is_over = shelf.available >= shelf.floor
    else:
        is_over = shelf.available >= (shelf.floor if is_covered else min(shelf.floor + margin, shelf.order_up_to))
    return "" if is_over else "covered" if is_covered else "open"


def severity(shelf: Shelf) -> Severity:
    """Return how bad it is: out (nothing to sell), urgent (sold out before an order of today could come), low."""
    if shelf.available <= 0:
        return "out"
    left = shelf.days_left
    return "urgent" if left is not None and left < shelf.lead_days else "low"


def to_order(shelf: Shelf) -> int:
    """Return the units that lift the position to the order-up-to level, in whole packs and no fewer than the least."""
    gap = shelf.order_up_to - shelf.position
    if gap <= 0:
        return 0
    pack = max(1, shelf.pack_size)
    return -(-max(gap, shelf.least) // pack) * pack


def why(shelf: Shelf, due: str = "", is_late: bool = False, depot: str = "") -> Text:
    """Say in a sentence why there is an alert and what to do.

    `due` is the day when what is on its way comes, `depot` the name of the warehouse that fills the shop.
    """
    zh = [f"可售 {shelf.available} 件，低于安全库存 {shelf.safety_stock} 件"]
    en = [f"{shelf.available} available, under the safety stock of {shelf.safety_stock}"]
    left = shelf.days_left
    if left is not None:
        rate = f"{shelf.mean_per_day:.{1 if shelf.mean_per_day >= 0.1 else 2}f}"
        zh.append(f"按日均 {rate} 件还能卖 {left:g} 天")
        en.append(f"{left:g} days left at {rate} a day")
    coming = _coming(shelf.in_transit, due, is_late)
    units, pack = to_order(shelf), shelf.pack_size
    packs = Text(f"，每箱 {pack} 件", f", in packs of {pack}") if pack > 1 else Text("", "")
    enough = (Text("在途到货即可补足", "what is coming is enough") if shelf.in_transit > 0 else
              Text("按最新计划这里暂不用补", "the newest plan wants none here for now"))
    giver = depot or shelf.depot
    how = Text(f"从 {giver} 调 {units} 件", f"bring {units} from {giver}") if giver else Text(
        f"补 {units} 件", f"order {units}")
    zh += [coming.zh, f"建议{how.zh}（补至 {shelf.order_up_to} 件{packs.zh}）" if units else enough.zh]
    en += [coming.en, f"{how.en} (up to {shelf.order_up_to}{packs.en})" if units else enough.en]
    return Text("；".join(zh), "; ".join(en))


def _coming(units: int, due: str, is_late: bool) -> Text:
    if not units:
        return Text("没有在途", "none is on its way")
    if not due:
        return Text(f"在途 {units} 件", f"{units} on their way")
    late = (f"，原定 {due}，已逾期", f", due {due} and late") if is_late else (f"，预计 {due} 到", f", due {due}")
    return Text(f"在途 {units} 件{late[0]}", f"{units} on their way{late[1]}")
