"""What is on its way to a shelf by purchase and transfer orders, and by when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Document
from huozhao.flows.planning.transfer_lines import left_of
from huozhao.supply.ledger import Level
from huozhao.supply.netting import Stock
from huozhao.supply.purchasing import line_from
from huozhao.terms.time import DAY_MS

Ints = NDArray[np.int64]
Key = tuple[str, str]


@dataclass(slots=True)
class Coming:
    """By (sku, shop): units that purchase orders still expect, each with its day, and units of transfer orders."""

    bought: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    moved: dict[Key, int] = field(default_factory=dict)

    def later(self, key: Key, now: int, days: int) -> int:
        """Return the bought units that come only after the next `days` days, too late for the interval planned."""
        return sum(units for units, due in self.bought.get(key, ()) if due > now + (days + 1) * DAY_MS)


def coming(purchases: Iterable[Document], transfers: Iterable[Document]) -> Coming:
    """Return what open orders still bring; late ones count as of now."""
    found = Coming()
    for order in purchases:
        for line in map(line_from, order.body["lines"]):
            if line.open:
                due = line.due_at or int(order.body["due_at"])
                found.bought.setdefault((line.sku, order.body["shop"]), []).append((line.open, due))
    for order in transfers:
        for line in order.body["lines"]:
            key = (line["sku"], order.body["shop"])
            found.moved[key] = found.moved.get(key, 0) + left_of(line)
    return found


def stock_of(keys: Sequence[Key], levels: Mapping[Key, Level], way: Coming, now: int, days: Ints) -> Stock:
    """Return the stock of rows (n,), without the units that come too late for their interval of `days` (n,)."""
    there = [levels.get(key) or Level(*key) for key in keys]
    transit = _ints([level.in_transit for level in there])
    moved = _ints([way.moved.get(key, 0) for key in keys])
    bought = _ints([sum(units for units, _ in way.bought.get(key, ())) for key in keys])
    later = _ints([way.later(key, now, int(span)) if key in way.bought else 0
                   for key, span in zip(keys, days, strict=True)])  # fmt: skip
    # The ledger has goods in transit as soon as they are ordered; only what it has not yet comes on top.
    on_order = np.maximum(bought + moved - transit, 0)
    by_transfer = np.minimum(moved, transit)
    rest = transit - by_transfer
    late_rest = np.minimum(later, rest)
    return Stock(
        on_hand=_ints([level.on_hand for level in there]),
        reserved=_ints([level.reserved for level in there]),
        in_transit=rest - late_rest,
        on_order=np.maximum(on_order - (later - late_rest), 0),
        known=np.array([level.tracked for level in there], dtype=bool),
        transfers_in=by_transfer,
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
