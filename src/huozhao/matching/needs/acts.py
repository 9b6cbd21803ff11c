"""What a shopper did, as far as it tells of needs, and the signs that are read from the acts of one theme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["view", "compare", "favourite", "cart", "search", "order"]
SIGNS = (
    "views", "products", "viewed_again", "days", "compared", "favourites", "carts", "searches", "phrasings", "focus",
    "idle_days", "ordered_before",
)  # fmt: skip
# With more acts than this in one theme, the newest say enough.
MOST_ACTS = 400
OWNED_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its kind, the SKU or the words it was done to, when (local days since 1970, with fractions or whole),
    and how often it was done then."""

    kind: Kind
    subject: str
    day: float
    times: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """What was done in one theme within a window that ends now: times by SKU, days, first and last, last order."""

    viewed: Mapping[str, int]
    compared: int
    favourites: int
    carts: int
    searched: Mapping[str, int]
    days: frozenset[int]
    first: float
    last: float
    ordered: float | None

    @property
    def views(self) -> int:
        """How many views there were."""
        return sum(self.viewed.values())

    @property
    def again(self) -> int:
        """How many products were viewed more than once."""
        return sum(times > 1 for times in self.viewed.values())

    @property
    def is_open(self) -> bool:
        """Whether nothing was ordered since it began."""
        return self.ordered is None or self.ordered < self.first


def span(acts: Iterable[Act], now: float, window: float) -> Span:
    """Return what was done within (now − window, now], days; `ordered` is the last order at any time up to now."""
    viewed: dict[str, int] = {}
    searched: dict[str, int] = {}
    counts = dict.fromkeys(("compare", "favourite", "cart"), 0)
    days: list[float] = []
    ordered: float | None = None
    for act in acts:
        if act.kind == "order":
            ordered = act.day if act.day <= now and (ordered is None or act.day > ordered) else ordered
        elif now - window < act.day <= now:
            days.append(act.day)
            if act.kind in counts:
                counts[act.kind] += act.times
            else:
                into = viewed if act.kind == "view" else searched
                into[act.subject] = into.get(act.subject, 0) + act.times
    return Span(viewed, counts["compare"], counts["favourite"], counts["cart"], searched,
                frozenset(map(int, days)), min(days, default=now), max(days, default=now), ordered)  # fmt: skip


def signs(found: Span, now: float, all_views: int) -> NDArray[np.float64]:
    """Return the signs of one theme, shape (len(SIGNS),); `all_views` counts views in every theme of the window.

    Counts go in as log(1 + n), so that the tenth view says less than the second.
    """
    before = found.ordered is not None and now - found.ordered <= OWNED_DAYS
    return np.array([
        log1p(found.views), log1p(len(found.viewed)), log1p(found.again), log1p(len(found.days)),
        log1p(found.compared), log1p(found.favourites), log1p(found.carts), log1p(sum(found.searched.values())),
        log1p(len(found.searched)), found.views / max(1, all_views), now - found.last, float(before),
    ], np.float64)  # fmt: skip


def newest(acts: Sequence[Act], most: int = MOST_ACTS) -> list[Act]:
    """Return the newest acts, oldest first."""
    return sorted(acts, key=lambda act: act.day)[-most:]
