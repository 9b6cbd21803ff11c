"""What coupons have given out: one counter a coupon, durable before anything is given, never above its bounds."""

import threading
from collections import defaultdict
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.operations.coupons.coupon import Coupon, Given, is_exhausted
from huozhao.terms.errors import Busy, Conflict

KIND = "coupon_given"
# Writers of several processes meet at the counter; within one process they queue.
MOST_TRIES = 200


@dataclass(frozen=True, slots=True)
class Giving:
    """Counts vouchers and the fen that have come off or still may.

    A crash between counting and giving costs a voucher; it never gives one away.
    """

    documents: Documents
    _locks: dict[str, AbstractContextManager[Any]] = field(default_factory=lambda: defaultdict(threading.Lock))

    def given(self, coupon: str) -> Given:
        """Return what a coupon has given out."""
        return _given(self.documents.get(KIND, coupon))

    def claim(self, coupon: Coupon, fen: int, vouchers: int = 1) -> str:
        """Count a voucher that may cost `fen`; otherwise return why not, `all_given` or `budget_spent`, uncounted.

        With 0 vouchers only the budget is asked.
        """
        with self._locks[coupon.coupon]:
            for _ in range(MOST_TRIES):
                found = self.documents.get(KIND, coupon.coupon)
                given = _given(found)
                reason = is_exhausted(coupon, given, fen)
                if reason == "budget_spent" or (reason and vouchers):
                    return reason
                if self._put(coupon.coupon, found, Given(given.vouchers + vouchers, given.committed_fen + fen)):
                    return ""
        raise _busy(coupon.coupon)

    def free(self, coupon: str, fen: int, vouchers: int = 0) -> None:
        """Take back fen that will not come off after all, and vouchers that were not given."""
        if not fen and not vouchers:
            return
        with self._locks[coupon]:
            for _ in range(MOST_TRIES):
                found = self.documents.get(KIND, coupon)
                given = _given(found)
                less = Given(max(0, given.vouchers - vouchers), max(0, given.committed_fen - fen))
                if self._put(coupon, found, less):
                    return
        raise _busy(coupon)

    def _put(self, coupon: str, found: Document | None, given: Given) -> bool:
        body = {"vouchers": given.vouchers, "committed_fen": given.committed_fen}
        try:
            self.documents.put(KIND, coupon, body, expected_version=found.version if found else 0)
        except Conflict:
            return False
        return True


def _given(found: Document | None) -> Given:
    return Given(int(found.body["vouchers"]), int(found.body["committed_fen"])) if found else Given()


def _busy(coupon: str) -> Busy:
    return Busy("coupon_contended", f"too many take coupon {coupon} at once", hint="send the request again")
