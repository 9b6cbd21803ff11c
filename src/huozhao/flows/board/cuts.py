"""Cuts of the board: by segment and arm from what each shopper did, by placement and category from what was shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from huozhao.events.state import StateStore
from huozhao.flows.board.boards import Boards
from huozhao.flows.board.shopper_days import ShopperDays
from huozhao.operations.board import cuts
from huozhao.operations.board.cuts import By, CutRow
from huozhao.operations.facts import DELIVERED, ORDER_SHOPS, SALES, SHOP_DAYS, VISITS
from huozhao.operations.metrics import COLUMNS, REPEAT_DAYS
from huozhao.terms.errors import BadInput
from huozhao.terms.time import local_day

CUTS: tuple[By, ...] = get_args(By)
DEEPEST = 8
UNKNOWN = "unknown"
Named = Mapping[str, Mapping[str, float]]
# The arm of every shopper who met an experiment, by its id; NotFound when there is none of that id.
Arms = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Reads the board apart. `segment` names the segment of a shopper, `arms` the arms of an experiment."""

    boards: Boards
    state: StateStore
    segment: Callable[[str], str]
    arms: Arms
    on_hand: Callable[[], Mapping[str, int]]

    def of(self, by: str, now: int, days: int = 28, *, experiment: str = "", depth: int = 1) -> tuple[CutRow, ...]:
        """Return the rows of a cut over the `days` days up to now, each with the period before.

        `arm` is that of recommendation (shown or held out) or, with `experiment`, of one experiment. BadInput for an
        unknown cut, for days out of 1…366 and for a depth out of 1…8.
        """
        cut = next((name for name in CUTS if name == by), None)
        if cut is None:
            raise BadInput("unknown_cut", f"there is no cut by {by!r}", field="by", hint=f"one of {', '.join(CUTS)}")
        if not 1 <= depth <= DEEPEST:
            raise BadInput("depth_out_of_range", f"depth = {depth} is not in 1…{DEEPEST}", field="depth",
                           hint="1 is the broadest category")
        last = local_day(now, self.boards.zone)
        if cut in ("segment", "arm"):
            self.boards.check(days)
            return cuts.rows(cut, *self._by_shopper(cut, last, days, experiment))
        if cut == "shop":
            self.boards.check(days)
            return cuts.rows(cut, self._by_shop(last - days + 1, last), self._by_shop(last - 2 * days + 1, last - days))
        return cuts.rows(cut, *self._by_goods(cut, last, days, depth))

    def _by_shopper(self, by: str, last: int, days: int, experiment: str) -> tuple[Named, Named]:
        back = max(days, REPEAT_DAYS)
        found = ShopperDays(self.state).rows(last - days - back + 1, last, COLUMNS)
        groups = self._groups(by, found.shoppers, last, days, experiment)

        def named(end: int) -> Named:
            period = found.sums((found.day > end - days) & (found.day <= end))
            return cuts.by_shopper(period, found.sums((found.day > end - back) & (found.day <= end)), groups)

        return named(last), named(last - days)

    def _groups(self, by: str, shoppers: Sequence[str], last: int, days: int, experiment: str) -> list[str]:
        if by == "segment":
            return [self.segment(shopper) or UNKNOWN for shopper in shoppers]
        arms = self.arms(experiment) if experiment else self._page_arms(last - 2 * days + 1, last)
        return [arms.get(shopper, "") for shopper in shoppers]

    def _page_arms(self, first: int, last: int) -> dict[str, str]:
        """Return the arm of the newest page that each shopper saw: personal, or held out from that."""
        found: dict[str, str] = {}
        for day in range(first, last + 1):
            read = self.state.columns(VISITS.name, ("shopper", "arm"), (day,))
            found.update({str(name): str(arm) for name, arm in zip(*read.values(), strict=True) if name and arm})
        return found

    def _by_goods(self, by: str, last: int, days: int, depth: int) -> tuple[Named, Named]:
        known = self.boards.periods(last, days)
        if by == "placement":
            return (cuts.by_placement(known, last - days + 1, last),
                    cuts.by_placement(known, last - 2 * days + 1, last - days))
        cost = known.stock.cost_fen
        value = {sku: units * cost.get(sku, 0) for sku, units in self.on_hand().items()}
        return (cuts.by_category(known, last - days + 1, last, depth, value),
                cuts.by_category(known, last - 2 * days + 1, last - days, depth, None))  # fmt: skip

    def _by_shop(self, first: int, last: int) -> Named:
        found: dict[str, dict[str, float]] = {}

        def add(shop: str, **amounts: float) -> None:
            sums = found.setdefault(shop, {})
            for name, amount in amounts.items():
                sums[name] = sums.get(name, 0.0) + amount

        for day in range(first, last + 1):
            for row in self.state.scan(SHOP_DAYS.name, (day,)):
                add(str(row["shop"]), orders=int(row["orders"] or 0), gmv_fen=int(row["gmv_fen"] or 0))
            sold = self.state.columns(SALES.name, ("shop", "units", "fen"), (day,))
            for shop, units, fen in zip(*sold.values(), strict=True):
                add(str(shop), units=int(units or 0), goods_fen=int(fen or 0))
            for row in self.state.scan(DELIVERED.name, (day,)):
                served = self.state.get(ORDER_SHOPS.name, (str(row["order_id"]),))
                if served is not None:
                    add(str(served["shop"]), deliveries=1, delivery_minutes=int(row["delivery_ms"] or 0) / 60_000)
        return found
