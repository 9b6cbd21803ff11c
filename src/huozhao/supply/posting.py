"""The rules of posting to the ledger, over open books: every back end runs exactly these."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, Protocol

from huozhao.supply.ledger import (
    Bucket,
    Count,
    Hold,
    Level,
    Move,
    Outcome,
    Refused,
    Reservation,
    Short,
    shift,
)

# A count that changes what another source had counted is noted "count: <source> against <source>".
CONFLICT = "count: "


class Books(Protocol):
    """The ledger's books inside one transaction."""

    def level(self, sku: str, shop: str) -> Level | None:
        """Return the level of one SKU at one shop."""
        ...

    def save(self, level: Level) -> None:
        """Store a level."""
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


def post(books: Books, entry: Move | Count) -> Outcome:
    """Post one entry once: the same key again is a duplicate, or a conflict when its content differs."""
    fingerprint = _fingerprint(entry)
    known = books.entry(entry.key)
    if known is not None:
        return "duplicate" if known == fingerprint else "conflict"
    level = books.level(entry.sku, entry.shop) or Level(entry.sku, entry.shop)
    if isinstance(entry, Count):
        return _post_count(books, entry, level, fingerprint)
    after = shift(level, entry.source, entry.target, entry.quantity)
    if after is None:
        return "short"
    books.save(after)
    books.record(entry, fingerprint)
    return "posted"


def _fingerprint(entry: Move | Count) -> str:
    if isinstance(entry, Count):
        return f"count|{entry.sku}|{entry.shop}|{entry.on_hand}"
    return f"move|{entry.sku}|{entry.shop}|{entry.source}|{entry.target}|{entry.quantity}"


def _post_count(books: Books, count: Count, level: Level, fingerprint: str) -> Outcome:
    """Turn an absolute count into the move that makes it true; a count older than the last one is stale."""
    if count.at < level.counted_at:
        return "stale"
    free = max(0, count.on_hand - level.reserved)
    change = free - level.free
    source: Bucket = "lost" if change >= 0 else "on_hand"
    target: Bucket = "on_hand" if change >= 0 else "lost"
    note = _count_note(count, level) if change else "count"
    move = Move(count.key, count.sku, count.shop, source, target, abs(change), count.at, note)
    after = shift(level, source, target, abs(change))
    assert after is not None
    books.save(replace(after, counted_at=count.at, counted_by=count.origin))
    books.record(move, fingerprint)
    return "below_reserved" if count.on_hand < level.reserved else "posted"


def _count_note(count: Count, level: Level) -> str:
    """Say in the ledger that one source contradicts another; see CONFLICT."""
    if not (count.origin and level.counted_by) or count.origin == level.counted_by:
        return "count"
    return f"{CONFLICT}{count.origin} against {level.counted_by}"


def reserve(books: Books, wanted: Reservation) -> Reservation | Refused:
    """Hold a whole basket or nothing; lines of one SKU at one shop are summed first."""
    known = books.reservation(wanted.order)
    if known is not None:
        return known
    wanted = replace(wanted, holds=summed(wanted.holds))
    pairs = [(hold, books.level(hold.sku, hold.shop) or Level(hold.sku, hold.shop)) for hold in wanted.holds]
    short = tuple(Short(h.sku, h.shop, h.quantity, level.free) for h, level in pairs if level.free < h.quantity)
    if short:
        return Refused(short)
    for hold, level in pairs:
        _carry(books, wanted.order, hold, level, "on_hand", "reserved", wanted.at)
    books.keep(wanted)
    return wanted


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
    taken = summed(holds)
    pairs = [(hold, books.level(hold.sku, hold.shop) or Level(hold.sku, hold.shop)) for hold in taken]
    short = tuple(Short(h.sku, h.shop, h.quantity, level.free) for h, level in pairs if level.free < h.quantity)
    if short:
        return Refused(short)
    bucket: Bucket = "reserved" if known.state == "held" else "sold"
    for hold in given:
        level = books.level(hold.sku, hold.shop) or Level(hold.sku, hold.shop)
        _carry(books, order, hold, level, bucket, "on_hand", at)
    for hold in taken:
        level = books.level(hold.sku, hold.shop) or Level(hold.sku, hold.shop)
        _carry(books, order, hold, level, "on_hand", bucket, at)
    kept = tuple(hold for hold in known.holds if hold.shop != shop)
    changed = replace(known, holds=summed((*kept, *taken)))
    books.keep(changed)
    return changed


def settle(books: Books, order: str, state: Literal["sold", "released", "expired"], at: int) -> Reservation | None:
    """End a held reservation: sold goods leave the shop, released or expired ones are free again."""
    known = books.reservation(order)
    if known is None or known.state != "held":
        return known
    target: Bucket = "sold" if state == "sold" else "on_hand"
    for hold in known.holds:
        level = books.level(hold.sku, hold.shop) or Level(hold.sku, hold.shop)
        _carry(books, order, hold, level, "reserved", target, at)
    ended = replace(known, state=state, settled_at=at)
    books.keep(ended)
    return ended


def summed(holds: Iterable[Hold]) -> tuple[Hold, ...]:
    """Return one hold for each SKU and shop, in (sku, shop) order, so that every process locks alike."""
    totals: dict[tuple[str, str], int] = {}
    for hold in holds:
        totals[hold.sku, hold.shop] = totals.get((hold.sku, hold.shop), 0) + hold.quantity
    return tuple(Hold(sku, shop, quantity) for (sku, shop), quantity in sorted(totals.items()))


def _carry(books: Books, order: str, hold: Hold, level: Level, source: Bucket, target: Bucket, at: int) -> None:
    after = shift(level, source, target, hold.quantity)
    if after is None:
        raise ValueError(f"the books hold less in {source} than order {order} reserved")
    books.save(after)
    books.record(Move("", hold.sku, hold.shop, source, target, hold.quantity, at, f"order {order}"), None)
