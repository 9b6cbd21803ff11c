"""Lots beneath the levels: what expires first leaves first, and what has expired is not sold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from huozhao.supply.ledger import LOTTED, Bucket, Level, Lot, Move, Taken

# Moves for an order are noted "order <id>".
ORDER = "order "
# A lot and the units that a move takes of it.
Slice = tuple[str, int]
FIELD: Mapping[str, str] = {
    "on_hand": "free", "reserved": "reserved", "returned": "returned", "quarantine": "quarantine",
}  # fmt: skip


def units_of(lot: Lot, bucket: Bucket) -> int:
    """Return the units of a lot in a bucket that is kept by lot."""
    return int(getattr(lot, FIELD[bucket]))


def is_expired(lot: Lot, today: int) -> bool:
    """Tell whether the last day of sale has passed."""
    return lot.expires_on is not None and lot.expires_on < today


def first_expired_first_out(
    lots: Iterable[Lot], bucket: Bucket, quantity: int, today: int | None = None
) -> tuple[Slice, ...]:
    """Return from which lots `quantity` units leave: earliest date first, lots without a date last.

    With `today` (local day) expired lots are left out. The slices hold fewer units than asked when there are fewer.
    FEFO is the rule of good distribution practice for perishables (WHO TRS 1025, Annex 7, 2020).
    """
    left, slices = quantity, []
    for lot in sorted(lots, key=_urgency):
        units = min(left, units_of(lot, bucket))
        if units and not (today is not None and is_expired(lot, today)):
            slices.append((lot.lot, units))
            left -= units
    return tuple(slices)


def _urgency(lot: Lot) -> tuple[bool, int, str]:
    return lot.expires_on is None, lot.expires_on or 0, lot.lot


def shift_lot(lot: Lot, source: Bucket, target: Bucket, quantity: int) -> Lot | None:
    """Return the lot after a move, or None when a bucket would go below nothing; buckets elsewhere do not matter."""
    change: dict[str, int] = {}
    if source in LOTTED:
        if units_of(lot, source) < quantity:
            return None
        change[FIELD[source]] = units_of(lot, source) - quantity
    if target in LOTTED:
        change[FIELD[target]] = units_of(lot, target) + quantity
    return replace(lot, **change)  # type: ignore[arg-type]


def unnamed(level: Level, named: Sequence[Lot] = ()) -> Lot:
    """Return the lot "" of a level: what its named lots leave."""
    rest = {field: getattr(level, field) - sum(getattr(lot, field) for lot in named) for field in FIELD.values()}
    return Lot(level.sku, level.shop, "", **rest)


def takers(moves: Iterable[Move]) -> list[Taken]:
    """Return which orders bought how much, and gave back how much, by the moves of one lot."""
    found: dict[tuple[str, str, str], Taken] = {}
    for move in moves:
        if "sold" in (move.source, move.target) and move.note.startswith(ORDER):
            key = (move.note.removeprefix(ORDER), move.sku, move.shop)
            known = found.get(key) or Taken(*key, 0)
            found[key] = (replace(known, units=known.units + move.quantity) if move.target == "sold"
                          else replace(known, returned=known.returned + move.quantity))  # fmt: skip
    return list(found.values())


def standing(moves: Iterable[Move], done: str, undone: str) -> dict[tuple[str, str], int]:
    """Return the units by (sku, shop) that moves noted `done` carried and those noted `undone` did not bring back."""
    units: dict[tuple[str, str], int] = {}
    for move in moves:
        sign = 1 if move.note.startswith(done) else -1 if move.note.startswith(undone) else 0
        units[move.sku, move.shop] = units.get((move.sku, move.shop), 0) + sign * move.quantity
    return units


def rebuild_lots(moves: Iterable[Move], levels: Mapping[tuple[str, str], Level]) -> dict[tuple[str, str, str], Lot]:
    """Return the lots that follow from the moves alone, "" being what the named ones leave of `levels`.

    Shelves of which no lot was ever named have none. A lot below nothing is kept so: an audit has to show it.
    """
    named: dict[tuple[str, str], dict[str, Lot]] = {}
    for move in moves:
        if move.lot and (move.source in LOTTED or move.target in LOTTED):
            shelf = named.setdefault((move.sku, move.shop), {})
            shelf[move.lot] = _carried(shelf.get(move.lot) or Lot(move.sku, move.shop, move.lot), move)
    found: dict[tuple[str, str, str], Lot] = {}
    for key, shelf in named.items():
        rest = unnamed(levels.get(key) or Level(*key), list(shelf.values()))
        found |= {(*key, lot.lot): lot for lot in (rest, *shelf.values())}
    return found


def _carried(lot: Lot, move: Move) -> Lot:
    change: dict[str, int | None] = {}
    for bucket, signed in ((move.source, -move.quantity), (move.target, move.quantity)):
        if bucket in LOTTED:
            change[FIELD[bucket]] = units_of(lot, bucket) + signed
    if move.expires_on is not None:
        change["expires_on"] = move.expires_on
    return replace(lot, **change)  # type: ignore[arg-type]
