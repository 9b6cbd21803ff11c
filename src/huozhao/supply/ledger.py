"""The stock ledger: values, buckets and the port. Every change is a move from one bucket to another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, cast, get_args

Bucket = Literal["supplier", "in_transit", "on_hand", "reserved", "sold", "returned", "lost", "quarantine"]
BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
# The buckets that hold real goods can never go below nothing; supplier, sold and lost are the world outside.
HELD: frozenset[str] = frozenset({"in_transit", "on_hand", "reserved", "returned", "quarantine"})
Outcome = Literal["posted", "duplicate", "conflict", "short", "below_reserved", "stale"]
ReservationState = Literal["held", "sold", "released", "expired"]


@dataclass(frozen=True, slots=True)
class Move:
    """`quantity` units of one SKU at one shop go from `source` to `target`; `key` makes a repeat harmless.

    Bucket on_hand is what stands free on the shelf; reserved units have left it for bucket reserved.
    """

    key: str
    sku: str
    shop: str
    source: Bucket
    target: Bucket
    quantity: int
    at: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Somebody counted `on_hand` units on the shelf at `at` (ms), reserved ones included; `origin` names the system."""

    key: str
    sku: str
    shop: str
    on_hand: int
    at: int
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A move and its place in the ledger."""

    position: int
    move: Move


@dataclass(frozen=True, slots=True)
class Hold:
    """One line of a reservation."""

    sku: str
    shop: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """Goods held for one order until `expires_at` (ms); `settled_at` is 0 while it is held.

    `extended` says that it was held longer once, because paying had begun.
    """

    order: str
    holds: tuple[Hold, ...]
    at: int
    expires_at: int
    state: ReservationState = "held"
    settled_at: int = 0
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Short:
    """A lost race: `wanted` units were asked of a shop that has only `available` free."""

    sku: str
    shop: str
    wanted: int
    available: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing of the basket was reserved, because these lines are short."""

    short: tuple[Short, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What the ledger says about one SKU at one shop. `free` and `reserved` together are on hand."""

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

    @property
    def on_hand(self) -> int:
        """Units that physically stand in the shop."""
        return self.free + self.reserved

    @property
    def available(self) -> int:
        """Units that may be promised now: on hand − reserved."""
        return self.free


class Checking(Protocol):
    """What an audit needs of a ledger beside its levels and moves."""

    def conflicts(self, limit: int = 100) -> list[Posted]:
        """Return the counts that contradicted what another source had counted, newest first."""
        ...

    def held(self) -> dict[tuple[str, str], int]:
        """Return the units of all reservations that are held, by (sku, shop)."""
        ...

    def restore(self, levels: Sequence[Level]) -> None:
        """Overwrite stored levels with what a rebuild found; only for the repair of damaged books."""
        ...


class Ledger(Protocol):
    """One stock for all channels. Every write is durable when the call returns and safe across processes."""

    checking: Checking

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry on its own, in order; a known key is a duplicate, with other content a conflict.

        A move that would take a bucket below nothing is `short` and changes nothing. A count becomes a move
        from or to `lost`; one below what is reserved empties the free shelf and says `below_reserved`.
        """
        ...

    def reserve(self, reservations: Sequence[Reservation]) -> list[Reservation | Refused]:
        """Hold every basket wholly or not at all; a known order answers with what is on record for it."""
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


def shift(level: Level, source: Bucket, target: Bucket, quantity: int) -> Level | None:
    """Return the level after a move, or None when a bucket that holds goods would go below nothing."""
    if source in HELD and _held(level, source) < quantity:
        return None
    change: dict[str, int | bool] = {}
    for bucket, signed in ((source, -quantity), (target, quantity)):
        if bucket != "supplier":
            change[_column(bucket)] = _held(level, bucket) + signed
    if "on_hand" in (source, target):
        change["tracked"] = True
    return replace(level, **change)  # type: ignore[arg-type]


def _column(bucket: Bucket) -> str:
    return "free" if bucket == "on_hand" else bucket


def _held(level: Level, bucket: Bucket) -> int:
    return cast(int, getattr(level, _column(bucket)))


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
