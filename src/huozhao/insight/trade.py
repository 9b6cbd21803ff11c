"""Trade of one person: how often and for how much they buy, how they pay, what comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huozhao.events.state import Row
from huozhao.insight.payments import Preference, preference
from huozhao.terms.time import DAY_MS

MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Trade:
    """Sums over the orders that count (paid, not cancelled). `returned` orders had a refund; rates are 0 to 1.

    `orders_per_month` is orders over the months of 30 days since the first one, at least one month.
    `gap_days` is the mean time between orders, None with a single one. `return_rate` is returned orders of orders,
    `refund_share` refunded of paid money.
    """

    orders: int
    spent_fen: int
    average_order_fen: int
    orders_per_month: float
    gap_days: float | None
    cancelled: int
    returned: int
    return_rate: float
    refund_share: float
    exchanges: int
    preferred_payment: Preference | None


def trade(orders: Sequence[Row], payments: Sequence[Row], exchanges: int, now: int) -> Trade | None:
    """Return a person's trade at `now` (ms) from rows of `orders` and `payments`; None without an order that counts."""
    whole = one_row_an_order(orders)
    paid = [row for row in whole.values() if row["paid_at"] and not row["cancelled_at"]]
    if not paid:
        return None
    total, refunded = _sum(paid, "total_fen"), _sum(paid, "refunded_fen")
    at = [int(row["paid_at"] or 0) for row in paid]
    first = min(at)
    months = max(1.0, (now - first) / DAY_MS / MONTH_DAYS)
    returned = sum(bool(row["refunded_fen"]) for row in paid)
    known = {row["order"] for row in paid}
    return Trade(
        len(paid), total - refunded, round(total / len(paid)), len(paid) / months,
        (max(at) - first) / DAY_MS / (len(paid) - 1) if len(paid) > 1 else None,
        sum(bool(row["cancelled_at"]) for row in whole.values()), returned, returned / len(paid),
        refunded / total if total else 0.0, exchanges,
        preference([row for row in payments if row["order"] in known]),
    )  # fmt: skip


def one_row_an_order(rows: Iterable[Row]) -> dict[str, Row]:
    """Return one row an order number: what was told of it under any id of the person, refunds summed."""
    found: dict[str, Row] = {}
    for row in rows:
        one = found.setdefault(str(row["order"]), {})
        refunded = int(one.get("refunded_fen") or 0) + int(row["refunded_fen"] or 0)
        found[str(row["order"])] = {**row, **{n: v for n, v in one.items() if v is not None}, "refunded_fen": refunded}
    return found


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(int(row[name] or 0) for row in rows)
