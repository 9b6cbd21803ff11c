"""The till: what an order costs after sales and coupons, and what it claims of them; the seam orders see of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from huozhao.operations.coupons.refunds import PaidLine, refund_fen

Lines = Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an order claims beside its goods.

    `vouchers` are to be used (None = the caller has priced the goods, nothing comes off; "best" = the best that the
    shopper holds). `sale` names a flash sale or group-buy, `group` the group that is joined ("" = a new one).
    """

    vouchers: tuple[str, ...] | None = None
    best: bool = False
    sale: str = ""
    group: str = ""

    @property
    def is_nothing(self) -> bool:
        """Tell whether the goods are all that is asked for."""
        return self.vouchers is None and not self.best and not self.sale


NOTHING = Claimed()


@dataclass(frozen=True, slots=True)
class Taken:
    """What the till makes of an order: its lines as they go on record, gifts as (SKU, units), and what it notes.

    `until` (ms) is until when goods may be held unpaid at most; None leaves that to the order.
    """

    lines: tuple[dict[str, Any], ...]
    gifts: tuple[tuple[str, int], ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    until: int | None = None


class Till(Protocol):
    """Claims what orders use beside goods. Every claim counts once an order."""

    def take(self, order: str, shopper: str, lines: Lines, claimed: Claimed, now: int, until: int) -> Taken:
        """Price (SKU, units, fen) lines and claim vouchers and quantities for an order until `until` (ms)."""
        ...

    def drop(self, order: str, shopper: str, notes: Mapping[str, Any], now: int) -> None:
        """Take back what was claimed for an order that was not placed after all."""
        ...

    def stepped(self, body: Mapping[str, Any], now: int) -> None:
        """Bring what an order claimed in line with its state; the same again changes nothing."""
        ...

    def require(self, body: Mapping[str, Any], step: str) -> None:
        """Raise Conflict where an order cannot take a step yet."""
        ...

    def refund(self, body: Mapping[str, Any], back: Mapping[str, int]) -> int:
        """Return the fen for sku → units that come back now."""
        ...

    def due(self, now: int) -> list[tuple[str, str]]:
        """Return (order, reason) of orders that have to be cancelled now."""
        ...


class NoTill:
    """A till without sales and coupons."""

    def take(self, order: str, shopper: str, lines: Lines, claimed: Claimed, now: int, until: int) -> Taken:
        """Take the lines as they are."""
        return Taken(tuple({"sku": sku, "quantity": units, "price_fen": fen} for sku, units, fen in lines))

    def drop(self, order: str, shopper: str, notes: Mapping[str, Any], now: int) -> None:
        """Nothing was claimed."""

    def stepped(self, body: Mapping[str, Any], now: int) -> None:
        """Nothing follows an order."""

    def require(self, body: Mapping[str, Any], step: str) -> None:
        """Nothing stands in the way."""

    def refund(self, body: Mapping[str, Any], back: Mapping[str, int]) -> int:
        """Return what was paid for the goods."""
        return refund_fen(paid_lines(body), body["returned"], back)

    def due(self, now: int) -> list[tuple[str, str]]:
        """Nothing is due."""
        return []


def paid_lines(body: Mapping[str, Any]) -> list[PaidLine]:
    """Return an order's lines with what was paid for them."""
    return [PaidLine(line["sku"], line["quantity"], line["price_fen"], line.get("discount_fen", 0))
            for line in body["lines"]]
