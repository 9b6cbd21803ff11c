"""Stock from all channels into the one ledger, and what it means beside the newest plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.flows.goods import Goods
from huozhao.flows.planning.standing import PlannedRows
from huozhao.flows.stock.lots import LotDesk
from huozhao.supply import availability
from huozhao.supply.availability import Policy
from huozhao.supply.ledger import BUCKETS, Count, Ledger, Level, Move

REASONS = {
    "conflict": ("key_conflict", "this key was posted with other content", "give each count and move its own key"),
    "short": ("not_enough", "the source bucket holds less than this", "read GET /v1/stock and correct the quantity"),
    "lot_differs": (
        "lot_differs",
        "this lot is on record with another expiry date",
        "look at the label; a count of the lot corrects the date",
    ),
    "stale": ("count_older", "a newer count of this shelf is on record", "send counts with their counted_at"),
    "below_reserved": (
        "count_below_reserved",
        "more units are reserved for orders than were counted; nothing is for sale any more",
        "cancel or settle orders of this SKU, then count again under a new key",
    ),
}


# Rows read at a time when only some are wanted, and how often for one page.
PORTION, MOST_PORTIONS = 1_000, 50


@dataclass(frozen=True, slots=True)
class StockRefusal:
    """One refused count or move: where it stood, and why."""

    index: int
    key: str
    code: str
    message: str
    field: str | None
    hint: str


@dataclass(slots=True)
class StockReceipt:
    """What became of a request: posted + duplicate + len(refused) = entries sent."""

    posted: int = 0
    duplicate: int = 0
    refused: list[StockRefusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One SKU at one shop with what the newest plan says about it."""

    level: Level
    policy: Policy | None

    @property
    def alert(self) -> bool:
        """Whether available units are under what the plan wants here at the least."""
        return self.level.tracked and self.policy is not None and self.level.available < self.policy.floor


@dataclass
class Stock:
    """Posts stock and answers what there is."""

    ledger: Ledger
    goods: Goods
    planned: PlannedRows
    zone: str = "UTC"

    @property
    def lots(self) -> LotDesk:
        """What is known of lots."""
        return LotDesk(self.ledger, self.zone, self.policies)

    @property
    def plan(self) -> str:
        """The id of the plan that `policies` was read from."""
        return self.planned.plan

    def post(self, entries: Sequence[Count | Move]) -> StockReceipt:
        """Post counts and moves once each; a bad one is refused with its reason and holds up no other."""
        receipt = StockReceipt()
        good: list[tuple[int, Count | Move]] = []
        for index, entry in enumerate(entries):
            refusal = self._refusal(index, entry)
            if refusal is None:
                good.append((index, entry))
            else:
                receipt.refused.append(refusal)
        outcomes = self.ledger.post([entry for _, entry in good]) if good else []
        for (index, entry), outcome in zip(good, outcomes, strict=True):
            if outcome == "posted":
                receipt.posted += 1
            elif outcome == "duplicate":
                receipt.duplicate += 1
            else:
                code, message, hint = REASONS[outcome]
                receipt.refused.append(StockRefusal(index, entry.key, code, message, None, hint))
        receipt.refused.sort(key=lambda refusal: refusal.index)
        return receipt

    def available(self, skus: Sequence[str], shops: Sequence[str] | None = None) -> dict[tuple[str, str], int]:
        """Return the units that may be promised by (sku, shop); untracked pairs are left out."""
        return availability.available(self.ledger.levels(skus, shops))

    def page(
        self, sku: str, shop: str, after: tuple[str, str], limit: int, alerts: bool = False
    ) -> tuple[list[StockRow], tuple[str, str] | None]:
        """Return up to `limit` rows of a SKU and a shop ("" = all) after a (sku, shop), and where the next page begins.

        With `alerts` only rows under their safety stock; a page may then hold fewer, and still not be the last.
        """
        policies, found = self.policies(), list[StockRow]()
        portion = PORTION if alerts else limit + 1
        for _ in range(MOST_PORTIONS if alerts else 1):
            levels = self.ledger.totals.page(sku, shop, after, portion)
            rows = [StockRow(level, policies.get((level.sku, level.shop))) for level in levels]
            found += [row for row in rows if row.alert or not alerts]
            if len(found) > limit:
                return found[:limit], _place(found[limit - 1])
            if len(rows) < portion:
                return found, None
            after = _place(rows[-1])
        return found, after

    def policies(self) -> Mapping[tuple[str, str], Policy]:
        """Return what the newest plan says by (sku, shop), read by SKU as it is asked for."""
        return self.planned.current()

    def _refusal(self, index: int, entry: Count | Move) -> StockRefusal | None:
        if entry.expires_on is not None and not entry.lot:
            return StockRefusal(
                index, entry.key, "lot_missing", "a date without a lot says nothing about which goods expire", "lot",
                "name the lot; where the label has none, use the date as its name",
            )  # fmt: skip
        if self.goods.sku(entry.sku) is None:
            return StockRefusal(
                index,
                entry.key,
                "unknown_sku",
                f"SKU {entry.sku!r} is not in the catalogue of goods",
                "sku",
                "list it with PUT /v1/goods",
            )
        if self.goods.shop(entry.shop) is None and (entry.shop or self.goods.shops()):
            return StockRefusal(
                index,
                entry.key,
                "unknown_shop",
                f"there is no shop {entry.shop!r}",
                "shop",
                "open it with PUT /v1/shops",
            )
        return self._refused_move(index, entry) if isinstance(entry, Move) else None

    def _refused_move(self, index: int, move: Move) -> StockRefusal | None:
        for name, bucket in (("from", move.source), ("to", move.target)):
            if bucket not in BUCKETS or bucket == "reserved":
                allowed = ", ".join(bucket for bucket in BUCKETS if bucket != "reserved")
                return StockRefusal(
                    index,
                    move.key,
                    "unknown_bucket",
                    f"{bucket!r} is no bucket to move {name}",
                    name,
                    f"use one of {allowed}; reserved goods are moved by their orders",
                )
        if move.source == move.target:
            return StockRefusal(
                index,
                move.key,
                "same_bucket",
                "a move goes from one bucket to another",
                "to",
                "name two different buckets",
            )
        return None


def _place(row: StockRow) -> tuple[str, str]:
    return row.level.sku, row.level.shop
