"""What an import did, in numbers that add up: rows in = accepted + duplicate + refused."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from huozhao.terms.text import Text
from huozhao.terms.time import iso

# Reasons why rows were set aside: understood, and no facts about shoppers and goods. Nothing is to be mended.
SET_ASIDE = {
    "bad_debt": Text("财务坏账调整，不是销售", "bad debts of the ledger, no sales"),
    "not_goods": Text("邮费、手续费、代金券、折扣等，不是库存商品",
                      "postage, fees, vouchers, discounts, tests: no goods"),
    "stock_correction": Text("库存损耗或更正（负数量，或零价且无顾客）",
                             "stock corrections (negative quantity, or price 0 and no customer)"),
    "decision_older": Text("账本里已有更新的决定，旧的不再生效",
                           "the ledger holds a newer decision of the same person, which stands"),
    "erased": Text("应顾客要求已删除，不再读回", "erased at the shopper's request, and not read back"),
    "credit_note_positive": Text("退货单里数量为正的行", "lines of credit notes with a positive quantity"),
}


@dataclass(slots=True)
class Summary:
    """The counts of one import. `refused` holds rows by reason; `set_aside` says which of them need no mending."""

    kind: str
    tables: list[str]
    rows: int = 0
    accepted: int = 0
    duplicate: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    guests: int = 0
    anonymised: int = 0
    shoppers: set[str] = field(default_factory=set)
    first_at: int | None = None
    last_at: int | None = None
    seconds: float = 0.0
    notes: list[Text] = field(default_factory=list)

    @property
    def reconciles(self) -> bool:
        """Whether every row is accounted for exactly once."""
        return self.rows == self.accepted + self.duplicate + self.refused.total()

    def refuse(self, code: str, rows: int, example: str) -> None:
        """Count refused rows under a reason; `example` names the first of them."""
        if rows:
            self.refused[code] += rows
            self.examples.setdefault(code, example)

    def met(self, name: str, at: int, shopper: str) -> None:
        """Count an event that is on record, new or known."""
        self.events[name] += 1
        if shopper:
            self.shoppers.add(shopper)
        elif name.startswith("Order "):
            self.guests += 1
        if not name.startswith(("Product L", "Shop ")):
            self.first_at = at if self.first_at is None else min(self.first_at, at)
            self.last_at = at if self.last_at is None else max(self.last_at, at)

    def take(self, other: "Summary") -> None:
        """Add the counts of another summary of the same kind, such as those of the next piece of a long table."""
        for name in ("rows", "accepted", "duplicate", "guests", "anonymised", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.refused.update(other.refused)
        self.events.update(other.events)
        self.examples = other.examples | self.examples
        self.shoppers |= other.shoppers
        self.first_at = min((at for at in (self.first_at, other.first_at) if at is not None), default=None)
        self.last_at = max((at for at in (self.last_at, other.last_at) if at is not None), default=None)
        self.notes += [note for note in other.notes if note not in self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain data; times are ISO 8601 UTC, seconds are wall clock."""
        return {
            "kind": self.kind,
            "tables": self.tables,
            "rows": self.rows,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "refused": self.refused.total(),
            "refused_by_reason": dict(self.refused.most_common()),
            "first_refused": self.examples,
            "set_aside": {code: SET_ASIDE[code].as_dict() for code in self.refused if code in SET_ASIDE},
            "reconciles": self.reconciles,
            "events": dict(self.events.most_common()),
            "orders": self.events["Order Paid"],
            "guest_orders": self.guests,
            "anonymised": self.anonymised,
            "shoppers": len(self.shoppers),
            "goods": self.events["Product Listed"],
            "first_at": None if self.first_at is None else iso(self.first_at),
            "last_at": None if self.last_at is None else iso(self.last_at),
            "seconds": round(self.seconds, 2),
            "rows_per_s": round(self.rows / self.seconds) if self.seconds else 0,
            "notes": [note.as_dict() for note in self.notes],
        }
