"""Audit of the stock ledger: are the stored levels what the moves say, and what the held reservations say?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from huozhao.supply.ledger import Ledger, Level, Move, shift

PORTION = 10_000
FIELDS = ("free", "reserved", "in_transit", "returned", "quarantine", "sold", "lost")
# While others write, moves and levels are read at two moments; so often is it tried to find both still.
MOST_READS = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One bucket of one shelf: units as stored, and as they should be by `by` (moves or reservations)."""

    sku: str
    shop: str
    bucket: str
    stored: int
    expected: int
    by: str


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
    """Overwrite levels that differ from the moves, and return the audit before that; nobody else should write."""
    before = audit(ledger)
    if not before.is_clean:
        expected, _, _ = _expected(ledger)
        stored = {(level.sku, level.shop): level for level in ledger.levels()}
        wrong = {(each.sku, each.shop) for each in before.differences if each.by == "moves"}
        mended = [_mended(stored.get(key, Level(*key)), expected.get(key, Level(*key))) for key in sorted(wrong)]
        ledger.checking.restore(mended)
    return before


def _mended(stored: Level, expected: Level) -> Level:
    return replace(expected, counted_at=stored.counted_at, counted_by=stored.counted_by)


def _once(ledger: Ledger) -> Audit:
    expected, impossible, count = _expected(ledger)
    stored = {(level.sku, level.shop): level for level in ledger.levels()}
    held, differences = ledger.checking.held(), []
    for key in sorted(stored.keys() | expected.keys() | held.keys()):
        have, should = stored.get(key, Level(*key)), expected.get(key, Level(*key))
        differences += [
            Difference(*key, name, getattr(have, name), getattr(should, name), "moves")
            for name in FIELDS if getattr(have, name) != getattr(should, name)
        ]  # fmt: skip
        if have.reserved != held.get(key, 0):
            differences.append(Difference(*key, "reserved", have.reserved, held.get(key, 0), "reservations"))
    return Audit(count, len(stored), tuple(differences), impossible)


def _expected(ledger: Ledger) -> tuple[dict[tuple[str, str], Level], tuple[int, ...], int]:
    """Return the levels by the moves, the positions of moves that were impossible, and how many moves there are."""
    levels: dict[tuple[str, str], Level] = {}
    impossible, count = [], 0
    for position, move in _all(ledger):
        key = (move.sku, move.shop)
        after = shift(levels.get(key, Level(*key)), move.source, move.target, move.quantity)
        count += 1
        if after is None:
            impossible.append(position)
        else:
            levels[key] = after
    return levels, tuple(impossible), count


def _all(ledger: Ledger) -> Iterator[tuple[int, Move]]:
    after = 0
    while portion := ledger.moves(None, None, after, PORTION):
        yield from ((posted.position, posted.move) for posted in portion)
        after = portion[-1].position
