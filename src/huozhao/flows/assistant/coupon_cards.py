"""The asker's usable coupons as cards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.flows.assistant.asker import Asker
from huozhao.flows.coupons.wallet import Wallets
from huozhao.operations.coupons.voucher import READY
from huozhao.operations.coupons.words import in_words
from huozhao.terms.goods import Sku

MOST = 10


@dataclass(frozen=True, slots=True)
class CouponCards:
    """Reads the wallet of the shopper who asks; those that end soonest come first."""

    wallets: Wallets
    goods: Callable[[str], Sku | None]

    def of(self, asker: Asker) -> list[dict[str, Any]]:
        """Return the coupons that can be used now."""
        ready = [each for each in self.wallets.of(asker.shopper, asker.now) if each.state == READY]
        ready.sort(key=lambda each: (each.expires_at is None, each.expires_at or 0, each.voucher))
        return [
            {"kind": "coupon", "coupon": each.coupon, "label": each.label.as_dict(), "until": each.expires_at or 0,
             "summary": in_words(each.benefit, self._title(each.benefit.gift_sku)).as_dict()}
            for each in ready[:MOST]
        ]

    def _title(self, sku: str) -> str:
        found = self.goods(sku) if sku else None
        return found.title if found else sku
