"""The rules of posting to the ledger, over open books: every back end runs exactly these."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Protocol

from huozhao.supply.ledger import (
    LOTTED,
    NO_CAP,
    Bucket,
    Cap,
    Count,
    Hold,
    Level,
    Lot,
    Move,
    Outcome,
    Refused,
    Reservation,
    Short,
    shift,
)
from huozhao.supply.lots import Slice, first_expired_first_out, is_expired, shift_lot, unnamed

# A count that changes what another source had counted is noted "count: <source> against <source>".
CONFLICT = "count: "
# What the ledger notes when an expired lot goes off sale, and when a count names the lot of units without one.
EXPIRED, NAMED = "expired", "lot named"
NO_LOT = Lot("", "", "")


class Books(Protocol):
    """The ledger's books inside one transaction."""

    def level(self, sku: str, shop: str) -> Level | None:
        """Return the level of one SKU at one shop."""
        ...

    def save(self, level: Level) -> None:
        """Store a level."""
        ...

    def lots(self, sku: str, shop: str) -> Mapping[str, Lot]:
        """Return the lots of one SKU at one shop by name; none when the level is not lotted."""
        ...

    def save_lot(self, lot: Lot) -> None:
        """Store a lot."""
        ...

    def entry(self, key: str) -> str | None:
        """Return the fingerprint of the entry posted under a key."""
        ...

    def record(self, move: Move, fingerprint: str | None) -> None:
        """Append a move; with a fingerprint its key is remembered. A move of 0 units is only remembered."""
        ...

    def reservation(self, order: str) -> Reservation | None:
        """Return the reservation of an order."""
        ...

    def keep(self, reservation: Reservation) -> None:
        """Store a reservation."""
        ...

    def held_by(self, holder: str) -> tuple[int, int]:
        """Return how many orders and units somebody holds unpaid."""
        ...

    def day(self, at: int) -> int:
        """Return the local day of an instant (ms)."""
        ...


def post(books: Books, entry: Move | Count) -> Outcome:
    """Post one entry once: the same key again is a duplicate, or a conflict when its content differs."""
    fingerprint = _fingerprint(entry)
    known = books.entry(entry.key)
    if known is not None:
        return "duplicate" if known == fingerprint else "conflict"
    level = _level(books, entry.sku, entry.shop)
    if isinstance(entry, Count):
        return _post_count(books, entry, level, fingerprint)
    if _differs(books, entry):
        return "lot_differs"
    slices = _slices(books, level, entry)
    if slices is None:
        return "short"
    _carry(books, level, entry, slices, fingerprint)
    return "posted"


def _fingerprint(entry: Move | Count) -> str:
    lot = f"|{entry.lot}|{entry.expires_on}" if entry.lot else ""
    if isinstance(entry, Count):
        return f"count|{entry.sku}|{entry.shop}|{entry.on_hand}{lot}"
    return f"move|{entry.sku}|{entry.shop}|{entry.source}|{entry.target}|{entry.quantity}{lot}"


def _differs(books: Books, move: Move) -> bool:
    if not move.lot or move.expires_on is None:
        return False
    known = books.lots(move.sku, move.shop).get(move.lot)
    return known is not None and known.expires_on not in (None, move.expires_on)


def _slices(books: Books, level: Level, move: Move) -> tuple[Slice, ...] | None:
    """Return of which lots a move takes its units, None when there are too few."""
    whole = ((move.lot, move.quantity),)
    if move.source not in LOTTED or not (level.lotted or move.lot):
        return whole if shift(level, move.source, move.target, move.quantity) else None
    lots = _lots(books, level)
    if move.lot:
        lot = lots.get(move.lot)
        return whole if lot and shift_lot(lot, move.source, move.target, move.quantity) else None
    found = first_expired_first_out(lots.values(), move.source, move.quantity)
    return found if sum(units for _, units in found) == move.quantity else None


def _post_count(books: Books, count: Count, level: Level, fingerprint: str) -> Outcome:
    """Turn an absolute count into the move that makes it true; a count older than the last one is stale."""
    known = _counted(books, count, level)
    if count.at < known.counted_at:
        return "stale"
    change = max(0, count.on_hand - known.reserved) - known.free
    if count.lot and change > 0:
        change -= _name_lot(books, level, count, change)
        level = _level(books, count.sku, count.shop)
    source: Bucket = "lost" if change >= 0 else "on_hand"
    target: Bucket = "on_hand" if change >= 0 else "lost"
    note = _count_note(count, known) if change else "count"
    move = Move(count.key, count.sku, count.shop, source, target, abs(change), count.at, note, count.lot,
                count.expires_on if count.lot else None)  # fmt: skip
    _carry(books, level, move, _slices(books, level, move) or ((count.lot, 0),), fingerprint)
    _mark_counted(books, count)
    return "below_reserved" if count.on_hand < known.reserved else "posted"


def _name_lot(books: Books, level: Level, count: Count, most: int) -> int:
    """Take units of which nobody had named the lot into the counted one, on record; return how many."""
    units = min(most, _lots(books, level).get("", NO_LOT).free)
    for source, target, lot in (("lost", "on_hand", count.lot), ("on_hand", "lost", "")) if units else ():
        move = Move("", count.sku, count.shop, source, target, units, count.at, NAMED, lot)  # type: ignore[arg-type]
        _carry(books, _level(books, count.sku, count.shop), move, ((lot, units),), None)
    return units


def _counted(books: Books, count: Count, level: Level) -> Level | Lot:
    """Return what was counted as the books have it: a lot, or all that stands there."""
    if not count.lot:
        return level
    lots = _lots(books, level)
    whole = lots.get("", NO_LOT)
    lot = lots.get(count.lot) or Lot(count.sku, count.shop, count.lot)
    # A count of the whole shelf has also counted this lot.
    return lot if lot.counted_at >= whole.counted_at else replace(
        lot, counted_at=whole.counted_at, counted_by=whole.counted_by)


def _mark_counted(books: Books, count: Count) -> None:
    level = _level(books, count.sku, count.shop)
    if count.at >= level.counted_at:
        books.save(replace(level, counted_at=count.at, counted_by=count.origin))
    if level.lotted:
        lot = books.lots(count.sku, count.shop)[count.lot]
        books.save_lot(replace(lot, counted_at=count.at, counted_by=count.origin))


def _count_note(count: Count, known: Level | Lot) -> str:
    """Say in the ledger that one source contradicts another; see CONFLICT."""
    if not (count.origin and known.counted_by) or count.origin == known.counted_by:
        return "count"
    return f"{CONFLICT}{count.origin} against {known.counted_by}"


def reserve(books: Books, wanted: Reservation, cap: Cap = NO_CAP) -> Reservation | Refused:
    """Hold a whole basket or nothing; lines of one SKU at one shop are summed first."""
    known = books.reservation(wanted.order)
    if known is not None:
        return known
    if wanted.holder and (over := _over(books, wanted, cap)):
        return over
    taken = _taken(books, wanted.holds, wanted.at)
    if isinstance(taken, Refused):
        return taken
    for hold, level in taken:
        _carry_hold(books, wanted.order, hold, level, "on_hand", "reserved", wanted.at)
    holds = tuple(hold for hold, _ in taken)
    kept = wanted if holds == wanted.holds else replace(wanted, holds=holds)
    books.keep(kept)
    return kept


def _over(books: Books, wanted: Reservation, cap: Cap) -> Refused | None:
    if not (cap.orders or cap.units):
        return None
    orders, units = held = books.held_by(wanted.holder)
    if (cap.orders and orders >= cap.orders) or (cap.units and units + wanted.units > cap.units):
        return Refused(held=held)
    return None


def _taken(books: Books, holds: Sequence[Hold], at: int) -> list[tuple[Hold, Level]] | Refused:
    """Return what would be taken with its lots, beside the levels, or what is short of it."""
    taken = [_chosen(books, hold, at) for hold in summed(holds)]
    short = tuple(Short(hold.sku, hold.shop, hold.quantity, free)
                  for hold, level in taken if (free := _free(hold, level)) < hold.quantity)  # fmt: skip
    return Refused(short) if short else taken


def _chosen(books: Books, hold: Hold, at: int) -> tuple[Hold, Level]:
    level = _level(books, hold.sku, hold.shop)
    if level.lotted:
        lots = books.lots(hold.sku, hold.shop).values()
        hold = replace(hold, lots=first_expired_first_out(lots, "on_hand", hold.quantity, books.day(at)))
    return hold, level


def _free(hold: Hold, level: Level) -> int:
    return sum(units for _, units in hold.lots) if level.lotted else level.free


def extend(books: Books, order: str, expires_at: int) -> Reservation | None:
    """Hold longer, once; a reservation that ended, was extended before or lasts longer anyway stays as it is."""
    known = books.reservation(order)
    if known is None or known.state != "held" or known.extended or expires_at <= known.expires_at:
        return known
    longer = replace(known, expires_at=expires_at, extended=True)
    books.keep(longer)
    return longer


def hand_over(books: Books, order: str, shop: str, holds: Sequence[Hold], at: int) -> Reservation | Refused | None:
    """Move the part of an order that `shop` has to other shelves; nothing changes when one of these is short."""
    known = books.reservation(order)
    given = () if known is None else tuple(hold for hold in known.holds if hold.shop == shop)
    if known is None or not given or known.state not in ("held", "sold"):
        return known
    taken = _taken(books, holds, at)
    if isinstance(taken, Refused):
        return taken
    bucket: Bucket = "reserved" if known.state == "held" else "sold"
    for hold in given:
        _carry_hold(books, order, hold, _level(books, *_shelf(hold)), bucket, "on_hand", at)
    for hold, _ in taken:
        _carry_hold(books, order, hold, _level(books, *_shelf(hold)), "on_hand", bucket, at)
    kept = tuple(hold for hold in known.holds if hold.shop != shop)
    changed = replace(known, holds=summed((*kept, *(hold for hold, _ in taken))))
    books.keep(changed)
    return changed


def settle(books: Books, order: str, state: Literal["sold", "released", "expired"], at: int) -> Reservation | None:
    """End a held reservation: sold goods leave the shop, released or expired ones are free again."""
    known = books.reservation(order)
    if known is None or known.state != "held":
        return known
    target: Bucket = "sold" if state == "sold" else "on_hand"
    for hold in known.holds:
        _carry_hold(books, order, hold, _level(books, *_shelf(hold)), "reserved", target, at)
    # Whoever held it matters to the cap only while it is held, so nobody is remembered afterwards.
    ended = replace(known, state=state, settled_at=at, holder="")
    books.keep(ended)
    return ended


def quarantine_expired(books: Books, sku: str, shop: str, lot: str, today: int, at: int) -> bool:
    """Take what is free of a lot off sale when it has expired; tell whether anything was."""
    level, known = _level(books, sku, shop), books.lots(sku, shop).get(lot)
    if known is None or not known.free or not is_expired(known, today):
        return False
    move = Move("", sku, shop, "on_hand", "quarantine", known.free, at, EXPIRED, lot)
    _carry(books, level, move, ((lot, known.free),), None)
    return True


def summed(holds: Iterable[Hold]) -> tuple[Hold, ...]:
    """Return one hold for each SKU and shop, in (sku, shop) order, so that every process locks alike."""
    holds = tuple(holds)
    if len(holds) == 1:
        return holds
    totals: dict[tuple[str, str], Hold] = {}
    for hold in holds:
        known = totals.get(_shelf(hold))
        totals[_shelf(hold)] = _both(known, hold) if known else hold
    return tuple(totals[key] for key in sorted(totals))


def _both(one: Hold, other: Hold) -> Hold:
    units: dict[str, int] = {}
    for lot, some in (*slices_of(one), *slices_of(other)):
        units[lot] = units.get(lot, 0) + some
    lots = tuple(units.items()) if one.lots or other.lots else ()
    return Hold(one.sku, one.shop, one.quantity + other.quantity, lots)


def slices_of(hold: Hold) -> tuple[Slice, ...]:
    """Return how many units a hold has of which lot; lot "" where none is known."""
    return hold.lots or (("", hold.quantity),)


def _shelf(hold: Hold) -> tuple[str, str]:
    return hold.sku, hold.shop


def _level(books: Books, sku: str, shop: str) -> Level:
    return books.level(sku, shop) or Level(sku, shop)


def _lots(books: Books, level: Level) -> Mapping[str, Lot]:
    return books.lots(level.sku, level.shop) if level.lotted else {"": unnamed(level)}


def _carry_hold(
    books: Books, order: str, hold: Hold, level: Level, source: Bucket, target: Bucket, at: int
) -> None:
    move = Move("", hold.sku, hold.shop, source, target, hold.quantity, at, f"order {order}")
    _carry(books, level, move, slices_of(hold), None)


def _carry(books: Books, level: Level, move: Move, slices: Sequence[Slice], fingerprint: str | None) -> None:
    """Shift a level, and its lots where they are known, and put each slice on record; the first carries the key."""
    after = shift(level, move.source, move.target, move.quantity)
    if after is None:
        raise ValueError(f"the books hold less in {move.source} than {move.note} needs")
    named = bool(move.lot) and (move.source in LOTTED or move.target in LOTTED)
    if not (level.lotted or named):
        books.save(after)
        books.record(move, fingerprint)
        return
    lots = dict(_lots(books, level))
    for number, (name, units) in enumerate(slices):
        piece = replace(move, key="" if number else move.key, lot=name, quantity=units)
        books.save_lot(_carried_lot(lots.get(name) or Lot(move.sku, move.shop, name), piece))
        books.record(piece, None if number else fingerprint)
    if not level.lotted and "" in lots and not any(name == "" for name, _ in slices):
        books.save_lot(lots[""])
    books.save(after if after.lotted else replace(after, lotted=True))


def _carried_lot(lot: Lot, piece: Move) -> Lot:
    after = shift_lot(lot, piece.source, piece.target, piece.quantity)
    if after is None:
        raise ValueError(f"the books hold less of lot {lot.lot} in {piece.source} than {piece.note} needs")
    return after if piece.expires_on is None else replace(after, expires_on=piece.expires_on)
