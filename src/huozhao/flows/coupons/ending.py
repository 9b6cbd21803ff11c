"""Coupons about to expire: a wish to the arbiter, once a voucher, dropped when it is used meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass

from huozhao.flows.coupons.wallet import Wallets
from huozhao.operations.coupons.benefit import Benefit
from huozhao.operations.coupons.voucher import READY, Voucher
from huozhao.operations.messages.wish import Wish
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, day_name, local_day

PART, PAGE = "coupons", "pages/coupons/coupons"
# Told in its last days, but not on the day on which it was given; a tenth is held out, to see what telling achieves.
LAST_MS, FIRST_MS, HOLD_OUT = 3 * DAY_MS, DAY_MS, 0.1


@dataclass(frozen=True, slots=True)
class Ending:
    """Says of vouchers that their end is near, and looks again before that is sent."""

    wallets: Wallets
    in_words: Callable[[Benefit], Text]
    clock: Callable[[], int]
    zone: str

    def wish(self, voucher: Voucher, now: int) -> Wish | None:
        """Return what to tell about a voucher now, None for nothing."""
        end = voucher.expires_at
        if voucher.state != READY or end is None or not now < end <= now + LAST_MS or now < voucher.given_at + FIRST_MS:
            return None
        gives, day = self.in_words(voucher.benefit), day_name(local_day(end - 1, self.zone))
        title = Text("你的优惠券快到期了", "Your coupon is about to expire")
        body = Text(f"{voucher.label.zh}（{gives.zh}）{day} 到期", f"{voucher.label.en} ({gives.en}) expires on {day}")
        return Wish(
            f"coupon-ending:{voucher.token}", voucher.shopper, f"coupon:{voucher.coupon}", "marketing", title, body,
            end, f"{PART}:ending", value_fen=voucher.most_fen or 0, hold_out=HOLD_OUT, coupon=voucher.coupon,
            link=PAGE, facts={"voucher": voucher.voucher}, asked=True,
        )  # fmt: skip

    def unfit(self, wish: Wish) -> str:
        """Return `coupon_used` when the voucher cannot be used any more, empty when it can."""
        try:
            return "" if self.wallets.get(wish.facts["voucher"], self.clock()).state == READY else "coupon_used"
        except NotFound:
            return "coupon_used"

    def take(self, wish: Wish) -> bool:
        """Telling costs nothing of a budget."""
        return True

    def release(self, wish: Wish) -> None:
        """Nothing was counted."""
