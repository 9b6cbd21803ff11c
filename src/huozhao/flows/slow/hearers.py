"""Who hears of a markdown: likely shoppers who allow both personal recommendation and marketing, read when asked.

No list of shoppers is kept, so a withdrawn consent or an erasure holds at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from huozhao.flows.goods import Goods
from huozhao.flows.slow.past import leaf
from huozhao.matching.likely import Likely, likely
from huozhao.matching.model import Model
from huozhao.privacy.purposes import MARKETING, PERSONALISATION
from huozhao.terms.goods import Sku

DRAWN_DAYS, BOUGHT_DAYS = 90, 30


@dataclass(frozen=True, slots=True)
class Hearers:
    """Finds who is likely to want a product. `allows(shopper, purpose)` is asked for each of them."""

    goods: Goods
    model: Callable[[], Model]
    allows: Callable[[str, str], bool]

    def of(self, goods: Sku) -> list[Likely]:
        """Return everybody who is likely to want a product and may be told, likeliest first."""
        kind = leaf(goods)
        category = [each.sku for each in self.goods.skus() if kind and leaf(each) == kind] or [goods.sku]
        return [each for each in likely(self.model(), goods.sku, category)
                if self.allows(each.shopper, MARKETING) and self.allows(each.shopper, PERSONALISATION)]  # fmt: skip


def expression(goods: Sku) -> str:
    """Return the crowd that campaigns take: drawn to the category of late, and have not just bought the product."""
    sku, kind = _quoted(goods.sku), _quoted(leaf(goods))
    about = f"category = {kind}" if kind else f"sku = {sku}"
    return (f"count(view | cart | fav | buy, {about}, {DRAWN_DAYS}d) >= 1 "
            f"and not count(buy, sku = {sku}, {BOUGHT_DAYS}d) >= 1")


def _quoted(text: str) -> str:
    clean = text.replace("\\", "").replace('"', "")
    return f'"{clean}"' if clean else ""
