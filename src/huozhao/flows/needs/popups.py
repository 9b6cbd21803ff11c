"""Popups for repeated searches: once for a need, capped for a shopper, marked where the shopper is held out."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.flows.needs.book import POPUP, begins
from huozhao.matching.needs.need import Need, mark
from huozhao.matching.needs.policy import Policy
from huozhao.matching.scenes.folds import HELD_OUT, SHOWN
from huozhao.matching.zones import Popup
from huozhao.operations.assignment import is_held_out
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

SEED = "needs.popup"
# A storefront that does not say that it showed a popup gets it no more than so often.
MOST_OFFERED = 3
MOST_REMEMBERED = 100_000


class _Offered:
    """How often this process has offered each popup since it was last told of it."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {}
        self.lock = threading.Lock()

    def count(self, id: str) -> int:
        """Count one more offer and return how many there were before."""
        with self.lock:
            if len(self.times) >= MOST_REMEMBERED:
                self.times.clear()
            before = self.times.get(id, 0)
            self.times[id] = before + 1
            return before


@dataclass(frozen=True, slots=True)
class Popups:
    """Decides on popups and remembers what became of them."""

    documents: Documents
    policy: Policy
    clock: Callable[[], int]
    needs_of: Callable[[str], Sequence[Need]]
    _offered: _Offered = field(default_factory=_Offered)

    def offer(self, shopper: str, needs: Sequence[Need]) -> tuple[str, Popup] | None:
        """Return the popup for the surest need by search with the need's id; None where there should be none.

        For who is held out it bears that arm: it is noted and not shown.
        """
        need = next((need for need in needs if need.kind == "search" and need.goods), None)
        if need is None or not self.policy.popups:
            return None
        since = self.clock() - self.policy.popup_days * DAY_MS
        if any(found.body["at"] > since for found in begins(self.documents, POPUP, mark("whose", shopper))):
            return None
        if self._offered.count(need.id) >= MOST_OFFERED:
            return None
        arm = HELD_OUT if is_held_out(SEED, shopper, self.policy.popup_hold_out) else SHOWN
        return need.id, popup(need, self.policy.coupon, arm)

    def tell(self, shopper: str, id: str, what: str) -> None:
        """Put on record that a popup was seen or dismissed; NotFound where the shopper has no such popup."""
        found = self.documents.get(POPUP, id)
        if found is not None and found.body["shopper"] == shopper:
            self.documents.put(POPUP, id, {**found.body, what: True, "at": self.clock()})
            return
        if all(need.id != id for need in self.needs_of(shopper) if need.kind == "search"):
            raise NotFound("unknown_popup", f"this shopper has no popup {id!r}", field="id",
                           hint="send the id that the page gave, and the shopper it was made for")
        self.documents.put(POPUP, id, {"shopper": shopper, "at": self.clock(), "seen": True, what: True})

    def expire(self) -> int:
        """Remove what is older than twice the pause between popups; return how many went."""
        before = self.clock() - 2 * self.policy.popup_days * DAY_MS
        old = [found.id for found in begins(self.documents, POPUP, "") if found.body["at"] < before]
        return self.documents.delete(POPUP, old) if old else 0


def popup(need: Need, coupon: str, arm: str = SHOWN) -> Popup:
    """Return the words of the popup for a need by search."""
    zh, en = ("，送你一张优惠券", "; here is a coupon for them") if coupon else ("", "")
    return Popup(
        need.id, Text(f"还在找“{need.theme}”吗？", f"Still looking for {need.theme}?"),
        Text(f"为你选好了 {len(need.goods)} 款{zh}", f"{len(need.goods)} products chosen for you{en}"), coupon, arm,
    )  # fmt: skip
