"""What was offered as a top-up, by day and shopper, the newest offer for each threshold; and who is held out."""

from collections.abc import Iterable, Sequence

import msgspec

from huozhao.events.catalogue import TopUpOffered
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Row, Scalar, Table, Write
from huozhao.events.top_up import OfferedSet
from huozhao.operations.decisions import HOLD_OUT
from huozhao.terms.time import local_day

# One row a shopper, day and threshold; `times` counts how often it was offered, `options` is JSON. Offers to who does
# not allow personal recommendation stand under an empty shopper.
TOP_UPS = Table("top_ups", ("day", "shopper", "threshold_fen"), add=("times",),
                put=("at", "gap_fen", "saves_fen", "options", "coupon"))  # fmt: skip

# The arm in which a shopper first was when there was something to offer, and when (ms).
TOP_UP_ARMS = Table("top_up_arms", ("shopper",), put=("since", "arm"))
# The last ms of the year 9999.
END_OF_TIME = 253_402_300_799_999


def top_up_fold(zone: str) -> Fold:
    """Return the fold that keeps what was offered by local day of the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        if isinstance(what, TopUpOffered) and what.arm and event.shopper:
            # The earliest stays: the later an event, the older its write.
            put_at = END_OF_TIME - event.at
            yield Write(TOP_UP_ARMS.name, (event.shopper,), put={"since": event.at, "arm": what.arm}, at=put_at)
        if isinstance(what, TopUpOffered) and what.arm != HOLD_OUT:
            put: dict[str, Scalar] = {
                "at": event.at, "gap_fen": what.gap_fen, "saves_fen": what.saves_fen, "coupon": what.coupon,
                "options": msgspec.json.encode(what.options).decode(),
            }  # fmt: skip
            key = (local_day(event.at, zone), event.shopper, what.threshold_fen)
            yield Write(TOP_UPS.name, key, {"times": 1}, put, event.at)

    return Fold("top_ups", (TOP_UPS, TOP_UP_ARMS), frozenset({"Top Up Offered"}), fold)


def options_of(row: Row) -> Sequence[OfferedSet]:
    """Return the sets that a row tells of."""
    return msgspec.json.decode(str(row["options"] or "[]"), type=list[OfferedSet])
