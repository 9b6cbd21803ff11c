"""Audit of the stock ledger: are the stored levels what the moves say, and what the held reservations say?"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from huozhao.supply.ledger import LOTTED, Ledger, Level, Lot, Move, shift
from huozhao.supply.lots import rebuild_lots

PORTION = 10_000
FIELDS = ("free", "reserved", "in_transit", "returned", "quarantine", "sold", "lost")
LOT_FIELDS = ("free", "reserved", "returned", "quarantine")
# While others write, moves and levels are read at two moments; so often is it tried to find both still.
MOST_READS = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One bucket of one shelf or lot: units as stored, and as they should be by `by` (moves or reservations)."""

    sku: str
    shop: str
    bucket: str
    stored: int
    expected: int
    by: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found; `impossible` names moves that took more than there was."""

    moves: int
    shelves: int
    differences: tuple[Difference, ...]
    impossible: tuple[int, ...]

    @property
    def is_clean(self) -> bool:
        """Whether the books agree."""
        return not self.differences and not self.impossible


def audit(ledger: Ledger) -> Audit:
    """Rebuild all levels from the moves and compare them with the stored ones and with the held reservations."""
    found = _once(ledger)
    for _ in range(MOST_READS - 1):
        if found.is_clean:
            break
        again = _once(ledger)
        if again.moves == found.moves:
            return again
        found = again
    return found


def rebuild_levels(ledger: Ledger) -> Audit:
    """Overwrite levels and lots that differ from the moves; return the audit before that. Nobody else should write."""
    before = audit(ledger)
    if not before.is_clean:
        should = _expected(ledger)
        stored = {(level.sku, level.shop): level for level in ledger.levels()}
        lots = {(lot.sku, lot.shop, lot.lot): lot for lot in ledger.lots.of()}
        wrong = {(each.sku, each.shop) for each in before.differences if each.by == "moves"}
        lotted = {key[:2] for key in should.lots}
        mended = [
            replace(should.levels.get(key, Level(*key)), counted_at=have.counted_at, counted_by=have.counted_by,
                    lotted=key in lotted)
            for key in sorted(wrong) if (have := stored.get(key, Level(*key)))
        ]  # fmt: skip
        fresh = [_counted(lot, lots.get(key)) for key, lot in should.lots.items() if key[:2] in wrong]
        ledger.checking.restore(mended, fresh)
    return before


def _counted(lot: Lot, stored: Lot | None) -> Lot:
    return lot if stored is None else replace(lot, counted_at=stored.counted_at, counted_by=stored.counted_by)


def _once(ledger: Ledger) -> Audit:
    should = _expected(ledger)
    stored = {(level.sku, level.shop): level for level in ledger.levels()}
    held, differences = ledger.checking.held(), []
    for key in sorted(stored.keys() | should.levels.keys() | held.keys()):
        have, due = stored.get(key, Level(*key)), should.levels.get(key, Level(*key))
        differences += [
            Difference(*key, name, getattr(have, name), getattr(due, name), "moves")
            for name in FIELDS if getattr(have, name) != getattr(due, name)
        ]  # fmt: skip
        if have.reserved != held.get(key, 0):
            differences.append(Difference(*key, "reserved", have.reserved, held.get(key, 0), "reservations"))
    return Audit(should.count, len(stored), (*differences, *_lot_differences(ledger, should)), tuple(should.impossible))


def _lot_differences(ledger: Ledger, should: "_Expected") -> list[Difference]:
    stored = {(lot.sku, lot.shop, lot.lot): lot for lot in ledger.lots.of()}
    keys = sorted(stored.keys() | should.lots.keys())
    pairs = [(key, stored.get(key, Lot(*key)), should.lots.get(key, Lot(*key))) for key in keys]
    return [
        Difference(key[0], key[1], name, getattr(have, name), getattr(due, name), "moves", key[2])
        for key, have, due in pairs for name in LOT_FIELDS if getattr(have, name) != getattr(due, name)
    ]  # fmt: skip


@dataclass(slots=True)
class _Expected:
    """What the moves say: levels and lots, the positions of moves that were impossible, how many moves there are."""

    levels: dict[tuple[str, str], Level] = field(default_factory=dict)
    lots: dict[tuple[str, str, str], Lot] = field(default_factory=dict)
    impossible: list[int] = field(default_factory=list)
    count: int = 0


def _expected(ledger: Ledger) -> _Expected:
    found, named = _Expected(), []
    for position, move in _all(ledger):
        key = (move.sku, move.shop)
        after = shift(found.levels.get(key, Level(*key)), move.source, move.target, move.quantity)
        found.count += 1
        if after is None:
            found.impossible.append(position)
            continue
        found.levels[key] = after
        if move.lot and (move.source in LOTTED or move.target in LOTTED):
            named.append(move)
    found.lots = rebuild_lots(named, found.levels)
    return found


def _all(ledger: Ledger) -> Iterator[tuple[int, Move]]:
    after = 0
    while portion := ledger.moves(None, None, after, PORTION):
        yield from ((posted.position, posted.move) for posted in portion)
        after = portion[-1].position
