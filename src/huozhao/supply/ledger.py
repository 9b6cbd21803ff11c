"""The stock ledger: values, buckets and the port. Every change is a move from one bucket to another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, Protocol, get_args

Bucket = Literal["supplier", "in_transit", "on_hand", "reserved", "sold", "returned", "lost", "quarantine"]
BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
# The buckets that hold real goods can never go below nothing; supplier, sold and lost are the world outside.
HELD: frozenset[str] = frozenset({"in_transit", "on_hand", "reserved", "returned", "quarantine"})
# The buckets that are kept by lot: what stands in the shop. A lot becomes known when goods arrive.
LOTTED: frozenset[str] = frozenset({"on_hand", "reserved", "returned", "quarantine"})
Outcome = Literal["posted", "duplicate", "conflict", "short", "below_reserved", "stale", "lot_differs"]
ReservationState = Literal["held", "sold", "released", "expired"]


@dataclass(frozen=True, slots=True)
class Move:
    """`quantity` units of one SKU at one shop go from `source` to `target`; `key` makes a repeat harmless.

    Bucket on_hand is what stands free on the shelf; reserved units have left it for bucket reserved.
    `lot` names the lot of goods that are kept by lot; "" takes first what expires first. `expires_on` is the local
    day (since 1970-01-01) until which the lot may be sold, that day included.
    """

    key: str
    sku: str
    shop: str
    source: Bucket
    target: Bucket
    quantity: int
    at: int
    note: str = ""
    lot: str = ""
    expires_on: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Somebody counted `on_hand` units on the shelf at `at` (ms), reserved ones included; `origin` names the system.

    With a `lot` only that lot was counted; its `expires_on` is what the label says and corrects an earlier date.
    """

    key: str
    sku: str
    shop: str
    on_hand: int
    at: int
    origin: str = ""
    lot: str = ""
    expires_on: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A move and its place in the ledger."""

    position: int
    move: Move


@dataclass(frozen=True, slots=True)
class Hold:
    """One line of a reservation; `lots` says how many units of which lot, where goods are kept by lot."""

    sku: str
    shop: str
    quantity: int
    lots: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reservation:
    """Goods held for one order until `expires_at` (ms); `settled_at` is 0 while it is held.

    `extended` says that it was held longer once, because paying had begun. `holder` stands for the shopper in a cap;
    "" is nobody. It is a keyed mark, never an id.
    """

    order: str
    holds: tuple[Hold, ...]
    at: int
    expires_at: int
    state: ReservationState = "held"
    settled_at: int = 0
    extended: bool = False
    holder: str = ""

    @property
    def units(self) -> int:
        """Units of all lines."""
        return sum(hold.quantity for hold in self.holds)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that one holder may hold unpaid; 0 is no cap."""

    orders: int = 0
    units: int = 0


NO_CAP = Cap()


@dataclass(frozen=True, slots=True)
class Short:
    """A lost race: `wanted` units were asked of a shop that has only `available` free."""

    sku: str
    shop: str
    wanted: int
    available: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing of the basket was reserved: these lines are short, or the holder already holds `held` = orders, units."""

    short: tuple[Short, ...] = ()
    held: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """What the ledger says about one SKU at one shop. `free` and `reserved` together are on hand.

    `lotted` says that its lots are known; their sums are then this level's.
    """

    sku: str
    shop: str
    free: int = 0
    reserved: int = 0
    in_transit: int = 0
    returned: int = 0
    sold: int = 0
    lost: int = 0
    tracked: bool = False
    counted_at: int = 0
    quarantine: int = 0
    counted_by: str = ""
    lotted: bool = False

    @property
    def on_hand(self) -> int:
        """Units that physically stand in the shop."""
        return self.free + self.reserved

    @property
    def available(self) -> int:
        """Units that may be promised now: on hand − reserved."""
        return self.free


@dataclass(frozen=True, slots=True)
class Lot:
    """Units of one lot of a SKU at one shop; lot "" are the units of which nobody named the lot."""

    sku: str
    shop: str
    lot: str
    expires_on: int | None = None
    free: int = 0
    reserved: int = 0
    returned: int = 0
    quarantine: int = 0
    counted_at: int = 0
    counted_by: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an order took of a lot at a shop, and how much of that came back."""

    order: str
    sku: str
    shop: str
    units: int
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of levels under one name: a shop or a SKU."""

    name: str
    on_hand: int = 0
    reserved: int = 0
    in_transit: int = 0
    quarantine: int = 0


class Totals(Protocol):
    """Reads that stay small however many levels there are."""

    def page(self, sku: str, shop: str, after: tuple[str, str], limit: int) -> list[Level]:
        """Return up to `limit` levels of a SKU and a shop ("" = all) after a (sku, shop), in that order."""
        ...

    def by_shop(self, skus: Sequence[str] | None = None) -> list[Total]:
        """Return the sums of each shop over the named SKUs (None = all)."""
        ...

    def standing(self) -> tuple[int, list[Total], list[Total]]:
        """Return the position of the newest move and, as of exactly that, the sums of each shop and of each SKU."""
        ...

    def quarantined(self, limit: int) -> list[Level]:
        """Return up to `limit` levels with goods in quarantine, in (sku, shop) order."""
        ...

    def count(self) -> int:
        """Return how many levels there are."""
        ...


class Lots(Protocol):
    """Goods by lot: what expires, what a recall has to find."""

    def of(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Lot]:
        """Return the lots of the named SKUs and shops (None = all) in (sku, shop, lot) order."""
        ...

    def named(self, lot: str) -> list[Lot]:
        """Return where a lot lies or lay, in (sku, shop) order."""
        ...

    def expiring(self, until: int, limit: int = 1000) -> list[Lot]:
        """Return the lots with free units that expire on or before the local day `until`, the earliest first."""
        ...

    def quarantine_expired(self, today: int, at: int) -> int:
        """Take the free units of lots that expired before `today` off sale, on record; return how many lots."""
        ...

    def moves(self, lot: str) -> list[Posted]:
        """Return all moves of a lot, oldest first."""
        ...


class Checking(Protocol):
    """What an audit needs of a ledger beside its levels and moves."""

    def conflicts(self, limit: int = 100) -> list[Posted]:
        """Return the counts that contradicted what another source had counted, newest first."""
        ...

    def held(self) -> dict[tuple[str, str], int]:
        """Return the units of all reservations that are held, by (sku, shop)."""
        ...

    def restore(self, levels: Sequence[Level], lots: Sequence[Lot] = ()) -> None:
        """Overwrite stored levels and all lots of them with what a rebuild found; only to repair damaged books."""
        ...

    def forget(self, holders: Sequence[str]) -> int:
        """Take holders off their reservations; return how many reservations changed."""
        ...


class Ledger(Protocol):
    """One stock for all channels. Every write is durable when the call returns and safe across processes."""

    checking: Checking
    totals: Totals
    lots: Lots

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry on its own, in order; a known key is a duplicate, with other content a conflict.

        A move that would take a bucket below nothing is `short` and changes nothing. A count becomes a move
        from or to `lost`; one below what is reserved empties the free shelf and says `below_reserved`. A lot that
        is on record with another date is `lot_differs`.
        """
        ...

    def reserve(self, reservations: Sequence[Reservation], cap: Cap = NO_CAP) -> list[Reservation | Refused]:
        """Hold every basket wholly or not at all, of lots what expires first and nothing that has expired.

        A known order answers with what is on record for it. Who holds as much as `cap` allows is refused.
        """
        ...

    def extend(self, order: str, expires_at: int) -> Reservation | None:
        """Hold an order until `expires_at` (ms), once, while it is held; return what is on record, None is unknown."""
        ...

    def hand_over(self, order: str, shop: str, holds: Sequence[Hold], at: int) -> Reservation | Refused | None:
        """Put what an order has at `shop` back on its shelf and take `holds` instead, wholly or not at all.

        Works while the order is held and after it was sold. An order that has nothing at the shop, or has ended
        otherwise, is returned as it is; None is unknown.
        """
        ...

    def settle(self, orders: Sequence[str], state: Literal["sold", "released"], at: int) -> list[Reservation | None]:
        """End reservations that are held; one that ended already is returned as it ended, None is unknown."""
        ...

    def expire(self, now: int, limit: int = 1000) -> list[str]:
        """Give back the goods of up to `limit` reservations with expires_at <= now; return their orders."""
        ...

    def levels(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Level]:
        """Return the levels of the named SKUs and shops (None = all), in (sku, shop) order."""
        ...

    def moves(self, sku: str | None, shop: str | None, after: int = 0, limit: int = 100) -> list[Posted]:
        """Return moves after a position, oldest first, of one SKU and shop (None = all)."""
        ...

    def head(self) -> int:
        """Return the position of the newest move, 0 when there is none."""
        ...

    def close(self) -> None:
        """Finish what was accepted and release the files."""
        ...


_FIELDS: tuple[str, ...] = tuple(Level.__dataclass_fields__)
_values = attrgetter(*_FIELDS)
_PLACES: Mapping[str, int] = {"on_hand": _FIELDS.index("free")} | {
    bucket: _FIELDS.index(bucket) for bucket in BUCKETS if bucket not in ("on_hand", "supplier")
}
_TRACKED = _FIELDS.index("tracked")


def shift(level: Level, source: Bucket, target: Bucket, quantity: int) -> Level | None:
    """Return the level after a move, or None when a bucket that holds goods would go below nothing."""
    values: list[Any] = list(_values(level))
    if source != "supplier":
        place = _PLACES[source]
        if source in HELD and values[place] < quantity:
            return None
        values[place] -= quantity
    if target != "supplier":
        values[_PLACES[target]] += quantity
    if source == "on_hand" or target == "on_hand":
        values[_TRACKED] = True
    return Level(*values)


def rebuild(moves: Iterable[Move]) -> dict[tuple[str, str], Level]:
    """Return the levels that follow from the moves alone; they equal the stored ones except `counted_at`, `counted_by`.

    Raises ValueError when the moves contradict themselves (a bucket below nothing).
    """
    levels: dict[tuple[str, str], Level] = {}
    for move in moves:
        key = (move.sku, move.shop)
        after = shift(levels.get(key, Level(*key)), move.source, move.target, move.quantity)
        if after is None:
            raise ValueError(f"move {move.key} takes more than there is")
        levels[key] = after
    return levels
