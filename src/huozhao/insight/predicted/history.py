"""What predictions are made from: everybody's acts by day as columns, and what is known of the things acted on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Small = NDArray[np.int32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

KINDS = (
    "view", "cart", "uncart", "favourite", "search", "share", "click", "page", "order", "bought", "return", "returned",
    "coupon", "paid_by", "review",
)  # fmt: skip
CODE = {kind: code for code, kind in enumerate(KINDS)}
# The kinds by the names under which activity is kept.
KIND_OF = {
    "Product Viewed": "view", "Product Added To Cart": "cart", "Product Removed From Cart": "uncart",
    "Product Favourited": "favourite", "Products Searched": "search", "Product Shared": "share",
    "Recommendation Clicked": "click", "Page Viewed": "page", "Order Paid": "order", "Product Bought": "bought",
    "Order Returned": "return", "Product Returned": "returned",
}  # fmt: skip
# Acts by which a shopper shows what draws them.
INTEREST = ("view", "cart", "favourite", "share", "click", "bought")
NEVER = -1_000_000


@dataclass(frozen=True, slots=True)
class Subjects:
    """What acts are done to, one entry a subject: SKUs, searches, means of payment.

    `shelf` is a code into `shelves` (the second category from the top), −1 = none; `themes` has shape
    (subjects, themes); `launched` is the local day a product came on sale, NEVER where unknown.
    """

    names: Sequence[str]
    shelves: Sequence[str]
    shelf: Small
    themes: Mask
    launched: Small


@dataclass(frozen=True, slots=True)
class History:
    """Acts sorted by shopper: code into `shoppers`, local day, code into KINDS, subject, times and money.

    `amount` is fen; for reviews it is 100 × the stars given. `first` is the code of the first shopper of a block.
    """

    shoppers: Sequence[str]
    subjects: Subjects
    shopper: Small
    day: Small
    kind: NDArray[np.int8]
    subject: Small
    n: Ints
    amount: Ints
    first: int = 0

    @property
    def size(self) -> int:
        """How many shoppers there are."""
        return len(self.shoppers)

    def blocks(self, shoppers: int = 100_000) -> Iterator["History"]:
        """Yield the history in blocks of at most so many shoppers; codes begin at 0 in each."""
        for first in range(0, self.size, shoppers):
            last = min(first + shoppers, self.size)
            a, b = np.searchsorted(self.shopper, [first, last])
            yield History(
                self.shoppers[first:last], self.subjects, self.shopper[a:b] - np.int32(first), self.day[a:b],
                self.kind[a:b], self.subject[a:b], self.n[a:b], self.amount[a:b], first,
            )  # fmt: skip

    def during(self, since: int, until: int) -> "History":
        """Return what happened on the days since < day ≤ until."""
        return self.where((self.day > since) & (self.day <= until))

    def of(self, *kinds: str) -> "History":
        """Return the acts of some kinds."""
        codes = [CODE[kind] for kind in kinds]
        return self.where(self.kind == codes[0] if len(codes) == 1 else np.isin(self.kind, codes))

    def where(self, kept: Mask | Ints) -> "History":
        """Return the rows that are marked, or the rows at these places."""
        return History(
            self.shoppers, self.subjects, self.shopper[kept], self.day[kept], self.kind[kept], self.subject[kept],
            self.n[kept], self.amount[kept], self.first,
        )  # fmt: skip

    def chosen(self, shoppers: Mask) -> "History":
        """Return the acts of the marked shoppers only, their codes beginning at 0 in the same order."""
        code = np.cumsum(shoppers) - 1
        kept = shoppers[self.shopper]
        names = [self.shoppers[int(place)] for place in np.flatnonzero(shoppers)]
        return History(
            names, self.subjects, code[self.shopper[kept]].astype(np.int32), self.day[kept], self.kind[kept],
            self.subject[kept], self.n[kept], self.amount[kept],
        )  # fmt: skip

    def times(self) -> NDArray[np.float64]:
        """Return how often each shopper did it, shape (shoppers,)."""
        return summed(self.shopper, self.n, self.size)

    def money(self) -> NDArray[np.float64]:
        """Return the fen of each shopper, shape (shoppers,)."""
        return summed(self.shopper, self.amount, self.size)


def summed(codes: NDArray[Any], weights: NDArray[Any] | None, size: int) -> NDArray[np.float64]:
    """Return the sum of the weights (or the number) of each code, shape (size,)."""
    return np.asarray(np.bincount(codes, weights=weights, minlength=size), np.float64)


def sort(history: History) -> History:
    """Return the history in the order of shoppers, days staying as they are."""
    return history.where(np.argsort(history.shopper, kind="stable"))
