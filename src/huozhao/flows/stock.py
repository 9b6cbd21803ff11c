"""Stock from all channels into the one ledger, and what it means beside the newest plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.flows.goods import Goods
from huozhao.supply import availability
from huozhao.supply.availability import Alert, Policy
from huozhao.supply.ledger import BUCKETS, Count, Ledger, Level, Move

REASONS = {
    "conflict": ("key_conflict", "this key was posted with other content", "give each count and move its own key"),
    "short": ("not_enough", "the source bucket holds less than this", "read GET /v1/stock and correct the quantity"),
    "stale": ("count_older", "a newer count of this shelf is on record", "send counts with their counted_at"),
    "below_reserved": (
        "count_below_reserved",
        "more units are reserved for orders than were counted; nothing is for sale any more",
        "cancel or settle orders of this SKU, then count again under a new key",
    ),
}


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
        """Whether available units are under the safety stock."""
        return self.level.tracked and self.policy is not None and self.level.available < self.policy.safety_stock


@dataclass
class Stock:
    """Posts stock and answers what there is."""

    ledger: Ledger
    documents: Documents
    goods: Goods
    _policies: dict[tuple[str, str], Policy] = field(default_factory=dict)
    _plan: str = ""

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

    def rows(self, sku: str = "", shop: str = "") -> list[StockRow]:
        """Return the stock of a SKU and a shop ("" = all) in (sku, shop) order."""
        policies = self.policies()
        levels = self.ledger.levels([sku] if sku else None, [shop] if shop else None)
        return [StockRow(level, policies.get((level.sku, level.shop))) for level in levels]

    def alerts(self) -> list[Alert]:
        """Return what lies under its safety stock now, the worst first."""
        policies = self.policies()
        return availability.alerts(self.ledger.levels(), policies) if policies else []

    def policies(self) -> dict[tuple[str, str], Policy]:
        """Return what the newest plan says by (sku, shop), read again when there is a newer one."""
        newest = self.documents.list("plan", limit=1, newest=True)
        if newest and newest[0].id != self._plan:
            self._policies = self._read(newest[0].id)
            self._plan = newest[0].id
        return self._policies

    def _read(self, plan: str) -> dict[tuple[str, str], Policy]:
        found: dict[tuple[str, str], Policy] = {}
        after = f"{plan}/"
        while chunk := self.documents.list("stock_policy", after=after, limit=20):
            for document in chunk:
                if not document.id.startswith(f"{plan}/"):
                    return found
                for sku, shop, *values in document.body["rows"]:
                    found[sku, shop] = Policy(*values)
            after = chunk[-1].id
        return found

    def _refusal(self, index: int, entry: Count | Move) -> StockRefusal | None:
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
