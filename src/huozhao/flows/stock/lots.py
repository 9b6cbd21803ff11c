"""Goods by lot as the merchant asks about them: what expires soon, where a lot lies, who got of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.flows.run import Stage
from huozhao.supply import expiry
from huozhao.supply.availability import Policy
from huozhao.supply.expiry import Expiring
from huozhao.supply.ledger import Bucket, Ledger, Level, Lot, Move, Taken
from huozhao.supply.lots import standing, takers
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

MOST_DAYS = 366
# What the ledger notes when somebody takes a lot off sale and puts it back, followed by who did.
WITHDRAWN, RELEASED = "withdrawn", "released"
# More lots than anybody works through; the earliest come first.
MOST_LOTS = 5_000


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a lot lies, and the orders that took of it."""

    lots: list[Lot]
    takers: list[Taken]


@dataclass(frozen=True)
class LotDesk:
    """Answers about lots; `planned` gives the newest plan by (sku, shop), whose mean is the demand expected."""

    ledger: Ledger
    zone: str
    planned: Callable[[], Mapping[tuple[str, str], Policy]]

    def expiring(self, days: int, shop: str, now: int) -> list[Expiring]:
        """Return the lots that expire within `days` days, today being day 1; BadInput unless 1 <= days <= 366."""
        if not 1 <= days <= MOST_DAYS:
            raise BadInput("days_out_of_range", f"days = {days} is not in 1…{MOST_DAYS}", field="days",
                           hint="ask for 7, 30 or 90 days")
        today = local_day(now, self.zone)
        lots = self.ledger.lots.expiring(today + days - 1, MOST_LOTS)
        rates = self._rates(lots)
        return [each for each in expiry.expiring(lots, today, today + days - 1, rates) if shop in ("", each.lot.shop)]

    def whereabouts(self, lot: str, sku: str = "") -> Whereabouts:
        """Return where a lot lies or lay and who got of it; NotFound when nobody ever named it."""
        lots = [each for each in self.ledger.lots.named(lot) if sku in ("", each.sku)]
        if not lots:
            raise NotFound("unknown_lot", f"no goods of lot {lot!r} are on record", field="lot",
                           hint="name lots with POST /v1/stock/counts or /v1/stock/moves")
        taken = takers(posted.move for posted in self.ledger.lots.moves(lot))
        return Whereabouts(lots, [each for each in taken if sku in ("", each.sku)])

    def withdraw(self, lot: str, sku: str, who: str, now: int) -> int:
        """Take what is free of a lot off sale in all shops; return the units. What orders hold stays with them."""
        lots = {(each.sku, each.shop): each.free for each in self.whereabouts(lot, sku).lots}
        return self._carry(lot, lots, ("on_hand", "quarantine"), WITHDRAWN, who, now)

    def release(self, lot: str, sku: str, who: str, now: int) -> int:
        """Put back on sale what was withdrawn of a lot and is still in quarantine; return the units."""
        moves = [posted.move for posted in self.ledger.lots.moves(lot)]
        away = standing(moves, WITHDRAWN, RELEASED)
        lots = {(each.sku, each.shop): min(each.quarantine, away.get((each.sku, each.shop), 0))
                for each in self.whereabouts(lot, sku).lots}  # fmt: skip
        return self._carry(lot, lots, ("quarantine", "on_hand"), RELEASED, who, now)

    def _carry(
        self, lot: str, units: Mapping[tuple[str, str], int], way: tuple[Bucket, Bucket], what: str, who: str, now: int
    ) -> int:
        """Move units by (sku, shop). The key counts earlier steps, so the same step asked for twice at once is one."""
        number = sum(posted.move.note.startswith((WITHDRAWN, RELEASED)) for posted in self.ledger.lots.moves(lot))
        moves = [Move(f"{what}:{lot}:{sku}:{shop}:{number}", sku, shop, *way, some, now, f"{what} by {who}", lot)
                 for (sku, shop), some in units.items() if some > 0]  # fmt: skip
        outcomes = self.ledger.post(moves) if moves else []
        return sum(move.quantity for move, outcome in zip(moves, outcomes, strict=True) if outcome == "posted")

    def shelf(self, sku: str, shop: str) -> list[Lot]:
        """Return the lots that are at one shop of one SKU, in the order in which they leave."""
        lots = [lot for lot in self.ledger.lots.of([sku], [shop]) if _is_there(lot)]
        return sorted(lots, key=lambda each: (each.expires_on is None, each.expires_on or 0, each.lot))

    def quarantined(self, limit: int) -> list[Level | Lot]:
        """Return what is in quarantine: by lot where lots are known, otherwise by SKU and shop."""
        found: list[Level | Lot] = []
        levels = self.ledger.totals.quarantined(limit)
        lotted = [level for level in levels if level.lotted]
        lots = self.ledger.lots.of([each.sku for each in lotted], [each.shop for each in lotted]) if lotted else []
        for level in levels:
            there = [lot for lot in lots if (lot.sku, lot.shop) == (level.sku, level.shop) and lot.quarantine]
            found += there if level.lotted else [level]
        return found

    def _rates(self, lots: list[Lot]) -> dict[tuple[str, str], float]:
        planned = self.planned() if lots else {}
        shelves = {(lot.sku, lot.shop) for lot in lots}
        return {shelf: policy.mean_per_day for shelf in shelves if (policy := planned.get(shelf)) is not None}


def expiry_stage(ledger: Ledger, zone: str, clock: Callable[[], int]) -> Stage:
    """Return the stage of the main job that takes expired lots off sale, so that the plan does not count on them."""

    def work(_: object) -> dict[str, int]:
        now, lots = clock(), 0
        while moved := ledger.lots.quarantine_expired(local_day(now, zone), now):
            lots += moved
        return {"lots": lots}

    return Stage("expiry", Text("下架过期批次", "Taking expired lots off sale"), work)


def _is_there(lot: Lot) -> bool:
    return bool(lot.free or lot.reserved or lot.returned or lot.quarantine)
