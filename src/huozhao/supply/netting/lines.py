"""Lines that want to be bought or moved, and what there is for all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from huozhao.supply.netting.curve import Curve
from huozhao.supply.netting.stock import Ints
from huozhao.supply.netting.worth import Worth


class Cut(IntEnum):
    """Why less than asked for is kept."""

    NONE = 0
    BUDGET = 1
    ROOM = 2
    TRUCK = 3
    SUPPLIER_MINIMUM = 4


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines (m,) that want `units`: a purchase where `supplier` >= 0, otherwise goods moved between own places (−1).

    `position` is what is there and coming before the line, `curve` the demand over `days`, `least` the least order in
    units; `most` is the number of units to which a line may be topped up for its supplier's minimum. A line of 0 units
    is there only to be topped up.
    """

    units: Ints
    pack_size: Ints
    least: Ints
    most: Ints
    position: Ints
    days: Ints
    supplier: Ints
    place: Ints
    curve: Curve
    worth: Worth


@dataclass(frozen=True, slots=True)
class Bounds:
    """What there is for all lines together; None = no limit.

    `budget_fen` is for purchases, `room` (places,) the units that still fit into a place, `truck` (places,) the units
    that come to it in a day, `minimum_fen` the least order value by supplier, all its lines together.
    """

    budget_fen: int | None = None
    room: Ints | None = None
    truck: Ints | None = None
    minimum_fen: Mapping[int, int] = field(default_factory=dict)

    @property
    def are_none(self) -> bool:
        """Tell whether nothing limits."""
        return self.budget_fen is None and self.room is None and self.truck is None and not self.minimum_fen
