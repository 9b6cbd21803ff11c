"""Put on record what was offered, in the background: a busy log costs the record, never the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import TopUpOffered
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.events.top_up import OfferedSet
from huozhao.operations.top_up.basket import Gap
from huozhao.operations.top_up.options import Option
from huozhao.terms.errors import HuozhaoError


@dataclass(frozen=True, slots=True)
class Record:
    """Appends Top Up Offered; `appended` is called once it is durable, `may` tells whether a shopper may be named."""

    log: EventLog
    appended: Callable[[], None]
    may: Callable[[str], bool]
    clock: Callable[[], int]

    def offered(
        self, request: str, shopper: str, gap: Gap, found: Sequence[Option], skus: Sequence[Sequence[str]], coupon: str,
        arm: str,
    ) -> None:  # fmt: skip
        """Record the sets that were offered for a gap, or that nothing was to a shopper who is held out."""
        sets = [OfferedSet(each.lane, list(of), each.adds_fen) for each, of in zip(found, skus, strict=True)]
        what = TopUpOffered(request, gap.threshold_fen, gap.gap_fen, gap.saves_fen, sets, coupon, arm)
        who = shopper if shopper and self.may(shopper) else ""
        try:
            future = self.log.submit([event(f"top-up-{request}", self.clock(), who, what, "top_up")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())
