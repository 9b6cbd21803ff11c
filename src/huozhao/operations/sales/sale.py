"""A sale as an operator writes it: one SKU at a price, from when to when, how many in all and for each shopper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

FLASH_SALE, GROUP_BUY = "flash_sale", "group_buy"
KINDS: dict[str, Text] = {FLASH_SALE: Text("限时秒杀", "flash sale"), GROUP_BUY: Text("拼团", "group-buy")}
MOST_UNITS, MOST_FEN = 1_000_000, 100_000_000
# What a merchant sets aside is taken to sell out until earlier sales have shown otherwise with so many units.
PRIOR_UNITS = 50


@dataclass(frozen=True, slots=True)
class Sale:
    """`quantity` units of `sku` at `price_fen` each, from `starts_at` until `ends_at` (ms).

    A shopper buys at most `per_shopper` units. A group needs `people` who have paid within `hours` of its opening.
    """

    sale: str
    kind: str
    label: Text
    sku: str
    price_fen: int
    quantity: int
    per_shopper: int
    starts_at: int
    ends_at: int
    people: int = 0
    hours: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a sale: free units, units that unpaid orders hold, and units sold."""

    free: int
    held: int
    sold: int


def phase(sale: Sale, now: int) -> str:
    """Return where a live sale stands by the clock: coming, on or over."""
    if now < sale.starts_at:
        return "coming"
    return "on" if now < sale.ends_at else "over"


def sold_share(sold: int, quantity: int) -> float:
    """Return the share of a quantity that a sale is expected to sell, from units of sales that are over.

    (sold + 50) / (quantity + 50): the mean of a beta posterior whose prior is 50 units, all sold.
    """
    return (sold + PRIOR_UNITS) / (quantity + PRIOR_UNITS)


def refusal(left: Left) -> Text:
    """Say honestly why nobody can buy now: all is sold, or all that is left is held by orders not paid yet."""
    if left.held:
        return Text(f"已抢完；还有 {left.held} 件在等待付款，未付款的会放回，可稍后再试",
                    f"all are taken; {left.held} wait to be paid and come back if they are not")
    return Text("已售罄", "sold out")


def sale_from_dict(id: str, body: Mapping[str, Any], version: int = 1) -> Sale:
    """Read a sale from plain data; BadInput names the field that is wrong."""
    sale = Sale(
        id, str(body.get("kind", FLASH_SALE)), text_from(body.get("label"), id), str(body.get("sku", "")),
        int(body.get("price_fen", 0)), int(body.get("quantity", 0)), int(body.get("per_shopper", 1)),
        int(body.get("starts_at") or 0), int(body.get("ends_at") or 0), int(body.get("people", 0)),
        int(body.get("hours", 0)), version,
    )  # fmt: skip
    for is_wrong, field, message, hint in _faults(sale):
        if is_wrong:
            raise BadInput("sale_unsound", message, field=field, hint=hint)
    return sale


def sale_to_dict(sale: Sale) -> dict[str, Any]:
    """Return a sale as plain data, without its id and version."""
    return {
        "kind": sale.kind, "label": sale.label.as_dict(), "sku": sale.sku, "price_fen": sale.price_fen,
        "quantity": sale.quantity, "per_shopper": sale.per_shopper, "starts_at": sale.starts_at,
        "ends_at": sale.ends_at, "people": sale.people, "hours": sale.hours,
    }  # fmt: skip


def _faults(sale: Sale) -> tuple[tuple[bool, str, str, str], ...]:
    """Return (is wrong, field, message, hint) of every rule."""
    is_group = sale.kind == GROUP_BUY
    return (
        (sale.kind not in KINDS, "kind", f"there is no kind {sale.kind!r}", f"one of {', '.join(KINDS)}"),
        (not sale.sku, "sku", "nothing is on sale", "name a SKU"),
        (not 1 <= sale.price_fen <= MOST_FEN, "price_fen", "no price", f"whole fen from 1 to {MOST_FEN}"),
        (not 1 <= sale.quantity <= MOST_UNITS, "quantity", "no quantity", f"1 to {MOST_UNITS} units"),
        (not 1 <= sale.per_shopper <= sale.quantity, "per_shopper", "no cap for a shopper",
         "1 up to the quantity of the sale"),
        (not 0 < sale.starts_at < sale.ends_at, "ends_at", "the sale ends before it starts", "give both instants"),
        (is_group and not 2 <= sale.people <= 100, "people", "a group is 2 to 100 people", ""),
        (is_group and not 1 <= sale.hours <= 168, "hours", "a group has 1 to 168 hours to fill", ""),
        (not is_group and bool(sale.people or sale.hours), "people", "a flash sale has no groups",
         "use kind group_buy"),
    )  # fmt: skip
