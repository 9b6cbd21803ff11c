"""Sales as the plan hears of them: what is still set aside is wanted on their days, and past days teach no demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.flows.drafted import DRAFT, LIVE, Drafted, Kept
from huozhao.flows.goods import Goods
from huozhao.flows.sales.quotas import Quotas
from huozhao.operations.sales.sale import Left, Sale, phase, sold_share
from huozhao.supply.forecast.promotions import Promotion
from huozhao.terms.time import local_day

MOST_DISCOUNT = 0.95


@dataclass(frozen=True, slots=True)
class Promised:
    """Reads sales as promotions with a quantity."""

    book: Drafted[Sale]
    quotas: Quotas
    goods: Goods
    zone: str

    def promotions(self, now: int) -> list[Promotion]:
        """Return every sale that is live or was: with the units it is still expected to sell at an instant (ms)."""
        kept = [each for each in self.book.all() if each.state != DRAFT]
        left = {each.id: self.quotas.left(each.id) for each in kept}
        share = _share(kept, left, now)
        return [self._promotion(each, left[each.id], share, now) for each in kept]

    def _promotion(self, kept: Kept[Sale], left: Left, share: float, now: int) -> Promotion:
        sale, item = kept.value, self.goods.sku(kept.value.sku)
        usual_fen = item.price_fen if item else 0
        is_open = kept.state == LIVE and phase(sale, now) != "over"
        stopped_at = max(kept.at, sale.starts_at + 1)
        ends_at = sale.ends_at if kept.state == LIVE else min(sale.ends_at, stopped_at)
        discount = 1.0 - sale.price_fen / usual_fen if usual_fen else 0.0
        return Promotion(
            f"sale:{sale.sale}", local_day(sale.starts_at, self.zone), local_day(ends_at - 1, self.zone),
            min(max(discount, 0.0), MOST_DISCOUNT), frozenset((sale.sku,)),
            units=(left.free * share + left.held) if is_open else 0.0,
        )  # fmt: skip


def _share(kept: Sequence[Kept[Sale]], left: Mapping[str, Left], now: int) -> float:
    over = [each for each in kept if phase(each.value, now) == "over"]
    return sold_share(sum(left[each.id].sold for each in over), sum(each.value.quantity for each in over))
